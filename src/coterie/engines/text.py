"""Text files into Parquet files of passage, every field as text, every row accounted for.

Comes in: the files of a source. Goes out: a query for ``row_number`` and ``c0``, ``c1`` ..., the header's names, and
the rows that cannot be split. The rule of this module: DuckDB's own reader, which is quick, is believed only where
every physical line became one row and none was refused; a file with a fault, or with line breaks inside fields, is
split by :mod:`coterie.engines.rows`, which says of each row whether and why it cannot be used.
"""

from __future__ import annotations

import csv
import gzip
import io
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event
from typing import IO, TYPE_CHECKING, cast

import duckdb
import pyarrow as pa

from coterie.engines.dialect import quote_path, quote_text
from coterie.engines.faults import translated
from coterie.engines.rows import BLANK, RowForm, split_rows
from coterie.errors import ColumnError, EngineError, SourceError
from coterie.tables import RAW_ROW

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coterie.tables import Source

__all__ = ["REJECTS", "TextForm", "checked_labels", "load_text"]

REJECTS = pa.schema([(RAW_ROW, pa.int64()), ("text", pa.string()), ("reason", pa.string())])
"""Rows that cannot be split: place in the input, raw text, why."""

_CHUNK_BYTES = 1 << 20
_LINE_ENDS = b"\r\n"
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class TextForm:
    """How a text is written.

    Parameters
    ----------
    separator : str
        One character, or ``blank``.
    quote : str
        The character that encloses fields; empty where there is none.
    header : bool
        Whether the first row names the columns.
    skip_lines : tuple of int
        Lines above the first row, one number for each file or one for all.
    n_fields : int
        Fields of a row; 0 where the first row says it.

    Examples
    --------
    >>> TextForm.of({"separator": ";"}).separator
    ';'
    """

    separator: str = ","
    quote: str = '"'
    header: bool = True
    skip_lines: tuple[int, ...] = (0,)
    n_fields: int = 0

    @classmethod
    def of(cls, options: Mapping[str, str]) -> TextForm:
        """Read the options of a source.

        Parameters
        ----------
        options : mapping of str to str
            ``separator``, ``quote``, ``header`` (``true`` or ``false``), ``skip_lines``, ``fields``.

        Returns
        -------
        TextForm
        """
        separator = options.get("separator", ",")
        return cls(
            separator=separator,
            quote="" if separator == BLANK else options.get("quote", '"'),
            header=options.get("header", "true") == "true",
            skip_lines=tuple(int(number) for number in options.get("skip_lines", "0").split(",")),
            n_fields=int(options.get("fields", "0")),
        )

    def of_file(self, place: int) -> TextForm:
        """Return how one of several files is written.

        Parameters
        ----------
        place : int
            Its place among the files, from 0.

        Returns
        -------
        TextForm
            With the lines to skip in this file.
        """
        return replace(self, skip_lines=(self.skip_lines[min(place, len(self.skip_lines) - 1)],))

    @property
    def n_skipped(self) -> int:
        """Lines above the first row of the first file."""
        return self.skip_lines[0]


@dataclass
class _Reading:
    """One table in the making: its parts, how far its rows are counted, what was refused."""

    cursor: duckdb.DuckDBPyConnection
    form: TextForm
    labels: tuple[str, ...]
    scratch: Path
    halted: Event
    n_rows: int = 0
    parts: list[str] = field(default_factory=list)
    rejects: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def n_fields(self) -> int:
        return len(self.labels)

    @property
    def part(self) -> Path:
        """Where the next part goes."""
        return self.scratch / f"{len(self.parts)}.parquet"


