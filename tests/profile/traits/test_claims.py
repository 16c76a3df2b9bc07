"""A word needs a difference that is large, sure, and on the right side."""

import numpy as np
import pytest

from coterie.profile.traits.claims import find_claims, with_board
from coterie.profile.traits.gauges import gather

HALVES = np.repeat([0, 1], 100)


def _claims(values, labels, *traits):
    return find_claims(gather(values, labels, traits=traits))


def _said(claims):
    return [(claim.word, claim.clear) for claim in claims]


def _spread(delta):
    """A hundred members who exceed a hundred others with this delta."""
    others = np.arange(100.0)
    return np.concatenate([others, others + 100 * (1 - np.sqrt(1 - delta)) + 0.5])


@pytest.mark.parametrize(
    ("delta", "said"), [(0.25, []), (0.40, [("high income", False)]), (0.60, [("high income", True)])]
)
def test_amounts_pass_the_thresholds_of_delta(trait, delta, said):
    """A third for a weak claim, nearly a half for a clear one."""
    assert _said(_claims({"income": _spread(delta)}, HALVES, trait("income"))[1]) == said


def test_a_large_but_unsure_difference_is_no_clear_claim(trait):
    """Eleven members, a delta over a half, and a near limit below a third."""
    others, members = np.arange(100.0), np.linspace(40, 99, 11)
    labels = np.repeat([0, 1], [100, 11])
    assert _said(_claims({"income": np.concatenate([others, members])}, labels, trait("income"))[1]) in (
        [],
        [("high income", False)],
    )


def test_nine_members_are_never_clear(trait):
    """Ten are."""
    for n, clear in ((9, False), (10, True)):
        labels = (np.arange(200) >= 200 - n).astype(int)
        yes = {"kind": "yes/no", "levels": ("No", "Yes")}
        found = _claims({"x": np.arange(200.0), "p": labels}, labels, trait("x"), trait("p", **yes))[1]
        assert [claim.clear for claim in found] == [clear, clear]


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (44, []),
        (50, [("mostly partner", False)]),
        (65, [("mostly partner", True)]),
        (85, [("partner", True)]),
        (10, [("no partner", False)]),
    ],
)
def test_statements_pass_the_thresholds_of_a_difference(trait, share, said):
    """Against a share of 30 % elsewhere: 15 points for a weak claim, 30 for a clear one, surely half of that."""
    values = np.concatenate([np.arange(400) < 120, np.arange(400) < 4 * share]).astype(float)
    found = _claims({"p": values}, np.repeat([0, 1], 400), trait("p", "partner", kind="yes/no", levels=("No", "Yes")))
    assert _said(found[1]) == said


def test_the_median_must_lie_on_the_claimed_side(trait):
    """A segment of most customers, whose median is that of all, is not called high."""
    values = np.concatenate([np.full(60, 1.0), np.full(140, 5.0)])
    labels = np.repeat([0, 1, 1], [60, 70, 70])
    assert _said(_claims({"x": values}, labels, trait("x"))[1]) == []


def test_many_ties_are_judged_by_the_sides(trait):
    """Half of all share the median: more members above it than below is high, however few."""
    rest = np.concatenate([np.full(40, 1.0), np.full(60, 2.0)])
    members = np.concatenate([np.full(55, 2.0), np.full(45, 3.0)])
    assert _said(_claims({"x": np.concatenate([rest, members])}, HALVES, trait("x"))[1]) == [("high x", True)]


def test_unknown_values_are_left_out(trait):
    """A segment of which nothing is known claims nothing."""
    values = np.where(HALVES == 1, np.nan, np.arange(200.0))
    assert [_said(claims) for claims in _claims({"x": values}, HALVES, trait("x"))] == [[], []]


def test_the_strongest_stand_first(trait):
    """Clear before weak, then the larger difference, then the table's order."""
    values = {"a": _spread(0.4), "b": _spread(0.6), "c": _spread(0.9), "d": _spread(0.9)}
    assert [claim.gauge.column for claim in _claims(values, HALVES, *map(trait, "abcd"))[1]] == ["c", "d", "b", "a"]


