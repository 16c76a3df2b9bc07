"""The estimator: scikit-learn's conventions, its results, and its good manners."""

from __future__ import annotations

import csv
import pickle
import warnings
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from sklearn.cluster import KMeans as Oracle
from sklearn.datasets import load_iris, load_wine
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.metrics import adjusted_rand_score
from sklearn.utils.estimator_checks import estimator_checks_generator  # type: ignore[attr-defined]  # old stubs

from coterie.model.kmeans import KMeans

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

X = np.random.RandomState(0).standard_normal((300, 3))
BEST_INERTIA = {"s1": (15, 8.91762e12), "s2": (15, 1.32792e13), "iris": (3, 78.8514), "wine": (3, 2.37069e6)}


def common_checks() -> list[Callable[[], None]]:
    """scikit-learn's checks of an estimator, but for the one that skips unless the environment turns it on."""
    estimators = [KMeans(3, random_state=0), KMeans(2, init="random", random_state=0)]
    checks = [partial(check, e) for estimator in estimators for e, check in estimator_checks_generator(estimator)]
    return [check for check in checks if "check_array_api_input" not in repr(check)]


def read_columns(path: Path) -> NDArray[np.float64]:
    """The x columns of a reference set."""
    with path.open() as file:
        rows = [{key: value for key, value in row.items() if key.startswith("x")} for row in csv.DictReader(file)]
    return np.array([list(row.values()) for row in rows], dtype=float)


@pytest.mark.parametrize("check", common_checks(), ids=lambda check: getattr(check.func, "__name__", "check"))
def test_estimator_keeps_scikit_learn_conventions(check: Callable[[], None]) -> None:
    """Every common check of an estimator passes."""
    check()


def test_defaults_are_those_of_scikit_learn() -> None:
    """Parameters that both have start from the same values."""
    ours, theirs = KMeans().get_params(), Oracle().get_params()
    assert {name: theirs[name] for name in ours} == ours


@pytest.mark.parametrize("init", ["k-means++", "random"])
def test_starts_are_as_good_as_those_of_scikit_learn(init: Any) -> None:
    """Over many seeds, single starts end as low on average, and so does the best of them."""
    ours, theirs = (
        np.array([kind(7, init=init, n_init=1, random_state=seed).fit(X).inertia_ for seed in range(20)])
        for kind in (KMeans, Oracle)
    )
    assert ours.mean() == pytest.approx(theirs.mean(), rel=0.02)
    assert ours.min() == pytest.approx(theirs.min(), rel=0.01)


def test_same_start_gives_the_same_fit_with_default_settings() -> None:
    """Tolerance included: labels, passes, centres, predictions and distances are scikit-learn's."""
    ours, theirs = KMeans(5, init=X[:5]).fit(X), Oracle(5, init=X[:5]).fit(X)
    np.testing.assert_array_equal(ours.labels_, theirs.labels_)
    np.testing.assert_allclose(ours.cluster_centers_, theirs.cluster_centers_, rtol=1e-12)
    np.testing.assert_array_equal(ours.predict(X + 0.3), theirs.predict(X + 0.3))
    np.testing.assert_allclose(ours.transform(X), theirs.transform(X), atol=1e-12)
    assert ours.score(X + 0.3) == pytest.approx(theirs.score(X + 0.3), rel=1e-12)
    assert ours.n_iter_ == theirs.n_iter_ == len(ours.history_)


def test_iris_and_wine_reach_the_best_known_inertia() -> None:
    """Ten starts find what others found."""
    assert KMeans(3, n_init=10, random_state=0).fit(load_iris(return_X_y=True)[0]).inertia_ == pytest.approx(
        78.8514, rel=1e-5
    )
    assert KMeans(3, n_init=10, random_state=0).fit(load_wine(return_X_y=True)[0]).inertia_ == pytest.approx(
        2.37069e6, rel=1e-5
    )


@pytest.mark.parametrize("name", sorted(BEST_INERTIA))
def test_reference_sets_reach_the_best_known_inertia(name: str, shared_data: Path) -> None:
    """Published sets are solved to a thousandth of the best sum of squares seen."""
    k, best = BEST_INERTIA[name]
    points = read_columns(shared_data / "clustering" / f"{name}.csv")
    assert KMeans(k, n_init=20, random_state=0).fit(points).inertia_ <= best * 1.001


def test_hepta_is_solved(shared_data: Path) -> None:
    """Seven clouds come out as seven clusters."""
    points = read_columns(shared_data / "clustering" / "hepta.csv")
    assert KMeans(7, n_init=10, random_state=0).fit(points).inertia_ == pytest.approx(106.148, rel=1e-5)


def test_groups_far_apart_are_found() -> None:
    """Four planted groups come back."""
    truth = np.repeat(np.arange(4), 250)
    points = (
        np.random.RandomState(3).standard_normal((1000, 2)) + 10 * np.array([[0, 0], [1, 0], [0, 1], [1, 1]])[truth]
    )
    assert adjusted_rand_score(truth, KMeans(4, random_state=0).fit_predict(points)) > 0.99


