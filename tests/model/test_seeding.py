"""Seeding: who is drawn how often, and what happens where there is little to draw from."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest

from coterie.model.points import Points
from coterie.model.seeding import seed_centers


def test_far_seeds_follow_the_squared_distance() -> None:
    """The next centre is drawn by weight times squared distance, and the best of the candidates stays."""
    points = Points(np.array([[0.0], [1.0], [2.0]]), np.array([1e9, 4.0, 1.0]))
    starts = [
        seed_centers(points, 2, method="k-means++", random_state=np.random.RandomState(seed)) for seed in range(400)
    ]
    assert {start[0, 0] for start in starts} == {0.0}
    # 1 and 2 have the same chance in each of two draws; of the two, 1 leaves less inertia
    assert np.mean([start[1, 0] == 2.0 for start in starts]) == pytest.approx(0.25, abs=0.06)


def test_random_seeds_follow_the_weights() -> None:
    """A point is drawn by its weight."""
    points = Points(np.arange(3.0)[:, np.newaxis], np.array([1.0, 1.0, 8.0]))
    draw = np.random.RandomState(0)
    starts = [seed_centers(points, 1, method="random", random_state=draw)[0, 0] for _ in range(500)]
    assert np.mean(np.array(starts) == 2.0) == pytest.approx(0.8, abs=0.05)


@pytest.mark.parametrize("method", ["k-means++", "random"])
@pytest.mark.parametrize("seed", range(5))
def test_seeds_are_distinct_points(method: Literal["k-means++", "random"], seed: int) -> None:
    """No point is drawn twice while there are others."""
    points, draw = Points(np.arange(9.0)[:, np.newaxis], np.ones(9)), np.random.RandomState(seed)
    start = seed_centers(points, 8, method=method, random_state=draw)
    assert len(np.unique(start)) == 8
    assert np.isin(start, points.values).all()


def test_too_few_points_are_all_taken() -> None:
    """Where clusters outnumber points, every point is a centre and the last fills up."""
    points, draw = Points(np.array([[1.0], [2.0]]), np.ones(2)), np.random.RandomState(0)
    start = seed_centers(points, 4, method="k-means++", random_state=draw)
    assert start.ravel().tolist() == [1.0, 2.0, 2.0, 2.0]
