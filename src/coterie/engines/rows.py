"""One text, row by row: which rows can be split into fields, which cannot and why.

Comes in: physical lines. Goes out: rows in their order, each with its number and, where it cannot be used, the reason.
The rule of this module: a broken row costs one row. A quote that is never closed would swallow the lines behind it, so
only the line it stands in is given up and reading goes on at the next one.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["BLANK", "Row", "RowForm", "split_rows"]

BLANK = "blank"
"""The separator of texts whose fields are set apart by runs of blanks."""

_MOST_LINES = 1_000
"""Lines that one quoted field may span; product descriptions have tens."""
_MOST_BYTES = 2_000_000
"""What DuckDB takes as one row."""
_BROKEN_QUOTE = "a quote that is not closed, or text behind a closing quote"
_NO_UTF8 = "bytes that are not UTF-8"
_TOO_LONG = f"longer than {_MOST_BYTES:,} bytes"


class Row(NamedTuple):
    """One row: its place from 1, its text, and why it cannot be used (empty where it can).

    The text of an unusable row is as it was; that of a usable one may have all its fields enclosed in quotes.

    Examples
    --------
    >>> Row(1, "17850,2010-12-01", "").reason
    ''
    """

    number: int
    text: str
    reason: str


@dataclass(frozen=True)
class RowForm:
    """How the rows of a text are written.

    Parameters
    ----------
    separator : str
        One character, or ``blank`` for runs of blanks.
    quote : str
        The character that encloses fields; empty where there is none.
    n_fields : int
        Fields of every row.

    Examples
    --------
    >>> bool(RowForm(",", '"', 2).pattern.fullmatch('1,"a, b"'))
    True
    """

    separator: str
    quote: str
    n_fields: int

    @cached_property
    def field(self) -> re.Pattern[str]:
        """What one field looks like."""
        bare = f"[^{re.escape(self.separator)}]*"
        if not self.quote:
            return re.compile(f"(?:{bare})")
        quote = re.escape(self.quote)
        return re.compile(f"(?: *{quote}[^{quote}]*(?:{quote}{quote}[^{quote}]*)*{quote} *|(?! *{quote}){bare})")

    @cached_property
    def fields(self) -> re.Pattern[str]:
        """What whole fields from the start of a row look like."""
        return re.compile(f"{self.field.pattern}(?:{re.escape(self.separator)}{self.field.pattern})*")

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What a whole row looks like."""
        more = f"(?:{re.escape(self.separator)}{self.field.pattern}){{{self.n_fields - 1}}}"
        return re.compile(self.field.pattern + more)

    def values(self, text: str) -> list[str]:
        """Return the fields of a row as they stand in it, quotes included.

        Parameters
        ----------
        text : str
            A row whose quotes are whole.

        Returns
        -------
        list of str
        """
        found, end = [], -1
        while end < len(text) and (match := self.field.match(text, end + 1)):
            found.append(match[0])
            end = match.end()
        return found

    def plain(self, text: str) -> str:
        """Return a row with every field enclosed, so that no reader can take it otherwise.

        Parameters
        ----------
        text : str
            A row whose quotes are whole.

        Returns
        -------
        str
        """
        quote = self.quote
        return self.separator.join(
            value.strip(" ") if value.lstrip(" ").startswith(quote) else quote + value.replace(quote, quote * 2) + quote
            for value in self.values(text)
        )


def split_rows(lines: Iterable[str], form: RowForm) -> Iterator[Row]:
    r"""Tell usable rows from unusable ones.

    Parameters
    ----------
    lines : iterable of str
        Physical lines with their ends; bytes that are not UTF-8 stand in them as lone surrogates.
    form : RowForm
        How rows are written.

    Yields
    ------
    Row
        Every row but empty lines, in order, numbered from 1.

    Examples
    --------
    >>> [(row.number, row.reason) for row in split_rows(["1,2\n", "3\n", '"4,5\n', "6,7\n"], RowForm(",", '"', 2))]
    [(1, ''), (2, '1 field instead of 2'), (3, 'a quote that is not closed, or text behind a closing quote'), (4, '')]
    """
    judged = _blank_rows(lines, form.n_fields) if form.separator == BLANK else _separated_rows(_Lines(lines), form)
    for number, (text, reason) in enumerate(judged, start=1):
        yield Row(number, text, reason or _unfit(text))


class _Lines:
    """Lines that can be handed back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._returned: deque[str] = deque()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return self._returned.popleft() if self._returned else next(self._lines)

    def hand_back(self, lines: list[str]) -> None:
        self._returned.extendleft(reversed(lines))


def _blank_rows(lines: Iterable[str], n_fields: int) -> Iterator[tuple[str, str]]:
    for line in lines:
        fields = re.findall(r"[^ \t\r\n]+", line)
        if len(fields) == n_fields:
            yield "\t".join(fields), ""
        elif fields:
            yield line.rstrip("\r\n"), _miscount(len(fields), n_fields)


def _separated_rows(lines: _Lines, form: RowForm) -> Iterator[tuple[str, str]]:
    for line in lines:
        text = line.rstrip("\r\n")
        if not form.quote or form.quote not in text:
            n_fields = text.count(form.separator) + 1
            if text or form.n_fields == 1:
                yield text, "" if n_fields == form.n_fields else _miscount(n_fields, form.n_fields)
        elif form.pattern.fullmatch(text):
            yield form.plain(text), ""
        else:
            yield _quoted_row(line, lines, form)


def _quoted_row(line: str, lines: _Lines, form: RowForm) -> tuple[str, str]:
    """Read on while a quoted field is open; give up the first line alone if it never closes well."""
    taken = [line]
    is_open = _is_open(line, form)
    while is_open and len(taken) < _MOST_LINES and (more := next(lines, None)) is not None:
        taken.append(more)
        is_open = form.quote not in more or _is_open("".join(taken), form)
    text = "".join(taken).rstrip("\r\n")
    whole = form.fields.fullmatch(text)
    swallowed = len(taken) > 1 and all(part.count(form.separator) + 1 == form.n_fields for part in taken)
    if whole and form.pattern.fullmatch(text) and not swallowed:
        return form.plain(text), ""
    if whole and not swallowed:
        return text, _miscount(len(form.values(text)), form.n_fields)
    lines.hand_back(taken[1:])
    return taken[0].rstrip("\r\n"), _BROKEN_QUOTE


def _is_open(text: str, form: RowForm) -> bool:
    """Say whether the text ends inside a quoted field."""
    match = form.fields.match(text)
    rest = text[match.end() :] if match else text
    rest = rest.removeprefix(form.separator).lstrip(" ")
    return rest.startswith(form.quote) and form.quote not in rest[1:].replace(form.quote * 2, "")


def _miscount(n_fields: int, expected: int) -> str:
    return f"{n_fields} field{'s' if n_fields != 1 else ''} instead of {expected}"


def _unfit(text: str) -> str:
    if text.isascii():
        return _TOO_LONG if len(text) > _MOST_BYTES else ""
    try:
        return _TOO_LONG if len(text.encode()) > _MOST_BYTES else ""
    except UnicodeEncodeError:
        return _NO_UTF8
