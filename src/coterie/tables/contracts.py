"""What passes between rooms and engines: sources, steps, relations, and who is told of progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Engine", "Progress", "Relation", "Source", "Step"]


@dataclass(frozen=True)
class Source:
    """Where rows come from: a path, a pattern, or a table in memory.

    Parameters
    ----------
    uris : tuple of str
        Paths in order (a pattern is already expanded), or ``("memory",)`` for a table in memory.
    format : str
        ``text``, ``parquet``, ``arrow``, or ``rows``: Parquet files of passage with ``row_number`` in them.
    options : tuple of (str, str) pairs
        What the format needs. For text: ``encoding``, ``separator`` (one character, or ``blank`` for runs of blanks),
        ``quote``, ``header`` (``true`` or ``false``), ``skip_lines`` (above the header, one number for each file, with
        commas between them), ``fields`` (how many a row has; as many as the header if not said).
    data : object, optional
        The table itself, for ``arrow``: anything with ``__arrow_c_stream__``. Else what must live as long as the rows.
    columns : tuple of (str, str) pairs
        For ``rows``: the user's name of each column, and its name in the files.
    rejects : object, optional
        For ``rows``: a table of what could not be read as a row: ``row_number``, ``text``, ``reason``.
    notes : tuple of str
        What people should know of how the rows were found, in plain sentences.

    Examples
    --------
    >>> Source(("orders.csv",), "text", (("separator", ";"),)).uris
    ('orders.csv',)
    """

    uris: tuple[str, ...]
    format: str
    options: tuple[tuple[str, str], ...] = ()
    data: object | None = field(default=None, repr=False, compare=False)
    columns: tuple[tuple[str, str], ...] = ()
    rejects: object | None = field(default=None, repr=False, compare=False)
    notes: tuple[str, ...] = ()


class Relation(Protocol):
    """A lazy table of an engine: only its columns are public."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names that SQL may use."""

    @property
    def labels(self) -> tuple[str, ...]:
        """Names as the user's file spells them, one for each column."""


@dataclass(frozen=True)
class Step:
    """One query: SQL that reads named inputs.

    Parameters
    ----------
    name : str
        The table it makes.
    inputs : tuple of str
        The tables it reads.
    sql : str
        One ANSI ``select``; values stand in it as ``:name``.
    params : tuple of (str, value) pairs
        The values.
    reused : bool
        True where the result is read more than once, so that the engine may store it.

    Examples
    --------
    >>> Step("large", ("orders",), "select order_id from orders where gross_e4 > :least", (("least", 10_000),)).inputs
    ('orders',)
    """

    name: str
    inputs: tuple[str, ...]
    sql: str
    params: tuple[tuple[str, object], ...] = ()
    reused: bool = False


Progress = Callable[[str, float], None]
"""Told the stage and the share done of it, 0 to 1."""


class Engine(Protocol):
    """Where tables live and queries run."""

    def read(self, source: Source) -> Relation:
        """Open a source. Columns are ``row_number`` and ``c0``, ``c1`` ...; labels keep the user's names."""

    def query(self, step: Step, **inputs: Relation) -> Relation:
        """Run one step on the relations it names."""

    def batches(self, relation: Relation) -> Iterator[pa.RecordBatch]:
        """Stream the rows of a relation."""

    def map_batches(
        self, relation: Relation, function: Callable[[pa.RecordBatch], pa.RecordBatch], schema: pa.Schema
    ) -> Relation:
        """Apply a function to every batch."""

    def write(self, relation: Relation, path: str) -> None:
        """Write a relation as Parquet, aside first, then renamed."""
