"""What users were promised of RFM elsewhere and did not get: scores that keep their order, ties that stay together,
one name for every code."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.model.rfm import SEGMENT_TABLE, apply_cuts, rfm_scores, segment_name, segment_names

CODES = list(product(range(1, 6), repeat=3))
RANK = {name: rank for rank, name in enumerate(SEGMENT_TABLE.names)}
RULES = ["share", "quantile-plus-one"]

MANY_TIES = st.integers(0, 3).map(float)
VALUE = st.one_of(MANY_TIES, st.floats(0, 1e6, allow_subnormal=False), st.floats(-1e3, 1e3, allow_subnormal=False))
CUSTOMERS = st.lists(st.tuples(VALUE, VALUE, VALUE), min_size=1, max_size=30).map(np.array)
MEASURES = pytest.mark.parametrize(
    ("place", "sign"), [(0, -1), (1, 1), (2, 1)], ids=["later last order", "more orders", "more spend"]
)


def scores_of(X: np.ndarray, **options: object) -> np.ndarray:
    """Score customers, a row each."""
    scores = rfm_scores(X[:, 0], X[:, 1], X[:, 2], **options)  # type: ignore[arg-type]  # options of the call under test
    return np.column_stack([scores.r, scores.f, scores.m])  # type: ignore[list-item]  # money is given


def improved(X: np.ndarray, row: int, place: int, step: float) -> np.ndarray:
    """Change one measure of one customer."""
    changed = X.copy()
    changed[row, place] += step
    return changed


@MEASURES
@pytest.mark.parametrize("rule", RULES)
@given(X=CUSTOMERS, pick=st.integers(0, 99), step=st.floats(0, 1e6))
def test_better_never_lowers_a_score_by_the_same_cuts(X, pick, step, place, sign, rule):
    """For a new customer scored by cuts that stand."""
    row = pick % len(X)
    cuts = rfm_scores(X[:, 0], X[:, 1], X[:, 2], rule=rule).cuts
    before, after = apply_cuts(X, cuts), apply_cuts(improved(X, row, place, sign * step), cuts)
    assert after[row, place] >= before[row, place]


@MEASURES
@pytest.mark.parametrize("n_bins", [2, 3, 5])
@given(X=CUSTOMERS, pick=st.integers(0, 99), step=st.one_of(MANY_TIES, st.floats(0, 1e6)))
def test_better_never_lowers_a_score_when_cuts_are_learnt_again(X, pick, step, place, sign, n_bins):
    """For a customer who buys more before the next run."""
    row = pick % len(X)
    before, after = (scores_of(each, n_bins=n_bins) for each in (X, improved(X, row, place, sign * step)))
    assert after[row, place] >= before[row, place]


@pytest.mark.parametrize("rule", RULES)
@given(X=CUSTOMERS)
def test_scores_keep_the_order_of_customers(X, rule):
    """Nobody with more scores less than somebody with less."""
    scores = scores_of(X, rule=rule)
    good = X * np.array([-1, 1, 1])
    better = good[:, None] >= good[None]
    assert (scores[:, None] >= scores[None])[better].all()


@pytest.mark.parametrize("rule", RULES)
@given(X=CUSTOMERS)
def test_scores_lie_between_one_and_five(X, rule):
    """And are whole."""
    assert set(scores_of(X, rule=rule).ravel().tolist()) <= {1, 2, 3, 4, 5}


@pytest.mark.parametrize("rule", RULES)
@given(X=CUSTOMERS, pick=st.integers(0, 99))
def test_equal_customers_get_equal_scores_and_names(X, pick, rule):
    """Ties are never split by position."""
    twins = np.vstack([X, X[pick % len(X)]])
    scores = scores_of(twins, rule=rule)
    names = segment_names(scores)
    assert (scores[-1] == scores[pick % len(X)]).all()
    assert names[-1] == names[pick % len(X)]


@pytest.mark.parametrize("rule", RULES)
@given(X=CUSTOMERS, seed=st.integers(0, 99))
def test_order_of_rows_changes_nothing(X, seed, rule):
    """Neither does a new id: ids are never looked at."""
    order = np.random.default_rng(seed).permutation(len(X))
    assert (scores_of(X[order], rule=rule) == scores_of(X, rule=rule)[order]).all()


@given(X=CUSTOMERS, times=st.integers(2, 4))
def test_a_crowd_of_the_same_customers_is_cut_alike(X, times):
    """Every customer a few times over: the same cuts."""
    crowd = np.tile(X, (times, 1))
    assert rfm_scores(*crowd.T).cuts == rfm_scores(*X.T).cuts


@given(X=CUSTOMERS)
def test_best_value_scores_five_and_worst_one(X):
    """Where there is a better and a worse at all."""
    scores = scores_of(X)
    good = X * np.array([-1, 1, 1])
    differ = np.ptp(X, axis=0) > 0
    assert (scores[np.argmax(good, axis=0), range(3)][differ] == 5).all()
    assert (scores[np.argmin(good, axis=0), range(3)][differ] == 1).all()


@given(X=CUSTOMERS)
def test_best_customer_by_every_measure_is_in_the_best_segment(X):
    """Nobody is in a better one; and it is the best there is, unless all are equal in something."""
    best = np.array([X[:, 0].min(), X[:, 1].max(), X[:, 2].max()])
    names = segment_names(scores_of(np.vstack([X, best])))
    ranks = [RANK[name] for name in names]
    assert ranks[-1] == min(ranks)
    assert names[-1] == "Champions" or (np.ptp(np.vstack([X, best]), axis=0) == 0).any()


@pytest.mark.parametrize("code", CODES, ids=lambda code: "".join(map(str, code)))
def test_code_has_exactly_one_name(code):
    """No overlap, no gap, nobody in "Others"."""
    assert len(SEGMENT_TABLE.names_of(code)) == 1


def test_better_code_is_never_in_a_worse_segment():
    """The order of the segments agrees with each single score; one step after another says it of all."""
    steps = [(code, place) for code, place in product(CODES, range(3)) if code[place] < 5]
    pairs = [(code, tuple(np.add(code, np.eye(3, dtype=int)[place]).tolist())) for code, place in steps]
    assert [pair for pair in pairs if RANK[segment_name(*pair[0])] < RANK[segment_name(*pair[1])]] == []


def test_best_code_is_in_the_best_segment_and_worst_in_the_worst():
    """555 and 111."""
    assert (segment_name(5, 5, 5), segment_name(1, 1, 1)) == (SEGMENT_TABLE.names[0], SEGMENT_TABLE.names[-1])
