"""Namesakes are told apart, truly, or said to be twins."""

from dataclasses import replace

import numpy as np

from coterie.profile.traits.claims import find_claims
from coterie.profile.traits.composition import TraitDraft, draft_names
from coterie.profile.traits.distinctness import make_distinct
from coterie.profile.traits.gauges import gather

EACH = 60
YES = {"kind": "yes/no", "levels": ("No", "Yes")}


def _evidence(traits, **levels):
    """Segments of sixty whose values lie around the levels, a list for each trait."""
    n_segments = len(next(iter(levels.values())))
    labels = np.repeat(np.arange(n_segments), EACH)
    random = np.random.default_rng(0)
    values = {
        name: np.array(level, dtype=float)[labels] + random.normal(0, 1, len(labels)) for name, level in levels.items()
    }
    return gather(values, labels, traits=traits)


def _claims(evidence, segment):
    return {claim.word: claim for claim in find_claims(evidence)[segment]}


def _texts(drafts, evidence):
    return [draft.text for draft in make_distinct(drafts, evidence)]


def test_different_names_stay_as_they_are(trait):
    """Nothing is added where nothing is needed."""
    evidence = _evidence([trait("x")], x=[0, 5])
    drafts = draft_names(find_claims(evidence), evidence)
    assert make_distinct(drafts, evidence) == drafts


def test_a_claim_of_one_namesake_is_added(trait):
    """Clear, unused, and held by nobody else of the name; one may stay bare."""
    evidence = _evidence([trait("x"), trait("y")], x=[0, 5, 5], y=[0, 0, 5])
    claims = find_claims(evidence)
    drafts = [TraitDraft(s, claims[s], tuple(c for c in claims[s] if c.gauge.column == "x")) for s in (1, 2)]
    drafts.insert(0, TraitDraft(0, (), (), "Average"))
    assert _texts(drafts, evidence) == ["Average", "High x", "High x, high y"]


def test_a_name_that_says_less_than_another_says_what_is_opposite(trait):
    """High administrative, no informational: beside high administrative, informational."""
    evidence = _evidence([trait("x"), trait("y")], x=[0, 5, 5, 0], y=[2.5, 0, 5, 2.5])
    one, other = _claims(evidence, 1), _claims(evidence, 2)
    drafts = [
        TraitDraft(0, (), (), "Average"),
        TraitDraft(1, tuple(one.values()), (one["high x"],)),
        TraitDraft(2, tuple(other.values()), (other["high x"], other["high y"])),
        TraitDraft(3, (), (), "Mixed"),
    ]
    assert _texts(drafts, evidence)[1:3] == ["High x, low y", "High x, high y"]


def test_comparatives_speak_of_the_base(trait):
    """The namesake nearest all customers stays bare, the other is higher than both."""
    evidence = _evidence([trait("x")], x=[0, 0, 0, 3, 9])
    drafts = [TraitDraft(s, (), (), name) for s, name in enumerate(["A", "B", "C", "Average", "Average"])]
    found = make_distinct(drafts, evidence)
    assert [draft.text for draft in found[3:]] == ["Average", "Average, higher x"]
    assert found[4].doubts == ()


def test_a_named_trait_is_heightened(trait):
    """Two low incomes: the lower is very low."""
    evidence = _evidence([trait("x")], x=[0, 4, 20, 20, 20])
    claims = [tuple(_claims(evidence, s).values()) for s in range(5)]
    drafts = [
        TraitDraft(s, claims[s], claims[s][:1]) if s < 2 else TraitDraft(s, (), (), "ABC"[s - 2]) for s in range(5)
    ]
    assert _texts(drafts, evidence)[:2] == ["Very low x", "Low x"]


def test_inner_ones_are_counted_from_the_outside(trait):
    """The extreme is plain."""
    evidence = _evidence([trait("x")], x=[0, 0, 0, 5, 10, 15])
    drafts = [TraitDraft(s, (), (), "ABC"[s] if s < 3 else "Average") for s in range(6)]
    assert _texts(drafts, evidence)[3:] == ["Average", "Average, higher x (2 of 3)", "Average, higher x"]


def test_statements_compare_by_how_often(trait):
    """Where no amount tells more."""
    labels = np.repeat([0, 1, 2], 100)
    partner = np.concatenate([np.arange(100) < share for share in (10, 40, 80)]).astype(float)
    evidence = gather({"p": partner}, labels, traits=[trait("p", "partner", **YES)])
    drafts = [TraitDraft(0, (), (), "Other"), TraitDraft(1, (), (), "Average"), TraitDraft(2, (), (), "Average")]
    assert _texts(drafts, evidence) == ["Other", "Average", "Average, more often partner"]


