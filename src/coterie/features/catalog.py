"""The one definition of every feature: aggregates, formula, unit, plain meaning, direction, role.

An aggregate is an integer per customer that a database and a stream count alike. A feature is one formula over
aggregates. Here both are data: `sql` turns them into queries, `state` into a mergeable state, and neither knows what a
single feature means. To add a feature, add it here; `soundness` says what a definition must keep to. What only the data
can name, shares of categories, is defined in `categories`; what only the user can, in `definitions`.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from coterie.tables import MICROSECONDS_PER_DAY, MONEY_SCALE, Aggregate, Feature

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["AGGREGATES", "FEATURES", "PERIOD_DAYS", "TOTALS", "default_basis"]

PERIOD_DAYS = 30
"""How long the periods are by which money is kept: a state must know them before it knows ``as_of``."""

_PURCHASE = ("is_purchase", 1)

AGGREGATES: tuple[Aggregate, ...] = (
    Aggregate("n_purchases", "count", "orders", where=_PURCHASE, unit="orders"),
    Aggregate("first_order_us", "min", "orders", "time_us", where=_PURCHASE, unit="us"),
    Aggregate("last_order_us", "max", "orders", "time_us", where=_PURCHASE, unit="us"),
    Aggregate("n_items", "sum", "orders", "n_items", where=_PURCHASE, unit="items"),
    Aggregate("gross_e4", "sum", "orders", "gross_e4", unit="e4"),
    Aggregate("returned_e4", "sum", "orders", "returned_e4", unit="e4"),
    Aggregate("discount_e4", "sum", "orders", "discount_e4", where=_PURCHASE, unit="e4"),
    Aggregate("recent_gross_e4", "sum", "orders", "gross_e4", bucket_days=PERIOD_DAYS, newest=3, unit="e4"),
    Aggregate("earlier_gross_e4", "sum", "orders", "gross_e4", bucket_days=PERIOD_DAYS, newest=3, skipped=3, unit="e4"),
    Aggregate("n_coupon_orders", "sum", "orders", "has_coupon", where=_PURCHASE, unit="orders"),
    Aggregate("n_weekend_orders", "sum", "orders", "is_weekend", where=_PURCHASE, unit="orders"),
    Aggregate("n_morning_orders", "sum", "orders", "is_morning", where=_PURCHASE, unit="orders"),
    Aggregate("n_evening_orders", "sum", "orders", "is_evening", where=_PURCHASE, unit="orders"),
    Aggregate("n_active_days", "count", "order_days", unit="days"),
    Aggregate("gap_days_sum", "sum", "order_days", "gap_days", unit="days"),
    Aggregate("gap_days_squared_sum", "sum", "order_days", "gap_days_squared", unit="days²"),
    Aggregate("n_distinct_products", "distinct", "lines", "product_id", unit="products"),
)
"""What is counted per customer. Purchases are orders with ``is_purchase`` = 1; money adds up over all orders."""

TOTALS: Mapping[str, str] = MappingProxyType({"net_e4": "gross_e4 - coalesce(returned_e4, 0)"})
"""Integers that follow from aggregates, so that formulas and people need not repeat them."""

_RECENCY = "cast(:as_of_us - last_order_us as double)"
_SPAN = "cast(last_order_us - first_order_us as double)"

_PERIOD_US = PERIOD_DAYS * MICROSECONDS_PER_DAY
_PERIODS_BEFORE = f"cast(floor(cast(:as_of_us - 1 as double) / {_PERIOD_US}) as bigint)"
_RECENT_US = f"(:as_of_us - {_PERIOD_US} * ({_PERIODS_BEFORE} - 2))"
"""How long the newest three periods are, the last of which may have only begun."""
_EARLIER_US = 3 * _PERIOD_US
_RECENT_WEIGHT = f"cast(coalesce(recent_gross_e4, 0) as double) * {_EARLIER_US}"
_EARLIER_WEIGHT = f"cast(coalesce(earlier_gross_e4, 0) as double) * {_RECENT_US}"
"""Money of each span times the length of the other: so they compare as money per day."""

_GAP_SPREAD = "sqrt(cast((n_active_days - 1) * gap_days_squared_sum - gap_days_sum * gap_days_sum as double))"

FEATURES: tuple[Feature, ...] = (
    Feature(
        "recency_days",
        "days",
        f"{_RECENCY} / {MICROSECONDS_PER_DAY}",
        "Days since the last order.",
        -1,
        "basis",
        "log",
        label="days since last order",
    ),
    Feature(
        "n_orders", "orders", "cast(n_purchases as double)", "Number of orders.", 1, "basis", "log", label="orders"
    ),
    Feature(
        "monetary_total",
        "money",
        f"cast(net_e4 as double) / {MONEY_SCALE}",
        "Money spent in all, returns taken off.",
        1,
        "basis",
        "log",
        needs=("gross_e4", "returned_e4"),
        label="spend in all",
    ),
    Feature(
        "monetary_mean",
        "money",
        f"cast(net_e4 as double) / nullif({MONEY_SCALE} * n_purchases, 0)",
        "Money spent per order, returns taken off.",
        1,
        "descriptor",
        "log",
        needs=("gross_e4", "returned_e4"),
        label="spend per order",
    ),
    Feature(
        "tenure_days",
        "days",
        f"cast(:as_of_us - first_order_us as double) / {MICROSECONDS_PER_DAY}",
        "Days since the first order.",
        0,
        "descriptor",
        label="days since first order",
    ),
    Feature(
        "mean_gap_days",
        "days",
        f"{_SPAN} / nullif({MICROSECONDS_PER_DAY} * (n_purchases - 1), 0)",
        "The customer's own mean number of days from one order to the next; none with a single order.",
        -1,
        "descriptor",
        "log",
        label="days between orders",
    ),
    Feature(
        "overdue_ratio",
        "ratio",
        f"{_RECENCY} / nullif({_SPAN} / nullif(n_purchases - 1, 0), 0)",
        "Days since the last order over the customer's own mean gap: above 1 means later than usual.",
        -1,
        "descriptor",
        "log",
        label="lateness against own habit",
    ),
    Feature(
        "recent_share",
        "share",
        "cast(coalesce(recent_gross_e4, 0) as double) / nullif(gross_e4, 0)",
        "Share of the money that was spent in the newest 60 to 90 days: the 30-day period, counted from 1970-01-01, "
        "in which the data end and the two before it.",
        1,
        "descriptor",
        needs=("gross_e4",),
        label="recent share of spend",
    ),
    Feature(
        "spend_trend",
        "index",
        f"case when first_order_us < {_PERIOD_US} * ({_PERIODS_BEFORE} - 5) then "
        f"({_RECENT_WEIGHT} - {_EARLIER_WEIGHT}) / nullif({_RECENT_WEIGHT} + {_EARLIER_WEIGHT}, 0) end",
        "Spend per day in the newest 60 to 90 days against the 90 days before, as difference over sum: 1 is all new, "
        "0 steady, -1 none lately; unknown for customers who came later.",
        1,
        "descriptor",
        needs=("gross_e4",),
        label="trend of spend",
    ),
    Feature(
        "return_share",
        "share",
        "cast(returned_e4 as double) / nullif(gross_e4, 0)",
        "Money given back for returns over money spent before returns.",
        -1,
        "descriptor",
        needs=("gross_e4", "returned_e4"),
        label="returned share",
    ),
    Feature(
        "discount_share",
        "share",
        "cast(discount_e4 as double) / nullif(gross_e4 + discount_e4, 0)",
        "Share of the undiscounted price that discounts took off.",
        -1,
        "descriptor",
        needs=("discount_e4", "gross_e4"),
        label="discount share",
    ),
    Feature(
        "coupon_share",
        "share",
        "cast(n_coupon_orders as double) / nullif(n_purchases, 0)",
        "Share of the orders on which a coupon was used.",
        0,
        "descriptor",
        needs=("has_coupon",),
        label="orders with a coupon",
    ),
    Feature(
        "items_per_order",
        "items",
        "cast(n_items as double) / nullif(n_purchases, 0)",
        "Pieces bought per order, or order lines where the data have no quantity.",
        1,
        "descriptor",
        "log",
        label="items per order",
    ),
    Feature(
        "one_time",
        "share",
        "case when n_purchases > 0 then cast(case when n_purchases = 1 then 1 else 0 end as double) end",
        "Whether the first order is still the only one: 1 or 0, of several customers the share.",
        -1,
        "descriptor",
        label="ordered once only",
    ),
    Feature(
        "weekend_share",
        "share",
        "cast(n_weekend_orders as double) / nullif(n_purchases, 0)",
        "Share of the orders on a Saturday or Sunday, by the days of the data; by UTC where times carry a zone.",
        0,
        "descriptor",
        label="orders at the weekend",
    ),
    Feature(
        "morning_share",
        "share",
        "cast(n_morning_orders as double) / nullif(n_purchases, 0)",
        "Share of the orders before 12:00, by the clock of the data; by UTC where times carry a zone.",
        0,
        "descriptor",
        needs=("is_morning",),
        label="orders in the morning",
    ),
    Feature(
        "evening_share",
        "share",
        "cast(n_evening_orders as double) / nullif(n_purchases, 0)",
        "Share of the orders from 18:00 on, by the clock of the data; by UTC where times carry a zone.",
        0,
        "descriptor",
        needs=("is_evening",),
        label="orders in the evening",
    ),
    Feature(
        "gap_variation",
        "index",
        "case when n_active_days > 3 then "
        f"{_GAP_SPREAD} * sqrt(cast(n_active_days - 1 as double)) "
        "/ nullif(sqrt(cast(n_active_days - 2 as double)) * gap_days_sum, 0) end",
        "How uneven the gaps between the customer's days with an order are, their standard deviation over their mean: "
        "0 is clockwork, about 1 is chance; none with fewer than three gaps.",
        0,
        "descriptor",
        batch_only=True,
        label="unevenness of gaps",
    ),
    Feature(
        "n_order_days",
        "days",
        "cast(n_active_days as double)",
        "Number of different days with an order.",
        1,
        "descriptor",
        "log",
        batch_only=True,
        label="days with an order",
    ),
    Feature(
        "n_products",
        "products",
        "cast(n_distinct_products as double)",
        "Number of different products on the customer's orders, returned ones included.",
        1,
        "descriptor",
        "log",
        needs=("product_id",),
        batch_only=True,
        label="different products",
    ),
)
"""What is known of a customer, in the order in which it is shown."""


def default_basis(available: Iterable[Feature]) -> tuple[str, ...]:
    """Return the names of the features that enter K-means unless the user says otherwise.

    Parameters
    ----------
    available : iterable of Feature
        What the data allow, from `availability.available_features`.

    Returns
    -------
    tuple of str
        Recency, number of orders, and money where money is known.

    Examples
    --------
    >>> from coterie.features.availability import available_features
    >>> from coterie.features.catalog import default_basis
    >>> default_basis(available_features({"gross_e4", "returned_e4"}))
    ('recency_days', 'n_orders', 'monetary_total')
    >>> default_basis(available_features(()))
    ('recency_days', 'n_orders')
    """
    return tuple(feature.name for feature in available if feature.role == "basis")
