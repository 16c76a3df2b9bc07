"""Namesakes are told apart, truly, or said to be twins."""

from dataclasses import replace

import numpy as np
import pytest

from coterie.profile.claims import Claim
from coterie.profile.composition import Draft
from coterie.profile.distinctness import make_distinct
from coterie.profile.evidence import gather
from coterie.profile.shares import Proportion

FOUND = Proportion(8, 10, 9, 90)


def _claim(key, word, *, clear=True):
    return Claim(key, word, clear, FOUND, 0.5)


LOYAL = _claim("LOYAL", "loyal")


def _draft(segment, *claims):
    return Draft(segment, {claim.id: claim for claim in (LOYAL, *claims)}, None, (LOYAL,))


def _spend(*levels, n=60):
    """Segments whose spend lies around the levels."""
    noise = np.tile(np.linspace(-1, 1, n), len(levels))
    labels = np.repeat(np.arange(len(levels)), n)
    return gather({"monetary_total": np.array(levels)[labels] + noise, "n_orders": 2 + noise}, labels)


def _texts(drafts, evidence):
    return [draft.text for draft in make_distinct(drafts, evidence)]


def test_different_names_stay_as_they_are():
    """Nothing is added where nothing is needed."""
    other = Draft(1, {}, None, (_claim("FEW", "occasional"),))
    assert _texts([_draft(0), other], _spend(10, 20)) == ["Loyal", "Occasional"]


def test_a_claim_of_one_namesake_is_added():
    """Clear, unused, and held by nobody else of the name."""
    recent, big = _claim("RECENT", "recent"), _claim("BIG", "big-ticket")
    assert _texts([_draft(0, recent), _draft(1)], _spend(10, 10)) == ["Loyal, recent", "Loyal"]
    assert _texts([_draft(0, recent, big), _draft(1)], _spend(10, 10)) == ["Loyal, big-ticket", "Loyal"]
    assert _texts([_draft(0, big), _draft(1, recent), _draft(2)], _spend(9, 10, 11)) == [
        "Loyal, big-ticket",
        "Loyal, recent",
        "Loyal",
    ]


def test_at_most_one_keeps_the_bare_name_and_one_may():
    """Two namesakes with a claim each: the first word in order is enough."""
    assert _texts([_draft(0, _claim("RECENT", "recent")), _draft(1, _claim("BIG", "big-ticket"))], _spend(10, 10)) == [
        "Loyal",
        "Loyal, big-ticket",
    ]


def test_weak_or_common_claims_are_not_added():
    """They would not tell anybody apart."""
    weak, common = _claim("BIG", "big-ticket", clear=False), _claim("RECENT", "recent")
    assert _texts([_draft(0, weak, common), _draft(1, common)], _spend(20, 10)) == ["Loyal, higher spend", "Loyal"]
    half = _claim("RECENT", "recent", clear=False)
    assert _texts([_draft(0, common), _draft(1, half)], _spend(10, 20)) == ["Loyal", "Loyal, higher spend"]


def test_categories_are_added_by_name():
    """What one loves, the other does not."""
    assert _texts([_draft(0, _claim("CAT:Wine", "Wine lovers")), _draft(1)], _spend(10, 10)) == [
        "Loyal, Wine lovers",
        "Loyal",
    ]


def test_comparatives_of_categories_are_not_shouted():
    """Namesakes that differ in one category only."""
    labels = np.repeat([0, 1], 30)
    evidence = gather({"share:FRZN MEAT": np.array([0.1, 0.8])[labels]}, labels)
    assert set(_texts([_draft(0), _draft(1)], evidence)) == {"Loyal", "Loyal, more frzn meat"}


def test_comparatives_are_true_of_the_base():
    """The member nearest to all customers stays bare; both others lie above it and say so."""
    evidence = _spend(10, 30, 20, 0, 0, 0)
    others = [Draft(segment, {}, None, (_claim("FEW", f"word {segment}"),)) for segment in (3, 4, 5)]
    assert _texts([_draft(0), _draft(1), _draft(2), *others], evidence)[:3] == [
        "Loyal",
        "Loyal, higher spend",
        "Loyal, higher spend (2 of 3)",
    ]


def test_a_doubled_word_becomes_a_superlative():
    """The second of two recent segments is not "recent, more recent"."""
    labels, recent = np.repeat([0, 1], 30), _claim("RECENT", "recent")
    evidence = gather({"recency_days": np.array([3.0, 9.0])[labels], "n_orders": np.ones(60)}, labels)
    plain = [Draft(segment, {}, None, (recent,)) for segment in (0, 1)]
    assert _texts(plain, evidence) == ["Recent", "Recent, quiet for longer"]
    rest = np.repeat([0, 1, 2], 30)
    others = gather({"recency_days": np.array([3.0, 5.0, 90.0])[rest]}, rest)
    assert _texts([*plain, _draft(2)], others) == ["Most recent", "Recent", "Loyal"]