def test_not_without_is_never_said(trait):
    """That few have "no internet" is told by those who have it."""
    net = trait("net", kind="category", levels=("Fiber", "No"))
    values = {"net=Fiber": HALVES.astype(float), "net=No": 1.0 - HALVES}
    assert _said(_claims(values, HALVES, net)[1]) == [("fiber", True)]


def test_claims_are_called_by_column_and_side(trait):
    """For machines that read them."""
    assert [claim.id for claim in _claims({"x": _spread(0.9)}, HALVES, trait("x"))[0]] == ["x:low"]


def _board(values, *traits):
    evidence = gather(values, HALVES, traits=traits)
    return [claim.word for claim in with_board(find_claims(evidence)[1], evidence)]


def test_three_of_four_numbers_are_across_the_board(trait):
    """One word stands for them; others stay."""
    values = {name: _spread(0.9) for name in "abc"} | {"d": np.tile(np.arange(100.0), 2), "age": _spread(0.9) / 5}
    assert _board(values, *map(trait, ["a", "b", "c", "d", "age"])) == ["high across the board", "older"]


def test_two_of_four_numbers_are_not(trait):
    """They are named."""
    values = {name: _spread(0.9) for name in "ab"} | {name: np.tile(np.arange(100.0), 2) for name in "cd"}
    assert _board(values, *map(trait, "abcd")) == ["high a", "high b"]


def test_three_numbers_are_no_board(trait):
    """All may be named."""
    assert _board({name: _spread(0.9) for name in "abc"}, *map(trait, "abc")) == ["high a", "high b", "high c"]


def test_one_number_against_the_others_is_no_board(trait):
    """High across the board and low in fish would be nonsense."""
    values = {name: _spread(0.9) for name in "abc"} | {"d": -_spread(0.9)}
    assert _board(values, *map(trait, "abcd")) == ["high a", "high b", "high c", "low d"]


def test_four_low_numbers_are_low_across_the_board(trait):
    """The other segment is high: each has its own word."""
    values = {name: _spread(0.9) for name in "abcd"}
    evidence = gather(values, HALVES, traits=list(map(trait, "abcd")))
    low, high = (with_board(claims, evidence) for claims in find_claims(evidence))
    assert [claim.word for claim in (*low, *high)] == ["low across the board", "high across the board"]
    assert (low[0].id, low[0].board) == ("all_numbers:low", (4, 4))


def test_that_there_is_none_of_a_category_is_said(trait):
    """Its level is called no."""
    net = trait("net", "internet", kind="category", levels=("Fiber", "No"))
    values = {"net=Fiber": HALVES.astype(float), "net=No": 1.0 - HALVES}
    assert ("no internet", True) in _said(_claims(values, HALVES, net)[0])


def test_differences_count_in_units_of_the_clear_threshold(trait):
    """So that amounts and statements can be ranked."""
    values = {"p": np.concatenate([np.zeros(100), np.arange(100) < 60]).astype(float), "x": _spread(0.9)}
    weights = {
        claim.gauge.column: claim.weight
        for claim in _claims(values, HALVES, trait("x"), trait("p", kind="yes/no", levels=("No", "Yes")))[1]
    }
    assert weights["p"] == pytest.approx(2.0)
    assert weights["x"] == pytest.approx(0.9 / 0.474, abs=0.02)


def test_a_name_is_read_with_age_first_then_what_is_there(trait):
    """Columns of a kind keep the table's order; a yes or no called age is no age."""
    values = {"low": -_spread(0.9), "high": _spread(0.9), "age": -_spread(0.9), "of_age": 1.0 - HALVES}
    of_age = trait("of_age", "age", kind="yes/no", levels=("No", "Yes"))
    claims = _claims(values, HALVES, trait("low"), trait("high"), trait("age"), of_age)[1]
    ordered = sorted(claims, key=lambda claim: claim.reading_order)
    assert [claim.word for claim in ordered] == ["young", "high high", "low low", "no age"]
