"""One query that counts over whole columns how they are written, and how many customers there are.

Comes in: a guess from the first rows. Goes out: a step whose result has the columns measure, key and n. The rule of
this module: everything is counted in one pass, and nothing but the customers is counted by its different values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.data.casts import id_sql, quoted, time_us_sql
from coterie.data.missing import absent_sql, marked
from coterie.data.moments import day_parts
from coterie.tables import ColumnMap, Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coterie.data.findings import Detection

__all__ = ["FEW", "statistics_step"]

FEW = 3
"""Orders with a prefix that say nothing yet."""

_NAMES = {".": "point", ",": "comma"}
Fact = tuple[str, str, str]
"""A measure, its key, and the expression that counts it."""


def statistics_step(detection: Detection, names: Mapping[str, str]) -> Step:
    """Return the query that counts over the whole columns how they are written.

    Parameters
    ----------
    detection : Detection
        The guess.
    names : mapping of str to str
        The user's names to those that SQL uses.

    Returns
    -------
    Step
        Reads ``raw``; its result has the columns measure, key and n.

    Examples
    --------
    >>> from coterie.data.findings import Detection
    >>> step = statistics_step(Detection(ColumnMap("who", "when"), ()), {"who": "c0", "when": "c1"})
    >>> step.name, step.inputs
    ('statistics', ('raw',))
    """
    columns = detection.columns
    facts: list[Fact] = [("rows", "", "count(*)")]
    if columns.customer is not None:
        facts += _customer_facts(names[columns.customer])
    for place, (label, spelling) in enumerate(marked(detection.marks)):
        facts.append(("missing", str(place), _count(f"{_text(names[label])} = {quoted(spelling)}")))
    if isinstance(columns, ColumnMap):
        facts += _time_facts(columns, names)
    tables, arms = _counted("facts", facts, "raw")
    numbers = [names[label] for label in detection.numbers]
    if numbers:
        counted, more = _counted("mark_facts", _mark_facts(len(numbers)), "marks")
        tables += f",\n{_marks_sql(numbers)},\n{counted}"
        arms += more
    if columns.customer is not None:
        tables += f",\nabsent as (\n{absent_sql(f'cast({names[columns.customer]} as string)')}\n)"
        arms.append("select 'absent' as measure, spelling as key, n\nfrom absent")
    if isinstance(columns, ColumnMap) and columns.order and (columns.amount or columns.quantity):
        tables += ",\n" + _prefixes_sql(columns, names)
        arms += [f"select '{n}' as measure, prefix as key, {n} as n\nfrom prefixes" for n in ("n_orders", "n_negative")]
    return Step("statistics", ("raw",), f"with {tables}\n" + "\nunion all\n".join(arms), (("few", FEW),))


def _counted(name: str, facts: list[Fact], table: str) -> tuple[str, list[str]]:
    """Return the table that counts some facts in one row, and a query for each of them."""
    counted = ",\n    ".join(f"{expression} as f{place}" for place, (_, _, expression) in enumerate(facts))
    arms = [
        f"select '{measure}' as measure, '{key}' as key, cast(f{place} as bigint) as n\nfrom {name}"
        for place, (measure, key, _) in enumerate(facts)
    ]
    return f"{name} as (\n  select\n    {counted}\n  from {table}\n)", arms


def _count(condition: str) -> str:
    return f"sum(case when {condition} then 1 else 0 end)"


def _text(column: str) -> str:
    return f"trim(cast({column} as string))"


def _is_text(column: str) -> str:
    """Return what is true of a text column; engines decide it once, so typed columns are not turned to text in vain."""
    return f"typeof({column}) in ('VARCHAR', 'string')"


def _customer_facts(column: str) -> Iterator[Fact]:
    text, is_text = f"cast({column} as string)", _is_text(column)
    known = f"case when {is_text} then {id_sql(text)} end"
    typed = f"case when not {is_text} then {column} end"
    stem = f"substring(trim({text}), 1, length(trim({text})) - 2)"
    yield "customers", "", f"count(distinct {known}) + count(distinct {typed})"
    yield "present", "customer", f"count({known}) + count({typed})"
    is_whole = f"{text} like '%.0' and try_cast({stem} as bigint) is not null"
    yield "whole_float", "customer", _count(f"{is_text} and {is_whole}")


def _time_facts(columns: ColumnMap, names: Mapping[str, str]) -> Iterator[Fact]:
    column, style = names[columns.time], columns.time_style
    known = f"case when {_is_text(column)} then nullif({_text(column)}, '') when {column} is not null then 'typed' end"
    yield "present", "time", f"count({known})"
    if style not in {"dmy", "mdy"}:
        yield "style", style, f"count({time_us_sql(column, style)})"
        return
    first, second, _, _ = day_parts(_text(column))
    day, other_day = f"try_cast({first} as integer)", f"try_cast({second} as integer)"
    numbers = f"{day} between 1 and 31 and {other_day} between 1 and 31"
    yield "style", "dmy", _count(f"{day} between 1 and 31 and {other_day} between 1 and 12")
    yield "style", "mdy", _count(f"{day} between 1 and 12 and {other_day} between 1 and 31")
    yield "only", "dmy", _count(f"{day} between 13 and 31 and {other_day} between 1 and 12")
    yield "only", "mdy", _count(f"{day} between 1 and 12 and {other_day} between 13 and 31")
    yield "open", "", _count(f"{numbers} and {day} <> {other_day}")
    for one in ("dmy", "mdy"):
        yield "named", one, f"count(case when not coalesce({numbers}, false) then {time_us_sql(column, one)} end)"


def _mark_facts(n_columns: int) -> list[Fact]:
    """Count numbers that show their decimal mark, and those in which it may as well mark thousands."""
    facts = []
    for mark, other in (".,", ",."):
        shown = [_count(f"{_NAMES[mark]}{place} = 'decimal'") for place in range(n_columns)]
        grouped = [_count(f"{_NAMES[other]}{place} = 'thousands'") for place in range(n_columns)]
        facts.append(("mark", mark, " + ".join(shown + grouped) or "0"))
        facts += [("open", f"{mark}{place}", _count(f"{_NAMES[mark]}{place} = 'open'")) for place in range(n_columns)]
    return facts + [("whole", str(place), f"sum(whole{place})") for place in range(n_columns)]


def _marks_sql(columns: list[str]) -> str:
    """Return two tables: numbers without what stands behind their last digit, and what each mark in them is."""
    bare, marks = [], []
    for place, column in enumerate(columns):
        text, number = f"cast({column} as string)", f"number{place}"
        last = f"substring({text}, length({text}), 1) between '0' and '9'"
        cut = f"case when {last} then {text} else regexp_extract({text}, '^(.*[0-9])', 1) end"
        bare.append(f"case when {_is_text(column)} then {cut} end as {number}")
        marks += [f"{_mark_sql(number, mark)} as {name}{place}" for mark, name in _NAMES.items()]
        unmarked = f"{number} not like '%.%' and {number} not like '%,%'"
        marks.append(f"case when {unmarked} and try_cast({number} as bigint) > 0 then 1 else 0 end as whole{place}")
    return (
        "written as (\n  select\n    " + ",\n    ".join(bare) + "\n  from raw\n),\n"
        "marks as (\n  select\n    " + ",\n    ".join(marks) + "\n  from written\n)"
    )


def _mark_sql(number: str, mark: str) -> str:
    """Return what a mark is: ``decimal``, ``thousands``, or ``open`` where three digits follow the only one."""
    other = "," if mark == "." else "."
    plain = f"translate({number}, ',._', '.??')" if mark == "," else f"translate({number}, '_', '?')"
    is_open = f"regexp_extract({number}, '^[^0-9]*[1-9][0-9]{{0,2}}[{mark}][0-9]{{3}}$', 0) <> ''"
    is_grouped = f"regexp_extract({number}, '^[^0-9]*[0-9]{{1,3}}([{mark}][0-9]{{3}}){{2,}}$', 0) <> ''"
    shape = f"'^[^0-9]*[0-9]*([{other} ][0-9]{{2,3}})*[{mark}][0-9]*$'"
    before_three = f"when {number} like '%{mark}___' and {is_open} then 'open' "
    before_three += f"when {number} like '%{mark}___' and {is_grouped} then 'thousands'"
    is_plain = f"try_cast({plain} as decimal(14, 4)) is not null"
    found = f"case {before_three} when {is_plain} or regexp_extract({number}, {shape}, 0) <> '' then 'decimal' end"
    return f"case when {number} like '%{mark}%' then {found} end"


def _prefixes_sql(columns: ColumnMap, names: Mapping[str, str]) -> str:
    """Count rows and negative ones by what stands before the digits of the order's id."""
    order = _text(names[str(columns.order)])
    signed = [_text(names[label]) for label in (columns.amount, columns.quantity) if label]
    negative = " or ".join(f"{text} like '-%'" for text in signed)
    return (
        "marked as (\n"
        f"  select\n    regexp_extract({order}, '^([^0-9]+)[0-9]+$', 1) as prefix,\n"
        f"    case when {negative} then 1 else 0 end as is_negative\n"
        f"  from raw\n  where {_is_text(names[str(columns.order)])} and {order} <> ''\n),\n"
        "prefixes as (\n"
        "  select\n    prefix,\n    count(*) as n_orders,\n    cast(sum(is_negative) as bigint) as n_negative\n"
        "  from marked\n  group by prefix\n  having prefix = '' or count(*) >= :few\n)"
    )
