"""DuckDB's way of writing what the house's SQL leaves open: names, parameters, types.

Names that come from outside go through :func:`quote_name`, texts through :func:`quote_text`; values of a step are
bound, never written into the query.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coterie.tables import Step

__all__ = ["bind", "kind_of", "quote_name", "quote_path", "quote_text", "with_inputs"]

_INTEGER = re.compile("U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|BIGNUM")


def quote_name(name: str) -> str:
    """Return a name as SQL may hold it, whatever it contains.

    Parameters
    ----------
    name : str
        A table or column.

    Returns
    -------
    str

    Examples
    --------
    >>> quote_name('the "best" column')
    '"the ""best"" column"'
    """
    return '"' + name.replace('"', '""') + '"'


def quote_text(text: str) -> str:
    """Return a text as an SQL literal.

    Parameters
    ----------
    text : str
        Any text, such as a path.

    Returns
    -------
    str

    Examples
    --------
    >>> quote_text("O'Hara.csv")
    "'O''Hara.csv'"
    """
    return "'" + text.replace("'", "''") + "'"


def quote_path(path: str) -> str:
    """Return a file's path as an SQL literal that DuckDB does not take for a pattern.

    Parameters
    ----------
    path : str
        Where one file is.

    Returns
    -------
    str

    Examples
    --------
    >>> quote_path("/data/orders[1].parquet")
    "'/data/orders[[]1].parquet'"
    """
    return quote_text(re.sub(r"([*?\[])", r"[\1]", str(Path(path).absolute())))


def kind_of(data_type: str) -> str:
    """Return what a type of DuckDB is to the rooms.

    Parameters
    ----------
    data_type : str
        As DuckDB writes it.

    Returns
    -------
    str
        ``text``, ``integer``, ``float``, ``decimal`` or ``time``. What is none of them is to be read as text.

    Examples
    --------
    >>> [kind_of(name) for name in ("BIGINT", "DECIMAL(10,2)", "TIMESTAMP WITH TIME ZONE", "TIME", "BOOLEAN")]
    ['integer', 'decimal', 'time', 'text', 'text']
    """
    if _INTEGER.fullmatch(data_type):
        return "integer"
    if data_type in {"FLOAT", "DOUBLE"}:
        return "float"
    if data_type.startswith("DECIMAL"):
        return "decimal"
    return "time" if data_type.startswith(("TIMESTAMP", "DATE")) else "text"


def bind(step: Step, suffix: str) -> tuple[str, dict[str, object]]:
    """Return a step's query with DuckDB's parameters, under names that no other step has.

    Parameters
    ----------
    step : Step
        The step; only the parameters it names are replaced, so a time such as ``12:30`` is left alone.
    suffix : str
        What makes the names its own.

    Returns
    -------
    (str, dict)
        The query and the values.

    Examples
    --------
    >>> from coterie.tables import Step
    >>> bind(Step("late", ("orders",), "select day from orders where day > :least", (("least", 5),)), "_7")
    ('select day from orders where day > $least_7', {'least_7': 5})
    """
    values = dict(step.params)
    if not values:
        return step.sql, {}
    known = "|".join(re.escape(name) for name in values)
    marker = re.compile(rf"(?<![:\w]):({known})\b")
    used = {match[1] for match in marker.finditer(step.sql)}
    sql = marker.sub(lambda match: f"${match[1]}{suffix}", step.sql)
    return sql, {f"{name}{suffix}": value for name, value in values.items() if name in used}


def with_inputs(sql: str, inputs: Mapping[str, str]) -> str:
    """Return a query that carries the queries it reads from.

    Parameters
    ----------
    sql : str
        One ``select``, with or without a ``with`` of its own.
    inputs : mapping of str to str
        The tables it names, each as a query.

    Returns
    -------
    str

    Examples
    --------
    >>> with_inputs("with a as (select 1 from raw) select 2 from a", {"raw": "select 3"})
    'with "raw" as not materialized (select 3), a as (select 1 from raw) select 2 from a'
    """
    if not inputs:
        return sql
    tables = ", ".join(f"{quote_name(name)} as not materialized ({query})" for name, query in inputs.items())
    own = re.match(r"\s*with\s+", sql, re.IGNORECASE)
    return f"with {tables}, {sql[own.end() :]}" if own else f"with {tables} {sql}"
