"""Files that appear whole or not at all, and tables that a spreadsheet may open safely.

Comes in: text, tables and arrays. Goes out: files. The rule of this module: write aside, then rename; a formula in a
cell of a CSV file is defused with an apostrophe.
"""

from __future__ import annotations

import csv
import io
import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from coterie.errors import SourceError, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["csv_text", "storage_errors", "write_bytes", "write_table", "write_text"]

FORMULA = re.compile(r"^(?:[=@\t\r]|[+\-](?!\d+(?:[.,]\d+)?$))")
"""What a spreadsheet would compute; a plain signed number, such as the id ``+441234``, is left as it is."""

_ODD = r"""^[ =@+\-]|[\x00-\x1f",]"""
"""What may need an apostrophe or quotes; all other text is a cell as it stands."""
_ROWS_AT_ONCE = 1 << 16
_TEXTS = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn a failure of the disk into an error that says where and what to do.

    Parameters
    ----------
    path : Path
        What is being written.

    Yields
    ------
    None

    Raises
    ------
    StorageError
        Where the system refuses to write.
    """
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        reason = (getattr(error, "strerror", None) or "the disk refused").lower()
        raise StorageError(
            f"cannot write: {reason}", str(path), "Free some space or choose another place with --out."
        ) from None


def csv_text(table: pa.Table) -> str:
    r"""Return a table as CSV text that a spreadsheet may open.

    Parameters
    ----------
    table : pyarrow.Table
        Any table of text, numbers and booleans.

    Returns
    -------
    str
        Header and rows, ``\\n`` at each end; doubles in their shortest exact form, null as nothing.

    Examples
    --------
    >>> print(csv_text(pa.table({"id": ["=1+1", "+441234"], "share": [0.5, None]})))
    id,share
    '=1+1,0.5
    +441234,
    <BLANKLINE>
    """
    blank = '""' if table.num_columns == 1 else ""
    lines = [",".join(_cell(name) or blank for name in table.column_names)]
    for batch in table.to_batches(max_chunksize=_ROWS_AT_ONCE):
        lines += (",".join(cells) or blank for cells in zip(*map(_cells, batch.columns), strict=True))
    return "\n".join([*lines, ""])


def _cells(column: pa.Array) -> list[str]:
    """Return a column's cells; of text, each different value is looked at once, and plain ones not even that."""
    if not any(is_text(column.type) for is_text in _TEXTS):
        return ["" if value is None else _shown(value) for value in column.to_pylist()]
    coded = column.dictionary_encode()
    words = coded.dictionary
    odd = pc.match_substring_regex(words, _ODD).to_pylist()
    shown = [_cell(word) if is_odd else word for word, is_odd in zip(words.to_pylist(), odd, strict=True)]
    return ["" if place is None else shown[place] for place in coded.indices.to_pylist()]


def _shown(value: object) -> str:
    return repr(value) if isinstance(value, float) else str(value)


def _cell(text: str) -> str:
    """Return a text as a cell: defused, and quoted where it must be."""
    shown = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(["'" + shown if FORMULA.match(shown) else shown, ""])
    return buffer.getvalue()[:-1]


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file aside and rename it, so that no reader sees half of it.

    Parameters
    ----------
    path : Path
        The file.
    content : bytes
        All of it.

    Raises
    ------
    StorageError
        Where the disk refuses.
    """
    aside = path.with_name(f".{path.name}.{uuid4().hex[:8]}")
    with storage_errors(path):
        try:
            with aside.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    r"""Write text as UTF-8 with ``\\n`` line ends, aside first, then renamed.

    Parameters
    ----------
    path : Path
        The file.
    text : str
        All of it.
    """
    write_bytes(path, text.encode("utf-8"))


def write_table(table: pa.Table, path: Path) -> None:
    """Write a table as CSV or Parquet, by the ending of the path.

    Parameters
    ----------
    table : pyarrow.Table
        The table.
    path : Path
        A file that ends in ``.csv`` or ``.parquet``.

    Raises
    ------
    SourceError
        Where the ending is another one.
    StorageError
        Where the disk refuses.
    """
    if path.suffix == ".csv":
        write_text(path, csv_text(table))
    elif path.suffix == ".parquet":
        sink = io.BytesIO()
        pq.write_table(table, sink, compression="zstd")
        write_bytes(path, sink.getvalue())
    else:
        raise SourceError(
            f"cannot write {path.suffix or 'a file without an ending'}", str(path), "Use .csv or .parquet."
        )
