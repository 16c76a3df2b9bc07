"""Text to numbers, times and ids: SQL expressions, the one place where a column's text is given a meaning.

In comes the name of a column and what detection learnt of its writing; out goes one scalar expression which every
engine evaluates, and which is null where the text is not what it should be. The rule of this module: a cast never
guesses per row. The date style, the decimal mark and the shape of ids are decided once, from the whole column.

The expressions are ANSI but for two words, ``epoch_us`` and ``timestamptz``, which an engine of another dialect renames
(Spark: ``unix_micros`` and ``timestamp``). They expect the session's time zone to be UTC.
"""

from __future__ import annotations

__all__ = ["DECIMAL_MARKS", "TIME_STYLES", "day_parts", "e4_sql", "id_sql", "number_sql", "time_us_sql"]

TIME_STYLES = ("typed", "iso", "ymd", "dmy", "mdy", "epoch_s", "epoch_ms")
DECIMAL_MARKS = (".", ",")

_BLANKS = "' ' || chr(9) || chr(10) || chr(13) || chr(160)"
"""What may stand around an id and is not part of it: blank, tab, line ends, no-break space."""

_MISSING_IDS = ("", "NULL", "null", "NaN", "nan", "None", "<NA>")
"""What databases, pandas and Python write where there is no value; nobody's id."""

_QUICK_DECIMAL = "decimal(14, 4)"
"""Up to 10 billion: times 10,000 it still fits the 18 digits that engines compute in one machine word."""
_QUICK_MOST = 10_000_000_000
"""The same 10 billion: their ten-thousandths have 14 digits, and doubles of 15 digits are told apart by them."""
_HALF_DAY_US = 43_200_000_000
_MONTHS = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"
_CENTURY_TURNS_AT = 69
"""POSIX: 69 to 99 are of the 1900s, 00 to 68 of the 2000s."""


def time_us_sql(column: str, style: str) -> str:
    """Read a column as a point in time.

    Parameters
    ----------
    column : str
        The column as SQL names it.
    style : str
        One of ``TIME_STYLES``: ``typed``, ``iso`` (year first), ``ymd`` (``20110131``), ``dmy``, ``mdy`` (marks ``-``,
        ``/`` or ``.``, months also as English names), ``epoch_s``, ``epoch_ms``. A time of day may follow, with
        seconds, AM or PM, and a zone.

    Returns
    -------
    str
        An expression: int64 microseconds since the epoch, UTC; null where the text is no such time. Text without a
        zone is taken as UTC.

    Examples
    --------
    >>> time_us_sql("c4", "typed")
    'epoch_us(try_cast(c4 as timestamptz))'
    """
    if style == "typed":
        return f"epoch_us(try_cast({column} as timestamptz))"
    text = f"trim(cast({column} as string))"
    if style == "epoch_s":
        return f"try_cast(try_cast({text} as decimal(24, 6)) * 1000000 as bigint)"
    if style == "epoch_ms":
        return f"try_cast(try_cast({text} as decimal(24, 3)) * 1000 as bigint)"
    return _first_of(_plain_time(text, style), _written_time(text, style))


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


def id_sql(column: str, *, whole_float_ids: bool = False, type: str = "text") -> str:  # noqa: A002  as above
    """Read a column as an id: trimmed text, never re-typed.

    Parameters
    ----------
    column : str
        The column as SQL names it.
    whole_float_ids : bool
        The whole column holds integers written as floats: ``17850.0`` becomes ``17850``.
    type : {'text', 'integer', 'float', 'decimal', 'time'}
        The column's type. Whole numbers of a float or decimal column are written without decimals.

    Returns
    -------
    str
        An expression: text; null where it is blank or one of the spellings programs write for a missing value.

    Examples
    --------
    >>> id_sql("c6", type="integer")
    "case when cast(c6 as string) not in ('', 'NULL', 'null', 'NaN', 'nan', 'None', '<NA>') then cast(c6 as string) end"
    """
    text = _trimmed(column) if type == "text" else f"cast({column} as string)"
    if type in {"float", "decimal"}:
        whole = f"cast(case when {column} = floor({column}) then try_cast({column} as bigint) end as string)"
        text = f"coalesce({whole}, {text})"
    elif type == "text" and whole_float_ids:
        text = f"case when {text} like '%.0' then substring({text}, 1, length({text}) - 2) else {text} end"
    missing = ", ".join(f"'{spelling}'" for spelling in _MISSING_IDS)
    return f"case when {text} not in ({missing}) then {text} end"


