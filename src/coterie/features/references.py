"""What a definition refers to: the words of a formula, the columns of an aggregate."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coterie.tables import LINES, ORDER_DAYS, ORDERS

if TYPE_CHECKING:
    from coterie.tables import Aggregate

__all__ = ["TABLES", "columns", "is_mergeable", "optional_columns", "words"]

TABLES = {table.name: table for table in (ORDERS, ORDER_DAYS, LINES)}
"""The tables that aggregates may read."""

_SQL_WORDS = frozenset(
    {"abs", "and", "as", "bigint", "case", "cast", "coalesce", "double", "else", "end", "floor"}
    | {"greatest", "is", "least", "ln", "not", "null", "nullif", "or", "sqrt", "then", "when"}
)


def words(formula: str) -> set[str]:
    """Return the names and parameters that a formula uses.

    Parameters
    ----------
    formula : str
        A scalar expression in ANSI SQL.

    Returns
    -------
    set of str
        Words of SQL itself left out; parameters with their colon.

    Examples
    --------
    >>> from coterie.features.references import words
    >>> sorted(words("cast(:as_of_us - last_order_us as double) / 7"))
    [':as_of_us', 'last_order_us']
    """
    return set(re.findall(r"(?<![\w.]):?[A-Za-z_]\w*", formula)) - _SQL_WORDS


def columns(aggregate: Aggregate) -> set[str]:
    """Return the columns that an aggregate reads, that of its condition included.

    Parameters
    ----------
    aggregate : Aggregate
        From the catalogue.

    Returns
    -------
    set of str

    Examples
    --------
    >>> from coterie.features.references import columns
    >>> from coterie.tables import Aggregate
    >>> sorted(columns(Aggregate("n_items", "sum", "orders", "n_items", where=("is_purchase", 1))))
    ['is_purchase', 'n_items']
    """
    condition = {aggregate.where[0]} if aggregate.where else set()
    return {aggregate.column, *condition} if aggregate.column else condition


def is_mergeable(aggregate: Aggregate) -> bool:
    """Say whether the counts of two pieces of the orders give the count of both.

    Parameters
    ----------
    aggregate : Aggregate
        From the catalogue.

    Returns
    -------
    bool
        False of distinct values, which may be in both pieces, and of days with an order, which may lie between.

    Examples
    --------
    >>> from coterie.features.references import is_mergeable
    >>> from coterie.tables import Aggregate
    >>> is_mergeable(Aggregate("gross_e4", "sum", "orders", "gross_e4"))
    True
    >>> is_mergeable(Aggregate("n_active_days", "count", "order_days"))
    False
    """
    return aggregate.kind != "distinct" and aggregate.table != ORDER_DAYS.name


def optional_columns(aggregate: Aggregate) -> set[str]:
    """Return the columns that an aggregate reads and not all data have.

    Parameters
    ----------
    aggregate : Aggregate
        From the catalogue; its table exists.

    Returns
    -------
    set of str

    Examples
    --------
    >>> from coterie.features.references import optional_columns
    >>> from coterie.tables import Aggregate
    >>> optional_columns(Aggregate("gross_e4", "sum", "orders", "gross_e4"))
    {'gross_e4'}
    """
    return columns(aggregate) & {column.name for column in TABLES[aggregate.table].columns if column.optional}
