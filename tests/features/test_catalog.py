"""The catalogue: each feature by hand on a small life of orders."""

from __future__ import annotations

from typing import Any

import pytest

from coterie.errors import ConfigError
from coterie.features.catalog import (
    AGGREGATES,
    FEATURES,
    TOTALS,
    available_aggregates,
    available_features,
    available_totals,
    check_needs,
    default_basis,
)
from coterie.features.sql import customers_step
from coterie.tables import MICROSECONDS_PER_DAY, Feature

MONEY = {"gross_e4", "returned_e4", "discount_e4"}
AS_OF_DAY = 300
LIFE: list[dict[str, Any]] = [
    {"day": 100, "gross_e4": 600_000, "discount_e4": 150_000, "n_items": 6},
    {"day": 100, "gross_e4": 200_000, "discount_e4": 50_000, "n_items": 1},
    {"day": 140, "gross_e4": 100_000, "returned_e4": 50_000, "n_items": 2},
    {"day": 150, "gross_e4": 0, "returned_e4": 150_000, "discount_e4": 90_000, "n_items": 7},
    {"day": 280, "gross_e4": 100_000, "discount_e4": 0, "n_items": 1},
]
"""Four purchases on three days, 100 in all, one order that only gives 15 back, seen from day 300."""

EXPECTED = {
    "recency_days": 20.0,
    "n_orders": 4.0,
    "monetary_total": 80.0,
    "monetary_mean": 20.0,
    "tenure_days": 200.0,
    "mean_gap_days": 60.0,
    "overdue_ratio": 20 / 60,
    "recent_share": 0.1,
    "return_share": 0.2,
    "discount_share": 20 / 120,
    "items_per_order": 2.5,
    "n_order_days": 3.0,
}


def by_name(name: str) -> Feature:
    """Return a feature of the catalogue."""
    return next(feature for feature in FEATURES if feature.name == name)


@pytest.fixture
def customers(run_step, make_orders):
    """Compute every feature that needs no lines for the orders of one customer, seen from a day."""

    def compute(rows, as_of_day=AS_OF_DAY):
        orders = make_orders([{"time_us": row["day"] * MICROSECONDS_PER_DAY, **row} for row in rows])
        step = customers_step(available_features(MONEY), MONEY, as_of_us=as_of_day * MICROSECONDS_PER_DAY)
        return run_step(step, orders=orders).to_pylist()

    return compute


@pytest.mark.parametrize("name", EXPECTED)
def test_feature_of_a_small_life_is_as_counted_by_hand(customers, name):
    """Each formula says what its sentence says."""
    assert customers(LIFE)[0][name] == pytest.approx(EXPECTED[name], rel=1e-15)


def test_every_feature_that_needs_no_lines_is_counted_by_hand():
    """A new feature needs its number above."""
    assert set(EXPECTED) == {feature.name for feature in FEATURES} - {"n_products"}


def test_customer_of_returns_only_is_kept_without_recency(customers):
    """Money given back is known; days since an order that never was are not."""
    row = customers([{"day": 200, "gross_e4": 0, "returned_e4": 70_000, "n_items": 0}])[0]
    assert (row["n_orders"], row["monetary_total"], row["recency_days"]) == (0.0, -7.0, None)


def test_single_order_has_no_gap(customers):
    """Nobody is late after one order."""
    row = customers([{"day": 200}])[0]
    assert (row["mean_gap_days"], row["overdue_ratio"]) == (None, None)


def test_two_orders_at_one_moment_have_a_gap_of_zero_and_no_ratio(customers):
    """A ratio to zero days says nothing."""
    row = customers([{"day": 200}, {"day": 200}])[0]
    assert (row["mean_gap_days"], row["overdue_ratio"]) == (0.0, None)


def test_unknown_money_stays_unknown(customers):
    """No amount is not zero spend."""
    row = customers([{"day": 200, "gross_e4": None}])[0]
    assert (row["n_orders"], row["monetary_total"], row["recent_share"]) == (1.0, None, None)


@pytest.mark.parametrize(
    ("as_of_day", "share"),
    [(90, 1.0), (120, 1.0), (121, 0.5), (150, 0.5), (151, 0.0)],
    ids=["day 89 ends period 2", "day 119 ends period 3", "period 4 begins", "day 149 ends period 4", "period 5"],
)
def test_recent_means_the_period_that_ends_and_the_two_before(customers, as_of_day, share):
    """Periods of 30 days from the epoch: a whole one leaves at once when the next begins."""
    assert customers([{"day": 59}, {"day": 60}], as_of_day)[0]["recent_share"] == share


def test_every_name_is_a_plain_identifier():
    """Names go into queries without quotes."""
    names = [*TOTALS, *(each.name for each in AGGREGATES), *(each.name for each in FEATURES)]
    assert [name for name in names if not name.isidentifier() or name != name.lower()] == []


def test_every_meaning_is_a_sentence():
    """A marketer reads it in the report."""
    assert [each.name for each in FEATURES if not (each.meaning[0].isupper() and each.meaning.endswith("."))] == []


def test_default_basis_is_recency_frequency_money():
    """What every marketer expects; money only where it is known."""
    assert default_basis(available_features(MONEY)) == ("recency_days", "n_orders", "monetary_total")
    assert default_basis(available_features({"product_id"})) == ("recency_days", "n_orders")


def test_more_is_better_but_for_waiting_returning_and_discounts():
    """A customer's age is neither: an old one may be loyal or lost."""
    worse = {"recency_days", "mean_gap_days", "overdue_ratio", "return_share", "discount_share"}
    assert {f.name for f in FEATURES if f.direction == -1} == worse
    assert {f.name for f in FEATURES if f.direction == 0} == {"tenure_days"}
    assert {f.direction for f in FEATURES} == {-1, 0, 1}


def test_columns_without_data_take_their_features_along():
    """Discounts and products only where the data have them."""
    without = {"discount_share", "n_products"}
    assert {f.name for f in FEATURES} - {f.name for f in available_features({"gross_e4", "returned_e4"})} == without


def test_distinct_counts_are_made_only_where_a_feature_uses_them():
    """They are the dear part of the query."""
    names = [each.name for each in available_aggregates({"product_id"}, [by_name("n_products")])]
    assert ("n_distinct_products" in names, "n_active_days" in names) == (True, False)


def test_net_money_is_known_only_with_its_parts():
    """Spend before returns is not spend after returns."""
    assert available_totals(available_aggregates({"gross_e4"})) == {}


def test_feature_without_data_is_refused_by_name():
    """What is missing, and for which feature."""
    with pytest.raises(ConfigError, match=r"no data for gross_e4, returned_e4 \(feature monetary_total\)\. Leave"):
        check_needs(FEATURES, ())
