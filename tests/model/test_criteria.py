"""Criteria side by side: each one's own choice, and the words for their disagreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from coterie.model.criteria import choices, compare, knee, listed
from coterie.model.evidence import SelectionLimits

if TYPE_CHECKING:
    from collections.abc import Callable

    from coterie.model.evidence import KEvidence


def test_every_criterion_chooses_by_its_own_rule(evidence_for: Callable[..., KEvidence]) -> None:
    """Most, least, bend, or the largest that reaches its limit."""
    rows = [
        evidence_for(2, inertia=100.0, silhouette=0.5, davies_bouldin=1.0, calinski_harabasz=400.0, dunn=1.0),
        evidence_for(3, inertia=40.0, silhouette=0.3, davies_bouldin=0.8, calinski_harabasz=300.0, dunn=0.9),
        evidence_for(4, inertia=35.0, silhouette=0.2, dunn=0.8, agreement=0.75, prediction_strength=0.75),
        evidence_for(5, inertia=30.0, dunn=1.4, agreement=0.6, prediction_strength=0.2),
    ]
    assert choices(rows, SelectionLimits()) == {
        "elbow": 3,
        "silhouette": 2,
        "Davies-Bouldin": 3,
        "Calinski-Harabasz": 4,
        "Dunn": 5,
        "agreement": 4,
        "prediction strength": 4,
    }


def test_a_criterion_with_a_limit_may_refuse(evidence_for: Callable[..., KEvidence]) -> None:
    """Where nothing comes back, agreement and prediction strength choose nothing."""
    chosen = choices([evidence_for(2, agreement=0.1, prediction_strength=0.1)], SelectionLimits())
    assert (chosen["agreement"], chosen["prediction strength"]) == (None, None)


@given(st.integers(2, 10), st.integers(1, 8))
def test_knee_is_where_a_broken_line_breaks(n_steep: int, n_flat: int) -> None:
    """A line that falls by 10 a step and then by 1 bends at the joint."""
    steep = [10.0 * step for step in range(n_steep, 0, -1)]
    flat = [-1.0 * step for step in range(n_flat + 1)]
    assert knee(steep + flat) == n_steep


def test_knee_of_a_single_value_is_that_value() -> None:
    """One K has nowhere else to bend."""
    assert knee([3.0]) == 0


def test_disagreement_is_told_by_number_with_reasons() -> None:
    """Who would choose what, from low to high, those that refuse last, and why they differ."""
    words = compare({"elbow": 4, "silhouette": 2, "Dunn": 2, "agreement": None})
    assert words.startswith(
        "Taken alone, silhouette and Dunn would choose 2; elbow would choose 4; agreement would choose"
    )
    assert "no K. They answer different questions." in words


def test_agreement_of_all_is_told_in_one_sentence() -> None:
    """Nothing to explain where nobody differs."""
    assert compare({"elbow": 3, "Dunn": 3}) == "Each criterion alone would choose K = 3: elbow and Dunn."


def test_words_are_joined_as_they_are_spoken() -> None:
    """One, two, three."""
    assert [listed([3]), listed([3, 4]), listed([3, 4, 6])] == ["3", "3 and 4", "3, 4 and 6"]