def test_seed_repeats_and_generator_goes_on() -> None:
    """The same int gives the same fit; a generator gives the next one."""
    one, again = (KMeans(9, random_state=5).fit(X) for _ in range(2))
    assert one.cluster_centers_.tobytes() == again.cluster_centers_.tobytes()
    generator = np.random.RandomState(5)
    first, second = (KMeans(9, random_state=generator).fit(X) for _ in range(2))
    assert first.cluster_centers_.tobytes() == one.cluster_centers_.tobytes() != second.cluster_centers_.tobytes()


def test_auto_tries_ten_random_starts() -> None:
    """Random starts are tried ten times unless told otherwise."""
    auto, ten = KMeans(9, init="random", random_state=0), KMeans(9, init="random", n_init=10, random_state=0)
    assert (
        auto.fit(X).inertia_ == ten.fit(X).inertia_ < KMeans(9, init="random", n_init=1, random_state=0).fit(X).inertia_
    )


def test_fewer_distinct_points_than_clusters_is_said() -> None:
    """The fit stands, its inertia is 0, and a warning says how many points there are."""
    points = np.repeat([[0.0], [1.0]], 10, axis=0)
    with pytest.warns(ConvergenceWarning, match="only 2 distinct points for n_clusters=4"):
        kmeans = KMeans(4, random_state=0).fit(points)
    assert (kmeans.inertia_, sorted(set(kmeans.labels_.tolist()))) == (0.0, [0, 1])
    np.testing.assert_array_equal(kmeans.predict(points), kmeans.labels_)


def test_a_given_start_is_tried_once_and_said() -> None:
    """More starts than one from the same place are pointless."""
    with pytest.warns(RuntimeWarning, match="a given start is tried once, not n_init=3 times"):
        KMeans(2, init=X[:2], n_init=3).fit(X)


def test_names_of_columns_come_out() -> None:
    """transform names its columns after the estimator."""
    assert KMeans(2).fit(X).get_feature_names_out().tolist() == ["kmeans0", "kmeans1"]


def test_fit_does_not_change_its_input() -> None:
    """Points, weights and start stay as they were."""
    points, weight, start = X.copy(), np.ones(len(X)), X[:3].copy()
    KMeans(3, init=start).fit(points, sample_weight=weight)
    assert (points == X).all()
    assert (weight == 1).all()
    assert (start == X[:3]).all()


def test_fitted_estimator_can_be_sent_to_another_process() -> None:
    """A copy predicts the same."""
    kmeans = KMeans(4, random_state=0).fit(X)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(kmeans)).predict(X), kmeans.labels_)  # noqa: S301  our own bytes


def test_an_ordinary_fit_is_silent() -> None:
    """No warning where there is nothing to warn of."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        KMeans(3, random_state=0).fit(X, sample_weight=np.arange(len(X)))


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"n_clusters": 0}, "n_clusters=0 of KMeans must be a whole number from 1"),
        ({"n_clusters": 301}, "n_samples=300 should be >= n_clusters=301"),
        ({"init": "kmeans"}, "init='kmeans' of KMeans must be 'k-means\\+\\+' or 'random' or an array"),
        ({"init": X[:3]}, "init has shape \\(3, 3\\), not \\(8, 3\\)"),
        ({"n_init": 0}, "n_init=0 of KMeans must be 'auto' or a whole number from 1"),
        ({"max_iter": 1.5}, "max_iter=1.5 of KMeans must be a whole number from 1"),
        ({"tol": -1.0}, "tol=-1.0 of KMeans must be a number from 0"),
        ({"random_state": "0"}, "random_state='0' of KMeans must be a whole number from 0 or a RandomState or None"),
    ],
)
def test_parameters_are_checked_in_fit(parameters: dict[str, Any], message: str) -> None:
    """A wrong parameter is named as the user wrote it."""
    with pytest.raises(ValueError, match=message):
        KMeans(**parameters).fit(X)


@pytest.mark.parametrize("weight", [np.zeros(300), np.full(300, -1.0)])
def test_impossible_weights_are_refused(weight: NDArray[np.float64]) -> None:
    """Weights count rows: none below zero, not all zero."""
    with pytest.raises(ValueError, match="sample_weight must be zero or more"):
        KMeans(2).fit(X, sample_weight=weight)


def test_weights_of_another_length_are_refused() -> None:
    """One weight per row."""
    with pytest.raises(ValueError, match="sample_weight has shape"):
        KMeans(2).fit(X, sample_weight=np.ones(7))


def test_unfitted_estimator_says_so() -> None:
    """Prediction needs a fit."""
    with pytest.raises(NotFittedError):
        KMeans(2).predict(X)
