"""The engine's exceptions in the house's words: what failed, where, and what to do.

The rule of this module: an engine's own message may quote a value of the data, so none of it is passed on, except where
the engine refused the text of a query before it saw any data.
"""

from __future__ import annotations

import gzip
import re
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from coterie.errors import CoterieError, EngineError, InputError, SourceError, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["translated"]

_FULL = ("No space left", "no space left", "disk full", "max_temp_directory_size")
_DAMAGED = ("magic bytes", "arquet", "thrift", "TProtocol", "Failed to read file", "ecompress", "don't know what type")
_REFUSED = (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException)
_OUR_FAULT = "This is a fault of the program: please report it."


@contextmanager
def translated(where: str, *, blames: type[InputError] = SourceError) -> Iterator[None]:
    """Run a block; whatever the engine raises in it leaves as an error of the house.

    Parameters
    ----------
    where : str
        The step, file or table the block works on.
    blames : type
        What a failure to read or write means here: ``SourceError`` or ``StorageError``.

    Yields
    ------
    None

    Raises
    ------
    CoterieError
        An ``EngineError``, or what ``blames`` says.
    KeyboardInterrupt
        Where the user stopped a query.

    Examples
    --------
    >>> with translated("the step totals"):
    ...     duckdb.sql("selec 1")
    Traceback (most recent call last):
    coterie.errors.EngineError: the query was refused: Parser Error: ...
    """
    try:
        yield
    except CoterieError:
        raise
    except duckdb.Error as error:
        raise _translation(error, where, blames) from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise SourceError("the gzip file is damaged or cut off", where, "Copy or export it again.") from None
    except (OSError, pa.ArrowException) as error:
        raise _storage_fault(str(error), where, blames) from None
    except RuntimeError as error:
        if "nterrupted" in str(error):
            raise KeyboardInterrupt from None
        raise


def _translation(error: duckdb.Error, where: str, blames: type[InputError]) -> CoterieError:
    text = str(error)
    if isinstance(error, duckdb.InterruptException):
        return EngineError("the query was stopped", where, "Start it again.")
    if isinstance(error, duckdb.IOException) or any(sign in text for sign in _FULL):
        return _storage_fault(text, where, blames)
    if not isinstance(error, _REFUSED) and any(sign in text.partition("\n")[0] for sign in _DAMAGED):
        return SourceError("the file is damaged or cut off", _file_in(text) or where, "Copy or export it again.")
    if isinstance(error, duckdb.OutOfMemoryException):
        return EngineError("the memory limit is too small", where, "Raise it, or use fewer threads.")
    if isinstance(error, _REFUSED):
        return EngineError(f"the query was refused: {text.splitlines()[0]}", where, _OUR_FAULT)
    return EngineError(f"the query failed: {type(error).__name__}", where, _OUR_FAULT)


def _file_in(text: str) -> str | None:
    """Return the file that a message names, which is the user's own word."""
    named = re.search(r'Failed to read file "(.+?)"', text)
    return named[1] if named else None


def _storage_fault(text: str, where: str, blames: type[InputError]) -> CoterieError:
    if any(sign in text for sign in _FULL):
        return StorageError("no space left", where, "Free some space, or choose another directory.")
    if blames is StorageError:
        return StorageError("cannot be written", where, "Check that the directory exists and may be written to.")
    return blames("cannot be read", where, "Check that it exists, is whole, and may be read.")
