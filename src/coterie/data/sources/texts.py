"""Text files: re-coded to UTF-8 where they are written otherwise, and how their rows are set out.

Comes in: files. Goes out: a :class:`~coterie.tables.Source` of the format ``text``. The rule of this module: all files
of a source are written in one way; only the lines above their headers may differ.
"""

from __future__ import annotations

import codecs
from dataclasses import replace
from typing import TYPE_CHECKING

from coterie.data.dialects import BLANK, find_encoding, sniff_dialect
from coterie.data.sources.archives import HEAD_BYTES, chunks_of, head_of
from coterie.data.sources.spools import writing
from coterie.errors import ConfigError, DataError, SourceError
from coterie.tables import Source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from coterie.data.dialects import Dialect
    from coterie.data.sources.choices import Reading
    from coterie.data.sources.spools import Spool

__all__ = ["as_utf8", "text_source"]


def text_source(paths: Sequence[Path], reading: Reading, *, spool: Spool) -> Source:
    r"""Find out how texts are written.

    Parameters
    ----------
    paths : sequence of Path
        The files.
    reading : Reading
        What the user knows of them.
    spool : Spool
        Where to write texts of another encoding anew.

    Returns
    -------
    Source

    Raises
    ------
    SourceError, DataError, ConfigError
        Where files differ, there is nothing below the header, or a setting is impossible.

    Examples
    --------
    >>> from coterie.data.sources.choices import Reading
    >>> from coterie.data.sources.spools import Spool
    >>> spool = Spool()
    >>> path = spool.path("orders.csv")
    >>> _ = path.write_text("Kunde;Datum\n17;31.12.2010\n")
    >>> text_source([path], Reading(), spool=spool).options
    (('encoding', 'utf-8'), ('separator', ';'), ('quote', '"'), ('header', 'true'))
    """
    if reading.table is not None:
        what = f"table = {reading.table!r}, but a text file is one table"
        raise ConfigError(what, str(paths[0]), "Leave the setting table out.")
    recoded = [as_utf8(path, reading.encoding, spool=spool) for path in paths]
    dialects = _dialects(paths, [path for path, _ in recoded], reading)
    first = next((dialect for dialect in dialects if dialect.quote), dialects[0])
    options = {
        "encoding": recoded[0][1],
        "separator": first.separator,
        "quote": first.quote,
        "header": str(first.header).lower(),
    }
    if any(dialect.skip_lines for dialect in dialects):
        options["skip_lines"] = ",".join(str(dialect.skip_lines) for dialect in dialects)
    if first.n_fields:
        options["fields"] = str(first.n_fields)
    told = "" if reading.skip_lines is not None else _told_above(paths, dialects)
    uris = tuple(str(path) for path, _ in recoded)
    return Source(uris, "text", tuple(options.items()), data=spool, notes=(told,) if told else ())


def as_utf8(path: Path, encoding: str | None, *, spool: Spool) -> tuple[Path, str]:
    """Return a file in UTF-8 with the same text, and what the text's encoding was.

    Parameters
    ----------
    path : Path
        The file.
    encoding : str or None
        The encoding, where the user knows it.
    spool : Spool
        Where to write it anew.

    Returns
    -------
    path : Path
        The file itself, if it is UTF-8 already.
    encoding : str

    Raises
    ------
    ConfigError
        Where there is no such encoding.

    Examples
    --------
    >>> from coterie.data.sources.spools import Spool
    >>> spool = Spool()
    >>> path = spool.path("orders.csv")
    >>> _ = path.write_bytes("Größe".encode("cp1252"))
    >>> as_utf8(path, None, spool=spool)[0].read_text("utf-8")
    'Größe'
    """
    name = encoding or find_encoding(chunks_of(path))
    try:
        known = codecs.lookup(name).name
        "".encode(known)
    except (LookupError, ValueError):
        raise ConfigError(f"unknown encoding {name!r}", "encoding", "Use utf-8, utf-16, cp1252 or another.") from None
    if known in {"utf-8", "utf-8-sig", "ascii"}:
        return path, "utf-8"
    target = spool.path(path.name)
    decoder = codecs.getincrementaldecoder(known)("replace")
    with writing(target), target.open("w", encoding="utf-8", newline="") as file:
        file.writelines(decoder.decode(chunk) for chunk in chunks_of(path))
        file.write(decoder.decode(b"", final=True))
    return target, known


def _dialects(paths: Sequence[Path], texts: Sequence[Path], reading: Reading) -> list[Dialect]:
    """Return how each file is written: the same way but for the lines above the header."""
    heads = [_first_lines(text) for text in texts]
    separator = _separator_named(reading.separator)
    found = [sniff_dialect(head, separator, skip_lines=reading.skip_lines) for head in heads]
    if reading.header is not None:
        found = [replace(dialect, header=reading.header) for dialect in found]
    for path, dialect in zip(paths, found, strict=True):
        if (dialect.separator, dialect.header) != (found[0].separator, found[0].header):
            what = "separator or header differ from the first file's"
            raise SourceError(what, str(path), "Read such files one by one, or name the separator.")
    if all(_n_lines(head, dialect) <= dialect.header for head, dialect in zip(heads, found, strict=True)):
        raise DataError("no rows", str(paths[0]), "There is a header and nothing below it: export it again.")
    return found


def _n_lines(head: str, dialect: Dialect) -> int:
    return sum(bool(line.strip()) for line in head.split("\n")[dialect.skip_lines :])


def _told_above(paths: Sequence[Path], dialects: Sequence[Dialect]) -> str:
    for path, dialect in zip(paths, dialects, strict=True):
        if dialect.n_told:
            if dialect.n_told == 1:
                return f"1 line above the header of {path.name} is no row: left out."
            return f"{dialect.n_told} lines above the header of {path.name} are no rows: left out."
    return ""


def _separator_named(separator: str | None) -> str | None:
    named = {"tab": "\t", "\\t": "\t"}.get(separator or "", separator)
    if named is not None and named != BLANK and len(named) != 1:
        raise ConfigError(f"separator {separator!r} is no single character", "separator", "Use one, or tab, or blank.")
    return named


def _first_lines(path: Path) -> str:
    """Return the text's whole lines, as far as one look goes."""
    head = head_of(path)
    whole = head if len(head) < HEAD_BYTES else head[: head.rfind(b"\n") + 1] or head
    return whole.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
