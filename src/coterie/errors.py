"""Every error and warning of the house, in one tree.

::

    CoterieError                      exit 3 unless said otherwise
    ├── InputError        ValueError   exit 2: the user's data or options
    │   ├── SourceError                a file: missing, empty, binary, a directory, unreadable
    │   ├── ColumnError                a column: missing, twice, of the wrong kind, or not recognised
    │   ├── UnsureError                a guess that only a person can make: which column, which way round
    │   ├── DataError                  the rows: too few customers, all equal, nothing usable
    │   ├── ConfigError                a setting: unknown, or out of its range
    │   ├── BundleError                a bundle: none there, damaged, of another format
    │   └── StorageError               the place to write to: full, read-only
    ├── MissingExtraError ImportError  exit 3: an optional package is not installed
    └── EngineError       RuntimeError exit 3: the engine under us failed

An error says **what** (with the value), **where**, and **what to do**. It never carries a customer's row, name or id
from the data; what the user typed may be echoed.
"""

from __future__ import annotations

__all__ = [
    "BundleError",
    "ColumnError",
    "ConfigError",
    "CoterieError",
    "CoterieWarning",
    "DataError",
    "EngineError",
    "InputError",
    "MissingExtraError",
    "SourceError",
    "StorageError",
    "UnsureError",
]


class CoterieError(Exception):
    """Something went wrong that a sentence can explain.

    Parameters
    ----------
    what : str
        What is wrong, with the value.
    where : str
        File and key, table and column, how many rows.
    remedy : str
        What to do about it, as a full sentence.

    Examples
    --------
    >>> from coterie.errors import SourceError
    >>> print(SourceError("no such file", "orders.csv", "Check the path."))
    no such file (orders.csv). Check the path.
    """

    exit_code = 3

    def __init__(self, what: str, where: str, remedy: str) -> None:
        super().__init__(what, where, remedy)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        """Return the error as one line."""
        return f"{self.what} ({self.where}). {self.remedy}"


class InputError(CoterieError, ValueError):
    """The user's data or options cannot be used as they are."""

    exit_code = 2


class SourceError(InputError):
    """A file or table cannot be read."""


class ColumnError(InputError):
    """A column is missing, ambiguous, or of the wrong kind."""


class UnsureError(InputError):
    """Something of a table can be read in two ways, and nobody is there to ask."""


class DataError(InputError):
    """The rows do not allow what was asked."""


class ConfigError(InputError):
    """A setting is unknown or out of its range."""


class BundleError(InputError):
    """A bundle is missing, damaged, or written by another format."""


class StorageError(InputError):
    """The result cannot be written where it was asked to go."""


class MissingExtraError(CoterieError, ImportError):
    """An optional package that this needs is not installed."""


class EngineError(CoterieError, RuntimeError):
    """The engine that holds the tables failed."""


class CoterieWarning(UserWarning):
    """The result stands, but deserves care."""
