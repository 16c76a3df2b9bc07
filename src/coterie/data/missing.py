"""What a source writes where there is no value: found in a sample, counted over whole columns, told to the user.

Comes in: the first rows, then counts. Goes out: spellings that stand for a missing value. The rule of this module: a
sign such as ``?`` is a value nowhere; a word such as ``Unknown`` is missing where ids, numbers or times belong, but may
be a level of a category.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.compute as pc

from coterie.data.casts import quoted
from coterie.data.findings import Finding
from coterie.data.looks import plain_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from coterie.data.sheet import Sheet

__all__ = ["absent_sql", "find_marks", "marked", "tell_missing"]


def _listed(text: str) -> frozenset[str]:
    return frozenset(spelling.strip() for spelling in text.split(","))


_SIGNS = _listed(
    "?, ??, ???, \\n, -, --, ---, \u2013, \u2014, ., .., ..., *, n/a, #n/a, n/d, n.d., s/d, k.a., k. a., (null), "
    "<null>, #null!, #value!, #ref!, (blank), (empty), (leer), (none), (missing), (not set)"
)
_WORDS = _listed(
    "na, nan, none, null, nil, undefined, unknown, missing, unspecified, unbekannt, inconnu, desconocido, desconocida, "
    "sconosciuto, desconhecido, onbekend, nieznany, nieznana, brak, anonymous, anonym, not available, not applicable, "
    "not provided, keine angabe, ohne angabe, sin datos, non disponibile"
)
_LONGEST = max(map(len, _SIGNS | _WORDS))
_MOST_COLUMNS = 3
"""Columns that are named with a mark; the others are counted."""


def find_marks(sheet: Sheet, exact: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return the spellings in the first rows that may stand for a missing value.

    Parameters
    ----------
    sheet : Sheet
        The table.
    exact : collection of str
        Columns where words count too, because ids, numbers or times belong there.

    Returns
    -------
    dict of str to tuple of str
        By column; columns without such a spelling are left out.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from coterie.data.sheet import Sheet
    >>> find_marks(Sheet(pa.table({"who": ["a", "none", "?"], "level": ["none", "?", "b"]})), ["who"])
    {'who': ('?', 'none'), 'level': ('?',)}
    """
    found = {}
    for look in sheet.looks:
        marks = _SIGNS | _WORDS if look.label in exact else _SIGNS
        values = pc.unique(plain_text(sheet.sample[look.label])).to_pylist() if look.kind == "text" else []
        found[look.label] = tuple(sorted(value for value in values if value and value.lower() in marks))
    return {label: spellings for label, spellings in found.items() if spellings}


def absent_sql(column: str) -> str:
    """Return the query that counts, over a whole column of ids, the spellings that may stand for a missing value.

    Parameters
    ----------
    column : str
        The column as SQL names it; of text.

    Returns
    -------
    str
        Reads ``raw``; its result has the columns spelling and n.

    Examples
    --------
    >>> print(absent_sql("c0").splitlines()[0])
    select trim(c0) as spelling, count(*) as n
    """
    marks = ", ".join(quoted(mark) for mark in sorted(_SIGNS | _WORDS))
    return (
        f"select trim({column}) as spelling, count(*) as n\nfrom raw\n"
        f"where length({column}) <= {_LONGEST} and lower(trim({column})) in ({marks})\ngroup by trim({column})"
    )


def marked(marks: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """Return every column with each of its spellings, in the order in which they are counted.

    Parameters
    ----------
    marks : mapping of str to sequence of str
        As :func:`find_marks` returns them.

    Returns
    -------
    tuple of (str, str)

    Examples
    --------
    >>> marked({"who": ("?", "none"), "level": ("?",)})
    (('who', '?'), ('who', 'none'), ('level', '?'))
    """
    return tuple((label, spelling) for label, spellings in marks.items() for spelling in spellings)


def tell_missing(counted: Iterable[tuple[str, str, int]]) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """Return the spellings of a missing value, the most frequent first, and a finding for each.

    Parameters
    ----------
    counted : iterable of (str, str, int)
        Column, spelling, and rows of the column that hold it.

    Returns
    -------
    spellings : tuple of str
    findings : tuple of Finding

    Examples
    --------
    >>> tell_missing([("cmdb_ci", "?", 5934), ("vendor", "?", 12)])[1][0].reason
    '? stands for a missing value in 5,934 rows of cmdb_ci, 12 of vendor'
    """
    rows: dict[str, list[tuple[int, str]]] = {}
    for label, spelling, n in counted:
        if n:
            rows.setdefault(spelling, []).append((n, label))
    ranked = sorted(rows, key=lambda spelling: (-sum(n for n, _ in rows[spelling]), spelling))
    return tuple(ranked), tuple(_finding(spelling, sorted(rows[spelling], key=_by_size)) for spelling in ranked)


def _by_size(place: tuple[int, str]) -> tuple[int, str]:
    return -place[0], place[1]


def _finding(spelling: str, places: list[tuple[int, str]]) -> Finding:
    (most, first), *others = places[:_MOST_COLUMNS]
    more = len(places) - _MOST_COLUMNS
    where = "".join([f"{most:,} rows of {first}", *(f", {n:,} of {label}" for n, label in others)])
    rest = f" and in {more} more column{'s' if more > 1 else ''}" if more > 0 else ""
    return Finding("missing", first, f"{spelling} stands for a missing value in {where}{rest}")
