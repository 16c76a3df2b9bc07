"""Metrics: equal to scikit-learn's where it has them, to hand computation where it has not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as oracle

from coterie.model import metrics

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Case = tuple[NDArray[np.float64], NDArray[np.int64]]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Points, some repeated, some far from the origin, and labels with gaps in their numbers."""
    n, d, k = draw(st.integers(4, 60)), draw(st.integers(1, 6)), draw(st.integers(2, 6))
    random = np.random.RandomState(draw(st.integers(0, 2**31 - 1)))
    labels = random.randint(0, min(k, n - 2), n) * 3 + 1
    labels[:2] = [1, 4]
    X = np.rint(random.standard_normal((n, d)) * 4) / 4 + draw(st.sampled_from([0.0, 1e6]))
    return X + 0.01 * labels[:, np.newaxis], labels


@given(cases())
def test_indices_equal_scikit_learn(case: Case) -> None:
    """Calinski-Harabasz, Davies-Bouldin and every single silhouette are scikit-learn's."""
    X, labels = case
    near = X - X.mean(axis=0)  # scikit-learn's distances lose digits far from the origin
    assert metrics.calinski_harabasz(X, labels) == pytest.approx(oracle.calinski_harabasz_score(near, labels), rel=1e-6)
    assert metrics.davies_bouldin(X, labels) == pytest.approx(oracle.davies_bouldin_score(near, labels), rel=1e-6)
    result = metrics.silhouette(X, labels)
    np.testing.assert_allclose(
        result.per_sample, np.asarray(oracle.silhouette_samples(near, labels))[result.rows], atol=1e-6
    )
    assert result.mean == pytest.approx(oracle.silhouette_score(near, labels), abs=1e-6)


@given(cases(), st.integers(0, 1000), st.sampled_from([10_000, 12]))
def test_order_of_rows_plays_no_part(case: Case, seed: int, max_samples: int) -> None:
    """Permuted rows give the same silhouettes in the same order, bit for bit, sampled or not."""
    X, labels = np.round(case[0] * 64) / 64, case[1]
    order = np.random.RandomState(seed).permutation(len(X))
    one = metrics.silhouette(X, labels, max_samples=max_samples)
    other = metrics.silhouette(X[order], labels[order], max_samples=max_samples)
    assert (one.per_sample.tobytes(), one.mean) == (other.per_sample.tobytes(), other.mean)
    np.testing.assert_array_equal(X[one.rows], X[order][other.rows])


@given(cases())
def test_names_and_units_of_clusters_play_no_part(case: Case) -> None:
    """Renamed clusters and doubled units leave every index but inertia as it is."""
    X, labels = case
    names = np.array(list("zyxwvutsrqponmlkjihg"))[labels]
    for index in (metrics.calinski_harabasz, metrics.davies_bouldin, metrics.dunn_centroid):
        assert index(X, labels) == pytest.approx(index(2 * X, names), rel=1e-9)
    assert metrics.inertia(2 * X, names) == pytest.approx(4 * metrics.inertia(X, labels), rel=1e-9)


def test_inertia_by_hand() -> None:
    """Two clusters with means (1, 0) and (5, 5): 1 + 1 + 0."""
    assert metrics.inertia([[0, 0], [2, 0], [5, 5]], [0, 0, 1]) == 2.0


def test_dunn_by_hand() -> None:
    """Centres 0, 10 and 24; mean distances to them 1, 2 and 0: 10 / (2 * 2)."""
    X = np.array([-1.0, 1.0, 8.0, 12.0, 24.0, 24.0])[:, np.newaxis]
    assert metrics.dunn_centroid(X, [0, 0, 1, 1, 2, 2]) == 2.5


def test_clusters_without_width() -> None:
    """Where every customer lies on its centre, nothing divides by zero."""
    X, labels = np.array([[0.0], [0.0], [3.0], [3.0]]), [0, 0, 1, 1]
    assert metrics.dunn_centroid(X, labels) == np.inf
    assert metrics.davies_bouldin(X, labels) == 0.0
    assert metrics.calinski_harabasz(X, labels) == oracle.calinski_harabasz_score(X, labels) == 1.0
    assert metrics.silhouette(X, labels).mean == 1.0


def test_clusters_on_one_spot() -> None:
    """All customers equal but in two clusters: silhouettes are 0, not undefined."""
    result = metrics.silhouette(np.zeros((5, 2)), [0, 0, 0, 1, 1])
    assert result.per_sample.tolist() == [0.0] * 5
    assert metrics.davies_bouldin(np.zeros((5, 2)), [0, 0, 0, 1, 1]) == 0.0


def test_sample_is_stated_seeded_and_knows_every_cluster() -> None:
    """Beyond the limit a sample of that size is used; a cluster of one is in it; another seed draws another."""
    X = np.random.RandomState(0).standard_normal((5000, 2))
    labels = (X[:, 0] > 0).astype(int)
    labels[77] = 2
    result, again = (metrics.silhouette(X, labels, max_samples=800) for _ in range(2))
    other = metrics.silhouette(X, labels, max_samples=800, random_state=1)
    assert (result.n_used, len(result.per_sample), len(set(result.rows.tolist()))) == (800, 800, 800)
    assert set(result.labels.tolist()) == {0, 1, 2}
    assert (result.mean == again.mean, result.mean == other.mean) == (True, False)
    assert result.mean == pytest.approx(oracle.silhouette_score(X, labels), abs=0.03)


@pytest.mark.parametrize("labels", [[0, 0, 0], [0, 1, 2]])
def test_too_few_or_too_many_clusters_are_refused(labels: list[int]) -> None:
    """The message says how many clusters and customers there are."""
    with pytest.raises(ValueError, match=rf"{len(set(labels))} clusters of 3 customers"):
        metrics.silhouette(np.eye(3), labels)


def test_labels_of_another_length_are_refused() -> None:
    """One label per customer."""
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        metrics.inertia(np.eye(3), [0, 1])
