"""Workbooks of Excel and of those who write like it: a sheet is chosen, its table found, its rows carried over.

Comes in: files. Goes out: a :class:`~coterie.tables.Source`. The rule of this module: which sheet is read is plain, or
the user says it. Cells that show an error are missing; nothing is computed.
"""

from __future__ import annotations

import io
import subprocess
import sys
from collections import deque
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from coterie.data.sources.extents import refuse_stray_cells
from coterie.data.sources.grids import MOST_BELOW, Layout, filled_down, find_layout, rows_below
from coterie.data.sources.naming import as_listed, chosen
from coterie.data.sources.passage import PORTION_ROWS, Portion, as_text, carried_over, kinds_of
from coterie.errors import DataError, MissingExtraError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

    from python_calamine import CalamineSheet, CalamineWorkbook

    from coterie.data.sources.choices import Reading
    from coterie.data.sources.grids import Merged
    from coterie.data.sources.passage import Rejects
    from coterie.data.sources.spools import Spool
    from coterie.tables import Progress, Source

__all__ = ["workbook_source"]

_LOOK_ROWS = 200
_CLEARLY = 10
"""A sheet with so many times the rows of any other is the one that was meant."""
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_OLD = b"\xd0\xcf\x11\xe0"
_TRIAL = """
import io, pathlib, sys
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_filelike(io.BytesIO(pathlib.Path(sys.argv[1]).read_bytes()))
for name in book.sheet_names:
    book.get_sheet_by_name(name)
"""
_LIVED = (0, 1)
"""How a process ends that has read the workbook, or said that it cannot."""


def workbook_source(paths: Sequence[Path], reading: Reading, *, spool: Spool, progress: Progress) -> Source:
    """Read a sheet of each workbook.

    Parameters
    ----------
    paths : sequence of Path
        Workbooks (.xlsx, .xlsm, .xlsb, .xls, .ods).
    reading : Reading
        The sheet, and what the user knows of its header.
    spool : Spool
        Where to carry the rows.
    progress : callable
        Told the share that is done.

    Returns
    -------
    Source

    Raises
    ------
    MissingExtraError
        Where python-calamine is not installed.
    SourceError, DataError, ConfigError
        Where a workbook is damaged or locked, there is no such sheet, or none is plainly the one.

    Examples
    --------
    >>> from coterie.data.sources.choices import Reading
    >>> workbook_source([], Reading(), spool=None, progress=None)
    Traceback (most recent call last):
    coterie.errors.SourceError: no workbook (the source). Name one.
    """
    if not paths:
        raise SourceError("no workbook", "the source", "Name one.")
    tables, notes = [], []
    for path in paths:
        table, told = _table(path, reading)
        tables.append(table)
        notes += told
    return carried_over(tables, spool, notes=notes, progress=progress)


@dataclass
class _SheetTable:
    """The table of one sheet."""

    where: str
    sheet: CalamineSheet
    layout: Layout
    merged: Sequence[Merged]
    columns: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    kinds: tuple[frozenset[str], ...] = ()
    n_rows: int = 0
    below: dict[int, str] | None = None

    def look(self) -> _SheetTable:
        """Go through all rows once: which columns hold something, what kinds of values, what stands below."""
        kinds = [frozenset[str]() for _ in self.layout.names]
        last: deque[tuple[int, list[object]]] = deque(maxlen=MOST_BELOW)
        rows = self._rows()
        while portion := list(islice(rows, PORTION_ROWS)):
            last.extend(portion[-MOST_BELOW:])
            self.n_rows = portion[-1][0]
            columns = zip(*(row for _, row in portion), strict=True)
            kinds = [known | kinds_of(values) for known, values in zip(kinds, columns, strict=True)]
        self.below = rows_below(last, self.layout.width)
        names = self.layout.names
        self.columns = tuple(place for place, name in enumerate(names) if name or kinds[place])
        self.names = tuple(names[place] or f"column{place + 1}" for place in self.columns)
        self.kinds = tuple(kinds[place] for place in self.columns)
        return self

    def portions(self, rejects: Rejects) -> Iterator[Portion]:
        """Yield the rows; what stands below the table is set apart."""
        rows = self._rows()
        below = self.below or {}
        while portion := list(islice(rows, PORTION_ROWS)):
            for number, row in portion:
                if number in below:
                    text = " | ".join(as_text(row[place]) or "" for place in self.columns)
                    rejects.add(number, text, reason=below[number])
            kept = [(number, row) for number, row in portion if number not in below]
            yield Portion([number for number, _ in kept], [[row[place] for _, row in kept] for place in self.columns])

    def _rows(self) -> Iterator[tuple[int, list[object]]]:
        """Yield the rows below the header that hold something, numbered from 1."""
        n_cells, number = len(self.layout.names), 0
        found = filled_down(_values(self.sheet), self.merged, first_row=self.layout.first_row)
        for row in islice(found, self.layout.first_row, None):
            if row.count(None) < len(row):
                number += 1
                yield number, (row + [None] * (n_cells - len(row)))[:n_cells]


