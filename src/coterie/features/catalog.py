"""The one definition of every feature: aggregates, formula, unit, plain meaning, direction, role.

An aggregate is an integer per customer that a database and a stream count alike. A feature is one formula over
aggregates. Here both are data: `sql` turns them into queries, `state` into a mergeable state, and neither knows what a
single feature means. To add a feature, add it here; `soundness` says what a definition must keep to.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from coterie.errors import ConfigError
from coterie.features.references import optional_columns, words
from coterie.tables import MICROSECONDS_PER_DAY, MONEY_SCALE, Aggregate, Feature

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

__all__ = [
    "AGGREGATES",
    "FEATURES",
    "TOTALS",
    "available_aggregates",
    "available_features",
    "available_totals",
    "check_needs",
    "default_basis",
]

_PURCHASE = ("is_purchase", 1)

AGGREGATES: tuple[Aggregate, ...] = (
    Aggregate("n_purchases", "count", "orders", where=_PURCHASE),
    Aggregate("first_order_us", "min", "orders", "time_us", where=_PURCHASE),
    Aggregate("last_order_us", "max", "orders", "time_us", where=_PURCHASE),
    Aggregate("n_active_days", "distinct", "orders", "day", where=_PURCHASE),
    Aggregate("n_items", "sum", "orders", "n_items", where=_PURCHASE),
    Aggregate("gross_e4", "sum", "orders", "gross_e4"),
    Aggregate("returned_e4", "sum", "orders", "returned_e4"),
    Aggregate("discount_e4", "sum", "orders", "discount_e4", where=_PURCHASE),
    Aggregate("recent_gross_e4", "sum", "orders", "gross_e4", bucket_days=30, newest=3),
    Aggregate("n_distinct_products", "distinct", "lines", "product_id"),
)
"""What is counted per customer. Purchases are orders with ``is_purchase`` = 1; money adds up over all orders."""

TOTALS: Mapping[str, str] = MappingProxyType({"net_e4": "gross_e4 - coalesce(returned_e4, 0)"})
"""Integers that follow from aggregates, so that formulas and people need not repeat them."""

_RECENCY = "cast(:as_of_us - last_order_us as double)"
_SPAN = "cast(last_order_us - first_order_us as double)"

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


def available_features(columns: Collection[str]) -> tuple[Feature, ...]:
    """Return the features that the data allow.

    Parameters
    ----------
    columns : collection of str
        Optional columns of ``orders`` and ``lines`` that hold data; required ones need not be named.

    Returns
    -------
    tuple of Feature
        In the order of the catalogue.

    Examples
    --------
    >>> from coterie.features.catalog import available_features
    >>> [feature.name for feature in available_features(())]
    ['recency_days', 'n_orders', 'tenure_days', 'mean_gap_days', 'overdue_ratio', 'items_per_order', 'n_order_days']
    """
    return tuple(feature for feature in FEATURES if set(feature.needs) <= set(columns))


def available_aggregates(columns: Collection[str], features: Iterable[Feature] = FEATURES) -> tuple[Aggregate, ...]:
    """Return the aggregates that the data allow.

    Parameters
    ----------
    columns : collection of str
        Optional columns of ``orders`` and ``lines`` that hold data.
    features : iterable of Feature
        Distinct counts are dear, so only those that one of these features uses are returned.

    Returns
    -------
    tuple of Aggregate
        In the order of the catalogue.

    Examples
    --------
    >>> from coterie.features.catalog import available_aggregates
    >>> [aggregate.name for aggregate in available_aggregates({"product_id"}, features=())]
    ['n_purchases', 'first_order_us', 'last_order_us', 'n_items']
    """
    used: set[str] = set().union(*(words(feature.formula) for feature in features))
    return tuple(
        aggregate
        for aggregate in AGGREGATES
        if optional_columns(aggregate) <= set(columns) and (aggregate.kind != "distinct" or aggregate.name in used)
    )


def available_totals(aggregates: Iterable[Aggregate]) -> dict[str, str]:
    """Return the totals whose aggregates are all there.

    Parameters
    ----------
    aggregates : iterable of Aggregate
        What has been counted.

    Returns
    -------
    dict of str to str
        Name to formula.

    Examples
    --------
    >>> from coterie.features.catalog import available_aggregates, available_totals
    >>> available_totals(available_aggregates({"gross_e4", "returned_e4"}))
    {'net_e4': 'gross_e4 - coalesce(returned_e4, 0)'}
    >>> available_totals(available_aggregates(()))
    {}
    """
    names = {aggregate.name for aggregate in aggregates}
    return {name: formula for name, formula in TOTALS.items() if words(formula) <= names}


def default_basis(available: Iterable[Feature]) -> tuple[str, ...]:
    """Return the names of the features that enter K-means unless the user says otherwise.

    Parameters
    ----------
    available : iterable of Feature
        What the data allow, from `available_features`.

    Returns
    -------
    tuple of str
        Recency, number of orders, and money where money is known.

    Examples
    --------
    >>> from coterie.features.catalog import available_features, default_basis
    >>> default_basis(available_features({"gross_e4", "returned_e4"}))
    ('recency_days', 'n_orders', 'monetary_total')
    >>> default_basis(available_features(()))
    ('recency_days', 'n_orders')
    """
    return tuple(feature.name for feature in available if feature.role == "basis")


def check_needs(features: Iterable[Feature], columns: Collection[str]) -> None:
    """Refuse features that the data do not allow.

    Parameters
    ----------
    features : iterable of Feature
        What is asked for.
    columns : collection of str
        Optional columns of ``orders`` and ``lines`` that hold data.

    Raises
    ------
    ConfigError
        A feature needs a column that is not among them.

    Examples
    --------
    >>> from coterie.features.catalog import FEATURES, check_needs
    >>> check_needs(FEATURES[:2], ())
    """
    for feature in features:
        missing = sorted(set(feature.needs) - set(columns))
        if missing:
            raise ConfigError(
                f"no data for {', '.join(missing)}",
                f"feature {feature.name}",
                "Leave the feature out, or say which column of the data it is.",
            )
