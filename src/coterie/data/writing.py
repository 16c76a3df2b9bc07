"""How the columns are written, from every row of them: date style, decimal mark, ids written as floats, cancellations.

Comes in: a guess from the first rows, and what was counted over all. Goes out: the final decision. The rule of this
module: everything is decided by counts over whole columns, so the order of the rows never matters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from coterie.data.findings import Detection, Finding, option_of
from coterie.data.kinds import no_time_error
from coterie.data.missing import marked, tell_missing
from coterie.errors import ColumnError
from coterie.tables import AttributeMap, ColumnMap

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["settle"]

Counts = Mapping[tuple[str, str], int]
"""How often, by measure and key."""

_NO_PREFIX = "none"
_MANY_MARKED = 50
"""Numbers with three digits after their mark: of so many decimals some would have fewer."""
_NEARLY_ALL, _HARDLY_ANY = 0.9, 0.2
_NEW_IN_EVERY_ROW = "every row has another customer, and nothing speaks of orders: each row is one customer"
_WORDS = {
    "typed": "dates or times already",
    "iso": "written year, month, day",
    "ymd": "written year, month, day without marks",
    "dmy": "written day first",
    "mdy": "written month first",
    "epoch_s": "seconds since 1970",
    "epoch_ms": "milliseconds since 1970",
    "epoch_us": "microseconds since 1970",
    "excel": "serial days, as spreadsheets count",
    "ctime": "written as Unix does, with the year last",
}


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
    counts = _without_nobody({(measure, key): n or 0 for measure, key, n in rows})
    if isinstance(detection.columns, ColumnMap) and not (detection.is_open and _each_row_is_new(counts)):
        return _settle_orders(detection, detection.columns, counts)
    return _settle_customers(detection, counts)


def _settle_orders(detection: Detection, columns: ColumnMap, counts: Counts) -> Detection:
    style, style_finding = _settle_style(detection, columns, counts)
    decimal, decimal_findings = _settle_decimal(detection, counts) if _has_numbers(columns) else (".", ())
    prefix, prefix_findings = _settle_prefix(detection, columns, counts)
    settled = replace(
        columns,
        time_style=style,
        decimal=decimal,
        whole_float_ids=_are_whole_floats(counts),
        cancel_prefix=prefix,
    )
    told = tuple(_suspected(_with_counts(finding, counts), counts) for finding in detection.findings)
    missing, missing_findings = _settle_missing(detection, counts)
    found = (*told, style_finding, *decimal_findings, *prefix_findings, *missing_findings)
    return replace(detection, columns=replace(settled, missing=missing), findings=found)


def _has_numbers(columns: ColumnMap) -> bool:
    numbers = (columns.quantity, columns.unit_price, columns.amount, columns.rate, columns.discount_rate)
    return any(numbers) or bool(columns.discounts or columns.attributes)


def _settle_customers(detection: Detection, counts: Counts) -> Detection:
    decimal, decimal_findings = _settle_decimal(detection, counts)
    findings = {finding.role: finding for finding in detection.findings}
    kind = findings.get("kind", Finding("kind", None, _NEW_IN_EVERY_ROW))
    customer = replace(findings["customer"], question="", choices=())
    label = detection.columns.customer
    if label is not None and not _each_row_is_new(counts) and not _repeats_can_be_settled(detection, counts):
        label, customer = _without_ids(customer, counts)
    whole = label is not None and _are_whole_floats(counts)
    missing, missing_findings = _settle_missing(detection, counts)
    columns = AttributeMap(label, (), decimal=decimal, whole_float_ids=whole, missing=missing)
    found = (kind, _with_counts(customer, counts) if label else customer, *decimal_findings, *missing_findings)
    return replace(detection, columns=columns, findings=found, kind="customers")


def _repeats_can_be_settled(detection: Detection, counts: Counts) -> bool:
    """Say whether a person has said that rows are customers, or hardly any customer has a second row."""
    n_customers, n_present = counts.get(("customers", ""), 0), counts.get(("present", "customer"), 0)
    return "kind" in detection.settings or n_customers >= _NEARLY_ALL * n_present > 0


def _without_ids(customer: Finding, counts: Counts) -> tuple[None, Finding]:
    """Do without a column that merely hints at customers; refuse where it plainly names them, and they come back."""
    n_customers, n_rows = counts.get(("customers", ""), 0), counts.get(("rows", ""), 0)
    if customer.sure:
        raise no_time_error(f"{n_customers:,} different values of {customer.column} in {n_rows:,} rows")
    reason = f"no column names the customer: each row is one; the values of {customer.column} come back"
    return None, Finding("customer", None, reason, sure=False)


def _without_nobody(counts: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """Return the counts without ids that stand for a missing value."""
    nobody = [n for (measure, _), n in counts.items() if measure == "absent"]
    if nobody:
        counts["customers", ""] -= len(nobody)
        counts["present", "customer"] -= sum(nobody)
    return counts


def _settle_missing(detection: Detection, counts: Counts) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    chosen = detection.columns.missing
    if "missing" in detection.settings:
        return chosen, (Finding("missing", None, f"{', '.join(chosen)} stand for a missing value, as you have set"),)
    customer = str(detection.columns.customer)
    places = enumerate(marked(detection.marks))
    counted = [(label, mark, counts.get(("missing", str(place)), 0)) for place, (label, mark) in places]
    of_ids = [(customer, spelling, n) for (measure, spelling), n in counts.items() if measure == "absent"]
    return tell_missing([*(one for one in counted if one[0] != customer), *sorted(of_ids)])


def _each_row_is_new(counts: Counts) -> bool:
    """Say whether every id of a customer stands in one row only."""
    return 1 < counts.get(("customers", ""), 0) == counts.get(("present", "customer"), 0)


def _are_whole_floats(counts: Counts) -> bool:
    return 0 < counts.get(("present", "customer"), 0) == counts.get(("whole_float", "customer"), 0)


def _settle_style(detection: Detection, columns: ColumnMap, counts: Counts) -> tuple[str, Finding]:
    found = Finding("time_style", columns.time, _WORDS[columns.time_style])
    style = columns.time_style
    if "time_style" in detection.settings:
        found = replace(found, reason=f"{found.reason}, as you have set")
    elif style in {"dmy", "mdy"}:
        style, found = _day_or_month_first(found, counts)
    n_present = counts.get(("present", "time"), 0)
    n_read = counts.get(("style", style), 0) + counts.get(("named", style), 0)
    if n_present and not n_read:
        what = f"column {columns.time!r} holds no time that is {_WORDS[style]}"
        raise ColumnError(what, f"{n_present:,} rows", f"Name another with {option_of('time')}, or set --time-style.")
    if n_read < n_present:
        found = replace(found, reason=f"{found.reason}; {n_present - n_read:,} of {n_present:,} rows are not")
    return style, found if n_read >= _NEARLY_ALL * n_present else replace(found, sure=False)


def _day_or_month_first(found: Finding, counts: Counts) -> tuple[str, Finding]:
    n_day, n_month = (counts.get(("only", style), 0) for style in ("dmy", "mdy"))
    named_day, named_month = (counts.get(("named", style), 0) for style in ("dmy", "mdy"))
    if n_day or n_month:
        style, n, n_other = ("dmy", n_day, n_month) if n_day >= n_month else ("mdy", n_month, n_day)
        first, other = ("first", "second") if style == "dmy" else ("second", "first")
        against = f"in {n_other:,}" if n_other else "in none"
        reason = f"{_WORDS[style]}: in {n:,} rows the {first} number is above 12, {against} the {other}"
        return style, replace(found, reason=reason, sure=not n_other)
    if named_day or named_month or not counts.get(("open", ""), 0):
        style = "mdy" if named_month > named_day else "dmy"
        return style, replace(found, reason=_WORDS[style])
    reason = "no number is above 12, so day and month cannot be told apart: taken as day first"
    question = "03/02/2023 can be 3 February or 2 March: does the day stand first (dmy), or the month (mdy)?"
    return "dmy", replace(found, reason=reason, sure=False, question=question, choices=("dmy", "mdy"))


def _settle_decimal(detection: Detection, counts: Counts) -> tuple[str, tuple[Finding, ...]]:
    chosen = detection.settings.get("decimal")
    if chosen:
        return chosen, (Finding("decimal", None, f"the decimal mark is {chosen}, as you have set"),)
    n_point, n_comma = counts.get(("mark", "."), 0), counts.get(("mark", ","), 0)
    if not n_point and not n_comma:
        return _mark_before_three_digits(counts)
    if n_comma <= n_point:
        return ".", ()
    against = f"; {n_point:,} with a point are taken as unreadable" if n_point else ""
    reason = f"numbers are written with a decimal comma ({n_comma:,} of them{against})"
    return ",", (Finding("decimal", None, reason, sure=not n_point),)


def _mark_before_three_digits(counts: Counts) -> tuple[str, tuple[Finding, ...]]:
    """Decide where all marks stand before three digits: whole numbers beside many show that they mark thousands."""
    n_open = {mark: sum(n for (what, key), n in counts.items() if what == "open" and key[:1] == mark) for mark in ".,"}
    if not any(n_open.values()):
        return ".", ()
    mark, decimal = (".", ",") if n_open["."] > n_open[","] else (",", ".")
    beside_wholes = sum(
        n
        for (what, key), n in counts.items()
        if what == "open" and key[:1] == mark and counts.get(("whole", key[1:]), 0)
    )
    if beside_wholes >= _MANY_MARKED and not n_open[decimal]:
        reason = f"{mark} marks thousands: {beside_wholes:,} numbers have three digits after it, others no mark"
        return decimal, (Finding("decimal", None, reason),) if decimal == "," else ()
    reason = f"{mark} stands before three digits only: taken to mark thousands"
    either = f"1{mark}234 may be above a thousand ({decimal}) or below two ({mark})"
    question = f"Which is the decimal mark? A number such as {either}."
    return decimal, (Finding("decimal", None, reason, sure=False, question=question, choices=(decimal, mark)),)


def _settle_prefix(detection: Detection, columns: ColumnMap, counts: Counts) -> tuple[str | None, tuple[Finding, ...]]:
    """Find the prefix whose orders are negative, while the others hardly ever are."""
    chosen = detection.settings.get("cancel_prefix")
    if chosen == _NO_PREFIX:
        return None, ()
    if chosen:
        reason = f"orders that start with {chosen} are cancellations, as you have set"
        return chosen, (Finding("cancellation", columns.order, reason),)
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
    return prefix, (Finding("cancellation", columns.order, reason),)


def _with_counts(finding: Finding, counts: Counts) -> Finding:
    """Say of the customer how many there are."""
    if finding.role != "customer" or ("customers", "") not in counts:
        return finding
    n_rows, n_customers = counts["rows", ""], counts["customers", ""]
    return replace(finding, reason=f"{finding.reason}; {n_customers:,} different values in {n_rows:,} rows")


def _suspected(finding: Finding, counts: Counts) -> Finding:
    """Say so where each row of a table of orders has another customer."""
    if finding.role != "customer" or not _each_row_is_new(counts):
        return finding
    return replace(finding, reason=f"{finding.reason}: is this a list of customers rather than of orders?", sure=False)
