"""Where the table is in a sheet: titles above it, names in one row or several, totals below it.

Comes in: the rows of a sheet as lists of values. Goes out: a :class:`Layout`. The rule of this module: a row that is no
order is never counted, and never lost: what stands below the table is named, row by row.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coterie.data.dialects import is_header
from coterie.data.sources.passage import as_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["MOST_BELOW", "Layout", "Merged", "filled_down", "find_layout", "rows_below"]

Merged = tuple[tuple[int, int], tuple[int, int]]
"""Cells that are one: the first row and column, the last row and column, from 0."""

_LOOK_ROWS = 200
_MOSTLY = 0.7
"""Share of the usual number of filled cells that a header has at least."""
MOST_BELOW = 20
"""Rows at the end of a table that are looked at."""
_TOTAL = re.compile(
    r"(?:grand|overall|gesamt|sub)?[ -]*(?:totals?|totale?|totaal|suma?|summe|gesamt(?:summe|betrag)?|insgesamt"
    r"|somme|razem|zwischensumme|итого|合計|总计)(?: general| général| generale| og[oó]łem)?[ :]*",
    re.IGNORECASE,
)
_TOTAL_REASON = "a total below the table"
_LINE_REASON = "a line below the table"


@dataclass(frozen=True)
class Layout:
    """Where the table is in a sheet.

    Parameters
    ----------
    first_row : int
        Its first row below the header, from 0.
    names : tuple of str
        Of every column of the sheet; empty where there is none.
    width : int
        Cells that a row usually fills.
    n_titles : int
        Rows above the header that are filled.

    Examples
    --------
    >>> find_layout([["Sales of May", None], [None, None], ["id", "paid"], ["17", 5.0], ["18", 7.0]]).first_row
    3
    """

    first_row: int
    names: tuple[str, ...]
    width: int
    n_titles: int = 0


def find_layout(
    rows: Sequence[Sequence[object]],
    merged: Sequence[Merged] = (),
    *,
    header: bool | None = None,
    skip_rows: int | None = None,
) -> Layout:
    """Find the table in the first rows of a sheet.

    Parameters
    ----------
    rows : sequence of sequences
        From the sheet's first row on; None where a cell is empty.
    merged : sequence of Merged
        Cells that are one.
    header : bool, optional
        Whether the first row names the columns, where the user knows it.
    skip_rows : int, optional
        Rows above it, where the user knows it.

    Returns
    -------
    Layout

    Examples
    --------
    >>> rows = [["id", "Shop", None], [None, "May", "June"], ["17", 5.0, 7.0]]
    >>> find_layout(rows, [((0, 0), (1, 0)), ((0, 1), (0, 2))]).names
    ('id', 'Shop May', 'Shop June')
    """
    rows = rows[:_LOOK_ROWS]
    filled = [sum(value is not None for value in row) for row in rows]
    counts = sorted(count for count in filled[skip_rows or 0 :] if count)
    width = counts[len(counts) // 2] if counts else 0
    least = max(2, -(-width * _MOSTLY // 1)) if width > 1 else 1
    if skip_rows is not None:
        least = 1
    first = next((place for place, count in enumerate(filled) if count >= least and place >= (skip_rows or 0)), 0)
    has_header = is_header([as_text(value) or "" for value in rows[first]]) if rows and header is None else header
    n_cells = max(map(len, rows), default=0)
    if not has_header:
        return Layout(first, ("",) * n_cells, width, sum(map(bool, filled[:first])))
    top, bottom = _header_rows(rows, first, merged)
    names = tuple(_name(rows[top : bottom + 1], top, place, merged) for place in range(n_cells))
    return Layout(bottom + 1, names, width, sum(map(bool, filled[:top])))


def filled_down(rows: Iterable[list[object]], merged: Sequence[Merged], *, first_row: int) -> Iterator[list[object]]:
    """Yield rows in which a cell that spans several rows counts in each of them.

    Parameters
    ----------
    rows : iterable of lists
        All rows of a sheet.
    merged : sequence of Merged
        Cells that are one.
    first_row : int
        The first row below the header.

    Yields
    ------
    list

    Examples
    --------
    >>> list(filled_down([["Ana", 5.0], [None, 7.0]], [((0, 0), (1, 0))], first_row=0))
    [['Ana', 5.0], ['Ana', 7.0]]
    """
    spans = deque(sorted((start, end) for start, end in merged if start[0] >= first_row and end[0] > start[0]))
    if not spans:
        yield from rows
        return
    active: dict[int, tuple[int, object]] = {}
    for place, row in enumerate(rows):
        while spans and spans[0][0][0] <= place:
            (_, column), (last, _) = spans.popleft()
            if column < len(row):
                active[column] = (last, row[column])
        for column, (last, value) in list(active.items()):
            row[column] = value if row[column] is None else row[column]
            if place >= last:
                del active[column]
        yield row


def rows_below(last: Iterable[tuple[int, list[object]]], width: int) -> dict[int, str]:
    """Say which of a table's last rows are totals or remarks.

    Parameters
    ----------
    last : iterable of (int, list) pairs
        The last rows, in order: their places and values.
    width : int
        Cells that a row usually fills.

    Returns
    -------
    dict of int to str
        Why a row is none of the table's, by its place.

    Examples
    --------
    >>> rows_below([(1, ["17", "x", 5.0]), (2, ["Total", None, 5.0])], 3)
    {2: 'a total below the table'}
    """
    below: dict[int, str] = {}
    for number, row in reversed(list(last)):
        filled = [value for value in row if value is not None]
        texts = [value.strip() for value in filled if isinstance(value, str)]
        if len(filled) < width and any(_TOTAL.fullmatch(text) for text in texts):
            below[number] = _TOTAL_REASON
        elif len(filled) == 1 and texts and width > 2:  # noqa: PLR2004  a table of two columns may lack one of them
            below[number] = _LINE_REASON
        else:
            break
    return below


def _header_rows(rows: Sequence[Sequence[object]], first: int, merged: Sequence[Merged]) -> tuple[int, int]:
    """Return the first and the last row of the header: cells that span rows make it higher."""
    top = min([first, *(start[0] for start, end in merged if start[0] < first <= end[0])])
    bottom = max([first, *(end[0] for start, end in merged if top <= start[0] <= first < end[0])])
    names = [value for value in rows[first] if value is not None]
    is_grouped = any(start[0] == end[0] == top - 1 and start[1] < end[1] for start, end in merged)
    return (top - 1 if is_grouped and len(set(names)) < len(names) else top), min(bottom, len(rows) - 1)


def _name(rows: Sequence[Sequence[object]], top: int, column: int, merged: Sequence[Merged]) -> str:
    """Return a column's name: what stands in its header cells, from above."""
    parts: list[str] = []
    for place, row in enumerate(rows, start=top):
        cell = next(
            (start for start, end in merged if start[0] <= place <= end[0] and start[1] <= column <= end[1]),
            (place, column),
        )
        source = rows[cell[0] - top] if top <= cell[0] < top + len(rows) else row
        part = (as_text(source[cell[1]]) or "").strip() if cell[1] < len(source) else ""
        if part and part not in parts:
            parts.append(" ".join(part.split()))
    return " ".join(parts)
