"""What the user names, made a source: files are found and looked at, tables in memory are taken as they are.

Comes in: a path, several, a pattern, ``-`` for standard input, or a table in memory. Goes out: a
:class:`~coterie.tables.Source` that an engine can open. The rule of this module: what a file is, its content says,
never its name. Texts in another encoding than UTF-8 are written anew, in a private directory that goes with the source.
"""

from __future__ import annotations

import codecs
import gzip
import os
import re
import shutil
import sys
import tempfile
import weakref
import zlib
from contextlib import contextmanager
from dataclasses import replace
from difflib import get_close_matches
from glob import glob
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pyarrow as pa

from coterie.data.dialects import BLANK, find_encoding, sniff_dialect
from coterie.errors import ColumnError, ConfigError, DataError, SourceError, StorageError
from coterie.tables import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from io import BufferedIOBase

    from coterie.data.dialects import Dialect

__all__ = ["resolve_source"]

_STANDARD_INPUT = "-"
_HEAD_BYTES = 1 << 18
_CHUNK_BYTES = 1 << 20
_GZIP = b"\x1f\x8b"
_PARQUET = b"PAR1"
_REMEDY = "Give a text file (CSV, TSV; gzip too), Parquet, or a table in memory."
_SIGNATURES = {
    b"PK\x03\x04": "a zip archive or Excel workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"SQLite format 3": "an SQLite database",
    b"%PDF": "a PDF",
    b"BZh": "compressed by bzip2",
    b"\xfd7zXZ": "compressed by xz",
    b"\x28\xb5\x2f\xfd": "compressed by zstandard",
    b"ARROW1": "an Arrow file",
    b"{": "JSON",
    b"[{": "JSON",
    b"<": "HTML or XML",
}
_PANDAS_INDEX = re.compile(r"__index_level_\d+__")


class _Spool:
    """A private directory that is removed when nobody needs it any more."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="coterie-"))
        self._end = weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)


def resolve_source(
    source: object,
    *,
    separator: str | None = None,
    encoding: str | None = None,
    header: bool | None = None,
) -> Source:
    r"""Find out what the user wants read.

    Parameters
    ----------
    source : str, path, sequence of them, or table
        A file; several; a pattern such as ``2011-*.csv`` (taken in alphabetical order); ``-`` for standard input; or a
        pandas or polars DataFrame, an Arrow table, a DuckDB relation.
    separator : str, optional
        What separates fields, if the text is misread; ``blank`` for runs of blanks.
    encoding : str, optional
        How the text is encoded, by Python's names.
    header : bool, optional
        Whether the first row names the columns.

    Returns
    -------
    Source

    Raises
    ------
    SourceError
        Where there is no such file, or it is empty, a directory, or of a kind that cannot be read.
    DataError
        Where there is a header and nothing below it.

    Examples
    --------
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "orders.csv").write_text("Kunde;Datum\n17;31.12.2010\n")
    >>> resolve_source(folder / "orders.csv").options
    (('encoding', 'utf-8'), ('separator', ';'), ('quote', '"'), ('header', 'true'))
    """
    if hasattr(source, "__arrow_c_stream__"):
        return _memory_source(source)
    spool = _Spool()
    paths = _paths(source, spool)
    kinds = {path: _kind_of(path) for path in paths}
    if len(set(kinds.values())) > 1:
        odd = next(path for path in paths if kinds[path] != kinds[paths[0]])
        raise SourceError("some files are text, others Parquet", str(odd), "Read them one kind at a time.")
    if kinds[paths[0]] == "parquet":
        return Source(tuple(map(str, paths)), "parquet")
    recoded = [_as_utf8(path, encoding, spool) for path in paths]
    dialect = _dialect(paths, [path for path, _ in recoded], separator, header=header)
    options = {
        "encoding": recoded[0][1],
        "separator": dialect.separator,
        "quote": dialect.quote,
        "header": str(dialect.header).lower(),
    }
    return Source(tuple(str(path) for path, _ in recoded), "text", tuple(options.items()), data=spool)


def _memory_source(source: object) -> Source:
    where = f"a table in memory, {type(source).__module__}.{type(source).__qualname__}"
    try:
        table = pa.RecordBatchReader.from_stream(source).read_all()
    except (pa.ArrowException, TypeError) as error:
        column = re.search(r"column (.+?) with type", " ".join(map(str, error.args)))
        what = f"column {column[1]!r} mixes types" if column else "it cannot be read as an Arrow table"
        raise ColumnError(what, where, "Make each column all text, all numbers or all times.") from None
    except ValueError as error:
        twice = re.search(r"Duplicate column names found: (.+)", str(error))
        what = f"a column is there twice, of {twice[1]}" if twice else "it cannot be read as an Arrow table"
        raise ColumnError(what, where, "Give every column a name of its own.") from None
    table = table.select([name for name in table.column_names if not _PANDAS_INDEX.fullmatch(name)])
    if not table.num_rows or not table.num_columns:
        raise DataError("no rows", where, "Give a table with orders in it.")
    return Source(("memory",), "arrow", data=table)


def _paths(source: object, spool: _Spool) -> list[Path]:
    if isinstance(source, str | os.PathLike):
        named = [os.fspath(source)]
    elif isinstance(source, list | tuple) and source and all(isinstance(part, str | os.PathLike) for part in source):
        named = [os.fspath(part) for part in source]
    else:
        kind = f"{type(source).__module__}.{type(source).__qualname__}"
        raise SourceError(
            f"cannot read a {kind}", "the source", "Give a path, several, or a table (collected, if lazy)."
        )
    paths = [path for name in named for path in _files(str(name), spool)]
    seen: set[Path] = set()
    for path in paths:
        if path.resolve() in seen:
            raise SourceError("the file is named twice", str(path), "Name every file once, or it would count twice.")
        seen.add(path.resolve())
    return paths


def _files(name: str, spool: _Spool) -> list[Path]:
    """Return the files that one name stands for."""
    if name == _STANDARD_INPUT:
        return [_spooled(sys.stdin.buffer, spool, "standard input")]
    path = Path(name)
    if path.is_file():
        return [path]
    if path.is_dir():
        raise SourceError("is a directory", name, f"Name a file, or a pattern such as {path / '*.csv'}.")
    if any(mark in name for mark in "*?["):
        found = sorted(Path(match) for match in glob(name, recursive=True) if Path(match).is_file())  # noqa: PTH207  absolute patterns
        if not found:
            raise SourceError(
                "no file matches", name, "Check the pattern; quote it, so that the shell leaves it alone."
            )
        return found
    if path.exists():
        with path.open("rb") as stream:
            return [_spooled(stream, spool, path.name)]
    raise SourceError("no such file", name, _nearby(path))


def _nearby(path: Path) -> str:
    if not path.parent.is_dir():
        return f"There is no directory {path.parent} either: check the path."
    names = [entry.name for entry in path.parent.iterdir()]
    close = get_close_matches(path.name, names, n=3, cutoff=0.6)
    return f"Did you mean {' or '.join(sorted(close))}?" if close else "Check the path."


def _spooled(stream: IO[bytes], spool: _Spool, name: str) -> Path:
    """Return a file with what a stream holds, which can be read only once."""
    path = spool.folder / name
    with _writing(path), path.open("wb") as file:
        shutil.copyfileobj(stream, file)
    return path


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Write a file of passage; where that fails, it leaves as a StorageError."""
    try:
        yield
    except OSError as error:
        what = f"cannot write {path.name}: {error.strerror}"
        raise StorageError(what, str(path.parent), "Free some space there, or set TMPDIR to another place.") from None