def _table(path: Path, reading: Reading) -> tuple[_SheetTable, list[str]]:
    """Return the table of a workbook, and what to tell of how it was found."""
    book = _opened(path)
    sheet, notes = _named_sheet(book, reading.table, path) if reading.table is not None else _likely_sheet(book, path)
    left = (sheet.start or (0, 0))[1]
    merged = [((a, b - left), (c, d - left)) for (a, b), (c, d) in sheet.merged_cell_ranges or () if b >= left]
    look = list(islice(_values(sheet), _LOOK_ROWS + (reading.skip_lines or 0)))
    layout = find_layout(look, merged, header=reading.header, skip_rows=reading.skip_lines)
    if layout.n_titles and reading.skip_lines is None:
        is_one = layout.n_titles == 1
        rows = "1 row" if is_one else f"{layout.n_titles} rows"
        notes.append(f"{rows} above the header of the sheet {sheet.name!r} {'is' if is_one else 'are'} left out.")
    return _SheetTable(f"{path}: {sheet.name}", sheet, layout, merged).look(), notes


def _named_sheet(book: CalamineWorkbook, table: str, path: Path) -> tuple[CalamineSheet, list[str]]:
    return _sheet(book, chosen(table, book.sheet_names, kind="sheet", where=str(path)), path), []


def _likely_sheet(book: CalamineWorkbook, path: Path) -> tuple[CalamineSheet, list[str]]:
    """Return the sheet that is plainly meant, and a note if there are others; hidden ones are not."""
    names = [sheet.name for sheet in book.sheets_metadata if str(sheet.visible).endswith("Visible")]
    filled = {name: sheet for name in names if (sheet := _sheet(book, name, path)).height}
    likely = {name: sheet for name, sheet in filled.items() if min(sheet.height, sheet.width) > 1} or filled
    name = _plainly_meant({name: sheet.height for name, sheet in likely.items()}, path)
    others = {other: sheet.height for other, sheet in filled.items() if other != name}
    note = f"The sheet {name!r} of {path.name} was read; beside it: {as_listed(others)}."
    return filled[name], [note] if others else []


def _opened(path: Path) -> CalamineWorkbook:
    try:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError  # noqa: PLC0415  an optional package
    except ImportError:
        raise MissingExtraError(
            "workbooks need python-calamine", str(path), 'Install it: pip install "coterie[excel]"'
        ) from None
    content = path.read_bytes()
    refuse_stray_cells(content, path)
    if content.startswith(_OLD) and sys.executable:
        _try_out(path)
    with _Blamed(path):
        try:
            return CalamineWorkbook.from_filelike(io.BytesIO(content))  # of a path, it would believe the name
        except PasswordError:
            raise _locked(path) from None
        except CalamineError:
            raise (_locked if content.startswith(_OLD) and _LOCKED in content else _damaged)(path) from None


def _try_out(path: Path) -> None:
    """Read an old workbook in a process of its own first: a damaged one may make its reader end the whole program."""
    command = [sys.executable, "-c", _TRIAL, str(path)]
    tried = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)  # noqa: S603  our own words and a file
    if tried.returncode not in _LIVED:
        raise _damaged(path)


class _Blamed:
    """Says of a workbook that its reader cannot read that it is damaged, even where the reader panics."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        """Let the reader begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Blame the file for the reader's own errors; others pass."""
        if kind is None:
            return
        is_the_reader_s = kind.__name__ == "PanicException" or kind.__module__.startswith("python_calamine")
        if is_the_reader_s or issubclass(kind, OSError):
            raise _damaged(self._path) from None


def _locked(path: Path) -> SourceError:
    return SourceError("the workbook is locked by a password", str(path), "Save it without one.")


def _damaged(path: Path) -> SourceError:
    return SourceError("the workbook is damaged or cut off", str(path), "Open it, save it anew, or export it as CSV.")


def _sheet(book: CalamineWorkbook, name: str, path: Path) -> CalamineSheet:
    with _Blamed(path):
        return book.get_sheet_by_name(name)


def _values(sheet: CalamineSheet) -> Iterator[list[object]]:
    """Yield the rows with None where a cell is empty or shows an error."""
    for row in sheet.iter_rows():
        yield [None if type(value) is str and not value.strip() else value for value in row]


def _plainly_meant(heights: dict[str, int], path: Path) -> str:
    if not heights:
        raise DataError("no sheet has a row", str(path), "Save the workbook with its data.")
    ranked = sorted(heights, key=lambda name: (-heights[name], name))
    if len(ranked) == 1 or heights[ranked[0]] >= _CLEARLY * heights[ranked[1]]:
        return ranked[0]
    remedy = f"Name one by the setting table, as in table = {ranked[0]!r}."
    raise SourceError(f"several sheets have rows: {as_listed(heights)}", str(path), remedy)
