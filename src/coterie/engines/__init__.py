"""Where tables live and queries run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from coterie.engines.duckdb import DuckDBEngine

__all__ = ["open_engine"]


def open_engine(
    name: str = "duckdb",
    *,
    memory_limit: str | None = None,
    threads: int | None = None,
    temp_directory: str | Path | None = None,
) -> DuckDBEngine:
    """Open an engine by its name; to be used as a context, so that it is closed at the end.

    Parameters
    ----------
    name : str
        ``duckdb``.
    memory_limit : str, optional
        Memory that the process may take, as in ``2GB``; the engine gets less than half and then spills to disk.
    threads : int, optional
        Threads to use; all of the machine's if not said.
    temp_directory : str or Path, optional
        Where to spill.

    Returns
    -------
    DuckDBEngine

    Raises
    ------
    ConfigError
        Where there is no such engine, or it cannot be opened so.

    Examples
    --------
    >>> with open_engine(memory_limit="1GB", threads=1) as engine:
    ...     type(engine).__name__
    'DuckDBEngine'
    """
    if name != "duckdb":
        raise ConfigError(f"no engine called {name!r}", "engine", "Use duckdb.")
    from coterie.engines.duckdb import DuckDBEngine  # noqa: PLC0415  an engine is an optional package

    return DuckDBEngine(memory_limit=memory_limit, threads=threads, temp_directory=temp_directory)
