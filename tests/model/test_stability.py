"""Reproducibility: laws of the indices, scikit-learn as oracle, published and hand-computed tables."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import adjusted_rand_score

from coterie.model.stability import adjusted_rand, best_jaccard, contingency, prediction_strength, reproduce

LABELS = arrays(np.int64, 30, elements=st.integers(0, 3))


def three_groups(n_each: int) -> tuple[np.ndarray, np.ndarray]:
    """Make three groups ten deviations apart."""
    rng = np.random.default_rng(0)
    centers = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]])
    return np.repeat(centers, n_each, axis=0) + rng.normal(size=(3 * n_each, 2)), np.repeat([0, 1, 2], n_each)


@given(LABELS, LABELS)
def test_rand_index_equals_scikit_learn(a: np.ndarray, b: np.ndarray) -> None:
    """Any two clusterings get scikit-learn's number."""
    assert adjusted_rand(contingency(a, b, n_clusters=4)) == pytest.approx(adjusted_rand_score(a, b), abs=1e-12)


def test_rand_index_of_a_worked_example() -> None:
    """Yeung & Ruzzo (2001), details of the adjusted Rand index: ten objects, three classes, three clusters: 0.313."""
    assert adjusted_rand(np.array([[1, 1, 0], [1, 2, 1], [0, 0, 4]])) == pytest.approx(0.313, abs=5e-4)


@given(LABELS, st.permutations([0, 1, 2, 3]))
def test_a_clustering_agrees_with_itself_under_other_numbers(labels: np.ndarray, order: list[int]) -> None:
    """Numbers of clusters mean nothing."""
    table = contingency(labels, np.array(order)[labels], n_clusters=4)
    assert adjusted_rand(table) == 1.0
    assert best_jaccard(table)[np.unique(labels)].tolist() == [1.0] * np.unique(labels).size


@given(LABELS, LABELS)
def test_indices_stay_between_nought_and_one(a: np.ndarray, b: np.ndarray) -> None:
    """Shares are shares."""
    table = contingency(a, b, n_clusters=4)
    assert 0 <= prediction_strength(table) <= 1
    assert ((best_jaccard(table) >= 0) & (best_jaccard(table) <= 1)).all()


def test_prediction_strength_is_that_of_the_worst_cluster() -> None:
    """Four of four kept together, and two pairs of the six among the other four."""
    assert prediction_strength(np.array([[4, 0], [2, 2]])) == pytest.approx(2 / 6)


def test_a_lone_customer_has_no_prediction_strength() -> None:
    """A cluster without a pair cannot be confirmed."""
    assert prediction_strength(np.array([[5, 0], [0, 1]])) == 0.0


def test_separate_groups_are_found_again() -> None:
    """Groups ten deviations apart come back whole from every half."""
    X, labels = three_groups(40)
    found = reproduce(X, labels, n_repeats=4)
    assert (found.agreement, found.agreement_sd, found.prediction_strength, found.n_samples) == (1.0, 0.0, 1.0, 120)
    np.testing.assert_array_equal(found.jaccard, np.ones(3))


def test_jaccard_index_points_at_the_cluster_that_was_split_at_random() -> None:
    """Half of one group called a fourth cluster is what does not come back."""
    X, labels = three_groups(60)
    labels[::2][labels[::2] == 2] = 3
    found = reproduce(X, labels, n_repeats=6)
    assert found.jaccard[:2].min() > found.jaccard[2:].max()


def test_more_clusters_than_groups_agree_less() -> None:
    """Cuts through round groups move from half to half."""
    X, labels = three_groups(40)
    fourth = labels.copy()
    fourth[:20] = 3
    assert reproduce(X, fourth, n_repeats=6).agreement < 0.95


def test_seed_decides_everything() -> None:
    """The same seed gives the same numbers, another one other halves."""
    X, labels = np.random.default_rng(1).normal(size=(80, 2)), np.arange(80) % 3
    first, again, other = (reproduce(X, labels, n_repeats=3, random_state=seed) for seed in (0, 0, 1))
    assert (first.agreement, first.prediction_strength) == (again.agreement, again.prediction_strength)
    assert first.agreement != other.agreement


def test_halves_with_fewer_kinds_than_clusters_still_compare() -> None:
    """Two kinds of customers asked for three clusters: nothing fails."""
    X = np.repeat([[0.0], [1.0], [5.0]], [20, 1, 20], axis=0)
    labels = np.repeat([0, 1, 2], [20, 1, 20])
    assert 0 <= reproduce(X, labels, n_repeats=2).agreement <= 1


def test_one_repeat_has_no_spread() -> None:
    """A single pair of halves says nothing of variation."""
    X, labels = three_groups(20)
    assert reproduce(X, labels, n_repeats=1).agreement_sd == 0.0
