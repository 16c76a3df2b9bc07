"""How the columns are written, from every row of them: date style, decimal mark, ids written as floats, cancellations.

Comes in: a guess from the first rows. Goes out: one query that counts, and from its answer the final decision. The rule
of this module: everything is decided by counts over whole columns, so the order of the rows never matters.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coterie.data.casts import DECIMAL_MARKS, day_parts, e4_sql, id_sql, time_us_sql
from coterie.data.findings import OPTIONS, Detection, Finding
from coterie.errors import ColumnError
from coterie.tables import Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyarrow as pa

    from coterie.tables import ColumnMap

__all__ = ["settle", "statistics_step"]

_FEW = 3
"""Orders with a prefix that say nothing yet."""
_NEARLY_ALL, _HARDLY_ANY = 0.9, 0.2
_WORDS = {
    "typed": "dates or times already",
    "iso": "written year, month, day",
    "ymd": "written year, month, day without marks",
    "dmy": "written day first",
    "mdy": "written month first",
    "epoch_s": "seconds since 1970",
    "epoch_ms": "milliseconds since 1970",
}


def statistics_step(columns: ColumnMap, names: Mapping[str, str]) -> Step:
    """Return the query that counts over the whole columns how they are written.

    Parameters
    ----------
    columns : ColumnMap
        The guess.
    names : mapping of str to str
        The user's names to those that SQL uses.

    Returns
    -------
    Step
        Reads ``raw``; its result has the columns measure, key and n.

    Examples
    --------
    >>> from coterie.tables import ColumnMap
    >>> step = statistics_step(ColumnMap("who", "when"), {"who": "c0", "when": "c1"})
    >>> step.name, step.inputs
    ('statistics', ('raw',))
    """
    facts = [*_row_facts(columns, names), *_time_facts(columns, names), *_mark_facts(columns, names)]
    counted = ",\n    ".join(f"{expression} as f{place}" for place, (_, _, expression) in enumerate(facts))
    tables = f"with facts as (\n  select\n    {counted}\n  from raw\n)"
    arms = [
        f"select '{measure}' as measure, '{key}' as key, cast(f{place} as bigint) as n\nfrom facts"
        for place, (measure, key, _) in enumerate(facts)
    ]
    if columns.order and (columns.amount or columns.quantity):
        tables += ",\n" + _prefixes_sql(columns, names)
        arms += [f"select '{n}' as measure, prefix as key, {n} as n\nfrom prefixes" for n in ("n_orders", "n_negative")]
    return Step("statistics", ("raw",), tables + "\n" + "\nunion all\n".join(arms), (("few", _FEW),))


def settle(detection: Detection, statistics: pa.Table) -> Detection:
    """Decide from the counts how the columns are written.

    Parameters
    ----------
    detection : Detection
        The guess.
    statistics : pyarrow.Table
        What :func:`statistics_step` counted.

    Returns
    -------
    Detection
        With the date style, the decimal mark, the shape of ids and the prefix of cancellations, each with its reason.

    Raises
    ------
    ColumnError
        Where no row of the time column holds a time.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from coterie.tables import ColumnMap
    >>> counts = [("rows", "", 9), ("present", "time", 9), ("style", "dmy", 9), ("style", "mdy", 4), ("only", "dmy", 5)]
    >>> statistics = pa.table(dict(zip(("measure", "key", "n"), map(list, zip(*counts)))))
    >>> found = settle(Detection(ColumnMap("who", "when", time_style="mdy"), ()), statistics)
    >>> found.columns.time_style, found.findings[0].reason
    ('dmy', 'written day first: in 5 rows the first number is above 12, in none the second')
    """
    rows = zip(*(statistics[name].to_pylist() for name in ("measure", "key", "n")), strict=True)
    counts = {(measure, key): n or 0 for measure, key, n in rows}
    style, style_finding = _settle_style(detection, counts)
    decimal, decimal_findings = _settle_decimal(detection, counts)
    prefix, prefix_findings = _settle_prefix(detection, counts)
    columns = replace(
        detection.columns,
        time_style=style,
        decimal=decimal,
        whole_float_ids=0 < counts.get(("present", "customer"), 0) == counts.get(("whole_float", "customer"), 0),
        cancel_prefix=prefix,
    )
    told = tuple(_with_counts(finding, counts) for finding in detection.findings)
    return replace(detection, columns=columns, findings=(*told, style_finding, *decimal_findings, *prefix_findings))


def _count(condition: str) -> str:
    return f"sum(case when {condition} then 1 else 0 end)"


def _text(column: str) -> str:
    return f"trim(cast({column} as string))"


def _is_text(column: str) -> str:
    """Return what is true of a text column; engines decide it once, so typed columns are not turned to text in vain."""
    return f"typeof({column}) in ('VARCHAR', 'string')"


def _row_facts(columns: ColumnMap, names: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    column = names[columns.customer]
    text, is_text = f"cast({column} as string)", _is_text(column)
    known = f"case when {is_text} then {id_sql(text)} end"
    typed = f"case when not {is_text} then {column} end"
    stem = f"substring(trim({text}), 1, length(trim({text})) - 2)"
    yield "rows", "", "count(*)"
    yield "customers", "", f"count(distinct {known}) + count(distinct {typed})"
    yield "present", "customer", f"count({known}) + count({typed})"
    is_whole = f"{text} like '%.0' and try_cast({stem} as bigint) is not null"
    yield "whole_float", "customer", _count(f"{is_text} and {is_whole}")


def _time_facts(columns: ColumnMap, names: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    column, style = names[columns.time], columns.time_style
    known = f"case when {_is_text(column)} then nullif({_text(column)}, '') when {column} is not null then 'typed' end"
    yield "present", "time", f"count({known})"
    if style not in {"dmy", "mdy"}:
        yield "style", style, f"count({time_us_sql(column, style)})"
        return
    first, second, _, _ = day_parts(_text(column))
    day, other_day = f"try_cast({first} as integer)", f"try_cast({second} as integer)"
    named = f"upper(substring({second}, 1, 1)) between 'A' and 'Z'"
    yield "style", "dmy", _count(f"{day} between 1 and 31 and ({other_day} between 1 and 12 or {named})")
    yield "style", "mdy", _count(f"{day} between 1 and 12 and {other_day} between 1 and 31")
    yield "only", "dmy", _count(f"{day} between 13 and 31 and ({other_day} between 1 and 12 or {named})")
    yield "only", "mdy", _count(f"{day} between 1 and 12 and {other_day} between 13 and 31")


def _mark_facts(columns: ColumnMap, names: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Count numbers that show their decimal mark; before three digits it may as well mark thousands."""
    labels = dict.fromkeys((columns.amount, columns.quantity, columns.unit_price, *columns.discounts))
    numbers = [names[label] for label in labels if label]
    for mark in DECIMAL_MARKS:
        yield "mark", mark, " + ".join(_count(_shows_mark(column, mark)) for column in numbers) or "0"


