"""Every number of a name stands beside that of all customers."""

import numpy as np
import pytest

from coterie.profile.traits.claims import find_claims
from coterie.profile.traits.composition import draft_names
from coterie.profile.traits.distinctness import make_distinct
from coterie.profile.traits.gauges import gather
from coterie.profile.traits.proof import proof, sentence

HALVES = np.repeat([0, 1], 100)
YES = {"kind": "yes/no", "levels": ("No", "Yes")}
LOW_HIGH = np.concatenate([np.arange(100.0), np.arange(200.0, 300.0)])


def _told(values, *traits, segment=1, labels=HALVES):
    evidence = gather(values, labels, traits=traits)
    draft = make_distinct(draft_names(find_claims(evidence), evidence), evidence)[segment]
    return sentence(draft, evidence), proof(draft, evidence)


def test_a_number_tells_medians_times_and_chance(trait):
    """Each with its interval."""
    said, lines = _told({"x": LOW_HIGH}, trait("x", "income"))
    assert said == "High income: 100 customers (50 %). Typical member: income 249.5 (all customers: 149.5)."
    times, chance = lines[0].split("; ")
    assert (
        times
        == "High income: median income 249.5 against 149.5 for all customers: 1.7 times (95 % interval 1.2 to 2.9)"
    )
    assert chance == "100 % (95 % interval 96 to 100 %) chance that a member has more than a non-member."


def test_low_is_told_as_low(trait):
    """The chance is that of having less."""
    _, lines = _told({"x": LOW_HIGH}, trait("x"), segment=0)
    assert "against 149.5 for all customers: 0.33 times (95 % interval" in lines[0]
    assert lines[0].endswith("; 100 % (95 % interval 96 to 100 %) chance that a member has less than a non-member.")


@pytest.mark.parametrize(
    ("words", "kind", "said"),
    [
        ("age", "number", "median age 249.5 against 149.5 for all customers; 100 %"),
        ("joining date", "date", "median joining date 250 days ago against 150 days ago for all customers; 100 %"),
        ("year of birth", "number", "median year of birth 250 against 150 for all customers; 100 %"),
    ],
)
def test_ages_and_dates_have_no_times(trait, words, kind, said):
    """Nobody is 1.3 times as old, or born."""
    _, lines = _told({"x": LOW_HIGH}, trait("x", words, kind=kind))
    assert said in lines[0]
    assert "times" not in lines[0]


