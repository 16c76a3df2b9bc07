"""The way in: what the user names, whatever it is, made a source.

Comes in: a path, several, a pattern, ``-``, or a table in memory. Goes out: a :class:`~coterie.tables.Source`. The rule
of this module: the files of one source are of one kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.data.sources.choices import Reading
from coterie.data.sources.databases import database_source
from coterie.data.sources.kinds import kind_of
from coterie.data.sources.memory import arrow_source, memory_source
from coterie.data.sources.objects import object_source
from coterie.data.sources.paths import find_files
from coterie.data.sources.spools import Spool
from coterie.data.sources.texts import text_source
from coterie.data.sources.workbooks import workbook_source
from coterie.errors import ConfigError, SourceError
from coterie.tables import Source

if TYPE_CHECKING:
    from coterie.tables import Progress

__all__ = ["resolve_source"]

_WORDS = {
    "text": "text",
    "json": "JSON",
    "workbook": "workbooks",
    "database": "databases",
    "parquet": "Parquet",
    "arrow": "Arrow",
}


def _unheard(stage: str, share: float) -> None:
    """Tell nobody."""


def resolve_source(source: object, reading: Reading | None = None, *, progress: Progress = _unheard) -> Source:
    r"""Find out what the user wants read.

    Parameters
    ----------
    source : str, path, sequence of them, or table
        A file; several; a pattern such as ``2011-*.csv`` (taken in alphabetical order); ``-`` for standard input; or a
        pandas or polars DataFrame, an Arrow table, a DuckDB relation.
    reading : Reading, optional
        What the user knows of it.
    progress : callable, optional
        Told the share that is read, where rows are carried over from another program's file.

    Returns
    -------
    Source

    Raises
    ------
    SourceError
        Where there is no such file, or it is empty, a directory, damaged, or of a kind that cannot be read.
    DataError
        Where there is a header and nothing below it.
    MissingExtraError
        Where a workbook is named, and what reads workbooks is not installed.

    Examples
    --------
    >>> from coterie.data.sources.spools import Spool
    >>> path = Spool().path("orders.csv")
    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "orders.jsonl").write_text('{"id": "00123", "day": "2011-01-31"}\n')
    >>> resolve_source(folder / "orders.jsonl").columns
    (('id', 'c0'), ('day', 'c1'))
    """
    reading = reading or Reading()
    if hasattr(source, "__arrow_c_stream__"):
        return memory_source(source)
    spool = Spool()
    paths = find_files(source, spool)
    found = [kind_of(path, spool) for path in paths]
    kind = found[0][0]
    for path, (own, _) in zip(paths, found, strict=True):
        if own != kind:
            what = f"some files are {_WORDS[kind]}, others {_WORDS[own]}"
            raise SourceError(what, str(path), "Read them one kind at a time.")
    files = [file for _, file in found]
    if kind == "text":
        return text_source(files, reading, spool=spool)
    if kind == "workbook":
        return workbook_source(files, reading, spool=spool, progress=progress)
    if kind == "database":
        return database_source(files, reading, spool=spool, progress=progress)
    if reading.table is not None:
        what = f"table = {reading.table!r}, but a {_WORDS[kind]} file is one table"
        raise ConfigError(what, str(paths[0]), "Leave the setting table out.")
    if kind == "json":
        return object_source(files, reading, spool=spool, progress=progress)
    return arrow_source(files) if kind == "arrow" else Source(tuple(map(str, files)), "parquet", data=spool)