def _shows_mark(column: str, mark: str) -> str:
    text = f"cast({column} as string)"
    shown = f"{text} like '%{mark}%' and {text} not like '%{mark}___'"
    return f"{_is_text(column)} and {shown} and {e4_sql(text, mark)} is not null"


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


def _settle_style(detection: Detection, counts: Mapping[tuple[str, str], int]) -> tuple[str, Finding]:
    columns, chosen = detection.columns, detection.settings.get("time_style")
    style, reason, sure = columns.time_style, _WORDS[columns.time_style], True
    if chosen:
        reason = f"{reason}, as you have set"
    elif style in {"dmy", "mdy"}:
        style, reason, sure = _day_or_month_first(counts)
    n_present, n_read = counts.get(("present", "time"), 0), counts.get(("style", style), 0)
    if n_present and not n_read:
        what = f"column {columns.time!r} holds no time that is {_WORDS[style]}"
        raise ColumnError(what, f"{n_present:,} rows", f"Name another with {OPTIONS['time']}, or set --time-style.")
    if n_read < _NEARLY_ALL * n_present:
        reason, sure = f"{reason}; only {n_read / n_present:.0%} of the rows are", False
    return style, Finding("time_style", columns.time, reason, sure)


def _day_or_month_first(counts: Mapping[tuple[str, str], int]) -> tuple[str, str, bool]:
    n_day, n_month = counts.get(("only", "dmy"), 0), counts.get(("only", "mdy"), 0)
    if not n_day and not n_month:
        reason = "no number is above 12, so day and month cannot be told apart: taken as day first"
        return "dmy", f"{reason} (or set {OPTIONS['time_style']} mdy)", False
    style, n, n_other = ("dmy", n_day, n_month) if n_day >= n_month else ("mdy", n_month, n_day)
    first, other = ("first", "second") if style == "dmy" else ("second", "first")
    against = f"in {n_other:,}" if n_other else "in none"
    return style, f"{_WORDS[style]}: in {n:,} rows the {first} number is above 12, {against} the {other}", not n_other


def _settle_decimal(detection: Detection, counts: Mapping[tuple[str, str], int]) -> tuple[str, tuple[Finding, ...]]:
    chosen = detection.settings.get("decimal")
    if chosen:
        return chosen, (Finding("decimal", None, f"the decimal mark is {chosen}, as you have set"),)
    n_point, n_comma = counts.get(("mark", "."), 0), counts.get(("mark", ","), 0)
    if n_comma <= n_point:
        return ".", ()
    against = f"; {n_point:,} with a point are taken as unreadable" if n_point else ""
    reason = f"numbers are written with a decimal comma ({n_comma:,} of them{against})"
    return ",", (Finding("decimal", None, reason, sure=not n_point),)


def _settle_prefix(
    detection: Detection, counts: Mapping[tuple[str, str], int]
) -> tuple[str | None, tuple[Finding, ...]]:
    """Find the prefix whose orders are negative, while the others hardly ever are."""
    orders = {key: n for (measure, key), n in counts.items() if measure == "n_orders"}
    negative = {key: n for (measure, key), n in counts.items() if measure == "n_negative"}
    candidates = [prefix for prefix in orders if prefix and negative[prefix] >= _NEARLY_ALL * orders[prefix]]
    if not candidates:
        return None, ()
    prefix = min(candidates, key=lambda one: (-orders[one], one))
    n, n_others = orders[prefix], sum(orders.values()) - orders[prefix]
    n_negative_others = sum(negative.values()) - negative[prefix]
    if n_others < n or n_negative_others > _HARDLY_ANY * n_others:
        return None, ()
    share = negative[prefix] / n
    reason = f"orders that start with {prefix} are cancellations: {n:,} rows, {share:.1%} of them negative"
    return prefix, (Finding("cancellation", detection.columns.order, reason),)


def _with_counts(finding: Finding, counts: Mapping[tuple[str, str], int]) -> Finding:
    """Say of the customer how many there are."""
    if finding.role != "customer" or ("customers", "") not in counts:
        return finding
    n_rows, n_customers = counts["rows", ""], counts["customers", ""]
    reason = f"{finding.reason}; {n_customers:,} different values in {n_rows:,} rows"
    if 1 < n_customers == n_rows:
        return replace(finding, reason=f"{reason}: is this a list of customers rather than of orders?", sure=False)
    return replace(finding, reason=reason)
