"""Text to points in time: SQL expressions for every style in which exports write a day.

In comes the name of a column and the style that detection learnt of its writing; out goes one scalar expression which
every engine evaluates, and which is null where the text is no such time. The rule of this module: the widespread
writing of a style is read by the engine's own cast, quickly; only what that leaves is taken apart.

The expressions are ANSI but for two words, ``epoch_us`` and ``timestamptz``, which an engine of another dialect renames
(Spark: ``unix_micros`` and ``timestamp``). They expect the session's time zone to be UTC.
"""

from __future__ import annotations

__all__ = ["MONTH", "SEPARATOR", "TIME_STYLES", "WEEKDAY", "day_parts", "time_us_sql"]

TIME_STYLES = ("typed", "iso", "ymd", "dmy", "mdy", "epoch_s", "epoch_ms", "epoch_us", "excel", "ctime")

SEPARATOR = "[-/., ]+(?:de |of )?"
MONTH = "[^-0-9 ./,:]{3,12}"
"""A month by its name: letters of any alphabet."""
WEEKDAY = "(?:[^-0-9 ./,:]{2,12}[., ]+)?"

_HALF_DAY_US, _DAY_US = 43_200_000_000, 86_400_000_000
_DAY_MS = 86_400_000
_EXCEL_1970 = 25_569
"""The serial day of 1970-01-01 in spreadsheets that count from 1900."""
_CENTURY_TURNS_AT = 69
"""POSIX: 69 to 99 are of the 1900s, 00 to 68 of the 2000s."""
_ACCENTS = ("äáâàãåéèêëíìîïóòôöõúùûüçźżśń", "aaaaaaeeeeiiiiooooouuuuczzsn")
_MONTHS = "".join(
    f"|{name}"
    for names in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "gen fev mrz avr mai giu lug ago set okt lis dez",
        "ene lut mrt abr mag cze lip aou wrz ott ... dic",
        "sty ... maa kwi mei ... ... sie ... out ... gru",
        "... ... mae ... maj ... ... ... ... paz ... ...",
    )
    for name in names.split()
)
"""First letters of the months in eight languages, twelve by twelve."""


