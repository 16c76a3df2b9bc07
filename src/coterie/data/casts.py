"""Text to numbers, times and ids: SQL expressions, the one place where a column's text is given a meaning.

In comes the name of a column and what detection learnt of its writing; out goes one scalar expression which every
engine evaluates, and which is null where the text is not what it should be. The rule of this module: a cast never
guesses per row. The date style, the decimal mark and the shape of ids are decided once, from the whole column.

The expressions are ANSI but for two words, ``epoch_us`` and ``timestamptz``, which an engine of another dialect renames
(Spark: ``unix_micros`` and ``timestamp``). They expect the session's time zone to be UTC.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.data.moments import TIME_STYLES, time_us_sql

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "CURRENCY",
    "DECIMAL_MARKS",
    "PLAIN",
    "TIME_STYLES",
    "e4_sql",
    "id_sql",
    "number_sql",
    "quoted",
    "time_us_sql",
]

DECIMAL_MARKS = (".", ",")

_BLANKS = "' ' || chr(9) || chr(10) || chr(13) || chr(160)"
"""What may stand around an id and is not part of it: blank, tab, line ends, no-break space."""

_MISSING_IDS = ("", "NULL", "null", "NaN", "nan", "None", "<NA>")
"""What databases, pandas and Python write where there is no value; nobody's id."""

PLAIN = "plain"
"""The type of a text column whose values are ids as they stand."""

_QUICK_DECIMAL = "decimal(14, 4)"
"""Up to 10 billion: times 10,000 it still fits the 18 digits that engines compute in one machine word."""
_QUICK_MOST = 10_000_000_000
"""The same 10 billion: their ten-thousandths have 14 digits, and doubles of 15 digits are told apart by them."""

_CODES = "EUR USD GBP CHF PLN JPY CNY INR BRL SEK NOK DKK CZK HUF RON CAD AUD NZD MXN ZAR TRY RUB ILS KRW SGD HKD"
_SIGNS = r"R\$|US\$|[A-Z]{0,2}[$]|[€£¥₹₽₺₩₫]|ZŁ|ZL|KČ|KC|KR[.]?|FT|LEI|RS[.]?|FR[.]?|SFR[.]?"
CURRENCY = f"(?:{'|'.join(_CODES.split())}|{_SIGNS})"
"""Currencies as they stand before or after an amount, in capitals."""


def e4_sql(column: str, decimal: str, *, type: str = "text") -> str:  # noqa: A002  the word every room uses for it
    """Read a column as an exact number in 1/10,000.

    Parameters
    ----------
    column : str
        The column as SQL names it.
    decimal : {'.', ','}
        The decimal mark of a text column; the other one, blanks and apostrophes may mark thousands.
    type : {'text', 'integer', 'float', 'decimal', 'time'}
        The column's type.

    Returns
    -------
    str
        An expression: int64, rounded half away from zero to 1/10,000; null where the text is no number, not finite,
        or beyond int64.

    Examples
    --------
    >>> e4_sql("c3", ".", type="decimal")
    'try_cast(try_cast(c3 as decimal(32, 4)) * 10000 as bigint)'
    """
    if type == "float":
        return _float_e4(column)
    if type == "integer":
        quick = f"{column} between -{_QUICK_MOST} and {_QUICK_MOST}"
        thorough = _exact_e4(f"try_cast({column} as decimal(32, 4))")
        return f"case when {quick} then cast({column} as bigint) * 10000 else {thorough} end"
    if type == "decimal":
        return _exact_e4(f"try_cast({column} as decimal(32, 4))")
    if type == "time":
        return "cast(null as bigint)"
    plain = f"translate({column}, ',._', '.??')" if decimal == "," else f"translate({column}, '_', '?')"
    quick = f"cast(try_cast({plain} as {_QUICK_DECIMAL}) * 10000 as bigint)"
    return _first_of(quick, _exact_e4(f"try_cast({_marked_number(column, decimal)} as decimal(32, 4))"))


def number_sql(column: str, decimal: str, *, type: str = "text") -> str:  # noqa: A002  the word every room uses for it
    """Read a column as a plain number.

    Parameters
    ----------
    column : str
        The column as SQL names it.
    decimal : {'.', ','}
        The decimal mark of a text column; the other one, blanks and apostrophes may mark thousands.
    type : {'text', 'integer', 'float', 'decimal', 'time'}
        The column's type.

    Returns
    -------
    str
        An expression: double; null where the text is no number, or it is not finite. A percent sign is dropped.

    Examples
    --------
    >>> number_sql("c3", ".", type="integer")
    'case when abs(try_cast(c3 as double)) < 1e300 then try_cast(c3 as double) end'
    """
    if type == "time":
        return "cast(null as double)"
    if type != "text":
        return _finite(f"try_cast({column} as double)")
    plain = f"translate({column}, ',._', '.??')" if decimal == "," else f"translate({column}, '_', '?')"
    quick = _finite(f"try_cast({plain} as double)")
    marked = _marked_number(f"translate({column}, '%', ' ')", decimal)
    return _first_of(quick, _finite(f"try_cast({marked} as double)"))


def _finite(number: str) -> str:
    return f"case when abs({number}) < 1e300 then {number} end"