def test_comparatives_lie_on_both_sides():
    """One above and one below all customers."""
    assert _texts([_draft(0), _draft(1), _draft(2)], _spend(10, 20, 30)) == [
        "Loyal, lower spend",
        "Loyal",
        "Loyal, higher spend",
    ]


def test_a_later_feature_must_separate_better_by_a_margin():
    """Spend and orders separate completely: spend, which comes first, is said."""
    labels = np.repeat([0, 1], 30)
    both = {"monetary_total": 10.0 + labels, "n_orders": 1.0 + labels}
    near = both | {"monetary_total": np.concatenate([np.linspace(0, 3, 30), np.linspace(1, 4, 30)])}
    assert _texts([_draft(0), _draft(1)], gather(both, labels)) == ["Loyal", "Loyal, higher spend"]
    assert _texts([_draft(0), _draft(1)], gather(near, labels)) == ["Loyal", "Loyal, more orders"]


def test_tenure_tells_nobody_apart_without_its_licence():
    """No licence, no time word, comparatives included."""
    labels = np.repeat([0, 1], 30)
    evidence = gather({"tenure_days": 100.0 + labels}, labels)
    assert _texts([_draft(0), _draft(1)], evidence) == ["Loyal", "Loyal (2)"]


@pytest.mark.parametrize(("shift", "clear"), [(2.0, True), (0.3, False)])
def test_namesakes_that_barely_differ_say_so(shift, clear):
    """A separation below 0.33 makes both weak."""
    found = make_distinct([_draft(0), _draft(1)], _spend(10, 10 + shift))
    assert [draft.text for draft in found] == ["Loyal", "Loyal, higher spend"]
    assert [draft.is_clear for draft in found] == [clear, clear]
    assert [any("barely differ" in doubt for doubt in draft.doubts) for draft in found] == [not clear, not clear]


def test_only_neighbours_that_barely_differ_are_weak():
    """The third lies far away and is clear."""
    found = make_distinct([_draft(0), _draft(1), _draft(2)], _spend(10, 10.3, 30))
    assert [draft.is_clear for draft in found] == [False, False, True]


def test_twins_are_numbered():
    """The larger stays bare; both are weak and say that they cannot be told apart."""
    noise = np.concatenate([np.linspace(0, 1, 50), np.linspace(0, 1, 70)])
    evidence = gather({"monetary_total": noise}, np.repeat([0, 1], [50, 70]))
    found = make_distinct([_draft(0), _draft(1)], evidence)
    assert [draft.text for draft in found] == ["Loyal (2)", "Loyal"]
    assert all("cannot be told apart" in draft.doubts[-1] for draft in found)
    assert not any(draft.is_clear for draft in found)


def test_twins_beside_a_third_are_numbered_among_themselves():
    """Two twins low, one high: the high one is told from them, then they are numbered."""
    found = make_distinct([_draft(0), _draft(1), _draft(2)], _spend(10, 10, 30))
    assert sorted(draft.text for draft in found) == ["Loyal", "Loyal (2)", "Loyal, higher spend"]
    assert [draft.is_clear for draft in found] == [False, False, True]


def test_twins_on_one_feature_may_differ_on_another():
    """The second pass looks at those that are still equal."""
    labels = np.repeat(np.arange(3), 60)
    noise = np.tile(np.linspace(-1, 1, 60), 3)
    values = {
        "monetary_total": np.array([10, 10, 30])[labels] + noise,
        "n_orders": np.array([5, 5.7, 5.4])[labels] + noise,
    }
    found = _texts([_draft(0), _draft(1), _draft(2)], gather(values, labels))
    assert len(set(found)) == 3
    assert not any("(2)" in text for text in found)


@pytest.mark.parametrize("k", [15, 30])
def test_many_equal_segments_are_all_distinct(k):
    """Also where there is nothing to compare."""
    labels = np.repeat(np.arange(k), 5)
    drafts = [_draft(segment) for segment in range(k)]
    spread = _texts(drafts, gather({"monetary_total": np.arange(5.0 * k)}, labels))
    equal = _texts(drafts, gather({"monetary_total": np.ones(5 * k)}, labels))
    assert len(set(spread)) == len(set(equal)) == k


def test_labels_do_not_decide_who_is_numbered():
    """The same customers under other labels get the same names."""
    noise = np.concatenate([np.linspace(0, 1, 50), np.linspace(0, 1.01, 50)])
    labels = np.repeat([0, 1], 50)
    one = make_distinct([_draft(0), _draft(1)], gather({"monetary_total": noise}, labels))
    other = make_distinct([_draft(0), _draft(1)], gather({"monetary_total": noise}, 1 - labels))
    assert [draft.text for draft in one] == [draft.text for draft in other][::-1]


def test_a_segment_keeps_what_else_it_is():
    """Only words are added."""
    found = make_distinct([replace(_draft(0), doubts=("weak basis",)), _draft(1)], _spend(10, 20))
    assert found[0].doubts == ("weak basis",)
