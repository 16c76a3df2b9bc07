"""How far the sheets of a workbook reach, before they are read.

Comes in: a workbook's bytes. Goes out: nothing, or an error. The rule of this module: the reader of workbooks takes
room for every cell between the first and the last, so that one stray cell far outside would ask for more memory than
there is, and end the program.
"""

from __future__ import annotations

import io
import re
import zipfile
from contextlib import suppress
from typing import IO, TYPE_CHECKING

from coterie.data.sources.archives import DAMAGED
from coterie.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["refuse_stray_cells"]

_MOST_CELLS = 150_000_000
_CHUNK_BYTES = 1 << 20
_TAIL_BYTES = 200
_SHEET = re.compile(r"xl/worksheets/.*[.]xml")
_FILLED_CELL = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*\s)?r=["']([A-Za-z]{1,8})(\d{1,12})["'][^>]*(?<!/)>""")


def refuse_stray_cells(content: bytes, path: Path) -> None:
    """Refuse a workbook that has a cell far outside its table.

    Parameters
    ----------
    content : bytes
        The workbook; only those that are zip archives of XML can reach so far.
    path : Path
        Where it comes from.

    Raises
    ------
    SourceError
        Where a sheet would take more than 150 million cells.

    Examples
    --------
    >>> from pathlib import Path
    >>> refuse_stray_cells(b"no workbook", Path("shop.xlsx"))
    """
    for n_rows, n_columns in _reaches(content):
        if n_rows * n_columns > _MOST_CELLS:
            what = f"a sheet reaches over {n_rows:,} rows and {n_columns:,} columns"
            remedy = "Delete the cells far outside the table, or export the table as CSV."
            raise SourceError(what, str(path), remedy)


def _reaches(content: bytes) -> list[tuple[int, int]]:
    """Return how far each sheet reaches, as far as the archive can be read."""
    found: list[tuple[int, int]] = []
    with suppress(*DAMAGED, OSError, NotImplementedError, RuntimeError), zipfile.ZipFile(io.BytesIO(content)) as book:
        for name in filter(_SHEET.fullmatch, book.namelist()):
            with book.open(name) as sheet:
                found.append(_reach(sheet))
    return found


def _reach(sheet: IO[bytes]) -> tuple[int, int]:
    """Return the last row and the last column with a filled cell."""
    columns: set[bytes] = set()
    last_row, tail = 0, b""
    while chunk := sheet.read(_CHUNK_BYTES):
        piece = tail + chunk
        for column, row in _FILLED_CELL.findall(piece):
            columns.add(column)
            last_row = max(last_row, int(row))
        tail = piece[-_TAIL_BYTES:]
    return last_row, max(map(_number_of, columns), default=0)


def _number_of(column: bytes) -> int:
    number = 0
    for letter in column.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
