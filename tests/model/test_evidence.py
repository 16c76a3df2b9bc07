"""Evidence for every K: what is measured is what its own module measures, on the same clustering."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pytest

from coterie.model.evidence import Customers, SelectionLimits, gather
from coterie.model.lloyd import cluster
from coterie.model.metrics import silhouette
from coterie.model.stability import reproduce

QUICK = SelectionLimits(n_repeats=3, starts=2, n_spreads=3)


def blobs(seed: int = 0) -> np.ndarray:
    """Make three groups on a line, the third one far away and small."""
    rng = np.random.default_rng(seed)
    X = np.concatenate([rng.normal(mean, 1, (n, 2)) for mean, n in ((0, 90), (5, 90), (30, 20))])
    return X[np.lexsort(X.T[::-1])]


def shop(n: int = 600) -> Customers:
    """Make customers of one continuum in whom one order is by far the commonest."""
    rng = np.random.default_rng(0)
    orders = rng.geometric(0.75, n).astype(float)
    raw = np.column_stack([np.floor(rng.exponential(100, n)) + 1, orders, np.exp(rng.normal(3, 0.4, n)) * orders])
    points = np.log(raw)
    points = (points - points.mean(axis=0)) / points.std(axis=0)
    order = np.lexsort(points.T[::-1])
    return Customers(points[order], raw[order], ("recency_days", "n_orders", "monetary_total"), raw[order, 2])


def test_limits_are_those_that_were_calibrated() -> None:
    """Each was tried on structureless, planted and real customers; another one changes segments."""
    assert asdict(SelectionLimits()) == {
        "valley_depth": 0.3,
        "apart_depth": 0.6,
        "tie_depth": 0.4,
        "tie_overlap": 0.9,
        "agreement": 0.75,
        "jaccard": 0.6,
        "prediction_strength": 0.75,
        "smallest_share": 0.05,
        "cuts_min": 3,
        "cuts_max": 8,
        "small_sample": 1000,
        "n_evidence": 20_000,
        "n_spreads": 5,
        "n_repeats": 20,
        "half_starts": 2,
        "starts": 10,
        "silhouette_sample": 10_000,
    }


def test_numbers_are_those_of_their_own_modules() -> None:
    """Inertia, silhouette and agreement belong to one and the same clustering."""
    X = blobs()
    (found,) = gather(Customers(X, X, ("a", "b")), [3], limits=QUICK, random_state=5)
    reference = cluster(X, 3, n_init=2, random_state=5)
    again = reproduce(X, reference.labels, n_repeats=3, random_state=5)
    assert (found.k, found.inertia) == (3, reference.inertia)
    assert found.silhouette == silhouette(X, reference.labels).mean
    assert (found.agreement, found.jaccard_min) == (again.agreement, float(again.jaccard.min()))
    assert found.smallest_share == pytest.approx(0.1)


def test_the_group_that_stands_apart_is_measured() -> None:
    """The far twentieth of the customers is on one side of the deepest valley."""
    X = blobs()
    (found,) = gather(Customers(X, X, ("a", "b")), [3], limits=QUICK, random_state=0)
    assert found.deepest > found.depth
    assert found.apart_share == pytest.approx(0.1)


def test_borders_without_a_valley_are_named() -> None:
    """Cutting one of the groups in two leaves one pair that shades into one another."""
    X = blobs()
    (found,) = gather(Customers(X, X, ("a", "b")), [4], limits=QUICK, random_state=0)
    assert len(found.shallow_borders) == 1
    assert found.depth <= QUICK.valley_depth


def test_a_clump_of_ties_is_explained_by_its_value() -> None:
    """Three quarters have one order: that group is a rule."""
    (found,) = gather(shop(), [2], limits=QUICK, random_state=0)
    assert [str(rule) for rule in found.rules] == ["n_orders = 1"]
    assert found.depth < QUICK.valley_depth


def test_typical_spend_is_the_median_of_each_cluster() -> None:
    """In the order of the clusters; nothing where money is unknown."""
    customers = shop()
    (found,) = gather(customers, [3], limits=QUICK, random_state=0)
    labels = cluster(customers.points, 3, n_init=2, random_state=0).labels
    assert found.spend == tuple(float(np.median(customers.spend[labels == c])) for c in range(3))
    (unknown,) = gather(Customers(customers.points, customers.raw, customers.names), [3], limits=QUICK, random_state=0)
    assert unknown.spend == ()
