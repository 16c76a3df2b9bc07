"""Clustering: the laws of weights, order, scale and restarts, with scikit-learn's Lloyd as oracle."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.cluster import KMeans as Oracle

from coterie.model.lloyd import cluster, distances_to, nearest
from coterie.model.points import distinct_points

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SEEDS = st.integers(0, 2**31 - 1)


def on_grid(draw: np.random.RandomState, *shape: int) -> Floats:
    """Normal values of which sums, also with a million added, are exact."""
    return np.rint(draw.standard_normal(shape) * 2**20) / 2**20


def bits(result: object) -> tuple[object, ...]:
    """Everything of a result that must not differ, but for the labels."""
    fields: dict[str, Any] = vars(result)
    return fields["centers"].tobytes(), fields["inertia"], fields["n_iter"], fields["history"]


@pytest.mark.filterwarnings("ignore:Number of distinct clusters")
@given(
    st.integers(12, 200),
    st.integers(1, 8),
    st.integers(1, 12),
    SEEDS,
    st.sampled_from(["plain", "offset", "weights", "duplicates", "constant column"]),
)
def test_same_start_gives_what_scikit_learn_gives(n: int, d: int, k: int, seed: int, kind: str) -> None:
    """From one start, labels and passes equal those of scikit-learn, and inertia to 1e-9."""
    draw = np.random.RandomState(seed)
    X = on_grid(draw, n, d) * draw.randint(1, 4, d)
    weight = draw.randint(1, 4 if kind == "weights" else 2, n).astype(float)
    if kind == "duplicates":
        X = X[draw.randint(0, n, n)]
    if kind == "constant column":
        X = np.column_stack([X, np.full(n, 3.0)])
    start = X[draw.choice(n, k, replace=False)] + on_grid(draw, k, X.shape[1]) / 1024
    shift = 1e6 if kind == "offset" else 0.0
    oracle = Oracle(k, init=start, n_init=1, tol=0, algorithm="lloyd").fit(X, sample_weight=weight)
    # where a cluster runs empty, both take the farthest points, but in an order of their own
    assume(len(np.unique(nearest(X, start)[0])) == k and len(np.unique(oracle.labels_)) == k)
    ours = cluster(X + shift, k, sample_weight=weight, init=start + shift, random_state=0)
    np.testing.assert_array_equal(ours.labels, oracle.labels_)
    assert ours.inertia == pytest.approx(oracle.inertia_, rel=1e-9)
    assert ours.n_iter == oracle.n_iter_


@given(st.integers(3, 60), st.integers(1, 4), SEEDS, st.sampled_from(["k-means++", "random"]))
def test_order_of_rows_plays_no_part(n: int, d: int, seed: int, init: Any) -> None:
    """Permuted rows give the same centres, inertia and record bit for bit, and the same labels, moved along."""
    draw = np.random.RandomState(seed)
    X, weight, order = on_grid(draw, n, d), draw.randint(1, 4, n).astype(float), draw.permutation(n)
    one = cluster(X, 3, sample_weight=weight, init=init, n_init=2, random_state=7)
    other = cluster(X[order], 3, sample_weight=weight[order], init=init, n_init=2, random_state=7)
    assert bits(one) == bits(other)
    np.testing.assert_array_equal(one.labels[order], other.labels)


@given(st.integers(3, 60), st.integers(1, 4), SEEDS, st.sampled_from(["k-means++", "random"]))
def test_weights_are_repeats_and_zero_is_absence(n: int, d: int, seed: int, init: Any) -> None:
    """A row of weight 3 is the row three times, one of weight 0 is no row: the same bits."""
    draw = np.random.RandomState(seed)
    X, weight = on_grid(draw, n, d), draw.randint(0, 4, n)
    assume((weight > 0).sum() >= 3)
    weighted = cluster(X, 3, sample_weight=weight.astype(float), init=init, n_init=2, tol=1e-3, random_state=7)
    repeated = cluster(np.repeat(X, weight, axis=0), 3, init=init, n_init=2, tol=1e-3, random_state=7)
    assert bits(weighted) == bits(repeated)
    np.testing.assert_array_equal(np.repeat(weighted.labels, weight), repeated.labels)


@given(st.integers(3, 60), st.integers(1, 4), SEEDS, st.sampled_from([0.25, 2.0, 1024.0]))
def test_a_change_of_units_changes_nothing(n: int, d: int, seed: int, factor: float) -> None:
    """Scaled points give scaled centres and the same labels."""
    X = on_grid(np.random.RandomState(seed), n, d)
    one = cluster(X, 3, n_init=2, tol=1e-3, random_state=1)
    other = cluster(X * factor, 3, n_init=2, tol=1e-3, random_state=1)
    np.testing.assert_array_equal(one.centers * factor, other.centers)
    np.testing.assert_array_equal(one.labels, other.labels)
    assert other.inertia == one.inertia * factor**2


@given(SEEDS, st.sampled_from(["k-means++", "random"]))
def test_more_starts_are_never_worse(seed: int, init: Any) -> None:
    """The first starts stay the same when more are asked for."""
    X = on_grid(np.random.RandomState(seed), 80, 2)
    runs = [cluster(X, 6, init=init, n_init=n_init, random_state=seed) for n_init in (1, 2, 4, 8)]
    inertias = [run.inertia for run in runs]
    assert inertias == sorted(inertias, reverse=True)


@given(SEEDS)
def test_inertia_never_rises(seed: int) -> None:
    """The record falls pass by pass, ends at the inertia, and its last shift is none."""
    X = np.random.RandomState(seed).standard_normal((150, 3))
    run = cluster(X, 5, random_state=seed, max_iter=1000)
    inertias = np.array([inertia for inertia, _ in run.history])
    assert (np.diff(inertias) <= 1e-12 * inertias[0]).all()
    assert inertias[-1] == pytest.approx(run.inertia, rel=1e-12)
    assert (run.history[-1][1], len(run.history)) == (0.0, run.n_iter)


@given(st.integers(1, 12), st.integers(1, 4), SEEDS, st.sampled_from(["k-means++", "random"]))
def test_a_cluster_for_each_point_costs_nothing(n: int, d: int, seed: int, init: Any) -> None:
    """With as many clusters as distinct points inertia is 0, and with more the spare ones stay empty."""
    X = on_grid(np.random.RandomState(seed), n, d)
    repeated = np.repeat(X, 3, axis=0)
    exact, spare = cluster(repeated, n, init=init, random_state=0), cluster(repeated, n + 2, init=init, random_state=0)
    assert (exact.inertia, spare.inertia) == (0.0, 0.0)
    assert len(np.unique(exact.labels)) == len(np.unique(spare.labels)) == len(np.unique(X, axis=0))


@given(SEEDS, st.integers(2, 12))
def test_empty_clusters_take_far_points_of_their_own(seed: int, k: int) -> None:
    """From a start with all centres on one spot, every cluster gets members."""
    X = on_grid(np.random.RandomState(seed), 40, 2)
    run = cluster(X, k, init=np.full((k, 2), 50.0), random_state=0)
    assert len(np.unique(run.labels)) == k


def test_an_empty_cluster_takes_the_farthest_point() -> None:
    """Of the far points the farthest moves first, and its old cluster lets go of it."""
    X = np.array([[0.0], [1.0], [2.0], [3.0], [30.0]])
    run = cluster(X, 3, init=np.array([[1.0], [500.0], [900.0]]), max_iter=1, random_state=0)
    assert run.centers.ravel().tolist() == [1.0, 30.0, 3.0]


def test_a_lonely_point_does_not_move_into_an_empty_cluster() -> None:
    """The farthest point is alone in its cluster, which would be empty in turn: the next farthest moves."""
    X = np.array([[0.0], [1.0], [2.0], [100.0]])
    run = cluster(X, 3, init=np.array([[1.25], [60.0], [900.0]]), max_iter=1, random_state=0)
    assert run.centers.ravel().tolist() == [1.5, 100.0, 0.0]


@given(SEEDS)
def test_off_the_grid_centres_are_the_means_of_their_points(seed: int) -> None:
    """Where sums may round they are taken afresh: no pass leaves a trace in the centres."""
    draw = np.random.RandomState(seed)
    X, weight = draw.standard_normal((300, 2)), draw.uniform(0.1, 1, 300)
    run = cluster(X, 4, sample_weight=weight, random_state=0, max_iter=1000)
    points, place = distinct_points(X, weight)
    labels = np.empty(len(points.weight), dtype=np.int32)
    labels[place] = run.labels
    sums, weights = points.sums(labels, 4)
    assert (sums / weights[:, np.newaxis]).tobytes() == run.centers.tobytes()


def test_given_starts_keep_their_numbers_and_drawn_ones_are_sorted() -> None:
    """Cluster i is the one that started at row i; drawn clusters are numbered by their centres."""
    X = np.array([[0.0], [1.0], [8.0], [9.0]])
    assert cluster(X, 2, init=np.array([[9.0], [0.0]]), random_state=0).labels.tolist() == [1, 1, 0, 0]
    assert all(cluster(X, 2, random_state=seed).labels.tolist() == [0, 0, 1, 1] for seed in range(10))


def test_labels_are_those_of_the_nearest_final_centre() -> None:
    """Also where the passes ran out, labels and inertia belong to the centres that come back."""
    X = np.random.RandomState(0).standard_normal((500, 3))
    for max_iter in (1, 2, 5):
        run = cluster(X, 6, random_state=0, max_iter=max_iter)
        labels, distances, _ = nearest(X, run.centers)
        np.testing.assert_array_equal(run.labels, labels)
        assert run.inertia == pytest.approx((distances[:, 0] ** 2).sum(), rel=1e-12)
        assert run.n_iter == max_iter


def test_tolerance_is_a_share_of_the_mean_variance() -> None:
    """The fit stops at the first pass whose squared shift is small enough, as scikit-learn's does."""
    X = np.random.RandomState(0).standard_normal((2000, 2)) * [1, 30]
    start = X[:7]
    ours = cluster(X, 7, init=start, tol=1e-3, random_state=0)
    oracle = Oracle(7, init=start, n_init=1, tol=1e-3).fit(X)
    assert ours.n_iter == oracle.n_iter_ < 30
    assert ours.inertia == pytest.approx(oracle.inertia_, rel=1e-9)