@pytest.mark.parametrize(
    ("words", "kind", "compared"),
    [
        ("age", "number", "is older"),
        ("year of birth", "number", "is younger"),
        ("joining date", "date", "has an earlier date"),
        ("size", "number", "has more"),
        ("size", "ordered", "stands higher"),
    ],
)
def test_members_are_compared_in_the_traits_words(trait, words, kind, compared):
    """Older, not more age."""
    levels = tuple("abcdef") if kind == "ordered" else ()
    values = np.repeat([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [50, 25, 25, 25, 25, 50])
    _, lines = _told({"x": values}, trait("x", words, kind=kind, levels=levels))
    assert f"chance that a member {compared} than a non-member" in lines[0]


def test_classes_are_told_by_their_words(trait):
    """And a median between two classes by both."""
    values = np.repeat([1.0, 2.0, 3.0, 4.0], 50)
    said, lines = _told({"x": values}, trait("x", "income class", kind="ordered", levels=("low", "mid", "high", "top")))
    assert "Typical member: income class high to top (all customers: mid to high)." in said
    assert lines[0].startswith(
        "High income class: median income class high to top against mid to high for all customers;"
    )


def test_equal_medians_are_told_by_the_share_above(trait):
    """Among few distinct values the medians hide the difference."""
    rest = np.concatenate([np.full(60, 1.0), np.full(40, 2.0)])
    members = np.concatenate([np.full(55, 2.0), np.full(45, 3.0)])
    _, lines = _told({"x": np.concatenate([rest, members])}, trait("x", "rooms"))
    assert lines[0].startswith("High rooms: rooms above 2 in 45 %, against 22 % of all customers; ")


def test_negative_numbers_have_no_times(trait):
    """A ratio of a debt and a balance says nothing."""
    _, lines = _told({"x": LOW_HIGH - 10}, trait("x", "balance"))
    assert "times" not in lines[0]


def test_statements_tell_shares(trait):
    """Of members with interval, of all without."""
    said, lines = _told({"p": HALVES.astype(float)}, trait("p", "partner", **YES))
    assert said == "Partner: 100 customers (50 %). Members: 100 % partner (all customers: 50 %)."
    assert lines == ("Partner: 100 % (95 % interval 96 to 100 %); of all customers 50 %.",)


def test_what_is_not_is_proved_by_those_without(trait):
    """Of "no partner" the share without one is told, not the share with."""
    values = {"partner": np.concatenate([np.r_[np.ones(5), np.zeros(95)], np.r_[np.ones(79), np.zeros(21)]])}
    lines = _told(values, trait("partner", **YES), segment=0)[1]
    assert lines[0] == "No partner: 95 % (95 % interval 89 to 98 %); of all customers 58 %."


def test_what_is_less_often_is_proved_by_those_with(trait):
    """The number goes with the word."""
    values = {"partner": np.concatenate([np.r_[np.ones(40), np.zeros(60)], np.ones(100)])}
    lines = _told(values, trait("partner", **YES), segment=0)[1]
    assert lines[0].startswith("Less often partner: 40 %")


def test_any_is_told_as_with(trait):
    """A share of members, not an amount."""
    said, _ = _told({"c": HALVES * np.arange(1.0, 201.0)}, trait("c", "cash advance"))
    assert said.startswith(
        "Cash advance: 100 customers (50 %). Members: 100 % with cash advance (all customers: 50 %)."
    )


@pytest.mark.parametrize(
    ("kind", "levels", "values", "told"),
    [
        (
            "yes/no",
            ("No", "Yes"),
            np.tile([1.0, 0.0], 100),
            "churn 50 % (95 % interval 40 to 60 %); of all customers 50 %",
        ),
        (
            "number",
            (),
            np.tile(np.arange(1.0, 101.0), 2),
            "churn above 50.5 in 50 %, against 50 % of all customers",
        ),
        ("number", (), np.tile([0.0, 0.0, 0.0, 5.0], 50), "any churn 25 % (95 % interval"),
    ],
)
def test_a_target_is_told_beside_the_name(trait, kind, levels, values, told):
    """That is what people want to know."""
    churn = trait("churn", kind=kind, levels=levels, role="target")
    said, lines = _told({"x": LOW_HIGH, "churn": values}, trait("x"), churn)
    assert lines[1].startswith("Told beside the name: ")
    assert told in lines[1]
    assert "churn" not in said


def test_an_unknown_target_is_not_told(trait):
    """Nor is one of a single segment."""
    churn = trait("churn", role="target", **YES)
    unknown = np.where(HALVES == 1, np.nan, 1.0)
    assert len(_told({"x": LOW_HIGH, "churn": unknown}, trait("x"), churn)[1]) == 1
    assert _told({"churn": unknown}, churn, segment=0, labels=np.zeros(200, dtype=int))[1] == ()


def test_two_more_claims_are_told_and_say_something_new(trait):
    """Not those that move with the name's own."""
    random = np.random.default_rng(0)
    values = {"x": LOW_HIGH, "same": LOW_HIGH + 1} | {
        name: random.normal(0, 1, 200) + 0.9 * HALVES for name in ("a", "b", "c")
    }
    _, lines = _told(values, *(trait(name) for name in values))
    also = [line.partition(":")[0] for line in lines if line.startswith("Also")]
    assert len(also) <= 2
    assert not any("same" in line for line in lines)


def test_across_the_board_is_counted(trait):
    """How many of how many numbers."""
    values = dict.fromkeys("abcd", LOW_HIGH)
    _, lines = _told(values, *map(trait, "abcd"))
    assert lines[0].startswith(
        "High across the board: 4 of 4 numbers lie clearly above those of all others; foremost median a 249.5"
    )


def test_values_of_all_customers_are_told_alone(trait):
    """There is nothing to put beside them."""
    said, lines = _told({"x": LOW_HIGH}, trait("x"), segment=0, labels=np.zeros(200, dtype=int))
    assert said == "All customers: 200 customers (100 %). Typical member: x 149.5."
    assert lines == ()


def test_what_is_unknown_of_a_segment_is_not_told(trait):
    """No median of nothing."""
    said, _ = _told({"x": np.where(HALVES == 1, np.nan, LOW_HIGH)}, trait("x"))
    assert said == "Average: 100 customers (50 %)." or said.startswith("Average (2)")


def test_one_customer_is_no_plural(trait):
    """A small thing, seen at once."""
    labels = np.where(np.arange(200) == 199, 1, 0)
    assert ": 1 customer (0.5 %)." in _told({"x": LOW_HIGH}, trait("x"), labels=labels)[0]
