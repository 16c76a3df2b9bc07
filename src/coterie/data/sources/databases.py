"""Databases of SQLite: a table is chosen, and its rows are carried over with the types that its values have.

Comes in: files. Goes out: a :class:`~coterie.tables.Source`. The rule of this module: nothing is written, neither into
the database nor beside it, and nothing is loaded by it.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coterie.data.sources.naming import as_listed, chosen
from coterie.data.sources.passage import PORTION_ROWS, Portion, carried_over
from coterie.data.sources.spools import writing
from coterie.data.vocabulary import name_points
from coterie.errors import DataError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coterie.data.sources.choices import Reading
    from coterie.data.sources.passage import Rejects
    from coterie.data.sources.spools import Spool
    from coterie.tables import Progress, Source

__all__ = ["database_source"]

_COMPANIONS = ("-wal", "-journal")
"""What SQLite keeps beside a database that is being written."""
_TABLES = "select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite\\_%' escape '\\'"
_KINDS = {"text": "text", "integer": "integer", "real": "real"}
_PLAINLY = 2.0


def database_source(paths: Sequence[Path], reading: Reading, *, spool: Spool, progress: Progress) -> Source:
    """Read a table of each database.

    Parameters
    ----------
    paths : sequence of Path
        SQLite databases.
    reading : Reading
        The table.
    spool : Spool
        Where to carry the rows.
    progress : callable
        Told the share that is done.

    Returns
    -------
    Source

    Raises
    ------
    SourceError, DataError
        Where a database is damaged, there is no such table, or several and none is named.

    Examples
    --------
    >>> from coterie.data.sources.choices import Reading
    >>> from coterie.data.sources.spools import Spool
    >>> spool = Spool()
    >>> path = spool.path("shop.sqlite")
    >>> with sqlite3.connect(path) as database:
    ...     _ = database.execute("create table orders (id text, paid real)")
    ...     _ = database.execute("insert into orders values ('00123', 12.5)")
    >>> database_source([path], Reading(), spool=spool, progress=lambda stage, share: None).columns
    (('id', 'c0'), ('paid', 'c1'))
    """
    tables, notes = [], []
    for path in paths:
        table, told = _table(_private(path, spool), str(path), reading.table)
        tables.append(table)
        notes += told
    return carried_over(tables, spool, notes=notes, progress=progress)


@dataclass(frozen=True)
class _DatabaseTable:
    """One table or view."""

    where: str
    path: Path
    sql: str
    names: tuple[str, ...]
    kinds: tuple[frozenset[str], ...]
    n_rows: int

    def portions(self, rejects: Rejects) -> Iterator[Portion]:  # noqa: ARG002  every row of a database is a row
        """Yield the rows."""
        with _connected(self.path, self.where) as database:
            cursor = database.execute(self.sql)
            number = 1
            while rows := cursor.fetchmany(PORTION_ROWS):
                yield Portion(range(number, number + len(rows)), list(zip(*rows, strict=True)))
                number += len(rows)


def _private(path: Path, spool: Spool) -> Path:
    """Return the database; where it is being written, a copy, because reading it would write beside it."""
    companions = [Path(f"{path}{end}") for end in _COMPANIONS]
    if not any(companion.is_file() and companion.stat().st_size for companion in companions):
        return path
    copy = spool.path(path.name)
    with writing(copy):
        for file in (path, *(companion for companion in companions if companion.is_file())):
            shutil.copyfile(file, copy.parent / file.name)
    return copy


@contextmanager
def _connected(path: Path, where: str) -> Iterator[sqlite3.Connection]:
    """Open a database to read only; what goes wrong in it leaves as a SourceError."""
    is_alone = not any(Path(f"{path}{end}").is_file() for end in _COMPANIONS)
    uri = f"{path.absolute().as_uri()}?{'mode=ro&immutable=1' if is_alone else 'mode=rw'}"
    try:
        database = sqlite3.connect(uri, uri=True)
        try:
            database.text_factory = _as_text
            database.execute("pragma trusted_schema = off")
            database.execute("pragma query_only = on")
            yield database
        finally:
            database.close()
    except sqlite3.Error:
        remedy = "Copy or export it again; a table whose query cannot be run must be exported."
        raise SourceError("the database is damaged, cut off or locked", where, remedy) from None


def _as_text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def _table(path: Path, where: str, name: str | None) -> tuple[_DatabaseTable, list[str]]:
    """Return a table of a database, and what to tell of it."""
    with _connected(path, where) as database:
        names = [str(row[0]) for row in database.execute(_TABLES)]
        own = chosen(name, names, kind="table", where=where) if name is not None else _only(database, names, where)
        columns = [str(row[0]) for row in database.execute(f"select * from {_quoted(own)} limit 0").description]
        n_rows, counts = _counted(database, own, columns)
    if not n_rows:
        raise DataError("no rows", f"{where}: {own}", "Name another table.")
    is_left_out = [bool(count["blob"]) and not any(count[kind] for kind in _KINDS) for count in counts]
    kept = [place for place, left_out in enumerate(is_left_out) if not left_out]
    notes = [
        f"The column {columns[p]!r} of {own} is binary and left out." for p in range(len(columns)) if p not in kept
    ]
    notes += [
        f"The column {columns[place]!r} of {own} holds {counts[place]['blob']:,} binary values, which count as missing."
        for place in kept
        if counts[place]["blob"]
    ]
    kinds = tuple(frozenset(kind for kind in _KINDS if counts[place][kind]) for place in kept)
    selected = ", ".join(_without_blobs(columns[place], has_blobs=bool(counts[place]["blob"])) for place in kept)
    table = _DatabaseTable(
        where=f"{where}: {own}",
        path=path,
        sql=f"select {selected} from {_quoted(own)}",
        names=tuple(columns[place].strip() or f"column{place + 1}" for place in kept),
        kinds=kinds,
        n_rows=n_rows,
    )
    return table, notes


def _without_blobs(column: str, *, has_blobs: bool) -> str:
    name = _quoted(column)
    return f"case when typeof({name}) <> 'blob' then {name} end" if has_blobs else name


def _counted(database: sqlite3.Connection, table: str, columns: Sequence[str]) -> tuple[int, list[dict[str, int]]]:
    """Count the rows, and the values of each kind in each column."""
    kinds = (*_KINDS, "blob")
    sums = [f"sum(typeof({_quoted(column)}) = '{kind}')" for column in columns for kind in kinds]
    found: list[int] = []
    per_query = 1_000  # SQLite returns at most 2,000 columns
    for start in range(0, len(sums), per_query):
        query = f"select {', '.join(sums[start : start + per_query])} from {_quoted(table)}"
        found += [int(count or 0) for count in database.execute(query).fetchone()]
    (n_rows,) = database.execute(f"select count(*) from {_quoted(table)}").fetchone()
    counts = [dict(zip(kinds, found[place : place + len(kinds)], strict=True)) for place in range(0, len(found), 4)]
    return int(n_rows), counts


def _only(database: sqlite3.Connection, names: Sequence[str], where: str) -> str:
    """Return the only table that has rows, or say which there are."""
    counts = {
        name: int(database.execute(f"select count(*) from {_quoted(name)}").fetchone()[0]) for name in sorted(names)
    }
    filled = {name: count for name, count in counts.items() if count}
    if not filled:
        raise DataError("no table has a row", where, "Export the database again.")
    if len(filled) == 1:
        return next(iter(filled))
    likely = [name for name in filled if _looks_like_orders(database, name)]
    hint = f" {' and '.join(likely)} look{'s' if len(likely) == 1 else ''} like orders." if likely else ""
    example = (likely or list(filled))[0]
    remedy = f"Name one by the setting table, as in table = {example!r}.{hint}"
    raise SourceError(f"several tables have rows: {as_listed(filled)}", where, remedy)


def _looks_like_orders(database: sqlite3.Connection, table: str) -> bool:
    columns = [str(row[0]) for row in database.execute(f"select * from {_quoted(table)} limit 0").description]
    points = [name_points(column) for column in columns]
    return all(any(each.get(role, 0.0) >= _PLAINLY for each in points) for role in ("customer", "time"))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
