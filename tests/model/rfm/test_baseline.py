"""The groups to fall back on: laws of assignment, names that are true, small groups joined, and storage."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.errors import ConfigError, DataError
from coterie.model.rfm import RFMBaseline, rfm_baseline

FEW = st.one_of(st.integers(0, 4).map(float), st.floats(0, 1_000))
CUSTOMERS = st.lists(st.tuples(FEW, FEW, FEW), min_size=1, max_size=40).map(np.array)
TIED_RECENCY = np.column_stack([np.repeat([1.0, 50.0], [50, 50]), np.ones(100), np.arange(100.0)])


def shares(baseline: RFMBaseline) -> np.ndarray:
    """Return each group's share of the customers."""
    return np.bincount(baseline.labels, minlength=len(baseline.names)) / baseline.labels.size


@given(X=CUSTOMERS)
def test_groups_are_a_function_of_values(X):
    """Assigning the same customers again, one by one, gives the same groups."""
    baseline = rfm_baseline(X)
    assert [baseline.assign(row[None])[0] for row in X] == baseline.labels.tolist()


@given(X=CUSTOMERS, seed=st.integers(0, 99))
def test_groups_do_not_depend_on_row_order(X, seed):
    """Shuffled customers keep their groups."""
    order = np.random.default_rng(seed).permutation(len(X))
    assert rfm_baseline(X[order]).labels.tolist() == rfm_baseline(X).labels[order].tolist()


@given(X=CUSTOMERS)
def test_groups_are_not_too_small(X):
    """Every group has its share, or there is only one group."""
    found = shares(rfm_baseline(X, min_share=0.1))
    assert found.min() >= 0.1
    assert found.sum() == pytest.approx(1)


@given(X=CUSTOMERS)
def test_names_are_distinct(X):
    """No two groups are called the same."""
    names = rfm_baseline(X).names
    assert len(set(names)) == len(names) <= 6


@given(X=CUSTOMERS)
def test_high_spenders_spend_more_than_all_lower_ones_of_their_period(X):
    """A name's claim holds for each member, not on average."""
    baseline = rfm_baseline(X)
    sides = {name: X[baseline.labels == number, 2] for number, name in enumerate(baseline.names)}
    pairs = [(sides[name], sides[name.replace("high", "lower")]) for name in sides if "high" in name]
    assert all(high.min() > lower.max() for high, lower in pairs)


@given(X=CUSTOMERS)
def test_recent_groups_ordered_later_than_less_recent_ones(X):
    """Periods do not overlap."""
    baseline = rfm_baseline(X)
    words = ("Recent", "Less recent", "Least recent")
    period_of = np.array([next((w for w in words if name.startswith(w)), "") for name in baseline.names])
    days = [X[np.isin(baseline.labels, np.flatnonzero(period_of == word)), 0] for word in words]
    filled = [each for each in days if each.size]
    assert all(before.max() < after.min() for before, after in pairwise(filled))


@given(X=CUSTOMERS)
def test_best_customer_is_in_the_first_group(X):
    """Whoever is best by recency and value leads the list."""
    best = np.array([[X[:, 0].min(), X[:, 1].max(), X[:, 2].max()]])
    assert rfm_baseline(X).assign(best).tolist() == [0]


@given(X=CUSTOMERS)
def test_stored_groups_assign_alike(X):
    """Through JSON and back: equal, and the same answers."""
    baseline = rfm_baseline(X)
    read = RFMBaseline.from_dict(json.loads(json.dumps(baseline.to_dict())))
    assert read == baseline
    assert read.assign(X).tolist() == baseline.labels.tolist()


def test_independent_measures_give_six_groups():
    """Three periods, each with the top third apart; definitions in numbers."""
    days, spend = np.meshgrid(np.arange(1.0, 10.0), np.arange(1_000.0, 10_000.0, 1_000.0))
    baseline = rfm_baseline(np.column_stack([days.ravel(), np.ones(81), spend.ravel()]))
    assert dict(zip(baseline.names, baseline.definitions, strict=True)) == {
        "Recent high spenders": "last order less than 4 days ago, spend of 7,000 or more",
        "Recent lower spenders": "last order less than 4 days ago, spend below 7,000",
        "Less recent high spenders": "last order 4 to 7 days ago, spend of 7,000 or more",
        "Less recent lower spenders": "last order 4 to 7 days ago, spend below 7,000",
        "Least recent high spenders": "last order 7 or more days ago, spend of 7,000 or more",
        "Least recent lower spenders": "last order 7 or more days ago, spend below 7,000",
    }


