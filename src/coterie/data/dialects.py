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
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["BLANK", "Dialect", "find_encoding", "is_header", "sniff_dialect"]

BLANK = "blank"
"""The separator of texts whose fields are set apart by runs of blanks."""

_SEPARATORS = (",", ";", "\t", "|")
_MOST_ROWS = 200
_LEAST_AGREEMENT = 0.6
_LEAST_USUAL = 0.9
_LEAST_NULLS = 0.15
"""Share of null bytes in a text of digits, separators and Western letters with two bytes a character: near a half."""
_MOST_TITLES = 30
_PAIR = 2  # of two fields one may well be empty; of more, a first row with one is a title that was filled up
_COST_OF_TITLES = 0.05
"""What a separator loses that makes titles of the first lines: another one may do without."""
_DECLARED = re.compile(r'\ufeff?"?sep=(.)"?[ \t]*\n', re.IGNORECASE)
"""What spreadsheet programs take as the word of the file itself on its separator."""
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
    skip_lines : int
        Lines above the first row that are no rows.
    n_told : int
        Those of them that say something: titles, not blank lines or ``sep=;``.
    n_fields : int
        Fields of a row, where the first row has another number of them; else 0.

    Examples
    --------
    >>> Dialect(";").header
    True
    """

    separator: str = ","
    quote: str = '"'
    header: bool = True
    skip_lines: int = 0
    n_told: int = 0
    n_fields: int = 0


def find_encoding(chunks: Iterable[bytes]) -> str:
    r"""Say how the bytes of a text are to be read.

    Parameters
    ----------
    chunks : iterable of bytes
        The file, in order.

    Returns
    -------
    str
        ``utf-8`` (also where a few bytes of an otherwise sound text are broken), ``utf-16``, ``utf-16-le`` and
        ``utf-16-be`` (without a mark in front), ``utf-32`` or ``cp1252``.

    Examples
    --------
    >>> find_encoding([b"caf", "é".encode("utf-8")]), find_encoding([b"caf\xe9 au lait"]), find_encoding([b"a\xffb"])
    ('utf-8', 'cp1252', 'utf-8')
    """
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    n_sound, broken = 0, Counter[int]()
    for place, chunk in enumerate(chunks):
        if place == 0 and (wide := _wide_encoding(chunk)):
            return wide
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


def sniff_dialect(head: str, separator: str | None = None, *, skip_lines: int | None = None) -> Dialect:
    r"""Find out how a text is written from its first rows.

    Parameters
    ----------
    head : str
        Whole lines from the start of the text.
    separator : str, optional
        The separator, where the user knows it.
    skip_lines : int, optional
        Lines above the first row, where the user knows it.

    Returns
    -------
    Dialect

    Examples
    --------
    >>> sniff_dialect("Kunde;Datum;Betrag\n17;31.12.2010;12,50\n").separator
    ';'
    >>> sniff_dialect(" 00001 19970101  1   11.77\n 00002 19970112  5   77.00\n").header
    False
    >>> sniff_dialect("Sales of May\n\nid;day\n17;31.12.2010\n18;01.01.2011\n").skip_lines
    2
    """
    declared = _DECLARED.match(head)
    n_above = skip_lines if skip_lines is not None else head[: declared.end()].count("\n") if declared else 0
    body = head.split("\n", n_above)[-1] if head.count("\n") >= n_above else ""
    known = separator or (declared[1] if declared else None)
    if skip_lines is None and (below := _below_an_open_quote(body)) and _agreement(body, known) < _LEAST_AGREEMENT:
        found, above = sniff_dialect(below, known), body[: -len(below) - 1].split("\n")
        n_told = sum(bool(line.strip()) for line in above)
        return replace(found, skip_lines=found.skip_lines + n_above + len(above), n_told=found.n_told + n_told)
    separator = known or _separator(body)
    quote = '"' if separator == BLANK else _quote(body, separator)
    rows = _rows(body, separator, quote)
    outline = _outline(rows, may_skip=skip_lines is None)
    first = rows[outline.n_titles] if rows else _Row(0, [""])
    is_title = len(first.fields) == 1 < outline.width
    around = "" if separator == BLANK else separator
    return Dialect(
        separator,
        quote,
        header=is_header(first.fields) and not is_title,
        skip_lines=n_above + first.line if skip_lines is None else n_above,
        n_told=sum(bool(line.strip(around).strip()) for line in body.split("\n")[: first.line]),
        n_fields=outline.width if len(first.fields) != outline.width else 0,
    )


class _Row(NamedTuple):
    """The line a row begins in, from 0, and its fields."""

    line: int
    fields: list[str]


class _Outline(NamedTuple):
    """How rows agree: titles above them, fields of a row, the share of rows that have as many."""

    n_titles: int
    width: int
    agreement: float


def _outline(rows: list[_Row], *, may_skip: bool = True) -> _Outline:
    """Return from which row on the number of fields agrees, if titles stand above."""
    widths = [len(row.fields) for row in rows]
    if max(widths, default=1) == 1:
        return _Outline(0, 1, 0.0)
    usual = Counter(width for width in widths if width > 1)
    width = max(usual, key=lambda width: (usual[width], width))
    fitting = (place for place, row in enumerate(rows) if _fits(row, width, rows[place + 1 : place + 2]))
    first = next(fitting, 0)
    body = rows[first:]
    is_below_titles = 0 < first <= _MOST_TITLES and len(body) > 1 and is_header(body[0].fields)
    if first == 0 or (may_skip and is_below_titles):
        n_agreeing = sum(len(row.fields) == width for row in body[1:]) + 1
        width = _filled_width(body, width)
        return _Outline(first, width, round(n_agreeing / len(body), 2) - (_COST_OF_TITLES if first else 0.0))
    agreement = round(widths.count(width) / len(widths), 2)
    return _Outline(0, widths[0] if widths[0] > 1 and is_header(rows[0].fields) else width, agreement)


def _fits(row: _Row, width: int, following: list[_Row]) -> bool:
    """Say whether a row may be the first of rows with some fields: a header may have a name too few or empty ones."""
    if len(row.fields) == width:
        return width == _PAIR or not following or sum(map(bool, map(str.strip, row.fields))) > 1
    if not following or len(following[0].fields) != width or not is_header(row.fields):
        return False
    if len(row.fields) > width:
        return not any(map(str.strip, row.fields[width:]))
    return len(row.fields) == width - 1 > 1 and not following[0].fields[-1].strip()


def _filled_width(body: list[_Row], width: int) -> int:
    """Return the fields of a row; where a header lacks a name, only if nothing ever stands in the last field."""
    if len(body[0].fields) >= width:
        return width
    is_spare = not any(row.fields[-1].strip() for row in body[1:] if len(row.fields) == width)
    return width if is_spare else len(body[0].fields)


def _below_an_open_quote(head: str) -> str:
    """Return what stands below the first line whose quote is not closed: that line would swallow it."""
    lines = head.split("\n")
    place = next((place for place, line in enumerate(lines[:_MOST_TITLES]) if line.count('"') % 2), len(lines))
    return "\n".join(lines[place + 1 :])


def _agreement(head: str, separator: str | None) -> float:
    return max(
        _outline(_rows(head, mark, '"')).agreement for mark in ([separator] if separator else [*_SEPARATORS, BLANK])
    )


def _separator(head: str) -> str:
    outlines = {separator: _outline(_rows(head, separator, '"')) for separator in _SEPARATORS}
    separator = max(outlines, key=lambda mark: (outlines[mark].agreement, outlines[mark].width))
    if outlines[separator].width > 1 and outlines[separator].agreement >= _LEAST_AGREEMENT:
        return separator
    blank = _outline(_rows(head, BLANK, '"'))
    return BLANK if blank.width > 1 and blank.agreement >= _LEAST_AGREEMENT else separator


def _rows(head: str, separator: str, quote: str) -> list[_Row]:
    if separator == BLANK:
        split = (_Row(line, text.split()) for line, text in enumerate(head.split("\n")))
        return list(islice((row for row in split if row.fields), _MOST_ROWS))
    lines = io.StringIO(head, newline="")
    if quote:
        reader = csv.reader(lines, delimiter=separator, quotechar=quote)
    else:
        reader = csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE)
    found: list[_Row] = []
    line = 0
    with suppress(csv.Error):
        for fields in reader:
            if any(fields) or len(fields) > 1:
                found.append(_Row(line, fields))
            line = reader.line_num
            if len(found) == _MOST_ROWS:
                break
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
    return len(re.findall(rf"(?:^|{mark}){quote}(?:[^{quote}]|{quote}{quote})*{quote}(?={mark}|$)", head, re.MULTILINE))


def _wide_encoding(head: bytes) -> str:
    """Return the encoding of a text with two or four bytes a character, or nothing."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[::2].count(0) / max(len(head), 1), head[1::2].count(0) / max(len(head), 1)
    if max(even, odd) < _LEAST_NULLS or min(even, odd) > max(even, odd) / 10:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def is_header(first: Sequence[str]) -> bool:
    """Say whether the first row holds names: no number or day among them.

    Parameters
    ----------
    first : sequence of str
        Its fields.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_header(["id", "paid"]), is_header(["17", "5.00"])
    (True, False)
    """
    return any(cell.strip() for cell in first) and not any(_VALUE.fullmatch(cell.strip()) for cell in first)
