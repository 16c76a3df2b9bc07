"""Which claims make a name."""

import numpy as np
import pytest

from coterie.profile.traits.claims import find_claims
from coterie.profile.traits.composition import TraitDraft, compose, draft_names, says_nothing_new
from coterie.profile.traits.gauges import gather

N = 400
HALVES = np.repeat([0, 1], N // 2)
YES = {"kind": "yes/no", "levels": ("No", "Yes")}


def _apart(seed, shift=3.0):
    """A number that is higher in the second half, and moves with nothing else inside the halves."""
    return np.random.default_rng(seed).normal(0, 1, N) + shift * HALVES


def _evidence(values, *traits, labels=HALVES):
    return gather(values, labels, traits=traits)


def _name(values, *traits, segment=1, labels=HALVES):
    evidence = _evidence(values, *traits, labels=labels)
    return draft_names(find_claims(evidence), evidence)[segment].text


def test_two_claims_make_a_name(trait):
    """Of traits that do not move together."""
    labels = np.repeat([0, 1, 2, 3], N // 4)
    values = {
        "income": np.random.default_rng(0).normal(0, 1, N) + 4 * np.isin(labels, (1, 3)),
        "spending": np.random.default_rng(1).normal(0, 1, N) + 4 * np.isin(labels, (2, 3)),
    }
    traits = trait("income"), trait("spending")
    names = [_name(values, *traits, segment=segment, labels=labels) for segment in range(4)]
    assert names == [
        "Low income, low spending",
        "High income, low spending",
        "High spending, low income",
        "High income, high spending",
    ]


def test_what_moves_with_a_named_trait_is_passed_over(trait):
    """High income and high wealth are one thing."""
    assert _name({"a": _apart(0, 3.2), "b": _apart(1, 2.8)}, trait("a"), trait("b")) == "High a"


def test_of_near_equals_the_shortest_word_is_taken(trait):
    """As strong, and it moves with the other."""
    values = {"long": _apart(0, 8.0), "x": _apart(0, 8.0) + 0.001 * _apart(1)}
    assert _name(values, trait("long", "a long word for income"), trait("x", "income")) == "High income"


def test_what_is_there_leads(trait):
    """A clear positive claim comes first, even where a negative one is larger."""
    random = np.random.default_rng(3)
    values = {"p": 1.0 - HALVES, "x": HALVES * 0.9 + random.normal(0, 1, N), "y": HALVES * 1.2 + random.normal(0, 1, N)}
    traits = trait("p", "partner", **YES), trait("x", "income"), trait("y", "spending")
    assert _name(values, *traits) == "High spending, no partner"


def test_age_stands_first_and_absence_last(trait):
    """The canonical order of words."""
    labels = np.repeat([0, 1, 1], [200, 100, 100])
    random = np.random.default_rng(0)
    values = {
        "fish": random.normal(0, 1, N) - 1.2 * labels,
        "wine": random.normal(0, 1, N) + 1.2 * labels,
        "age": 40 + random.normal(0, 1, N) + 1.2 * labels,
    }
    assert _name(values, trait("fish"), trait("wine"), trait("age"), labels=labels) == "Older, high wine, low fish"


def test_a_third_word_must_leave_the_name_short(trait):
    """Forty-two letters."""
    random = np.random.default_rng(0)
    values = {name: random.normal(0, 1, N) + 1.2 * HALVES for name in "abc"}
    short = _name(values, trait("a", "wine"), trait("b", "fish"), trait("c", "bread"))
    long = _name(values, *(trait(name, f"spending on something {name}") for name in "abc"))
    assert (short.count(","), long.count(",")) == (2, 1)


def test_without_a_clear_claim_the_best_weak_one_names(trait):
    """And the name is weak."""
    random = np.random.default_rng(5)
    values = {"a": random.normal(0, 1, N) + 0.7 * HALVES, "b": random.normal(0, 1, N) + 0.75 * HALVES}
    evidence = _evidence(values, trait("a"), trait("b"))
    found = draft_names(find_claims(evidence), evidence)[1]
    assert (len(found.chosen), found.is_clear) == (1, False)


def test_that_a_level_is_rare_is_no_second_word(trait):
    """It leaves open what they have instead."""
    contract = trait("contract", kind="category", levels=("monthly", "yearly", "free"))
    random = np.random.default_rng(0)
    place = np.where(HALVES == 1, random.integers(1, 3, N), random.integers(0, 2, N))
    values = {f"contract={level}": (place == i).astype(float) for i, level in enumerate(contract.levels)}
    values["x"] = random.normal(0, 1, N) + 1.5 * HALVES
    assert "not" not in _name(values, contract, trait("x"))
    one = {"contract=monthly": (place == 0).astype(float)}
    assert _name(one, contract) == "Not monthly"


def test_a_claim_that_follows_is_not_repeated(trait):
    """Who has no internet has no films."""
    random = np.random.default_rng(0)
    net = np.where(HALVES == 1, 0.0, 1.0)
    films = net * (random.random(N) < 0.6)
    assert _name({"n": net, "f": films}, trait("n", "internet", **YES), trait("f", "films", **YES)) == "No internet"


@pytest.mark.parametrize(("n", "shift", "name"), [(9, 0.9, "Small group"), (150, 0.0, "Average"), (12, 0.9, "Mixed")])
def test_without_claims_there_is_a_plain_name(trait, n, shift, name):
    """A small group; mixed where something is large but unsure; else average."""
    labels = (np.arange(N) < n).astype(int)
    spread = np.concatenate([np.linspace(-2, 2, n) + shift, np.linspace(-2, 2, N - n)])
    evidence = _evidence({"x": spread}, trait("x"), labels=labels)
    assert draft_names([(), ()], evidence)[1].text == name


def test_segments_that_are_alike_get_the_same_words(trait):
    """Although chance puts other traits foremost in each."""
    labels = np.repeat([0, 1, 2], [1000, 500, 500])
    random = np.random.default_rng(0)
    values = {name: random.normal(0, 1, 2000) + 2 * (labels > 0) for name in "abcdef"}
    evidence = _evidence(values, *map(trait, "abcdef"), labels=labels)
    _, one, other = draft_names(find_claims(evidence), evidence)
    assert one.key == other.key
    assert not one.is_clear
    assert not other.is_clear


def test_names_are_equal_where_their_words_are(trait):
    """Whatever their order."""
    evidence = _evidence({"a": _apart(0), "b": _apart(1)}, trait("a"), trait("b"))
    a, b = find_claims(evidence)[1]
    assert TraitDraft(0, (), (a, b)).key == TraitDraft(1, (), (b, a)).key
    assert TraitDraft(0, (), (b, a)).text == "High a, high b"
    assert TraitDraft(0, (), (a, b), number=2).text == "High a, high b (2)"


def test_no_claims_compose_to_nothing(trait):
    """There is nothing to choose from."""
    assert compose((), _evidence({"a": _apart(0)}, trait("a"))) == ()


def test_a_word_is_not_said_twice(trait):
    """Two columns may be called the same."""
    random = np.random.default_rng(0)
    values = {"a": random.normal(0, 1, N) + HALVES, "b": random.normal(0, 1, N) + HALVES}
    evidence = _evidence(values, trait("a", "income"), trait("b", "income"))
    one, other = find_claims(evidence)[1]
    assert says_nothing_new(one, [other], evidence=evidence)


def test_a_short_word_that_says_much_less_is_not_taken(trait):
    """It moves with the other, but is not as strong."""
    noise = 1.1 * np.random.default_rng(2).normal(0, 1, N)
    values = {"long": _apart(0), "x": _apart(0) + noise}
    evidence = _evidence(values, trait("long", "a long word for income"), trait("x", "pay"))
    assert abs(evidence.correlation(*evidence.gauges)) > 0.75
    assert draft_names(find_claims(evidence), evidence)[1].text == "High a long word for income"


def test_plain_names_are_weak_but_for_all_customers(trait):
    """There is nothing to doubt in that everybody is a customer."""
    two = _evidence({"x": np.tile(np.arange(200.0), 2)}, trait("x"))
    one = _evidence({"x": np.arange(400.0)}, trait("x"), labels=np.zeros(N, dtype=int))
    assert [draft.is_clear for draft in draft_names([(), ()], two)] == [False, False]
    assert [(draft.text, draft.is_clear) for draft in draft_names([()], one)] == [("All customers", True)]


def test_segments_that_differ_have_no_doubts(trait):
    """Only twins are advised to merge."""
    evidence = _evidence({"x": _apart(0)}, trait("x"))
    assert [draft.doubts for draft in draft_names(find_claims(evidence), evidence)] == [(), ()]


def test_across_the_board_leads_and_what_is_no_number_follows(trait):
    """Even where that is stronger."""
    random = np.random.default_rng(0)
    values = {name: random.normal(0, 1, N) + 1.1 * HALVES for name in "abcd"} | {"p": HALVES.astype(float)}
    name = _name(values, *map(trait, "abcd"), trait("p", "partner", **YES))
    assert name == "High across the board, partner"