def day_parts(text: str) -> tuple[str, str, str, str]:
    """Return the parts of a day, and of what follows it, between the marks ``-``, ``/`` and ``.``.

    Parameters
    ----------
    text : str
        An expression: text.

    Returns
    -------
    tuple of str
        Four expressions: text, empty where there is no such part.

    Examples
    --------
    >>> day_parts("c4")[0]
    "split_part(replace(replace(c4, '/', '-'), '.', '-'), '-', 1)"
    """
    dashed = f"replace(replace({text}, '/', '-'), '.', '-')"
    first, second, third, fourth = (f"split_part({dashed}, '-', {place})" for place in (1, 2, 3, 4))
    return first, second, third, fourth


def _trimmed(column: str) -> str:
    """Return an id without what surrounds it; nearly all begin and end with a letter or digit, which is told at once."""
    ends = f"ascii({column})", f"ascii(right({column}, 1))"
    bare = " and ".join(f"{end} > 32 and {end} <> 160" for end in ends)
    return f"case when {bare} then {column} else trim(both {_BLANKS} from {column}) end"


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
    """Return a number without its thousands marks and currency sign, if each mark stands before three digits."""
    thousands = "." if decimal == "," else ","
    bare = f"trim(translate({column}, chr(39) || '\u2019\u00a0\u202f$€£¥', '    '))"
    shape = f"^[+-]?([0-9]+|[0-9]{{1,3}}([{thousands} ][0-9]{{3}})+)([{decimal}][0-9]*)?$"
    return f"translate(regexp_extract({bare}, '{shape}', 0), '{decimal}{thousands} ', '.')"


def _instant(text: str) -> str:
    return f"epoch_us(try_cast({text} as timestamptz))"


def _first_of(quick: str, thorough: str) -> str:
    """Return the quick reading where there is one; for a ``coalesce``, DuckDB prepares the thorough one too."""
    return f"case when {quick} is not null then {quick} else {thorough} end"


def _plain_time(text: str, style: str) -> str:
    """Return the reading of the widespread writing: numbers, four-digit years, nothing unusual behind them."""
    if style == "iso":
        return f"case when {text} like '____-__-__%' then {_instant(text)} end"
    if style == "ymd":
        moment = f"substring({text}, 1, 4) || '-' || substring({text}, 5, 2) || '-' || substring({text}, 7, 2)"
        return f"case when length({text}) = 8 then {_instant(moment)} end"
    first, second, third, fourth = day_parts(text)
    day, month = (first, second) if style == "dmy" else (second, first)
    moment = f"substring({third}, 1, 4) || '-' || {month} || '-' || {day} || substring({third}, 5)"
    return f"case when {third} like '____%' and {fourth} = '' then {_instant(moment)} end"


def _written_time(text: str, style: str) -> str:
    """Return the reading by parts: of any width, months by name, two-digit years, AM and PM, a zone apart."""
    day, month, year = "([0-9]{1,2})", "([0-9]{1,2}|[A-Za-z]{3,9})", "([0-9]{4}|[0-9]{2})"
    shape, order = {
        "iso": (f"([0-9]{{4}})[-/.]{month}[-/.]{day}", (1, 2, 3)),
        "dmy": (f"{day}[-/.]{month}[-/.]{year}", (3, 2, 1)),
        "mdy": (f"{month}[-/.]{day}[-/.]{year}", (3, 1, 2)),
        "ymd": ("([0-9]{4})([0-9]{2})([0-9]{2})(?:[.]0)?", (1, 2, 3)),
    }[style]
    found = [f"regexp_extract({text}, '^{shape}(?:[T ]+(.*))?$', {place})" for place in (*order, 4)]
    full_year, clock = _four_digit_year(found[0]), f"upper({found[3]})"
    bare = f"replace(replace(replace(replace({clock}, 'AM', ''), 'PM', ''), ' +', '+'), ' -', '-')"
    later = f"when {clock} like '%PM%' and {clock} not like '12:%' then 1"
    earlier = f"when {clock} like '%AM%' and {clock} like '12:%' then -1"
    moment = f"trim({full_year} || '-' || {_month_number(found[1])} || '-' || {found[2]} || ' ' || trim({bare}))"
    return f"{_instant(moment)} + {_HALF_DAY_US} * case {later} {earlier} else 0 end"


def _four_digit_year(year: str) -> str:
    century = f"case when try_cast({year} as integer) < {_CENTURY_TURNS_AT} then '20' else '19' end"
    return f"case length({year}) when 4 then {year} when 2 then {century} || {year} end"


def _month_number(month: str) -> str:
    place = f"position(upper(substring({month}, 1, 3)) in '{_MONTHS}')"
    named = f"case when {place} % 3 = 1 then cast(cast(floor(({place} + 2) / 3) as integer) as string) end"
    return f"case when length({month}) <= 2 then {month} else {named} end"