def time_us_sql(column: str, style: str, *, clock: str | None = None) -> str:
    """Read a column as a point in time.

    Parameters
    ----------
    column : str
        The column as SQL names it.
    style : str
        One of ``TIME_STYLES``: ``typed``, ``iso`` (year first), ``ymd`` (``20110131``), ``dmy``, ``mdy`` (marks ``-``,
        ``/``, ``.`` or blanks, months also by name), ``epoch_s``, ``epoch_ms``, ``epoch_us``, ``excel`` (days since
        1899-12-30), ``ctime`` (``Mon Jan 31 08:26:00 +0000 2011``). A time of day may follow, with seconds, AM or PM,
        and a zone.
    clock : str, optional
        The column with the time of day, where the other holds the day; blank or unreadable it is midnight.

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
    moment = _moment(column, style)
    if clock is None:
        return moment
    within_day = f"mod(mod({moment}, {_DAY_US}) + {_DAY_US}, {_DAY_US})"
    return f"{moment} - {within_day} + coalesce({_clock_us(clock)}, 0)"


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


def _moment(column: str, style: str) -> str:
    if style == "typed":
        return _instant(column)
    text = f"trim(cast({column} as string))"
    if style == "ctime":
        return _ctime(text)
    if style in {"epoch_s", "epoch_ms", "epoch_us", "excel"}:
        return _counted(text, style)
    return _first_of(_plain_time(text, style), _written_time(text, style))


def _counted(text: str, style: str) -> str:
    """Return the reading of a number: of seconds or parts of them since 1970, or of days as spreadsheets count."""
    if style == "excel":
        days = f"try_cast(translate({text}, ',', '.') as decimal(20, 10))"
        return f"try_cast(floor(({days} - {_EXCEL_1970}) * {_DAY_MS} + 0.5) as bigint) * 1000"
    digits, us = {"epoch_s": (6, 1_000_000), "epoch_ms": (3, 1000), "epoch_us": (0, 1)}[style]
    return f"try_cast(try_cast({text} as decimal(24, {digits})) * {us} as bigint)"


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
    day, month, year = "([0-9]{1,2})(?:st|nd|rd|th|er)?", f"([0-9]{{1,2}}|{MONTH})", "([0-9]{4}|[0-9]{2})"
    shape, order = {
        "iso": (f"([0-9]{{4}}){SEPARATOR}{month}{SEPARATOR}{day}", (1, 2, 3)),
        "dmy": (f"{WEEKDAY}{day}{SEPARATOR}{month}{SEPARATOR}{year}", (3, 2, 1)),
        "mdy": (f"{WEEKDAY}{month}{SEPARATOR}{day}{SEPARATOR}{year}", (3, 1, 2)),
        "ymd": ("([0-9]{4})([0-9]{2})([0-9]{2})(?:[.]0)?", (1, 2, 3)),
    }[style]
    between = "[T ]*" if style == "ymd" else "[T ,]+"
    found = [f"regexp_extract({text}, '^{shape}(?:{between}(.*))?$', {place})" for place in (*order, 4)]
    clock = _colons(found[3]) if style == "ymd" else found[3]
    moment = f"{_four_digit_year(found[0])} || '-' || {_month_number(found[1])} || '-' || {found[2]}"
    return _with_clock(moment, clock)


def _ctime(text: str) -> str:
    """Return the reading of a date as Unix prints it: the year comes last."""
    clock, zone = "([0-9]{1,2}:[0-9:.]+)", "(?: +([A-Za-z+-][A-Za-z0-9:+-]*))?"
    shape = f"^{WEEKDAY}({MONTH})[., ]+([0-9]{{1,2}})[, ]+{clock}{zone} +([0-9]{{4}})$"
    month, day, time, where, year = (f"regexp_extract({text}, '{shape}', {place})" for place in (1, 2, 3, 4, 5))
    day_and_clock = f"{year} || '-' || {_month_number(month)} || '-' || {day} || ' ' || {time}"
    return _instant(f"{day_and_clock} || replace(replace(' ' || {where}, ' +', '+'), ' -', '-')")


def _clock_us(column: str) -> str:
    return _with_clock("'1970-01-01'", f"trim(cast({column} as string))")


def _with_clock(day: str, clock: str) -> str:
    """Return the point in time of a day and a time of day, which may say AM or PM and its zone."""
    large = f"replace(replace(replace(upper({clock}), '. ', '.'), 'A.M.', 'AM'), 'P.M.', 'PM')"
    bare = f"replace(replace(replace(replace({large}, 'AM', ''), 'PM', ''), ' +', '+'), ' -', '-')"
    later = f"when {large} like '%PM%' and {_after_noon(large)} = '' then 1"
    earlier = f"when {large} like '%AM%' and {large} like '12:%' then -1"
    moment = f"trim({day} || ' ' || trim({bare}))"
    return f"{_instant(moment)} + {_HALF_DAY_US} * case {later} {earlier} else 0 end"


def _after_noon(clock: str) -> str:
    """Return the hour where it counts on from noon, which 12 and more do without PM."""
    return f"regexp_extract({clock}, '^(?:1[2-9]|2[0-3]):', 0)"


def _colons(clock: str) -> str:
    """Return a clock of four or six digits with the marks that it lacks."""
    hours, minutes, rest = f"substring({clock}, 1, 2)", f"substring({clock}, 3, 2)", f"substring({clock}, 5)"
    short = f"when length({clock}) = 4 then {hours} || ':' || {minutes}"
    full = f"when length({clock}) >= 6 then {hours} || ':' || {minutes} || ':' || {rest}"
    return f"case when {clock} like '%:%' then {clock} {short} {full} else {clock} end"


def _four_digit_year(year: str) -> str:
    century = f"case when try_cast({year} as integer) < {_CENTURY_TURNS_AT} then '20' else '19' end"
    return f"case length({year}) when 4 then {year} when 2 then {century} || {year} end"


def _month_number(month: str) -> str:
    plain = (
        f"replace(replace(translate(lower({month}), '{_ACCENTS[0]}', '{_ACCENTS[1]}'), 'juin', 'jun'), 'juil', 'jul')"
    )
    place = f"position('|' || substring({plain}, 1, 3) in '{_MONTHS}')"
    number = f"cast(mod(cast(floor(({place} - 1) / 4) as integer), 12) + 1 as string)"
    return f"case when length({month}) <= 2 then {month} when {place} > 0 then {number} end"
