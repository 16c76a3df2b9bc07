"""K-means as a scikit-learn estimator; the work is done in :mod:`coterie.model.lloyd`."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, ClassVar, Literal, Self, cast

import numpy as np
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, ClusterMixin, TransformerMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.validation import (  # type: ignore[attr-defined]  # the stubs are older than validate_data
    check_array,
    check_is_fitted,
    validate_data,
)

from coterie.model.lloyd import cluster, distances_to, nearest
from coterie.model.parameters import ARRAY, SEED, Rule, check_parameters, one_of, real, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

__all__ = ["KMeans"]

_RANDOM_STARTS = 10
"""Random starts are often poor, so "auto" tries as many as scikit-learn does."""


class KMeans(ClassNamePrefixFeaturesOutMixin, TransformerMixin, ClusterMixin, BaseEstimator):
    """Divide customers into clusters so that each is near the mean of its own.

    Parameters
    ----------
    n_clusters : int
        How many clusters.
    init : {'k-means++', 'random'} or array of shape (n_clusters, n_features)
        How starts are drawn, or the start itself; then cluster i is the one that started at row i.
    n_init : int or 'auto'
        Starts; the one of least inertia is kept. 'auto' is 10 for random starts, else 1.
    max_iter : int
        Most passes of one start.
    tol : float
        A start ends when the summed squared shift of its centres is not above this share of the mean variance of the
        columns, or when no label changes.
    random_state : int, RandomState or None
        Where the starts come from; an int makes the fit repeatable.

    Attributes
    ----------
    cluster_centers_ : ndarray of shape (n_clusters, n_features)
        Centres, sorted by value unless the start was given: numbers of clusters follow from the data.
    labels_ : ndarray of shape (n_samples,)
        The cluster of each customer.
    inertia_ : float
        Weighted sum of squared distances to the nearest centre.
    n_iter_ : int
        Passes of the best start.
    history_ : tuple of (float, float)
        Inertia before, and root of the summed squared centre shifts after, each pass of the best start.
    n_features_in_ : int
    feature_names_in_ : ndarray of shape (n_features_in_,), where the input names its columns

    Notes
    -----
    Lloyd (1982), "Least squares quantization in PCM"; starts by Arthur & Vassilvitskii (2007), "k-means++: the
    advantages of careful seeding". From the same start it follows scikit-learn's ``KMeans`` pass by pass. It differs in
    this: the order of rows plays no part, a row written twice is the same as a row of weight 2, no matrix product is
    used (a large common offset costs no digits, threads change no bits), and ``tol`` is measured with the weights.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.kmeans import KMeans
    >>> X = np.array([[1.0, 2.0], [10.0, 2.0], [1.0, 4.0], [10.0, 4.0]])
    >>> kmeans = KMeans(2, random_state=0).fit(X)
    >>> kmeans.cluster_centers_.tolist(), kmeans.labels_.tolist(), kmeans.inertia_
    ([[1.0, 3.0], [10.0, 3.0]], [0, 1, 0, 1], 4.0)
    """

    _rules: ClassVar[Mapping[str, Rule]] = {
        "n_clusters": whole(1),
        "init": one_of("k-means++", "random") | ARRAY,
        "n_init": one_of("auto") | whole(1),
        "max_iter": whole(1),
        "tol": real(0),
        "random_state": SEED,
    }

    def __init__(
        self,
        n_clusters: int = 8,
        *,
        init: Literal["k-means++", "random"] | ArrayLike = "k-means++",
        n_init: int | Literal["auto"] = "auto",
        max_iter: int = 300,
        tol: float = 1e-4,
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.init = init
        self.n_init = n_init
        self.max_iter = max_iter
        self.tol = tol
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> Self:  # noqa: ARG002  scikit-learn passes y
        """Find the clusters.

        Parameters
        ----------
        X : array of shape (n_samples, n_features)
            Prepared features, no missing values.
        y : ignored
        sample_weight : array of shape (n_samples,), optional
            How often each row counts, zero or more.

        Returns
        -------
        KMeans

        Warns
        -----
        ConvergenceWarning
            There are fewer distinct points than clusters.

        Examples
        --------
        >>> from coterie.model.kmeans import KMeans
        >>> KMeans(1).fit([[0.0], [3.0]], sample_weight=[2.0, 1.0]).cluster_centers_.tolist()
        [[1.0]]
        """
        check_parameters(self, self._rules)
        points = self._checked(X, reset=True)
        if len(points) < self.n_clusters:
            raise ValueError(f"n_samples={len(points)} should be >= n_clusters={self.n_clusters}")
        result = cluster(
            points,
            self.n_clusters,
            sample_weight=_checked_weight(sample_weight, len(points)),
            init=self._checked_init(points.shape[1]),
            n_init=self._starts(),
            max_iter=self.max_iter,
            tol=self.tol,
            random_state=self.random_state,
        )
        self.cluster_centers_, self.labels_, self.inertia_ = result.centers, result.labels, result.inertia
        self.n_iter_, self.history_ = result.n_iter, result.history
        self._warn_of_empty_clusters()
        return self

    def predict(self, X: ArrayLike) -> NDArray[np.int32]:
        """Return the nearest centre of every row.

        Parameters
        ----------
        X : array of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples,)

        Examples
        --------
        >>> from coterie.model.kmeans import KMeans
        >>> KMeans(2, random_state=0).fit([[0.0], [1.0], [9.0]]).predict([[7.0], [2.0]]).tolist()
        [1, 0]
        """
        check_is_fitted(self)
        return nearest(self._checked(X, reset=False), self.cluster_centers_)[0]

    def transform(self, X: ArrayLike) -> NDArray[np.float64]:
        """Return the distance of every row to every centre.

        Parameters
        ----------
        X : array of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples, n_clusters)

        Examples
        --------
        >>> from coterie.model.kmeans import KMeans
        >>> KMeans(2, random_state=0).fit([[0.0], [9.0]]).transform([[4.0]]).tolist()
        [[4.0, 5.0]]
        """
        check_is_fitted(self)
        return distances_to(self._checked(X, reset=False), self.cluster_centers_)

    def score(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> float:  # noqa: ARG002  scikit-learn passes y
        """Return minus the inertia of rows under the fitted centres: more is better.

        Parameters
        ----------
        X : array of shape (n_samples, n_features)
        y : ignored
        sample_weight : array of shape (n_samples,), optional

        Returns
        -------
        float

        Examples
        --------
        >>> from coterie.model.kmeans import KMeans
        >>> KMeans(2, random_state=0).fit([[0.0], [9.0]]).score([[1.0], [9.0]])
        -1.0
        """
        check_is_fitted(self)
        points = self._checked(X, reset=False)
        weight = _checked_weight(sample_weight, len(points))
        return -float((np.square(nearest(points, self.cluster_centers_)[1][:, 0]) * weight).sum())

    @property
    def _n_features_out(self) -> int:
        """Number of columns that transform gives; scikit-learn names them from it."""
        return len(self.cluster_centers_)

    def _starts(self) -> int:
        """Return how many starts to try."""
        if not isinstance(self.init, str):
            if self.n_init not in {"auto", 1}:
                message = f"a given start is tried once, not n_init={self.n_init} times"
                warnings.warn(message, RuntimeWarning, stacklevel=3)
            return 1
        if isinstance(self.n_init, str):
            return _RANDOM_STARTS if self.init == "random" else 1
        return self.n_init

    def _checked(self, X: ArrayLike, *, reset: bool) -> NDArray[np.float64]:
        """Return the input as numbers; remember or compare its columns."""
        points: NDArray[np.float64] = validate_data(self, X, reset=reset, dtype=np.float64)
        return points

    def _checked_init(self, n_features: int) -> Literal["k-means++", "random"] | NDArray[np.float64]:
        """Return the start as numbers, or how to draw one."""
        if isinstance(self.init, str):
            return cast('Literal["k-means++", "random"]', self.init)
        start: NDArray[np.float64] = check_array(self.init, dtype=np.float64)
        if start.shape != (self.n_clusters, n_features):
            raise ValueError(f"init has shape {start.shape}, not {(self.n_clusters, n_features)}: a row per cluster")
        return start

    def _warn_of_empty_clusters(self) -> None:
        """Say so where there are fewer distinct points than clusters."""
        found = len(np.unique(self.labels_))
        if found < self.n_clusters:
            message = f"only {found} distinct points for n_clusters={self.n_clusters}: the other clusters are empty"
            warnings.warn(message, ConvergenceWarning, stacklevel=3)


def _checked_weight(sample_weight: ArrayLike | None, n_samples: int) -> NDArray[np.float64]:
    """Return one weight per row, zero or more, not all zero."""
    if sample_weight is None:
        return np.ones(n_samples)
    weight: NDArray[np.float64] = check_array(
        sample_weight, ensure_2d=False, dtype=np.float64, input_name="sample_weight"
    )
    if weight.shape != (n_samples,):
        raise ValueError(f"sample_weight has shape {weight.shape}, not {(n_samples,)}: one weight per row")
    if (weight < 0).any() or not weight.any():
        raise ValueError("sample_weight must be zero or more, and not zero everywhere")
    return weight
