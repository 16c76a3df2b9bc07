"""Text to numbers, times and ids: SQL expressions, the one place where a column's text is given a meaning.

In comes the name of a column and what detection learnt of its writing; out goes one scalar expression which every
engine evaluates, and which is null where the text is not what it should be. The rule of this module: a cast never
guesses per row. The date style, the decimal mark and the shape of ids are decided once, from the whole column.

The expressions are ANSI but for two words, ``epoch_us`` and ``timestamptz``, which an engine of another dialect renames
(Spark: ``unix_micros`` and ``timestamp``). They expect the session's time zone to be UTC.
"""

from __future__ import annotations

__all__ = ["DECIMAL_MARKS", "TIME_STYLES", "e4_sql", "id_sql", "time_us_sql"]

TIME_STYLES = ("typed", "iso", "ymd", "dmy", "mdy", "epoch_s", "epoch_ms")
DECIMAL_MARKS = (".", ",")

_MISSING_IDS = ("", "NULL", "null", "NaN", "nan", "None", "<NA>")
"""What databases, pandas and Python write where there is no value; nobody's id."""

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
    'epoch_us(cast(c4 as timestamptz))'
    """
    if style == "typed":
        return f"epoch_us(cast({column} as timestamptz))"
    text = f"trim(cast({column} as string))"
    if style == "epoch_s":
        return f"try_cast(try_cast({text} as decimal(24, 6)) * 1000000 as bigint)"
    if style == "epoch_ms":
        return f"try_cast(try_cast({text} as decimal(24, 3)) * 1000 as bigint)"
    if style == "ymd":
        return _compact_time(text)
    return f"coalesce({_plain_time(text, style)}, {_any_time(text, style)})"


def e4_sql(column: str, decimal: str, type: str) -> str:  # noqa: A002  the word every room uses for it
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
    >>> e4_sql("c3", ".", "float")
    'try_cast(round(c3 * 10000) as bigint)'
    """
    if type == "float":
        return f"try_cast(round({column} * 10000) as bigint)"
    if type in {"integer", "decimal"}:
        return _exact_e4(f"cast({column} as decimal(38, 4))")
    if type == "time":
        return "cast(null as bigint)"
    plain = f"translate({column}, ',._', '.??')" if decimal == "," else f"translate({column}, '_', '?')"
    quick = f"cast(try_cast({plain} as decimal(18, 4)) * 10000 as bigint)"
    return f"coalesce({quick}, {_exact_e4(f'try_cast({_marked_number(column, decimal)} as decimal(38, 4))')})"


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
    >>> id_sql("c6")
    "case when trim(c6) not in ('', 'NULL', 'null', 'NaN', 'nan', 'None', '<NA>') then trim(c6) end"
    """
    text = f"trim({column})" if type == "text" else f"cast({column} as string)"
    if type in {"float", "decimal"}:
        whole = f"cast(case when {column} = floor({column}) then try_cast({column} as bigint) end as string)"
        text = f"coalesce({whole}, {text})"
    elif type == "text" and whole_float_ids:
        text = f"case when {text} like '%.0' then substring({text}, 1, length({text}) - 2) else {text} end"
    missing = ", ".join(f"'{spelling}'" for spelling in _MISSING_IDS)
    return f"case when {text} not in ({missing}) then {text} end"


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


def _plain_time(text: str, style: str) -> str:
    """Return the quick way for the widespread writing: two-digit parts, nothing unusual behind."""
    if style == "iso":
        return f"case when {text} like '____-__-__%' then {_instant(text)} end"
    marks = f"substring({text}, 3, 1) in ('/', '-', '.') and substring({text}, 6, 1) in ('/', '-', '.')"
    day, month = (1, 4) if style == "dmy" else (4, 1)
    parts = (f"substring({text}, 7, 4)", f"substring({text}, {month}, 2)", f"substring({text}, {day}, 2)")
    digits = f"try_cast(substring({text}, 7, 4) as integer) >= 1000"
    return f"case when {marks} and {digits} then {_instant(_dashed(*parts) + f' || substring({text}, 11)')} end"


def _any_time(text: str, style: str) -> str:
    """Return the thorough way: parts of any width, names of months, two-digit years, AM and PM, a zone apart."""
    day_text = f"split_part({text}, ' ', 1)"
    if style == "iso":
        day_text = f"split_part(translate({text}, 'T', ' '), ' ', 1)"
    first, second, third = (f"split_part(translate({day_text}, '/.', '--'), '-', {i})" for i in (1, 2, 3))
    year, month, day = {
        "iso": (first, second, third),
        "dmy": (third, second, first),
        "mdy": (third, first, second),
    }[style]
    clock = f"upper(substring({text}, length({day_text}) + 2))"
    full_year = f"case when length({year}) = 4 then {year} end" if style == "iso" else _four_digit_year(year)
    return _instant_of_clock(_dashed(full_year, _month_number(month), day), clock)


def _compact_time(text: str) -> str:
    day_text = f"split_part(split_part({text}, ' ', 1), '.', 1)"
    parts = (f"substring({day_text}, 1, 4)", f"substring({day_text}, 5, 2)", f"substring({day_text}, 7, 2)")
    clock = f"upper(substring({text}, 10))"
    whole = f"length({day_text}) = 8 and try_cast({day_text} as integer) >= 10000101"
    without = f"case when length({text}) <= 10 then {_instant(_dashed(*parts))} end"
    return f"case when {whole} then coalesce({without}, {_instant_of_clock(_dashed(*parts), clock)}) end"


def _instant_of_clock(day: str, clock: str) -> str:
    bare = f"replace(replace(replace(replace({clock}, 'AM', ''), 'PM', ''), ' +', '+'), ' -', '-')"
    noon = f"({clock} like '12:%')"
    half_days = (
        f"case when {clock} like '%PM%' and not {noon} then 1 when {clock} like '%AM%' and {noon} then -1 else 0 end"
    )
    instant = _instant(f"trim({day} || ' ' || trim({bare}))")
    return f"{instant} + {_HALF_DAY_US} * {half_days}"


def _dashed(year: str, month: str, day: str) -> str:
    return f"{year} || '-' || {month} || '-' || {day}"


def _four_digit_year(year: str) -> str:
    century = f"case when try_cast({year} as integer) < {_CENTURY_TURNS_AT} then '20' else '19' end"
    return f"case length({year}) when 4 then {year} when 2 then {century} || {year} end"


def _month_number(month: str) -> str:
    place = f"position(upper(substring({month}, 1, 3)) in '{_MONTHS}')"
    named = f"case when {place} % 3 = 1 then cast(cast(floor(({place} + 2) / 3) as integer) as string) end"
    return f"case when length({month}) <= 2 then {month} else {named} end"
