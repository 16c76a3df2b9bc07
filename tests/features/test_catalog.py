"""The catalogue: each feature by hand on a small life of orders."""

from __future__ import annotations

from typing import Any

import pytest

from coterie.features.availability import available_features
from coterie.features.catalog import AGGREGATES, FEATURES, TOTALS, default_basis
from coterie.tables import MICROSECONDS_PER_DAY, Feature

MONEY = {"gross_e4", "returned_e4", "discount_e4"}
HABITS = {"has_coupon", "is_morning", "is_evening"}
AS_OF_DAY = 300
LIFE: list[dict[str, Any]] = [
    {"day": 100, "gross_e4": 600_000, "discount_e4": 150_000, "n_items": 6, "is_weekend": 1, "is_evening": 1},
    {"day": 100, "gross_e4": 200_000, "discount_e4": 50_000, "n_items": 1, "has_coupon": 1, "is_evening": 1},
    {"day": 140, "gross_e4": 100_000, "returned_e4": 50_000, "n_items": 2, "has_coupon": 0, "is_evening": 1},
    {"day": 150, "gross_e4": 0, "returned_e4": 150_000, "discount_e4": 90_000, "n_items": 7, "has_coupon": 1},
    {"day": 280, "gross_e4": 100_000, "discount_e4": 0, "n_items": 1, "is_weekend": 1, "is_morning": 1},
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
    "spend_trend": (10 / 90 - 10 / 90) / (20 / 90),
    "return_share": 0.2,
    "discount_share": 20 / 120,
    "coupon_share": 0.25,
    "items_per_order": 2.5,
    "one_time": 0.0,
    "weekend_share": 0.5,
    "morning_share": 0.25,
    "evening_share": 0.75,
    "n_order_days": 3.0,
}


def by_name(name: str) -> Feature:
    """Return a feature of the catalogue."""
    return next(feature for feature in FEATURES if feature.name == name)


@pytest.fixture
def customers(count, make_orders):
    """Compute every feature that needs no lines for the orders of one customer, seen from a day."""

    def compute(rows, as_of_day=AS_OF_DAY):
        orders = make_orders([{"time_us": row["day"] * MICROSECONDS_PER_DAY, **row} for row in rows])
        known = MONEY | HABITS
        as_of_us = as_of_day * MICROSECONDS_PER_DAY
        return count(available_features(known), known, as_of_us=as_of_us, orders=orders).to_pylist()

    return compute


@pytest.mark.parametrize("name", EXPECTED)
def test_feature_of_a_small_life_is_as_counted_by_hand(customers, name):
    """Each formula says what its sentence says."""
    assert customers(LIFE)[0][name] == pytest.approx(EXPECTED[name], rel=1e-15, abs=1e-15)


def test_every_feature_that_needs_no_lines_is_counted_by_hand():
    """A new feature needs its number above."""
    assert set(EXPECTED) == {feature.name for feature in FEATURES} - {"n_products", "gap_variation"}


def test_customer_of_returns_only_is_kept_without_recency(customers):
    """Money given back is known; days since an order that never was are not."""
    row = customers([{"day": 200, "gross_e4": 0, "returned_e4": 70_000, "n_items": 0}])[0]
    assert (row["n_orders"], row["n_order_days"], row["monetary_total"]) == (0.0, 0.0, -7.0)
    assert (row["recency_days"], row["one_time"], row["weekend_share"]) == (None, None, None)


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


@pytest.mark.parametrize(
    ("gross", "trend"),
    [({}, None), ({90: 5, 179: 5}, -1.0), ({180: 1, 269: 1}, 1.0), ({130: 3, 200: 1}, -0.5), ({179: 7, 180: 7}, 0.0)],
    ids=["none", "old only", "new only", "a third", "steady"],
)
def test_trend_compares_the_newest_three_periods_with_the_three_before(customers, gross, trend):
    """Seen from day 270, which ends a period: days 180 to 269 against 90 to 179."""
    rows = [{"day": day, "gross_e4": money} for day, money in gross.items()]
    assert customers([{"day": 89}, *rows], 270)[0]["spend_trend"] == trend


@pytest.mark.parametrize("as_of_day", [271, 280, 299, 300])
def test_steady_spend_has_no_trend_on_any_day(customers, as_of_day):
    """Five a day, also while the newest period has only begun."""
    rows = [{"day": day, "gross_e4": 50_000} for day in range(as_of_day)]
    assert customers(rows, as_of_day)[0]["spend_trend"] == pytest.approx(0.0, abs=1e-15)


def test_who_came_later_has_no_trend(customers):
    """The first order must lie before both spans."""
    found = [customers([{"day": day}, {"day": 250}], 270)[0]["spend_trend"] for day in (89, 90)]
    assert found == [1.0, None]


@pytest.mark.parametrize(
    ("days", "variation"),
    [([10, 20, 30, 40], 0.0), ([10, 20, 30], None), ([0, 10, 20, 50], (400 / 3) ** 0.5 * 3 / 50)],
    ids=["clockwork", "two gaps", "10, 10, 30"],
)
def test_gap_variation_is_the_spread_of_gaps_over_their_mean(customers, days, variation):
    """Three gaps at least; two orders on a day make none."""
    found = customers([{"day": day} for day in [*days, days[-1]]])[0]["gap_variation"]
    assert found == (variation if variation is None else pytest.approx(variation, rel=1e-12))


def test_a_single_order_is_told_from_several(customers):
    """One stays one with a return; who only gave back ordered never."""
    lives = [[{"day": 1}, {"day": 2, "gross_e4": 0}], [{"day": 1}, {"day": 2}], [{"day": 2, "gross_e4": 0}]]
    assert [customers(life)[0]["one_time"] for life in lives] == [1.0, 0.0, None]


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
    """A customer's age and habits are neither: an old one may be loyal or lost."""
    worse = {"recency_days", "mean_gap_days", "overdue_ratio", "return_share", "discount_share", "one_time"}
    habits = {"coupon_share", "weekend_share", "morning_share", "evening_share", "gap_variation"}
    assert {f.name for f in FEATURES if f.direction == -1} == worse
    assert {f.name for f in FEATURES if f.direction == 0} == {"tenure_days", *habits}
    assert {f.direction for f in FEATURES} == {-1, 0, 1}
