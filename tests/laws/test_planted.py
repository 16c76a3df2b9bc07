"""Planted groups are found where there are any, and no groups where there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from coterie import segment
from coterie.config import Config
from coterie.data.synthetic import Shop, make_shop
from coterie.features.catalog import FEATURES
from coterie.model.preparation import Preparation
from coterie.model.selection import SelectionLimits, choose_k

if TYPE_CHECKING:
    from pathlib import Path

    from coterie.ui.library import Run

QUICK = Config.from_mapping({"evidence": {"n_repeats": 2}, "model": {"k_max": 3}})
BASIS = tuple(feature for feature in FEATURES if feature.role == "basis")


def _agreement(shop: Shop, run: Run) -> float:
    plan = dict(zip(shop.plan["customer_id"].to_pylist(), shop.plan["segment"].to_pylist(), strict=True))
    planted = [plan[id_] for id_ in run.assignments["customer_id"].to_pylist()]
    return float(adjusted_rand_score(planted, run.assignments["segment"].to_pylist()))


@pytest.mark.parametrize(("n_customers", "seed"), [(5_000, 0), (8_000, 1)])
def test_planted_segments_are_found(n_customers: int, seed: int) -> None:
    """Four groups six standard deviations apart: a verdict of natural groups, and the groups themselves."""
    shop = make_shop(n_customers, separation=6.0, random_state=seed)
    run = segment(shop.lines, n_repeats=8)
    assert (run.k_selection.verdict, run.k_selection.k) == ("natural groups", 4)
    assert run.assignments.num_rows == n_customers
    assert _agreement(shop, run) >= 0.95


@pytest.mark.slow
def test_planted_segments_are_found_among_many() -> None:
    """The evidence is measured on a sample, the segments are fitted on all."""
    shop = make_shop(200_000, separation=6.0, random_state=3)
    run = segment(shop.lines, k_max=6)
    assert (run.k_selection.verdict, run.k_selection.k) == ("natural groups", 4)
    assert _agreement(shop, run) >= 0.95


@pytest.fixture(scope="module")
def real_columns(cdnow_sample: Path) -> np.ndarray:
    """Recency, orders and spend of the customers of a music shop."""
    run = segment(cdnow_sample, config=QUICK, customer="column1", amount="column5")
    columns = [run.customers[feature.name].to_numpy(zero_copy_only=False) for feature in BASIS]
    table = np.column_stack(columns)
    return table[np.isfinite(table).all(axis=1)]


@pytest.mark.parametrize("seed", range(3))
def test_columns_permuted_apart_are_no_groups(real_columns: np.ndarray, seed: int) -> None:
    """Real values that have lost their connection to one another have no gaps."""
    random = np.random.default_rng(seed)
    apart = np.column_stack([random.permutation(column) for column in real_columns.T])
    prepared = Preparation(BASIS).fit_transform(apart)
    selection = choose_k(prepared, limits=SelectionLimits(n_repeats=5), random_state=seed)
    assert selection.verdict != "natural groups"
