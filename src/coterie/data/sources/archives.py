"""Packed files: gzip, bzip2, xz, zstandard, and zip with one file in it.

Comes in: a file. Goes out: its bytes, or a file that holds them. The rule of this module: an archive with several files
is the user's to choose from; a damaged one is refused, never read as far as it goes.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, cast

import pyarrow as pa

from coterie.data.sources.spools import writing
from coterie.errors import CoterieError, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from coterie.data.sources.spools import Spool

__all__ = ["DAMAGED", "HEAD_BYTES", "chunks_of", "head_of", "packing_in", "packing_of", "reading", "unpacked"]

HEAD_BYTES = 1 << 18
"""How far one look at a file goes."""

_CHUNK_BYTES = 1 << 20
_HEAD_OF_SIGNATURES = 8
_ZIP = b"PK\x03\x04"
_PACKINGS = {
    "gzip": b"\x1f\x8b",
    "bzip2": b"BZh",
    "xz": b"\xfd7zXZ",
    "zstandard": b"\x28\xb5\x2f\xfd",
    "zip": _ZIP,
}
_OPENERS: dict[str, Callable[[IO[bytes]], object]] = {
    "gzip": lambda file: gzip.GzipFile(fileobj=file),
    "bzip2": bz2.BZ2File,
    "xz": lzma.LZMAFile,
    "zstandard": lambda file: pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd"),
}
DAMAGED = (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, zipfile.BadZipFile, struct.error, ValueError)
"""What the readers of packed files say of a damaged one."""

_NO_ORDERS = ("__MACOSX/", ".")


def packing_of(path: Path) -> str:
    """Return how a file is packed.

    Parameters
    ----------
    path : Path

    Returns
    -------
    str
        ``gzip``, ``bzip2``, ``xz``, ``zstandard``, ``zip`` (a workbook may be one, too), or empty.

    Examples
    --------
    >>> from coterie.data.sources.spools import Spool
    >>> spool = Spool()
    >>> path = spool.path("orders.csv")
    >>> _ = path.write_bytes(bz2.compress(b"id,day"))
    >>> packing_of(path)
    'bzip2'
    """
    with _blamed(path, ""), path.open("rb") as file:
        return packing_in(file.read(_HEAD_OF_SIGNATURES))


def packing_in(head: bytes) -> str:
    """Return how bytes are packed.

    Parameters
    ----------
    head : bytes
        The first of them.

    Returns
    -------
    str
        As :func:`packing_of` says.

    Examples
    --------
    >>> packing_in(gzip.compress(b"id,day"))
    'gzip'
    """
    return next((name for name, signature in _PACKINGS.items() if head.startswith(signature)), "")


@contextmanager
def reading(path: Path) -> Iterator[IO[bytes]]:
    """Open a file, unpacked if it is packed by gzip; what cannot be read leaves as a SourceError.

    Parameters
    ----------
    path : Path

    Yields
    ------
    binary file

    Raises
    ------
    SourceError
        Where it may not be read, or is damaged.

    Examples
    --------
    >>> from coterie.data.sources.spools import Spool
    >>> spool = Spool()
    >>> path = spool.path("orders.csv")
    >>> _ = path.write_bytes(gzip.compress(b"id,day"))
    >>> with reading(path) as file:
    ...     file.read(2)
    b'id'
    """
    packing = packing_of(path)
    with _blamed(path, packing), path.open("rb") as file:
        yield cast("IO[bytes]", gzip.GzipFile(fileobj=file)) if packing == "gzip" else file


def head_of(path: Path) -> bytes:
    """Return the first bytes of a file, unpacked if it is packed by gzip.

    Parameters
    ----------
    path : Path

    Returns
    -------
    bytes
        At most 256 KiB.

    Examples
    --------
    >>> from coterie.data.sources.spools import Spool
    >>> spool = Spool()
    >>> path = spool.path("orders.csv")
    >>> _ = path.write_bytes(gzip.compress(b"id,day"))
    >>> head_of(path)
    b'id,day'
    """
    with reading(path) as file:
        return file.read(HEAD_BYTES)


def chunks_of(path: Path) -> Iterator[bytes]:
    """Yield a file's bytes, unpacked if it is packed by gzip.

    Parameters
    ----------
    path : Path

    Yields
    ------
    bytes

    Examples
    --------
    >>> from coterie.data.sources.spools import Spool
    >>> spool = Spool()
    >>> path = spool.path("orders.csv")
    >>> _ = path.write_bytes(gzip.compress(b"id,day"))
    >>> list(chunks_of(path))
    [b'id,day']
    """
    with reading(path) as file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


def unpacked(path: Path, packing: str, *, spool: Spool) -> Path:
    """Return a file with what a packed one holds.

    Parameters
    ----------
    path : Path
        The packed file.
    packing : str
        As :func:`packing_of` says.
    spool : Spool
        Where to write.

    Returns
    -------
    Path

    Raises
    ------
    SourceError
        Where it is damaged, locked by a password, or a zip archive with another number of files than one.

    Examples
    --------
    >>> from coterie.data.sources.spools import Spool
    >>> spool = Spool()
    >>> path = spool.path("orders.csv")
    >>> _ = path.write_bytes(gzip.compress(b"id,day"))
    >>> unpacked(path, "gzip", spool=spool).read_bytes()
    b'id,day'
    """
    with _blamed(path, packing):
        if packing == "zip":
            return _member(path, spool)
        with path.open("rb") as packed:
            return _copied(cast("IO[bytes]", _OPENERS[packing](packed)), spool, path.stem)


def _member(path: Path, spool: Spool) -> Path:
    """Return the only file of a zip archive."""
    with zipfile.ZipFile(path) as archive:
        names = [info for info in archive.infolist() if not info.is_dir() and not _is_by_the_way(info.filename)]
        if len(names) != 1:
            shown = ", ".join(sorted(info.filename for info in names)[:6]) or "nothing"
            remedy = "Unpack it and name the files that are to be read."
            raise SourceError(f"the zip archive holds {len(names)} files: {shown}", str(path), remedy)
        if names[0].flag_bits & 1:
            raise SourceError("the zip archive is locked by a password", str(path), "Unpack it first.")
        with archive.open(names[0]) as member:
            return _copied(member, spool, names[0].filename.rpartition("/")[2])


def _is_by_the_way(name: str) -> bool:
    return name.startswith(_NO_ORDERS[0]) or name.rpartition("/")[2].startswith(_NO_ORDERS[1])


def _copied(file: IO[bytes], spool: Spool, name: str) -> Path:
    target = spool.path(name)
    with writing(target):
        sink = target.open("wb")
    with sink:
        while chunk := file.read(_CHUNK_BYTES):
            with writing(target):
                sink.write(chunk)
    return target


@contextmanager
def _blamed(path: Path, packing: str) -> Iterator[None]:
    """Say of a file that cannot be read what is wrong with it."""
    damaged = f"the {packing or 'packed'} {'archive' if packing == 'zip' else 'file'} is damaged or cut off"
    try:
        yield
    except CoterieError:
        raise
    except DAMAGED:
        raise SourceError(damaged, str(path), "Copy or export it again.") from None
    except NotImplementedError:
        raise SourceError("the zip archive is packed in an unusual way", str(path), "Unpack it first.") from None
    except OSError as error:
        if error.errno is None:  # what bz2 and zstandard say of bytes that are none of theirs
            raise SourceError(damaged, str(path), "Copy or export it again.") from None
        raise SourceError(f"cannot be read: {error.strerror}", str(path), "Check that you may read it.") from None
