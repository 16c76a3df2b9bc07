"""The catalogue as queries: published CDNOW numbers, an independent count of Online Retail, and plain SQL."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from coterie.errors import ConfigError
from coterie.features.availability import available_features
from coterie.features.catalog import AGGREGATES, FEATURES
from coterie.features.categories import category_features
from coterie.features.sql import customers_step, named, order_days_step, span_step
from coterie.tables import MICROSECONDS_PER_DAY, MONEY_SCALE, Feature

MONEY = {"gross_e4", "returned_e4"}
EVERYTHING = {*MONEY, "discount_e4", "product_id", "has_coupon", "is_morning", "is_evening", "category"}
DAYS_PER_WEEK = 7
CDNOW_END_DAY = int(np.datetime64("1997-09-30").astype(np.int64))
NOT_IN_RETAIL = {"discount_share", "coupon_share", "n_products"}
RETAIL_AS_OF_DAY = int(np.datetime64("2011-12-10").astype(np.int64))


@pytest.fixture(scope="module")
def cdnow_summary(cdnow_sample):
    """What was published of CDNOW's first 39 weeks, customer by customer."""
    published = pd.read_csv(cdnow_sample.with_name("cdnow_customers_summary.csv"))
    return published.set_index(published["ID"].map("{:04d}".format))


@pytest.fixture(scope="module")
def cdnow_customers(count, cdnow_orders):
    """CDNOW's customers, seen from the end of the 39 weeks; a published day counts from its own midnight."""
    as_of_us = CDNOW_END_DAY * MICROSECONDS_PER_DAY + 1
    customers = count(available_features(MONEY), MONEY, as_of_us=as_of_us, orders=cdnow_orders)
    return customers.to_pandas().set_index("customer_id")


def test_cdnow_repeat_orders_are_those_published(cdnow_customers, cdnow_summary):
    """Frequency: days with an order after the first one."""
    assert (cdnow_customers["n_order_days"] - 1).to_dict() == cdnow_summary["frequency"].to_dict()


def test_cdnow_weeks_between_first_and_last_order_are_those_published(cdnow_customers, cdnow_summary):
    """Recency in the words of that literature: from the first to the last order."""
    span = cdnow_customers["last_order_us"] - cdnow_customers["first_order_us"]
    weeks = span / MICROSECONDS_PER_DAY / DAYS_PER_WEEK
    assert np.abs(weeks - cdnow_summary["recency"].reindex(weeks.index)).max() <= 0.005 + 1e-9


def test_cdnow_weeks_observed_are_those_published(cdnow_customers, cdnow_summary):
    """T: from the first order to the end of the period."""
    weeks = cdnow_customers["tenure_days"] / DAYS_PER_WEEK
    assert np.abs(weeks - cdnow_summary["T"].reindex(weeks.index)).max() <= 0.005 + 1e-9


def test_cdnow_has_all_customers(cdnow_customers):
    """The sample's 2,357 customers all bought in the first 39 weeks."""
    assert len(cdnow_customers) == 2_357


@pytest.fixture(scope="module")
def retail_customers(count, retail_orders, retail_lines):
    """Online Retail's customers at the end of its data."""
    available = {*MONEY, "product_id", "is_morning", "is_evening"}
    features, as_of_us = available_features(available), RETAIL_AS_OF_DAY * MICROSECONDS_PER_DAY
    lines = pa.Table.from_pandas(retail_lines, preserve_index=False)
    customers = count(features, available, as_of_us=as_of_us, orders=retail_orders, lines=lines)
    return customers.to_pandas().set_index("customer_id")