def test_without_money_value_is_the_number_of_orders():
    """Words speak of orders, not of spend."""
    X = np.array([[day, orders] for day in range(9) for orders in (1.0, 2.0, 3.0)])
    baseline = rfm_baseline(X)
    assert baseline.names[:2] == ("Recent frequent buyers", "Recent occasional buyers")
    assert baseline.definitions[0] == "last order less than 3 days ago, 3 orders or more"


def test_a_period_that_nobody_is_in_joins_another():
    """Two days of last order are two periods, not three."""
    periods = {name.split(" high")[0].split(" lower")[0] for name in rfm_baseline(TIED_RECENCY).names}
    assert len(periods) == 2


def test_equal_customers_are_one_group():
    """There is nothing to tell apart."""
    baseline = rfm_baseline(np.ones((4, 3)))
    assert (baseline.names, baseline.definitions) == (("All customers",), ("every customer",))


def test_equal_recency_leaves_value():
    """Only what differs is named."""
    X = np.column_stack([np.ones(9), np.ones(9), np.arange(9.0)])
    assert rfm_baseline(X).names == ("High spenders", "Lower spenders")


def test_a_small_side_is_not_split_off():
    """Fewer than the share: the period stays whole."""
    X = np.array([[1.0, 1, 10]] * 12 + [[9.0, 1, 1]] * 24)
    assert rfm_baseline(X).names == ("Recent customers", "Least recent customers")


def test_a_side_of_just_the_share_is_split_off():
    """At least the share is enough."""
    X = np.array([[1.0, 1, 10]] * 4 + [[1.0, 1, 1]] * 8 + [[9.0, 1, 1]] * 28)
    assert rfm_baseline(X, min_share=0.1).names[:2] == ("Recent high spenders", "Recent lower spenders")


def test_a_period_of_just_the_share_stays():
    """The same for periods: two of twenty ordered recently."""
    X = np.array([[1.0, 1, 1]] * 2 + [[5.0, 1, 1]] * 8 + [[9.0, 1, 1]] * 10)
    firsts = [rfm_baseline(X, min_share=share).definitions[0] for share in (0.1, 0.11)]
    assert firsts == ["last order less than 5 days ago", "last order less than 9 days ago"]


def test_an_empty_period_joins_the_smaller_neighbour():
    """Its word covers both."""
    X = np.array([[1.0, 1, 10]] * 24 + [[9.0, 1, 10]] * 12)
    assert rfm_baseline(X).names == ("Recent customers", "Less recent customers")


def test_who_never_bought_has_no_group():
    """Missing recency or value is no value; the others are grouped as if they were alone."""
    X = np.array([[1.0, 1, 10], [np.nan, 0, -5], [9.0, 1, np.nan], [9.0, 1, 1]])
    baseline = rfm_baseline(X)
    assert (baseline.labels[1:3] == -1).all()
    assert baseline == rfm_baseline(X[[0, 3]])


@pytest.mark.parametrize(
    ("X", "message"),
    [
        (np.ones((3, 4)), r"shape \(3, 4\) \(rfm baseline\)\. Give a table of 2 or 3 columns"),
        (np.ones(3), r"shape \(3,\)"),
        (np.full((2, 3), np.nan), "no customer has a recency and a value"),
    ],
    ids=["four columns", "no table", "nothing known"],
)
def test_unusable_values_are_refused(X, message):
    """With what to give instead."""
    with pytest.raises(DataError, match=message):
        rfm_baseline(X)


def test_assigning_other_columns_is_refused():
    """Groups learnt with money need money."""
    with pytest.raises(DataError, match="table of 3 columns"):
        rfm_baseline(TIED_RECENCY).assign(TIED_RECENCY[:, :2])


@pytest.mark.parametrize("min_share", [-0.1, 0.6, float("nan")])
def test_share_out_of_range_is_refused(min_share):
    """Two groups cannot both have more than half."""
    with pytest.raises(ConfigError, match=r"\(rfm baseline\)\. Use a share from 0 to 0\.5"):
        rfm_baseline(TIED_RECENCY, min_share=min_share)
