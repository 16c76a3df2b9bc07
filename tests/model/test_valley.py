"""Valleys: laws of the untying and of the merge tree, hand-computed densities, and known shapes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from coterie.model.valley import Merge, Valleys, find_valleys, survey, untie

FEW_VALUES = arrays(np.float64, st.tuples(st.integers(2, 60), st.integers(1, 3)), elements=st.integers(0, 6))


def halves_of(X: np.ndarray) -> np.ndarray:
    """Cut a cloud at the middle of its first column."""
    return (X[:, 0] > np.median(X[:, 0])).astype(np.int64)


@settings(deadline=None, max_examples=60)
@given(FEW_VALUES, st.integers(0, 3))
def test_untying_keeps_the_order_of_different_values(X: np.ndarray, seed: int) -> None:
    """A customer with more before has no less after, and single values stay."""
    spread = untie(X, seed)
    less = X[:, None, :] < X[None, :, :]
    assert (spread[:, None, :] <= spread[None, :, :])[less].all()


@settings(deadline=None, max_examples=60)
@given(FEW_VALUES)
def test_untying_leaves_no_ties_in_a_column_that_varies(X: np.ndarray) -> None:
    """Every repeated value becomes as many values as it has customers."""
    spread = untie(X)
    varying = np.ptp(X, axis=0) > 0
    assert [np.unique(column).size for column in spread.T[varying]] == [X.shape[0]] * int(varying.sum())


def test_untying_fills_the_cell_evenly() -> None:
    """Places are half-way between neighbours' middles; the outermost cells are mirrored."""
    spread = untie([[0.0], [2.0], [2.0], [3.0], [3.0]])
    assert sorted(spread.ravel().tolist()) == [0.0, 1.375, 2.125, 2.75, 3.25]


def test_untying_leaves_single_values_and_constants_alone() -> None:
    """Where nothing repeats, or nothing varies, nothing is spread."""
    X = np.column_stack([np.arange(5.0), np.ones(5)])
    np.testing.assert_array_equal(untie(X), X)


def test_log_density_of_an_even_line() -> None:
    """In the middle of a line with step 2 the tenth neighbour is five steps away."""
    landscape = survey(2.0 * np.arange(41)[:, None])
    assert landscape.log_density[20] == pytest.approx(-math.log(10))


def test_density_stays_finite_where_many_customers_are_equal() -> None:
    """A clump of equal rows has no zero distance, and nobody is their own neighbour."""
    landscape = survey(np.concatenate([np.zeros(40), np.arange(3.0, 43.0)])[:, None])
    assert landscape.log_density[0] == landscape.log_density.max() == -math.log(3)
    assert not (landscape.neighbors == np.arange(80)[:, None]).any()


def test_density_is_flat_where_everybody_has_equals() -> None:
    """Three clumps of twenty: one height, that of the smallest step between them, here 2."""
    landscape = survey(np.repeat([0.0, 2.0, 7.0], 20)[:, None])
    np.testing.assert_allclose(landscape.log_density, -math.log(2))


@pytest.mark.parametrize(("n_samples", "n_neighbors"), [(5, 4), (100, 10), (900, 15)])
def test_neighbourhood_grows_with_the_root_of_the_sample(n_samples: int, n_neighbors: int) -> None:
    """Half the root, at least 10, and never more than there are others."""
    assert survey(np.arange(float(n_samples))[:, None]).neighbors.shape[1] == n_neighbors


def test_gap_without_any_edge_has_the_density_of_its_width() -> None:
    """Two even lines with step 1, 100 apart: depth is log(100) less the peak's log(5)."""
    line = np.arange(101.0)
    landscape = survey(np.concatenate([line, 200.0 + line])[:, None])
    valleys = find_valleys([landscape], np.repeat([0, 1], 101))
    assert valleys.depth == pytest.approx(math.log(100) - math.log(5))
    assert valleys.border_depth[0, 1] == pytest.approx(valleys.depth)


def test_merge_tree_follows_the_highest_saddles() -> None:
    """Three groups on a line, the left gap narrow, the right one wide: the left pair merges first."""
    rng = np.random.default_rng(0)
    X = np.concatenate([rng.normal(0, 1, 200), rng.normal(5, 1, 200), rng.normal(12, 1, 200)])[:, None]
    valleys = find_valleys([survey(X)], np.repeat([0, 1, 2], 200))
    assert [set(merge.lower + merge.higher) for merge in valleys.merges] == [{0, 1}, {0, 1, 2}]
    assert valleys.deepest == valleys.merges[1]
    assert valleys.depth == valleys.merges[0].depth


def test_merged_clusters_keep_the_height_of_their_higher_peak() -> None:
    """A dense and a thin group merge; the middling one far away is the lower side of the next valley."""
    rng = np.random.default_rng(0)
    X = np.concatenate([rng.normal(0, 0.5, 200), rng.normal(5, 2, 200), rng.normal(40, 1, 200)])[:, None]
    first, second = find_valleys([survey(X)], np.repeat([0, 1, 2], 200)).merges
    assert (first.lower, first.higher) == ((1,), (0,))
    assert (second.lower, set(second.higher)) == ((2,), {0, 1})


@settings(deadline=None, max_examples=15)
@given(st.permutations([0, 1, 2, 3]), st.sampled_from([0.25, 4.0, 64.0]))
def test_depths_ignore_cluster_numbers_and_units(order: list[int], unit: float) -> None:
    """Depths belong to the borders: neither the numbers nor a common unit matter."""
    X = np.random.default_rng(1).normal(size=(120, 2))
    labels = np.arange(120) % 4
    plain = find_valleys([survey(X)], labels)
    other = find_valleys([survey(unit * X)], np.array(order)[labels])
    np.testing.assert_allclose([m.depth for m in other.merges], [m.depth for m in plain.merges], atol=1e-9)


def test_a_cut_through_one_cloud_is_no_valley() -> None:
    """A Gaussian cut at its middle has its highest density on the border."""
    X = np.random.default_rng(2).normal(size=(600, 3))
    assert find_valleys([survey(X)], halves_of(X)).depth < 0


def test_groups_six_deviations_apart_have_a_deep_valley() -> None:
    """Two Gaussians, centres 6 apart: well below the lower peak."""
    X = np.random.default_rng(3).normal(size=(600, 2))
    X[::2, 0] += 6
    assert find_valleys([survey(X)], halves_of(X)).depth > 1


def test_ties_look_like_groups_until_they_are_spread() -> None:
    """Order counts of one continuum: the raw valley between 1 and 2 orders is an illusion."""
    rng = np.random.default_rng(4)
    X = np.column_stack([rng.geometric(0.5, 800), rng.normal(0, 0.2, 800)])
    single = (X[:, 0] == 1).astype(np.int64)
    assert find_valleys([survey(X)], single).depth > 1
    assert find_valleys([survey(untie(X))], single).depth < 0.3


def test_shallow_borders_are_named_by_pair() -> None:
    """Pairs at or below the limit, the smaller number first; a pair without a border is apart."""
    border = np.array([[0.0, 0.2, np.inf], [0.2, 0.0, 0.5], [np.inf, 0.5, 0.0]])
    assert Valleys((Merge(0.2, (0,), (1,)),), border).shallow_borders(0.3) == ((0, 1),)
