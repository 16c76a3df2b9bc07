"""What stands in the columns of a customer table, counted over all of its rows.

Comes in: the columns to count, and how the source writes a missing value. Goes out: two queries, and from their answers
:class:`Counts` for each column. The rule of this module: it counts and decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coterie.data.casts import id_sql, number_sql
from coterie.tables import Step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

__all__ = ["MOST_COUNTED", "Counts", "Field", "counts_of", "counts_step", "levels_step", "read_levels", "text_sql"]

MOST_COUNTED = 200
"""Columns with more different values than this are no classes, however they are spelt; their values are not counted."""

_FACTS = ("present", "different", "numbers", "whole", "lowest", "highest", "addresses", "spaced", "characters")


@dataclass(frozen=True)
class Field:
    """A column of the source.

    Parameters
    ----------
    label : str
        The user's name of it.
    column : str
        Its name in SQL.
    type : str
        ``text``, ``integer``, ``float``, ``decimal`` or ``time``.

    Examples
    --------
    >>> Field("Age", "c2").type
    'text'
    """

    label: str
    column: str
    type: str = "text"


@dataclass(frozen=True)
class Counts:
    """What was counted of one column.

    Parameters
    ----------
    label : str
        The user's name of it.
    type : str
        As the source stores it.
    n_rows, n_present, n_distinct : int
        Rows; rows with a value; different values.
    n_numbers, n_whole : int
        Rows whose value is a number, and a whole one.
    low, high : float or None
        The smallest and the largest number.
    n_addresses, n_spaced : int
        Rows whose value holds an ``@``, or several words.
    mean_length : float
        Characters of a value.
    levels : mapping of str to int
        How often each value stands; empty where there are more than ``MOST_COUNTED``.

    Examples
    --------
    >>> Counts("Age", "text", n_rows=8, n_present=6).missing_share
    0.25
    """

    label: str
    type: str
    n_rows: int
    n_present: int = 0
    n_distinct: int = 0
    n_numbers: int = 0
    n_whole: int = 0
    low: float | None = None
    high: float | None = None
    n_addresses: int = 0
    n_spaced: int = 0
    mean_length: float = 0.0
    levels: Mapping[str, int] = field(default_factory=dict)

    @property
    def missing_share(self) -> float:
        """Share of the rows without a value."""
        return 1 - self.n_present / self.n_rows if self.n_rows else 1.0


def text_sql(field: Field, missing: Sequence[str]) -> str:
    """Return a column as trimmed text, null where it is blank or a missing value.

    Parameters
    ----------
    field : Field
        The column.
    missing : sequence of str
        Spellings of a missing value, beside those that programs write; bound as ``:missing_0`` and so on.

    Returns
    -------
    str
        An expression: text.

    Examples
    --------
    >>> text_sql(Field("Age", "c2", "integer"), ["?"]).endswith("end not in (:missing_0) then cast(c2 as string) end")
    False
    """
    text = id_sql(field.column, type=field.type)
    if not missing:
        return text
    marks = ", ".join(f":missing_{place}" for place in range(len(missing)))
    return f"case when {text} not in ({marks}) then {text} end"


def counts_step(fields: Sequence[Field], *, decimal: str, missing: Sequence[str] = ()) -> Step:
    """Return the query that counts over whole columns.

    Parameters
    ----------
    fields : sequence of Field
        The columns.
    decimal : {'.', ','}
        The decimal mark.
    missing : sequence of str
        Spellings of a missing value that this source uses.

    Returns
    -------
    Step
        Reads ``raw``; one row, as :func:`counts_of` reads it.

    Examples
    --------
    >>> counts_step([Field("Age", "c2")], decimal=".").inputs
    ('raw',)
    """
    texts = ",\n    ".join(
        f"{text_sql(field, missing)} as t{place},\n    {number_sql(field.column, decimal, type=field.type)} as x{place}"
        for place, field in enumerate(fields)
    )
    counted = ",\n  ".join(f"{sql} as {name}_{place}" for place in range(len(fields)) for name, sql in _facts(place))
    columns = f"with readings as (\n  select\n    {texts}\n  from raw\n)\n" if fields else ""
    table = "readings" if fields else "raw"
    sql = f"{columns}select\n  count(*) as n_rows{',' if counted else ''}\n  {counted}\nfrom {table}"
    return Step("counts", ("raw",), sql, _marks(missing))


def _facts(place: int) -> tuple[tuple[str, str], ...]:
    text, number = f"t{place}", f"case when t{place} is not null then x{place} end"
    expressions = (
        f"count({text})",
        f"count(distinct {text})",
        f"count({number})",
        f"count(case when x{place} = floor(x{place}) then {text} end)",
        f"min({number})",
        f"max({number})",
        f"count(case when {text} like '%_@_%' then 1 end)",
        f"count(case when {text} like '% %' then 1 end)",
        f"cast(coalesce(sum(length({text})), 0) as bigint)",
    )
    return tuple(zip(_FACTS, expressions, strict=True))


def counts_of(fields: Sequence[Field], counted: pa.Table) -> tuple[Counts, ...]:
    """Read what :func:`counts_step` counted.

    Parameters
    ----------
    fields : sequence of Field
        The columns, as they were counted.
    counted : pyarrow.Table
        The answer.

    Returns
    -------
    tuple of Counts
        Without levels.

    Examples
    --------
    >>> import pyarrow as pa
    >>> counts_of([], pa.table({"n_rows": [3]}))
    ()
    """
    row = counted.to_pylist()[0]
    return tuple(_read(field, place, row) for place, field in enumerate(fields))


def _read(field: Field, place: int, row: Mapping[str, int | float | None]) -> Counts:
    found = {name: row[f"{name}_{place}"] for name in _FACTS}
    n_present = int(found["present"] or 0)
    return Counts(
        field.label,
        field.type,
        n_rows=int(row["n_rows"] or 0),
        n_present=n_present,
        n_distinct=int(found["different"] or 0),
        n_numbers=int(found["numbers"] or 0),
        n_whole=int(found["whole"] or 0),
        low=found["lowest"],
        high=found["highest"],
        n_addresses=int(found["addresses"] or 0),
        n_spaced=int(found["spaced"] or 0),
        mean_length=(found["characters"] or 0) / n_present if n_present else 0.0,
    )


def levels_step(fields: Sequence[Field], *, missing: Sequence[str] = ()) -> Step:
    """Return the query that counts each value of columns with few of them.

    Parameters
    ----------
    fields : sequence of Field
        At least one column.
    missing : sequence of str
        Spellings of a missing value that this source uses.

    Returns
    -------
    Step
        Reads ``raw``; columns place, level and n.

    Examples
    --------
    >>> levels_step([Field("Age", "c2")]).name
    'levels'
    """
    arms = (
        f"select\n  {place} as place,\n  level,\n  count(*) as n\n"
        f"from (select {text_sql(field, missing)} as level from raw) as texts_{place}\n"
        f"where level is not null\ngroup by level"
        for place, field in enumerate(fields)
    )
    return Step("levels", ("raw",), "\nunion all\n".join(arms), _marks(missing))


def read_levels(fields: Sequence[Field], counted: pa.Table) -> dict[str, dict[str, int]]:
    """Read what :func:`levels_step` counted.

    Parameters
    ----------
    fields : sequence of Field
        The columns, as they were counted.
    counted : pyarrow.Table
        The answer.

    Returns
    -------
    dict of str to dict
        By label: how often each value stands.

    Examples
    --------
    >>> import pyarrow as pa
    >>> read_levels([Field("Age", "c2")], pa.table({"place": [0], "level": ["18-24"], "n": [9]}))
    {'Age': {'18-24': 9}}
    """
    levels: dict[str, dict[str, int]] = {field.label: {} for field in fields}
    for row in counted.to_pylist():
        levels[fields[row["place"]].label][row["level"]] = row["n"]
    return levels


def _marks(missing: Sequence[str]) -> tuple[tuple[str, object], ...]:
    return tuple((f"missing_{place}", mark) for place, mark in enumerate(missing))