@pytest.fixture(scope="module")
def retail_oracle(retail_orders):
    """The same features by another way: pandas, one column at a time, in the words of their sentences."""
    orders = retail_orders.to_pandas()
    bought = orders[orders["is_purchase"] == 1]
    by_customer = bought.groupby("customer_id")
    first, last, count = by_customer["time_us"].min(), by_customer["time_us"].max(), by_customer.size()
    gross = orders.groupby("customer_id")["gross_e4"].sum()
    returned = orders.groupby("customer_id")["returned_e4"].sum()
    period = (RETAIL_AS_OF_DAY - 1) // 30
    recent = orders[orders["day"] // 30 > period - 3].groupby("customer_id")["gross_e4"].sum()
    earlier = orders[(orders["day"] // 30 <= period - 3) & (orders["day"] // 30 > period - 6)]
    recent_days, was_there = RETAIL_AS_OF_DAY - 30 * (period - 2), first < 30 * (period - 5) * MICROSECONDS_PER_DAY
    new = recent.reindex(gross.index, fill_value=0) / recent_days
    old = earlier.groupby("customer_id")["gross_e4"].sum().reindex(gross.index, fill_value=0) / 90
    when = pd.to_datetime(bought["time_us"], unit="us")
    shares = pd.DataFrame(
        {"weekend": when.dt.day_of_week >= 5, "morning": when.dt.hour < 12, "evening": when.dt.hour >= 18}
    )
    shares = shares.groupby(bought["customer_id"]).mean()
    days = bought[["customer_id", "day"]].drop_duplicates().sort_values(["customer_id", "day"])
    gaps = days.groupby("customer_id")["day"].diff().dropna().groupby(days["customer_id"])
    recency = RETAIL_AS_OF_DAY - last / MICROSECONDS_PER_DAY
    gap = ((last - first) / MICROSECONDS_PER_DAY / (count - 1)).where(count > 1)
    return pd.DataFrame(
        {
            "recency_days": recency,
            "n_orders": count.reindex(gross.index, fill_value=0),
            "monetary_total": (gross - returned) / MONEY_SCALE,
            "monetary_mean": (gross - returned) / MONEY_SCALE / count,
            "tenure_days": RETAIL_AS_OF_DAY - first / MICROSECONDS_PER_DAY,
            "mean_gap_days": gap,
            "overdue_ratio": recency / gap.where(gap > 0),
            "recent_share": recent.reindex(gross.index, fill_value=0) / gross.where(gross > 0),
            "spend_trend": ((new - old) / (new + old)).where(was_there.reindex(gross.index, fill_value=False)),
            "return_share": returned / gross.where(gross > 0),
            "one_time": (count == 1).astype(float),
            "weekend_share": shares["weekend"],
            "morning_share": shares["morning"],
            "evening_share": shares["evening"],
            "gap_variation": (gaps.std(ddof=1) / gaps.mean()).where(gaps.size() >= 3),
            "items_per_order": by_customer["n_items"].sum() / count,
            "n_order_days": by_customer["day"].nunique().reindex(gross.index, fill_value=0),
        }
    )


@pytest.mark.parametrize("name", [f.name for f in FEATURES if f.name not in NOT_IN_RETAIL])
def test_online_retail_feature_equals_an_independent_count(retail_customers, retail_oracle, name):
    """Real orders with returns, single orders and customers who only give back: 4,371 lives."""
    ours, theirs = retail_customers[name], retail_oracle[name].reindex(retail_customers.index)
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-9)


def test_online_retail_products_are_counted_once(retail_customers, retail_lines):
    """The 100th time the same product is bought, it is still one product."""
    counted = retail_lines.groupby("customer_id")["product_id"].nunique()
    assert retail_customers["n_products"].to_dict() == counted.to_dict()


def test_online_retail_buyers_are_the_classical_core(retail_customers):
    """4,338 customers bought something; the others only gave back."""
    assert (retail_customers["n_orders"] > 0).sum() == 4_338


def test_rows_come_in_the_order_of_the_customers(retail_customers):
    """Whatever the threads, the same bytes."""
    assert list(retail_customers.index) == sorted(retail_customers.index)


def test_columns_are_aggregates_then_features(count, make_orders):
    """Integers as bigint, then features as double; what has no data has no column."""
    table = count(available_features(()), (), as_of_us=9, orders=make_orders([{"time_us": 5}]))
    kinds = dict(zip(table.column_names, map(str, table.schema.types), strict=True))
    assert kinds == {
        "customer_id": "string",
        **dict.fromkeys(["n_purchases", "first_order_us", "last_order_us", "n_items", "n_weekend_orders"], "int64"),
        **dict.fromkeys(["n_active_days", "gap_days_sum", "gap_days_squared_sum"], "int64"),
        **dict.fromkeys([feature.name for feature in available_features(())], "double"),
    }


def test_orders_at_or_after_as_of_do_not_count(count, make_orders, make_lines):
    """The past does not know the future: not its orders, not its days, not its lines."""
    rows = [{"time_us": 5}, {"time_us": 9}, {"time_us": 10}]
    found = count(FEATURES, EVERYTHING, as_of_us=9, orders=make_orders(rows), lines=make_lines(rows))
    alone = count(FEATURES, EVERYTHING, as_of_us=9, orders=make_orders(rows[:1]), lines=make_lines(rows[:1]))
    assert found.equals(alone)
    assert found["n_orders"].to_pylist() == [1.0]


def test_lines_are_read_only_for_products():
    """A query of orders alone stays a query of orders."""
    without = [feature for feature in FEATURES if feature.name != "n_products"]
    inputs = [customers_step(features, EVERYTHING).inputs for features in (without, FEATURES)]
    assert inputs == [("orders", "order_days"), ("orders", "order_days", "lines")]


def test_days_are_read_only_where_a_feature_needs_them():
    """They are dear to find."""
    assert customers_step(FEATURES[:3], EVERYTHING).inputs == ("orders",)


def test_a_name_that_is_not_ours_never_reaches_the_query(run_step, make_orders, make_lines):
    """Neither a category nor what a user calls a feature; both are there again afterwards."""
    evil = "x'; drop table orders; --"
    shares, counted = category_features([evil, 'a" or 1=1'], has_money=True)
    own = Feature("order", "orders", "cast(n_purchases as double)", "Own.", 0, "descriptor")
    step = customers_step([own, *shares], EVERYTHING, aggregates=[*AGGREGATES, *counted], as_of_us=9)
    lines = make_lines([{"time_us": 5, "category": evil}, {"time_us": 5}, {"time_us": 9, "category": evil}])
    found = named(run_step(step, orders=make_orders([{"time_us": 5}]), lines=lines), [own, *shares])
    assert "drop" not in step.sql
    assert found.select(["order", f"share:{evil}"]).to_pylist() == [{"order": 1.0, f"share:{evil}": 1.0}]


def test_feature_without_data_is_refused():
    """By its name, before any query."""
    with pytest.raises(ConfigError, match="feature n_products"):
        customers_step(FEATURES, EVERYTHING - {"product_id"})


def test_as_of_stays_open_until_it_is_given():
    """A driver may bind it later; nothing takes the clock instead."""
    steps = [customers_step(FEATURES, EVERYTHING), order_days_step()]
    assert [(step.params, ":as_of_us" in step.sql) for step in steps] == [((), True)] * 2


@pytest.mark.parametrize("dialect_word", ["date_diff", "sign(", "log(", '"', "//", "::", "filter (", "except", "*,"])
def test_query_is_plain(dialect_word):
    """One text for every engine: what only some understand is left out."""
    assert dialect_word not in customers_step(FEATURES, EVERYTHING).sql


def test_every_division_has_a_guard():
    """A zero below a line is null on one engine and an error on another: only constants and nullif stand there."""
    divisors = re.findall(r"/ (\w+)", customers_step(FEATURES, EVERYTHING).sql)
    assert {word for word in divisors if not word.isdecimal()} == {"nullif"}


def test_order_days_are_distinct_purchase_days(run_step, make_orders):
    """Two orders on a day are one day; a return is none; what comes later is not yet known; gaps are one's own."""
    rows = [{"day": 4}, {"day": 1}, {"day": 1}, {"day": 2, "gross_e4": 0}, {"day": 3, "customer_id": "b"}, {"day": 9}]
    orders = make_orders([{"time_us": row["day"] * MICROSECONDS_PER_DAY, **row} for row in rows])
    days = run_step(order_days_step(as_of_us=9 * MICROSECONDS_PER_DAY), orders=orders)
    days = days.sort_by([("customer_id", "ascending"), ("day", "ascending")])
    assert [tuple(row.values()) for row in days.drop_columns("time_us").to_pylist()] == [
        ("a", 1, None, None),
        ("a", 4, 3, 9),
        ("b", 3, None, None),
    ]


def test_span_is_the_first_and_last_order(run_step, make_orders):
    """Returns belong to the history too."""
    orders = make_orders([{"time_us": 7}, {"time_us": 3}, {"time_us": 8, "gross_e4": 0}])
    assert run_step(span_step(), orders=orders).to_pylist() == [{"first_us": 3, "last_us": 8, "n_hours": 1}]


def test_span_of_no_order_is_unknown(run_step, make_orders):
    """No order, no time."""
    assert run_step(span_step(), orders=make_orders([])).to_pylist() == [
        {"first_us": None, "last_us": None, "n_hours": 0}
    ]


@pytest.mark.parametrize(
    ("hours", "n_hours"),
    [([0, 24, -24], 1), ([-1, 22, 47], 2), ([0, 9, 33, 18, -6], 3)],
    ids=["day", "summer", "clock"],
)
def test_span_knows_how_many_hours_of_the_day_there_are(run_step, make_orders, hours, n_hours):
    """Times without a clock have one; before 1970, too."""
    orders = make_orders([{"time_us": hour * MICROSECONDS_PER_DAY // 24} for hour in hours])
    assert run_step(span_step(), orders=orders)["n_hours"].to_pylist() == [n_hours]
