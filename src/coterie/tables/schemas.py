"""The tables of the house: their grain, their columns, their units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "ASSIGNMENTS",
    "LINES",
    "MICROSECONDS_PER_DAY",
    "MONEY_SCALE",
    "ORDERS",
    "ORDER_DAYS",
    "RAW_ROW",
    "SEGMENTS",
    "Column",
    "TableSpec",
]

MONEY_SCALE = 10_000
MICROSECONDS_PER_DAY = 86_400_000_000
RAW_ROW = "row_number"
"""The column every raw relation carries: the row's place in the input, from 1."""

ColumnType = Literal["text", "int64", "float64", "bool"]


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name : str
        Its name, everywhere.
    type : {'text', 'int64', 'float64', 'bool'}
        What it holds.
    meaning : str
        What it says, in plain words.
    unit : str, optional
        ``us``, ``e4``, ``days``, ``count`` ...
    optional : bool
        True where a source may lack it; it is null then.

    Examples
    --------
    >>> Column("time_us", "int64", "when", unit="us").optional
    False
    """

    name: str
    type: ColumnType
    meaning: str
    unit: str = ""
    optional: bool = False


@dataclass(frozen=True)
class TableSpec:
    """A table of the house.

    Parameters
    ----------
    name : str
        Its name, everywhere.
    grain : str
        What one row is.
    columns : tuple of Column
        Its columns, in order.

    Examples
    --------
    >>> ORDERS.grain, ORDERS.columns[0].name
    ('an order', 'customer_id')
    """

    name: str
    grain: str
    columns: tuple[Column, ...]


LINES = TableSpec(
    "lines",
    "an order line",
    (
        Column("customer_id", "text", "who ordered, trimmed, never re-typed"),
        Column("order_id", "text", "which order; customer and day where the source has no order id"),
        Column("time_us", "int64", "when", unit="us"),
        Column("product_id", "text", "what was ordered", optional=True),
        Column("category", "text", "its category", optional=True),
        Column("quantity", "int64", "how many, in 1/10,000 pieces", unit="e4", optional=True),
        Column("amount_e4", "int64", "money of the line; a return is negative", unit="e4", optional=True),
        Column("discount_e4", "int64", "money taken off the line, positive", unit="e4", optional=True),
        Column("gross_e4", "int64", "money of the line, 0 for a return", unit="e4", optional=True),
        Column("is_bought", "int64", "1 where something was bought, 0 where it came back"),
        Column("coupon_used", "int64", "1 where a coupon was used, else 0", optional=True),
    ),
)

ORDERS = TableSpec(
    "orders",
    "an order",
    (
        Column("customer_id", "text", "who ordered"),
        Column("order_id", "text", "which order"),
        Column("time_us", "int64", "when: the earliest of its lines", unit="us"),
        Column("gross_e4", "int64", "sum of positive amounts; null where no amount is known", unit="e4", optional=True),
        Column("returned_e4", "int64", "sum of negative amounts, as a positive number", unit="e4", optional=True),
        Column("discount_e4", "int64", "money taken off", unit="e4", optional=True),
        Column("n_items", "int64", "pieces bought (whole, rounded), or lines where no quantity is known", unit="count"),
        Column("is_purchase", "int64", "1 where gross > 0, or where no amount is known; else 0"),
        Column("day", "int64", "day of the order since the epoch, UTC", unit="days"),
        Column("has_coupon", "int64", "1 where a coupon was used on a line, else 0", optional=True),
        Column("is_weekend", "int64", "1 on a Saturday or Sunday, else 0"),
        Column("is_morning", "int64", "1 before 12:00, else 0; says nothing of times without a clock", optional=True),
        Column("is_evening", "int64", "1 from 18:00 on, else 0; says nothing of times without a clock", optional=True),
    ),
)

ORDER_DAYS = TableSpec(
    "order_days",
    "a day on which a customer bought",
    (
        Column("customer_id", "text", "who bought"),
        Column("time_us", "int64", "when: the day's first order", unit="us"),
        Column("day", "int64", "day since the epoch, UTC", unit="days"),
        Column("gap_days", "int64", "days since the customer's day before; null on the first", unit="days"),
        Column("gap_days_squared", "int64", "their square: squares add up, spreads do not", unit="days²"),
    ),
)

ASSIGNMENTS = TableSpec(
    "assignments",
    "a customer",
    (
        Column("customer_id", "text", "who"),
        Column("segment_id", "text", "the segment; null with a reason where none could be given"),
        Column("segment", "text", "the segment's name"),
        Column("next_segment_id", "text", "the second nearest segment"),
        Column("distance", "float64", "to the own centre, in standard deviations of the prepared features"),
        Column("margin", "float64", "(d2 - d1) / d2: 0 on a border, 1 on a centre"),
        Column("reason", "text", "why there is no segment"),
        Column("as_of", "text", "the day it was computed for, ISO"),
        Column("model_id", "text", "the model that assigned"),
    ),
)

SEGMENTS = TableSpec(
    "segments",
    "a segment",
    (
        Column("segment_id", "text", "opaque, given once"),
        Column("name", "text", "the name"),
        Column("strength", "text", "clear or weak"),
        Column("sentence", "text", "size, money and the typical member in words"),
        Column("proof", "text", "why the name is true"),
        Column("size", "int64", "customers", unit="count"),
        Column("share", "float64", "of all customers with a segment, 0 to 1"),
        Column("money_e4", "int64", "net spend of its members", unit="e4", optional=True),
        Column("money_share", "float64", "of the net spend of all who have a segment", optional=True),
    ),
)