def test_a_small_step_is_admitted(trait):
    """Both are weak then."""
    labels = np.repeat([0, 1], 400)
    values = np.random.default_rng(0).normal(0, 1, 800) + 0.4 * labels
    evidence = gather({"x": values}, labels, traits=[trait("x")])
    found = make_distinct([TraitDraft(s, (), (), "Average") for s in (0, 1)], evidence)
    assert {draft.doubts for draft in found} == {("This segment and its namesake barely differ.",)}


def test_what_cannot_be_told_apart_is_numbered(trait):
    """The larger has no number."""
    labels = np.repeat([0, 1], [30, 60])
    evidence = gather({"x": np.tile([1.0, 2.0, 3.0], 30)}, labels, traits=[trait("x")])
    found = make_distinct([TraitDraft(s, (), (), "Average") for s in (0, 1)], evidence)
    assert [draft.text for draft in found] == ["Average (2)", "Average"]
    assert all("cannot be told apart" in draft.doubts[-1] for draft in found)


def test_a_doubt_is_told_once(trait):
    """Also where the draft had it."""
    labels = np.repeat([0, 1], 30)
    evidence = gather({"x": np.tile([1.0, 2.0, 3.0], 20)}, labels, traits=[trait("x")])
    drafts = draft_names(find_claims(evidence), evidence)
    assert [len(draft.doubts) for draft in make_distinct(drafts, evidence)] == [1, 1]


def _says_less(evidence, *, keep):
    """The name of a segment that holds some claims, beside one that is high in x and in y."""
    one, other = _claims(evidence, 1), _claims(evidence, 2)
    held = tuple(keep(claim) for claim in one.values())
    drafts = [
        TraitDraft(0, (), (), "Average"),
        TraitDraft(1, held, tuple(claim for claim in held if claim.word == "high x")),
        TraitDraft(2, tuple(other.values()), (other["high x"], other["high y"])),
        TraitDraft(3, (), (), "Mixed"),
    ]
    return _texts(drafts, evidence)[1]


def test_only_what_is_opposite_in_the_same_trait_is_added(trait):
    """Low fish does not answer to high wine."""
    evidence = _evidence([trait("x"), trait("y"), trait("z")], x=[0, 5, 5, 0], y=[0, 0, 5, 0], z=[5, 0, 5, 5])
    assert "low z" in _claims(evidence, 1)
    assert _says_less(evidence, keep=lambda claim: claim) == "High x"


def test_only_a_clear_opposite_is_added(trait):
    """A faint one would make the whole name weak."""
    evidence = _evidence([trait("x"), trait("y")], x=[0, 5, 5, 0], y=[2.5, 0, 5, 2.5])
    assert _says_less(evidence, keep=lambda claim: claim) == "High x, low y"
    assert _says_less(evidence, keep=lambda claim: replace(claim, clear=claim.word == "high x")) == "High x"


def test_a_trait_that_is_not_named_is_compared_not_heightened(trait):
    """High z both; x tells them apart, on the same side."""
    evidence = _evidence([trait("x"), trait("z")], x=[0, 0, 0, 3, 9], z=[0, 0, 0, 9, 9])
    high = [tuple(claim for claim in find_claims(evidence)[s] if claim.word == "high z") for s in (3, 4)]
    drafts = [TraitDraft(s, (), (), "ABC"[s]) for s in range(3)]
    drafts += [TraitDraft(s, claims, claims) for s, claims in zip((3, 4), high, strict=True)]
    assert _texts(drafts, evidence)[3:] == ["High z", "High z, higher x"]


def test_a_name_grows_to_three_claims_and_no_further(trait):
    """Then a comparative tells more."""
    names = ("a", "b", "c", "d")
    evidence = _evidence(list(map(trait, names)), a=[0, 5, 5], b=[0, 5, 5], c=[0, 5, 5], d=[0, 0, 5])
    one, other = _claims(evidence, 1), _claims(evidence, 2)
    words = ("high a", "high b", "high c")
    drafts = [TraitDraft(0, (), (), "Average")] + [
        TraitDraft(s, tuple(claims.values()), tuple(claims[word] for word in words))
        for s, claims in ((1, one), (2, other))
    ]
    assert _texts(drafts, evidence)[1:] == ["High a, high b, high c", "High a, high b, high c, higher d"]