def _kind_of(path: Path) -> str:
    """Return ``text`` or ``parquet``, or say why it is neither."""
    head = _head(path)
    start = head.lstrip()
    if not start:
        raise SourceError("the file is empty", str(path), "Export it again.")
    if head.startswith(_PARQUET):
        return "parquet"
    for signature, kind in _SIGNATURES.items():
        if start.startswith(signature):
            raise SourceError(f"the file is {kind}", str(path), _REMEDY)
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")) and _is_binary(head):
        raise SourceError("the file is binary", str(path), _REMEDY)
    return "text"


def _is_binary(head: bytes) -> bool:
    n_control = sum(head.count(bytes([code])) for code in (*range(9), *range(14, 27), *range(28, 32)))
    return n_control > len(head) / 100


def _head(path: Path) -> bytes:
    with _reading(path) as file:
        return file.read(_HEAD_BYTES)


def _chunks(path: Path) -> Iterator[bytes]:
    with _reading(path) as file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


@contextmanager
def _reading(path: Path) -> Iterator[BufferedIOBase]:
    """Open a file, decompressed; what cannot be read leaves as a SourceError."""
    try:
        with path.open("rb") as file:
            yield gzip.GzipFile(fileobj=file) if file.peek(2)[:2] == _GZIP else file
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise SourceError("the gzip file is damaged or cut off", str(path), "Copy or export it again.") from None
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", str(path), "Check that you may read it.") from None


def _as_utf8(path: Path, encoding: str | None, spool: _Spool) -> tuple[Path, str]:
    """Return a file in UTF-8 with the same text, and what the text's encoding was."""
    name = encoding or find_encoding(_chunks(path))
    try:
        known = codecs.lookup(name).name
    except LookupError:
        raise ConfigError(f"unknown encoding {name!r}", "encoding", "Use utf-8, utf-16, cp1252 or another.") from None
    if known in {"utf-8", "utf-8-sig", "ascii"}:
        return path, "utf-8"
    target = spool.folder / f"{len(list(spool.folder.iterdir()))} {path.name}"
    decoder = codecs.getincrementaldecoder(known)("replace")
    with _writing(target), target.open("w", encoding="utf-8", newline="") as file:
        file.writelines(decoder.decode(chunk) for chunk in _chunks(path))
        file.write(decoder.decode(b"", final=True))
    return target, known


def _dialect(paths: Sequence[Path], texts: Sequence[Path], separator: str | None, *, header: bool | None) -> Dialect:
    """Return how all the files are written."""
    heads = [_first_lines(text) for text in texts]
    found = [sniff_dialect(head, _separator_named(separator)) for head in heads]
    if header is not None:
        found = [replace(dialect, header=header) for dialect in found]
    for path, dialect in zip(paths, found, strict=True):
        if (dialect.separator, dialect.header) != (found[0].separator, found[0].header):
            what = "separator or header differ from the first file's"
            raise SourceError(what, str(path), "Read such files one by one, or name the separator.")
    if all(len(head.split("\n", 2)) <= 1 + dialect.header for head, dialect in zip(heads, found, strict=True)):
        raise DataError("no rows", str(paths[0]), "There is a header and nothing below it: export it again.")
    return next((dialect for dialect in found if dialect.quote), found[0])


def _separator_named(separator: str | None) -> str | None:
    named = {"tab": "\t", "\\t": "\t"}.get(separator or "", separator)
    if named is not None and named != BLANK and len(named) != 1:
        raise ConfigError(f"separator {separator!r} is no single character", "separator", "Use one, or tab, or blank.")
    return named


def _first_lines(path: Path) -> str:
    """Return the text's whole lines, as far as one look goes, without empty ones at its ends."""
    head = _head(path)
    whole = head if len(head) < _HEAD_BYTES else head[: head.rfind(b"\n") + 1] or head
    text = whole.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return text.strip("\n") + "\n"