@given(st.integers(1, 40), st.integers(1, 4), st.integers(1, 9), SEEDS)
def test_nearest_two_equal_a_full_sort(n: int, d: int, k: int, seed: int) -> None:
    """First and second centre and their distances are the first two of a stable sort."""
    draw = np.random.RandomState(seed)
    X, centers = draw.randint(0, 4, (n, d)).astype(float), draw.randint(0, 4, (k, d)).astype(float)
    labels, distances, second = nearest(X, centers)
    table = distances_to(X, centers)
    order = np.argsort(table, axis=1, kind="stable")
    np.testing.assert_array_equal(labels, order[:, 0])
    np.testing.assert_array_equal(distances[:, 0], table.min(axis=1))
    if k > 1:
        np.testing.assert_array_equal(second, order[:, 1])
        np.testing.assert_array_equal(distances[:, 1], np.sort(table, axis=1)[:, 1])
    else:
        assert (second == -1).all()
        assert np.isinf(distances[:, 1]).all()


def test_threads_change_no_bit() -> None:
    """One and two threads of the numerical libraries give the same bytes."""
    code = (
        "import numpy as np, hashlib; from coterie.model.lloyd import cluster;"
        "X = np.random.RandomState(0).standard_normal((30000, 3));"
        "r = cluster(X, 8, n_init=2, random_state=0, max_iter=20);"
        "print(hashlib.sha256(r.centers.tobytes() + r.labels.tobytes()).hexdigest(), r.inertia.hex())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "2")
    }
    assert len(outputs) == 1
