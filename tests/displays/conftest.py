"""One display of every kind, as a real run makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from coterie.displays import (
    Display,
    ElbowDisplay,
    KSelectionDisplay,
    LedgerDisplay,
    ProfileDisplay,
    SegmentMapDisplay,
    SegmentSizesDisplay,
    SilhouetteDisplay,
)

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = ["High-value loyal", "Loyal", "New"]
FEATURES = ["days since the last order", "orders", "money spent"]


def _map() -> SegmentMapDisplay:
    generator = np.random.default_rng(0)
    labels = np.repeat([0, 1, 2], [30, 50, 20])
    return SegmentMapDisplay.from_matrix(
        generator.normal(size=(100, 3)) + 3 * labels[:, None], labels, NAMES, features=FEATURES
    )


def _ledger() -> LedgerDisplay:
    rules, effects = ["no customer", "duplicate", "cancelled"], ["set aside", "quarantine", "kept, marked"]
    counts = {"n_rows": [20, 5, 7], "rows_left": [80, 75, 75]}
    money = {"money_e4": [2_000_0000, 10_0000, -300_0000], "money_left_e4": [8_000_0000, 7_990_0000, 7_990_0000]}
    return LedgerDisplay(rules, effects, **counts, **money, currency="£")


DISPLAYS: dict[str, Callable[[], Display]] = {
    "ElbowDisplay": lambda: ElbowDisplay.from_inertia([2, 3, 4, 5], [90.0, 40.0, 35.0, 32.0], chosen=4),
    "KSelectionDisplay": lambda: KSelectionDisplay(
        [2, 3, 4],
        {"Agreement": [0.9, 0.8, 0.5], "Silhouette": [0.4, np.nan, -0.1]},
        limits={"Agreement": 0.75},
        chosen=3,
        equally_good=(2, 3),
    ),
    "LedgerDisplay": _ledger,
    "ProfileDisplay": lambda: ProfileDisplay([[0.9, 0.2, np.nan], [-0.5, 0.1, 0.0], [0.4, -1.0, 1.0]], NAMES, FEATURES),
    "SegmentMapDisplay": _map,
    "SegmentSizesDisplay": lambda: SegmentSizesDisplay(NAMES, [0.2, 0.5, 0.3], money_shares=[0.7, 0.31, -0.01]),
    "SilhouetteDisplay": lambda: SilhouetteDisplay.from_values(
        np.linspace(-0.5, 1, 90), np.repeat([0, 1, 2], 30), NAMES, max_bars=30
    ),
}


@pytest.fixture(params=sorted(DISPLAYS))
def display(request: pytest.FixtureRequest) -> Display:
    """Each kind in turn."""
    return DISPLAYS[request.param]()
