"""Segments made of the past hold those who spend most in the time that follows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from coterie import segment

if TYPE_CHECKING:
    from pathlib import Path

    from coterie.ui.library import Run

LARGEST_SHARE = 0.30
LEAST_CAUGHT = 0.85


def _net(run: Run) -> dict[str, int]:
    return dict(zip(run.customers["customer_id"].to_pylist(), run.customers["net_e4"].to_pylist(), strict=True))


def _caught(before: Run, after: Run) -> tuple[float, float]:
    """Share of customers in the best segments, and of next quarter's top one percent they contain."""
    rows = [row for row in before.assignments.to_pylist() if row["segment_id"] is not None]
    segments = np.array([row["segment_id"] for row in rows])
    past = np.array([_net(before)[row["customer_id"]] for row in rows])
    future = np.array([_net(after)[row["customer_id"]] for row in rows]) - past
    top = np.argsort(-future, kind="stable")[: max(1, round(len(rows) / 100))]
    ranked = sorted(set(segments), key=lambda id_: -np.median(past[segments == id_]))
    shares = np.cumsum([(segments == id_).mean() for id_ in ranked])
    best = [id_ for id_, share in zip(ranked, shares, strict=True) if share <= LARGEST_SHARE]
    return float(np.isin(segments, best).mean()), float(np.isin(segments[top], best).mean())


@pytest.mark.slow
def test_the_best_segments_hold_next_quarters_best_customers(shared_data: Path) -> None:
    """Online Retail without its last 90 days: at most 30 % of the customers hold 85 % of the coming top 1 %."""
    source = shared_data / "online_retail" / "online_retail.csv.gz"
    before = segment(source, as_of=date(2011, 9, 11))
    after = segment(source, k=2, k_max=2, n_repeats=2)
    held, caught = _caught(before, after)
    assert len(before.segments) >= 3
    assert min(before.segments["share"].to_pylist()) >= 0.03
    assert 0 < held <= LARGEST_SHARE
    assert caught >= LEAST_CAUGHT
