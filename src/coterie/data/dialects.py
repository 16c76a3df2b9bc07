"""How a text is written: its encoding, what separates fields, what encloses them, whether the first row names columns.

Comes in: the first bytes or characters of a file. Goes out: a :class:`Dialect`. The rule of this module: a separator is
believed where it cuts most rows into as many fields as the first one.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["BLANK", "Dialect", "find_encoding", "sniff_dialect"]

BLANK = "blank"
"""The separator of texts whose fields are set apart by runs of blanks."""

_SEPARATORS = (",", ";", "\t", "|")
_MOST_ROWS = 200
_LEAST_AGREEMENT = 0.6
_LEAST_USUAL = 0.9
_VALUE = re.compile(r"[^A-Za-z]*\d[^A-Za-z]*")
_USUAL_BYTES = frozenset(range(0xC0, 0x100)) - frozenset(b"\xd0\xd7\xde\xf0\xf7\xfe\xff") | frozenset(
    b"\x80\x82\x84\x85\x8a\x8e\x91\x92\x93\x94\x95\x96\x97\x99\x9a\x9e\xa0\xa1\xa2\xa3\xa7\xa9\xaa\xab\xae\xb0\xb1\xb2\xb3"
    b"\xb4\xb5\xb7\xb9\xba\xbb\xbc\xbd\xbe\xbf"
)
"""What Western European texts write beyond ASCII in cp1252: letters but the Icelandic, currency, quotes, dashes."""
_SURROGATES = 0xDC00


@dataclass(frozen=True)
class Dialect:
    """How a text is written.

    Parameters
    ----------
    separator : str
        One character, or ``blank`` for runs of blanks.
    quote : str
        The character that encloses fields; empty where quotes are ordinary characters.
    header : bool
        Whether the first row names the columns.

    Examples
    --------
    >>> Dialect(";").header
    True
    """

    separator: str = ","
    quote: str = '"'
    header: bool = True


def find_encoding(chunks: Iterable[bytes]) -> str:
    r"""Say how the bytes of a text are to be read.

    Parameters
    ----------
    chunks : iterable of bytes
        The file, in order.

    Returns
    -------
    str
        ``utf-8`` (also where a few bytes of an otherwise sound text are broken), ``utf-16`` or ``cp1252``.

    Examples
    --------
    >>> find_encoding([b"caf", "é".encode("utf-8")]), find_encoding([b"caf\xe9 au lait"]), find_encoding([b"a\xffb"])
    ('utf-8', 'cp1252', 'utf-8')
    """
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    n_sound, broken = 0, Counter[int]()
    for place, chunk in enumerate(chunks):
        if place == 0 and chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        text = decoder.decode(chunk)
        if text.isascii():
            continue
        marks = Counter(re.findall(r"[^\x00-\x7f]", text))
        wrong = {ord(mark) - _SURROGATES: n for mark, n in marks.items() if "\udc80" <= mark <= "\udcff"}
        broken.update(wrong)
        n_sound += marks.total() - sum(wrong.values())
    n_usual = sum(n for byte, n in broken.items() if byte in _USUAL_BYTES)
    is_western = n_usual > n_sound and n_usual >= _LEAST_USUAL * broken.total()
    return "cp1252" if is_western else "utf-8"


def sniff_dialect(head: str, separator: str | None = None) -> Dialect:
    r"""Find out how a text is written from its first rows.

    Parameters
    ----------
    head : str
        Whole lines from the start of the text.
    separator : str, optional
        The separator, where the user knows it.

    Returns
    -------
    Dialect

    Examples
    --------
    >>> sniff_dialect("Kunde;Datum;Betrag\n17;31.12.2010;12,50\n")
    Dialect(separator=';', quote='"', header=True)
    >>> sniff_dialect(" 00001 19970101  1   11.77\n 00002 19970112  5   77.00\n")
    Dialect(separator='blank', quote='"', header=False)
    """
    separator = separator or _separator(head)
    quote = '"' if separator == BLANK else _quote(head, separator)
    return Dialect(separator, quote, header=_has_header(next(iter(_rows(head, separator, quote)), [])))


def _separator(head: str) -> str:
    scored = [(*_agreement(head, separator), separator) for separator in _SEPARATORS]
    agreement, n_fields, separator = max(scored, key=lambda score: score[:2])
    if n_fields > 1 and agreement >= _LEAST_AGREEMENT:
        return separator
    agreement, n_fields = _agreement(head, BLANK)
    return BLANK if n_fields > 1 and agreement >= _LEAST_AGREEMENT else separator


def _agreement(head: str, separator: str) -> tuple[float, int]:
    """Return the share of rows with as many fields as the first, and how many those are."""
    counts = [len(row) for row in _rows(head, separator, '"')]
    if not counts or counts[0] == 1:
        return 0.0, 1
    return round(counts.count(counts[0]) / len(counts), 2), counts[0]


def _rows(head: str, separator: str, quote: str) -> list[list[str]]:
    if separator == BLANK:
        split = [line.split() for line in head.splitlines()]
        return [row for row in split if row][:_MOST_ROWS]
    lines = io.StringIO(head, newline="")
    if quote:
        reader = csv.reader(lines, delimiter=separator, quotechar=quote)
    else:
        reader = csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE)
    found: list[list[str]] = []
    with suppress(csv.Error):
        found.extend(islice(filter(None, reader), _MOST_ROWS))
    return found


def _quote(head: str, separator: str) -> str:
    """Return the character that encloses fields in this text."""
    enclosed = {quote: _n_enclosed(head, separator, quote) for quote in ('"', "'")}
    if enclosed["'"] > max(enclosed['"'], len(head.splitlines()) / 2):
        return "'"
    opened = re.search(rf'(?:^|{re.escape(separator)})"', head, re.MULTILINE)
    return "" if opened and not enclosed['"'] else '"'


def _n_enclosed(head: str, separator: str, quote: str) -> int:
    mark = re.escape(separator)
    return len(re.findall(rf"(?:^|{mark}){quote}[^{quote}]*{quote}(?={mark}|$)", head, re.MULTILINE))


def _has_header(first: list[str]) -> bool:
    """Say whether the first row holds names: no number or day among them."""
    return any(cell.strip() for cell in first) and not any(_VALUE.fullmatch(cell.strip()) for cell in first)
