"""Evidence to judge, made by hand: what a test does not name is as a good clustering has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from coterie.model.evidence import KEvidence

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD = {
    "inertia": 100.0,
    "silhouette": 0.4,
    "davies_bouldin": 0.9,
    "calinski_harabasz": 500.0,
    "dunn": 1.0,
    "agreement": 0.9,
    "agreement_sd": 0.05,
    "jaccard_min": 0.8,
    "prediction_strength": 0.8,
    "smallest_share": 0.1,
    "depth": -0.2,
    "deepest": 0.1,
    "apart_share": 0.3,
}


@pytest.fixture
def evidence_for() -> Callable[..., KEvidence]:
    """Make evidence for one K of a well reproduced cut of a continuum, with changes by name."""

    def make(k: int, **changes: Any) -> KEvidence:
        return KEvidence(k=k, **{**GOOD, **changes})

    return make