def id_sql(
    column: str,
    *,
    whole_float_ids: bool = False,
    type: str = "text",  # noqa: A002  as above
    missing: Sequence[str] = (),
) -> str:
    """Read a column as an id: trimmed text, never re-typed.

    Parameters
    ----------
    column : str
        The column as SQL names it.
    whole_float_ids : bool
        The whole column holds integers written as floats: ``17850.0`` becomes ``17850``.
    type : {'text', 'plain', 'integer', 'float', 'decimal', 'time'}
        The column's type. Whole numbers of a float or decimal column are written without decimals; ``plain`` says that
        the whole column is text with nothing to trim and no spelling of a missing value.
    missing : sequence of str
        Further spellings of a missing value, which this source uses.

    Returns
    -------
    str
        An expression: text; null where it is blank or one of the spellings programs write for a missing value.

    Examples
    --------
    >>> id_sql("c6", type="integer")
    'cast(c6 as string)'
    """
    spellings = tuple(dict.fromkeys((*_MISSING_IDS, *missing)))
    if type == "integer":
        return _unless_missing(f"cast({column} as string)", [one for one in spellings if one[-1:].isdigit()])
    if type == PLAIN and not whole_float_ids:
        return column
    is_text = type in {"text", PLAIN}
    text = f"trim(both {_BLANKS} from {column})" if is_text else f"cast({column} as string)"
    if type in {"float", "decimal"}:
        whole = f"cast(case when {column} = floor({column}) then try_cast({column} as bigint) end as string)"
        text = f"coalesce({whole}, {text})"
    elif is_text and whole_float_ids:
        text = f"case when {text} like '%.0' then substring({text}, 1, length({text}) - 2) else {text} end"
    elif is_text:
        return f"case when {_is_plain_id(column, spellings)} then {column} else {_unless_missing(text, spellings)} end"
    return _unless_missing(text, spellings)


def quoted(text: str) -> str:
    """Return a short text of the user's as an SQL literal.

    Parameters
    ----------
    text : str
        The text.

    Returns
    -------
    str

    Examples
    --------
    >>> quoted("n'a")
    "'n''a'"
    """
    return "'" + text.replace("'", "''") + "'"


def _is_plain_id(column: str, spellings: Sequence[str]) -> str:
    """Say quickly of most ids that nothing surrounds them and that they cannot be a spelling of a missing value."""
    longest = max(map(len, spellings))
    plain = f"ascii({column}) between 33 and 126 and length({column}) > {longest}"
    if not any(spelling[:1].isdigit() for spelling in spellings):
        plain = f"(ascii({column}) between 48 and 57 or {plain})"
    return f"{plain} and ascii(right({column}, 1)) between 33 and 126"


def _unless_missing(text: str, spellings: Sequence[str]) -> str:
    """Return a text, null where it is one of some."""
    return f"case when {text} not in ({', '.join(map(quoted, spellings))}) then {text} end" if spellings else text


def _float_e4(column: str) -> str:
    """Return a double's exact number; one that rounding gives back is written with four decimals at most."""
    rounded = f"round({column} * 10000)"
    thorough = _exact_e4(f"try_cast(cast({column} as string) as decimal(32, 4))")
    is_double = f"typeof({column}) in ('DOUBLE', 'double')"
    quick = f"{is_double} and abs({column}) < {_QUICK_MOST} and {rounded} / 10000 = {column}"
    return f"case when {quick} then cast({rounded} as bigint) else {thorough} end"


def _exact_e4(number: str) -> str:
    return f"try_cast({number} * 10000 as bigint)"


def _marked_number(column: str, decimal: str) -> str:
    """Return a number without its thousands marks and currency, if each mark stands where it marks thousands."""
    thousands = "." if decimal == "," else ","
    bare = f"upper(trim(translate({column}, chr(39) || '\u2019\u00a0\u202f\u2009\u2212\u2013', '     --')))"
    grouped = f"[0-9]{{1,3}}(?:[{thousands} ][0-9]{{3}})+"
    indian = f"[0-9]{{1,2}}(?:{thousands}[0-9]{{2}})+{thousands}[0-9]{{3}}"
    digits = f"[0-9]+|{grouped}|{indian}" if thousands == "," else f"[0-9]+|{grouped}"
    whole = f"(?:{digits})(?:[{decimal}][0-9]*)?|[{decimal}][0-9]+"
    shape = f"^{CURRENCY}?[(]?(?:[+-]? ?{CURRENCY}? ?|{CURRENCY} ?[+-] ?)({whole}) ?{CURRENCY}? ?-?[)]?$"
    found = f"translate(regexp_extract({bare}, '{shape}', 1), '{decimal}{thousands} ', '.')"
    signed = f"({bare} like '%-%' and {bare} not like '%{decimal}-') or {bare} like '%-%{decimal}-'"
    below_zero = f"{signed} or {bare} like '%(%'"
    return f"case when {below_zero} then '-' else '' end || {found}"


def _first_of(quick: str, thorough: str) -> str:
    """Return the quick reading where there is one; for a ``coalesce``, DuckDB prepares the thorough one too."""
    return f"case when {quick} is not null then {quick} else {thorough} end"
