"""The verdict, row by row of the procedure, on evidence made by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.model.evidence import KEvidence, SelectionLimits
from coterie.model.verdict import Decision, decide, is_useful_cut

if TYPE_CHECKING:
    from collections.abc import Callable

LIMITS = SelectionLimits()
SHARE = st.floats(0, 1)
ANY_ROWS = st.lists(st.tuples(st.floats(-1, 2), SHARE, SHARE, SHARE, SHARE), min_size=1, max_size=11)


def test_a_gap_on_every_border_makes_natural_groups(evidence_for: Callable[..., KEvidence]) -> None:
    """The largest K with gaps on all borders that comes back."""
    rows = [evidence_for(k, depth=depth, prediction_strength=0.5) for k, depth in ((2, 0.9), (3, 0.4), (4, 0.1))]
    assert decide(rows, LIMITS) == Decision("natural groups", 3, (3,), 3)


def test_natural_groups_may_be_cut_finer_where_prediction_is_strong(evidence_for: Callable[..., KEvidence]) -> None:
    """Gaps at 2, prediction strength up to 4: four groups, and two are remembered as the ones with gaps."""
    rows = [evidence_for(2, depth=0.9), evidence_for(3), evidence_for(4), evidence_for(5, prediction_strength=0.7)]
    assert decide(rows, LIMITS) == Decision("natural groups", 4, (4,), 2)


def test_gaps_that_do_not_come_back_are_no_groups(evidence_for: Callable[..., KEvidence]) -> None:
    """A deep valley of a clustering that no half repeats is an accident."""
    rows = [evidence_for(k, depth=0.9, agreement=0.5) for k in (2, 3)]
    assert decide(rows, LIMITS).verdict == "not reproducible"


def test_all_useful_cuts_are_equally_good(evidence_for: Callable[..., KEvidence]) -> None:
    """Online Retail's case: 3, 4 and 6 pass, 6 is taken."""
    rows = [evidence_for(k, agreement=a) for k, a in ((2, 0.97), (3, 0.87), (4, 0.83), (5, 0.58), (6, 0.76), (7, 0.6))]
    assert decide(rows, LIMITS) == Decision("useful cuts", 6, (3, 4, 6))


def test_two_halves_are_not_enough(evidence_for: Callable[..., KEvidence]) -> None:
    """A stable high and low is no segmentation."""
    rows = [evidence_for(2, agreement=0.99), evidence_for(3, agreement=0.6)]
    assert decide(rows, LIMITS) == Decision("not reproducible", None, ())


@pytest.mark.parametrize(
    ("k", "change"),
    [
        (3, {"agreement": 0.7499}),
        (3, {"jaccard_min": 0.5999}),
        (3, {"smallest_share": 0.0499}),
        (2, {}),
        (9, {}),
    ],
)
def test_each_limit_alone_refuses_a_cut(
    evidence_for: Callable[..., KEvidence], k: int, change: dict[str, float]
) -> None:
    """Whole, worst segment, smallest segment and the range of K are asked one by one."""
    assert not is_useful_cut(evidence_for(k, **change), LIMITS)


@pytest.mark.parametrize("k", [3, 8])
def test_a_cut_on_every_limit_passes(evidence_for: Callable[..., KEvidence], k: int) -> None:
    """Limits are what must be reached."""
    assert is_useful_cut(evidence_for(k, agreement=0.75, jaccard_min=0.6, smallest_share=0.05), LIMITS)


def test_groups_on_every_limit_of_reproducibility_are_natural(evidence_for: Callable[..., KEvidence]) -> None:
    """Agreement and prediction strength are reached where they are equal to what is needed."""
    rows = [evidence_for(2, depth=0.4, agreement=0.75), evidence_for(3, prediction_strength=0.75)]
    assert decide(rows, LIMITS) == Decision("natural groups", 3, (3,), 2)


def test_a_valley_on_the_limit_is_no_gap(evidence_for: Callable[..., KEvidence]) -> None:
    """A gap is deeper than the limit."""
    assert decide([evidence_for(2, depth=0.3)], LIMITS).verdict == "not reproducible"


@given(ANY_ROWS)
def test_the_choice_is_always_among_the_equally_good(rows: list[tuple[float, ...]]) -> None:
    """Whatever the evidence: a K comes with its verdict, is the largest of its equals, and was measured."""
    evidence = [
        KEvidence(k, 1.0, 0.1, 1.0, 1.0, 1.0, agreement, 0.0, jaccard, strength, share, depth, depth, 0.5)
        for k, (depth, agreement, jaccard, strength, share) in enumerate(rows, start=2)
    ]
    decision = decide(evidence, LIMITS)
    assert (decision.k is None) == (decision.verdict == "not reproducible")
    assert decision.k == (decision.equally_good[-1] if decision.equally_good else None)
    assert set(decision.equally_good) <= {row.k for row in evidence}
