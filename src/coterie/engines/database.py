"""A database of DuckDB, opened as the house needs it.

Comes in: a private directory and the limits. Goes out: a connection. The rule of this module: every setting of the
database is here.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

import duckdb

from coterie.engines.memory import database_bytes
from coterie.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["count_progress", "open_database"]


def open_database(scratch: Path, memory_limit: str | None, *, threads: int | None) -> duckdb.DuckDBPyConnection:
    """Open a database in memory that fetches nothing, counts time in UTC and spills.

    Parameters
    ----------
    scratch : Path
        A private directory; it is removed where the database cannot be opened.
    memory_limit : str or None
        What the process may take.
    threads : int or None
        Threads to use; all of the machine's if not said.

    Returns
    -------
    DuckDBPyConnection

    Raises
    ------
    ConfigError
        Where a limit is no amount of memory, or there cannot be so many threads.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with open_database(Path(tempfile.mkdtemp()), "1GB", threads=1) as database:
    ...     database.sql("select 7").fetchall()
    [(7,)]
    """
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "preserve_insertion_order": True,
        "python_enable_replacements": False,
        "temp_directory": str(scratch / "spill"),
        # Of a list of six constants DuckDB makes a join, which takes twenty times as long as comparing.
        "disabled_optimizers": "in_clause",
    }
    settings |= {"threads": threads} if threads else {}
    try:
        n_bytes = database_bytes(memory_limit)
        settings |= {"memory_limit": f"{n_bytes}B"} if n_bytes else {}
        database = duckdb.connect(":memory:", config=settings)
    except (duckdb.Error, ValueError):
        shutil.rmtree(scratch, ignore_errors=True)
        where = f"memory_limit={memory_limit!r}, threads={threads!r}"
        raise ConfigError("the engine cannot be opened so", where, "Write a limit as 2GB or 512MB.") from None
    database.execute("set global TimeZone = 'UTC'")
    with suppress(duckdb.InvalidInputException):  # in a notebook without ipywidgets there is no bar to switch off
        database.execute("set enable_progress_bar = false")
    return database


def count_progress(cursor: duckdb.DuckDBPyConnection) -> None:
    """Let the queries of a cursor know how far they are, without a bar of their own.

    Parameters
    ----------
    cursor : DuckDBPyConnection
        Where they run.

    Examples
    --------
    >>> count_progress(duckdb.connect())
    """
    with suppress(duckdb.InvalidInputException):
        cursor.execute("set enable_progress_bar = true")
        cursor.execute("set enable_progress_bar_print = false")
        cursor.execute("set progress_bar_time = 0")
