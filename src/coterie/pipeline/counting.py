"""From clean lines and orders to customers: which features there are, and their values.

Comes in: the relations that cleaning made, and the settings, or what an earlier run learnt. Goes out: a
:class:`Counted`. The rule of this module: what a run learns of features, it learns here and once; whoever brings it
along has the same features counted in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from coterie.features.availability import available_features
from coterie.features.catalog import AGGREGATES
from coterie.features.categories import category_features, category_weights_step, top_categories
from coterie.features.definitions import Definition, own_features
from coterie.features.sql import customers_step, named, order_days_step
from coterie.tables import Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from coterie.config import FeatureSettings
    from coterie.engines.duckdb import DuckDBEngine, DuckDBRelation
    from coterie.tables import Aggregate, AttributeMap, ColumnMap, Feature, Trait

__all__ = ["Counted", "Learnt", "LearntOfOrders", "check_own", "columns_with_data", "count_customers"]

HOURS_OF_A_DAY_WITHOUT_CLOCK = 2
"""Midnight is one hour; in UTC it is two where clocks are turned for the summer."""


class Learnt(Protocol):
    """What an earlier run found out, in its intake or its model."""

    @property
    def columns(self) -> ColumnMap | AttributeMap:
        """How the source was read."""

    @property
    def features(self) -> tuple[Feature, ...]:
        """What was computed."""

    @property
    def aggregates(self) -> tuple[Aggregate, ...]:
        """What it was made of."""

    @property
    def attributes(self) -> tuple[Trait, ...]:
        """What columns beside the orders say of the customer."""


@dataclass(frozen=True)
class LearntOfOrders:
    """What an earlier run found out of orders alone.

    Parameters
    ----------
    columns : ColumnMap or AttributeMap
        How the source was read.
    features : tuple of Feature
        What was counted.
    aggregates : tuple of Aggregate
        What it was made of.
    attributes : tuple of Trait
        Nothing.
    """

    columns: ColumnMap | AttributeMap
    features: tuple[Feature, ...]
    aggregates: tuple[Aggregate, ...]
    attributes: tuple[Trait, ...] = ()


@dataclass(frozen=True)
class Counted:
    """Customers with their features.

    Parameters
    ----------
    customers : pyarrow.Table
        Sorted by customer, with every aggregate and feature.
    order_days : pyarrow.Table
        customer_id and day of every day with a purchase, in any order.
    features : tuple of Feature
        What the source allows.
    aggregates : tuple of Aggregate
        What they may be made of.
    """

    customers: pa.Table
    order_days: pa.Table
    features: tuple[Feature, ...]
    aggregates: tuple[Aggregate, ...]


def columns_with_data(columns: ColumnMap, *, has_clock: bool) -> frozenset[str]:
    """Return the optional columns of ``orders`` and ``lines`` that a source fills.

    Parameters
    ----------
    columns : ColumnMap
        How it was read.
    has_clock : bool
        Whether its times tell hours.

    Returns
    -------
    frozenset of str

    Examples
    --------
    >>> from coterie.tables import ColumnMap
    >>> sorted(columns_with_data(ColumnMap("who", "when", product="what"), has_clock=True))
    ['is_evening', 'is_morning', 'product_id']
    """
    has_money = bool(columns.amount or columns.unit_price)
    known = {
        "gross_e4": has_money,
        "returned_e4": has_money,
        "discount_e4": bool(columns.discounts or columns.discount_rate),
        "has_coupon": bool(columns.coupons),
        "is_morning": has_clock,
        "is_evening": has_clock,
        "product_id": bool(columns.product),
        "category": bool(columns.category),
    }
    return frozenset(name for name, there in known.items() if there)


def count_customers(
    engine: DuckDBEngine,
    made: Mapping[str, DuckDBRelation],
    *,
    available: frozenset[str],
    as_of_us: int,
    settings: FeatureSettings,
    known: Learnt | None = None,
) -> Counted:
    """Compute every feature of every customer.

    Parameters
    ----------
    engine : DuckDBEngine
        Where the steps run.
    made : mapping of str to DuckDBRelation
        ``lines`` and ``orders``.
    available : frozenset of str
        From :func:`columns_with_data`.
    as_of_us : int
        The moment from which the run looks back.
    settings : FeatureSettings
        How many categories to learn, and the user's own features.
    known : Learnt, optional
        The features of an earlier run; nothing is learnt then.

    Returns
    -------
    Counted
    """
    features, aggregates = (
        (known.features, known.aggregates)
        if known
        else _learn(engine, made, available, as_of_us=as_of_us, settings=settings)
    )
    tables = {**made, "order_days": engine.query(order_days_step(as_of_us=as_of_us), orders=made["orders"])}
    counting = customers_step(features, available, aggregates=aggregates, as_of_us=as_of_us)
    counted = engine.query(counting, **{name: tables[name] for name in counting.inputs})
    customers = named(engine.table(counted), features)
    empty = () if known else tuple(name for name in _unknown(customers, features))
    order_days = _days(engine, tables["order_days"])
    engine.release(tables["order_days"])
    return Counted(
        customers=customers.drop_columns(list(empty)),
        order_days=order_days,
        features=tuple(feature for feature in features if feature.name not in empty),
        aggregates=aggregates,
    )


def check_own(settings: FeatureSettings) -> None:
    """Refuse the user's own features where one is wrong in itself, before any row is read.

    Parameters
    ----------
    settings : FeatureSettings
        Names and formulas.

    Raises
    ------
    ConfigError
        As `own_features` does.

    Examples
    --------
    >>> from coterie.config import Config
    >>> check_own(Config().features)
    """
    own_features(_definitions_of(settings))


def _definitions_of(settings: FeatureSettings) -> tuple[Definition, ...]:
    """Return the user's own features as the room of features takes them."""
    return tuple(
        Definition(
            name,
            own.formula,
            own.unit,
            meaning=own.meaning or "",
            label=own.label or "",
            scale=own.scale,
            direction=own.direction,
        )
        for name, own in settings.own.items()
    )


def _learn(
    engine: DuckDBEngine,
    made: Mapping[str, DuckDBRelation],
    available: frozenset[str],
    *,
    as_of_us: int,
    settings: FeatureSettings,
) -> tuple[tuple[Feature, ...], tuple[Aggregate, ...]]:
    """Find out which features this source has."""
    features: tuple[Feature, ...] = available_features(available)
    aggregates: tuple[Aggregate, ...] = AGGREGATES
    if "category" in available and settings.categories:
        has_money = "gross_e4" in available
        step = category_weights_step(settings.categories, has_money=has_money, as_of_us=as_of_us)
        rows = engine.table(engine.query(step, lines=made["lines"])).to_pylist()
        top = top_categories([(row["category"], row["weight"]) for row in rows], settings.categories)
        shares, counted = category_features(top, has_money=has_money)
        features, aggregates = (*features, *shares), (*aggregates, *counted)
    return (*features, *own_features(_definitions_of(settings))), aggregates


def _unknown(customers: pa.Table, features: tuple[Feature, ...]) -> list[str]:
    """Return the descriptors of which nobody has a value."""
    return [
        feature.name
        for feature in features
        if feature.role == "descriptor" and customers[feature.name].null_count == customers.num_rows
    ]


def _days(engine: DuckDBEngine, order_days: DuckDBRelation) -> pa.Table:
    """Return who bought on which day, without the columns that only features read."""
    sql = "select customer_id, day from order_days"
    return engine.table(engine.query(Step("days", ("order_days",), sql), order_days=order_days))