def load_text(
    cursor: duckdb.DuckDBPyConnection, source: Source, *, scratch: Path, halted: Event | None = None
) -> tuple[tuple[str, ...], str, pa.Table]:
    r"""Read text files, once; their rows then lie in Parquet files, which take little memory and are quick to scan.

    Parameters
    ----------
    cursor : DuckDBPyConnection
        What reads and writes.
    source : Source
        The files, in order, and how they are written. They must have the same columns, in any order.
    scratch : Path
        An existing, empty directory for the Parquet files; they must stay as long as the query is used.
    halted : Event, optional
        Set where the reading is to stop.

    Returns
    -------
    labels : tuple of str
        The header's names, or ``column1``, ``column2`` ... where there is none.
    sql : str
        A query for ``row_number``, ``c0``, ``c1`` ...
    rejects : pyarrow.Table
        The rows that cannot be split (see ``REJECTS``). Rows of the query and these together are all rows.

    Raises
    ------
    SourceError, ColumnError, StorageError
        Where a file cannot be read, names a column twice, or has other columns than the first.

    Examples
    --------
    >>> import tempfile
    >>> from coterie.tables import Source
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "orders.csv").write_text("who,paid\n00123,5\nbroken\n00124,7\n")
    >>> cursor = duckdb.connect()
    >>> source = Source((str(folder / "orders.csv"),), "text")
    >>> labels, sql, rejects = load_text(cursor, source, scratch=folder)
    >>> cursor.sql(sql).fetchall(), rejects["reason"].to_pylist()
    ([(1, '00123', '5'), (3, '00124', '7')], ['1 field instead of 2'])
    """
    form = TextForm.of(dict(source.options))
    labels = _labels(source.uris[0], form)
    reading = _Reading(cursor, form, labels, scratch, halted or Event())
    for place, path in enumerate(source.uris):
        reading.form = form.of_file(place)
        order = _order_of(labels, _labels(path, reading.form), path)
        with translated(path):
            _load_file(reading, path, order)
    rows = zip(*reading.rejects, strict=True) if reading.rejects else ([], [], [])
    rejects = pa.table([list(column) for column in rows], schema=REJECTS)
    return labels, " union all ".join(reading.parts), rejects


def checked_labels(labels: Sequence[str], where: str) -> tuple[str, ...]:
    """Return the names of columns as users may type them.

    Parameters
    ----------
    labels : sequence of str
        Names as the header has them; an empty one becomes ``column1`` and so on.
    where : str
        The file or table.

    Returns
    -------
    tuple of str

    Raises
    ------
    ColumnError
        Where two columns have the same name.

    Examples
    --------
    >>> checked_labels(["", " CustomerID "], "orders.csv")
    ('column1', 'CustomerID')
    """
    sound = (label.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for label in labels)
    names = tuple(label.strip() or f"column{place}" for place, label in enumerate(sound, start=1))
    for name in names:
        if names.count(name) > 1:
            raise ColumnError(f"column {name!r} is there twice", where, "Give every column a name of its own.")
    return tuple(name if name != RAW_ROW else "row number" for name in names)


def _labels(path: str, form: TextForm) -> tuple[str, ...]:
    try:
        with translated(path), _open_text(path, form.n_skipped) as file:
            first = _with_names(_first_row(file, form), form)
    except csv.Error:
        raise SourceError("the first row cannot be split", path, "Check the separator and the quotes.") from None
    return checked_labels(first if form.header else [""] * len(first), path)


def _first_row(file: IO[str], form: TextForm) -> list[str]:
    if form.separator == BLANK:
        return next((fields for fields in map(str.split, file) if fields), [])
    if form.quote:
        reader = csv.reader(file, delimiter=form.separator, quotechar=form.quote)
    else:
        reader = csv.reader(file, delimiter=form.separator, quoting=csv.QUOTE_NONE)
    return next((fields for fields in reader if fields), [])


def _with_names(first: list[str], form: TextForm) -> list[str]:
    """Return the first row with as many names as a row has fields."""
    n_missing = form.n_fields - len(first) if form.n_fields else 0
    if n_missing < 0 and any(name.strip() for name in first[n_missing:]):
        return first
    return (first + [""] * n_missing)[: form.n_fields or None]


def _order_of(labels: tuple[str, ...], own: tuple[str, ...], path: str) -> tuple[int, ...]:
    """Return where a file has the first file's columns."""
    if set(labels) != set(own) or len(labels) != len(own):
        odd = ", ".join(sorted(set(labels) ^ set(own))) or f"{len(own)} columns"
        raise ColumnError(f"other columns than in the first file: {odd}", path, "Read such files one by one.")
    return tuple(own.index(label) for label in labels)


def _load_file(reading: _Reading, path: str, order: tuple[int, ...]) -> None:
    if reading.form.separator != BLANK and _load_quickly(reading, path, order):
        return
    _load_carefully(reading, path, order)


def _load_quickly(reading: _Reading, path: str, order: tuple[int, ...]) -> bool:
    """Let DuckDB split the file; forget it and say no unless each line became one row."""
    form, names = reading.form, _names(reading.n_fields)
    n_lines = _count_lines(path, reading.halted) - form.header - form.n_skipped
    reader = _reader(path, form, names, ", ignore_errors = true")
    try:
        n_rows = _write_part(reading, f"select {', '.join(names)} from {reader}")
    except duckdb.InvalidInputException:
        n_rows = -1
    if n_rows != n_lines:
        reading.part.unlink(missing_ok=True)
        return False
    own = ", ".join(f"{names[place]} as c{to}" for to, place in enumerate(order))
    part = f"read_parquet({quote_path(str(reading.part))}, file_row_number = true)"
    reading.parts.append(f"select file_row_number + {reading.n_rows + 1} as {RAW_ROW}, {own} from {part}")
    reading.n_rows += n_lines
    return True


def _load_carefully(reading: _Reading, path: str, order: tuple[int, ...]) -> None:
    """Split the file row by row, set the unusable ones apart, and let DuckDB read the rest."""
    form, names = reading.form, _names(reading.n_fields)
    clean = reading.part.with_suffix(".txt")
    n_good = _write_clean(reading, path, clean)
    separator = "\t" if form.separator == BLANK else form.separator
    reader = _reader(str(clean), TextForm(separator, form.quote, header=False), [RAW_ROW, *names], ", new_line = '\\n'")
    n_rows = _write_part(reading, f"select cast({RAW_ROW} as bigint) as {RAW_ROW}, {', '.join(names)} from {reader}")
    clean.unlink()
    own = ", ".join(f"{names[place]} as c{to}" for to, place in enumerate(order))
    reading.parts.append(f"select {RAW_ROW}, {own} from read_parquet({quote_path(str(reading.part))})")
    if n_rows != n_good:
        raise EngineError(
            f"{n_good:,} rows became {n_rows:,}", path, "This is a fault of the program: please report it."
        )


def _names(n_fields: int) -> list[str]:
    return [f"c{place}" for place in range(n_fields)]


def _write_part(reading: _Reading, sql: str) -> int:
    """Write the next part, and return how many rows it has."""
    reading.cursor.execute(f"copy ({sql}) to {quote_text(str(reading.part))} (format parquet)")
    return int(reading.cursor.fetchall()[0][0])


def _write_clean(reading: _Reading, path: str, clean: Path) -> int:
    """Write the usable rows with their numbers in front; return how many they are."""
    form = reading.form
    separator = "\t" if form.separator == BLANK else form.separator
    n_good, first = 0, reading.n_rows
    with _open_text(path, form.n_skipped) as file, clean.open("w", encoding="utf-8", newline="") as target:
        if form.header:
            _first_row(file, form)
        for number, text, reason in split_rows(file, RowForm(form.separator, form.quote, reading.n_fields)):
            reading.n_rows = first + number
            _heed(reading.halted)
            if reason:
                reading.rejects.append((reading.n_rows, _readable(text), reason))
                continue
            target.write(f"{reading.n_rows}{separator}{text}\n")
            n_good += 1
    return n_good


def _heed(halted: Event) -> None:
    if halted.is_set():
        raise KeyboardInterrupt


def _reader(path: str, form: TextForm, names: Sequence[str], more: str = "") -> str:
    columns = ", ".join(f"{quote_text(name)}: 'varchar'" for name in names)
    quote = quote_text(form.quote)
    return (
        f"read_csv({quote_path(path)}, auto_detect = false, columns = {{{columns}}}, "
        f"delim = {quote_text(form.separator)}, quote = {quote}, escape = {quote}, header = {form.header}, "
        f"skip = {form.n_skipped}, "
        f"compression = '{'gzip' if _is_gzip(path) else 'none'}'{more})"
    )


def _readable(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _is_gzip(path: str) -> bool:
    with Path(path).open("rb") as file:
        return file.read(len(_GZIP)) == _GZIP


def _open_binary(path: str) -> io.BufferedIOBase:
    return gzip.GzipFile(path, "rb") if _is_gzip(path) else Path(path).open("rb")


def _open_text(path: str, n_skipped: int) -> io.TextIOWrapper:
    file = io.TextIOWrapper(
        cast("IO[bytes]", _open_binary(path)), encoding="utf-8-sig", errors="surrogateescape", newline=""
    )
    for _ in range(n_skipped):
        file.readline()
    return file


def _count_lines(path: str, halted: Event) -> int:
    """Count the lines of a file, empty ones at its end left out."""
    n_ends, tail = 0, b""
    with _open_binary(path) as file:
        while chunk := file.read(_CHUNK_BYTES):
            _heed(halted)
            n_ends += chunk.count(b"\n")
            kept = chunk.rstrip(_LINE_ENDS)
            tail = chunk[len(kept) - 1 :] if kept else tail + chunk
    spare = tail.count(b"\n") - tail.rstrip(_LINE_ENDS).count(b"\n")
    return n_ends - spare + bool(tail.strip(_LINE_ENDS))
