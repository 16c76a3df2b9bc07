"""What cleaning must know of whole columns before it looks at a row: words, spellings, the last plausible day.

Comes in: counts of values and of days. Goes out: a :class:`ColumnFacts`, and findings that tell of it. The rule of this
module: values are compared here, once each; the queries over rows only look them up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coterie.data.findings import Finding
from coterie.data.marks import longest_fee, says_one_of
from coterie.data.plausibility import latest_plausible
from coterie.data.spellings import learn_spellings, tell_spellings
from coterie.tables import Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from coterie.tables import ColumnMap

__all__ = ["ColumnFacts", "find_spellings", "learn", "tell", "values_step"]

_MOST_TOLD = 6
Counts = dict[str, dict[str, int]]


@dataclass(frozen=True)
class ColumnFacts:
    """What a source's whole columns say.

    Parameters
    ----------
    latest_us : int or None
        Times from here on are implausible; None where nobody has looked.
    undone : tuple of str
        Values of the status, as written, that say an order was undone.
    fees : tuple of str
        Products and descriptions, as written, that are fees or adjustments.

    Examples
    --------
    >>> ColumnFacts().fees
    ()
    """

    latest_us: int | None = None
    undone: tuple[str, ...] = ()
    fees: tuple[str, ...] = ()


def values_step(columns: ColumnMap, names: Mapping[str, str]) -> Step | None:
    """Return the query that counts the rows of each value, of all columns that are known by their values.

    Parameters
    ----------
    columns : ColumnMap
        The columns, with their words.
    names : mapping of str to str
        The user's names to those that SQL uses.

    Returns
    -------
    Step or None
        Reads ``raw``; its result has the columns role, value and n. None where no such column is.

    Examples
    --------
    >>> from coterie.tables import ColumnMap
    >>> values_step(ColumnMap("who", "when"), {"who": "c0", "when": "c1"}) is None
    True
    """
    short = f"length(value) <= {longest_fee(columns.fee_words)}"
    wanted = {
        "category": "value is not null",
        "status": "value is not null" if columns.cancel_words else "",
        **dict.fromkeys(("product", "description"), short if columns.fee_words else ""),
    }
    arms = [
        f"select '{role}' as role, value, n\nfrom (\n"
        f"  select cast({names[label]} as string) as value, count(*) as n\n  from raw\n"
        f"  group by cast({names[label]} as string)\n) as {role}_counts\nwhere {condition}"
        for role, condition in wanted.items()
        if condition and (label := getattr(columns, role))
    ]
    return Step("values", ("raw",), "\nunion all\n".join(arms)) if arms else None


def learn(columns: ColumnMap, *, values: pa.Table | None, days: pa.Table) -> ColumnFacts:
    """Draw from counts what cleaning must know.

    Parameters
    ----------
    columns : ColumnMap
        The columns, with their words.
    values : pyarrow.Table or None
        What :func:`values_step` counted.
    days : pyarrow.Table
        What :func:`~coterie.data.plausibility.days_step` counted.

    Returns
    -------
    ColumnFacts

    Examples
    --------
    >>> import pyarrow as pa
    >>> from coterie.tables import ColumnMap
    >>> values = pa.table({"role": ["product"] * 2, "value": ["POSTAGE", "tea"], "n": [3, 9]})
    >>> days = pa.table({"day": pa.array([], pa.int64()), "n": pa.array([], pa.int64())})
    >>> learn(ColumnMap("who", "when", product="what", fee_words=("postage",)), values=values, days=days).fees
    ('POSTAGE',)
    """
    counts = _counts(values)
    fees = {value for role in ("product", "description") for value in counts.get(role, ())}
    return ColumnFacts(
        latest_us=latest_plausible(dict(zip(days["day"].to_pylist(), days["n"].to_pylist(), strict=True))),
        undone=says_one_of(counts.get("status", ()), columns.cancel_words),
        fees=says_one_of(fees, columns.fee_words),
    )


def find_spellings(columns: ColumnMap, values: pa.Table | None) -> tuple[tuple[str, str], ...]:
    """Find the spellings of categories that stand for another.

    Parameters
    ----------
    columns : ColumnMap
        The columns, with their marks of missing values.
    values : pyarrow.Table or None
        What :func:`values_step` counted.

    Returns
    -------
    tuple of (str, str) pairs
        A spelling, and what it stands for.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from coterie.tables import ColumnMap
    >>> values = pa.table({"role": ["category"] * 2, "value": ["wine", "Wine"], "n": [3, 9]})
    >>> find_spellings(ColumnMap("who", "when", category="kind"), values)
    (('wine', 'Wine'),)
    """
    return learn_spellings(_trimmed(_counts(values), "category"), columns.missing)


def tell(columns: ColumnMap, seen: ColumnFacts, *, values: pa.Table | None) -> tuple[Finding, ...]:
    """Say what was learnt.

    Parameters
    ----------
    columns : ColumnMap
        The columns, with their words and spellings.
    seen : ColumnFacts
        What cleaning will apply.
    values : pyarrow.Table or None
        What :func:`values_step` counted.

    Returns
    -------
    tuple of Finding

    Examples
    --------
    >>> import pyarrow as pa
    >>> from coterie.tables import ColumnMap
    >>> values = pa.table({"role": ["status"] * 2, "value": ["returned", "shipped"], "n": [4, 90]})
    >>> told = tell(ColumnMap("who", "when", status="state"), ColumnFacts(undone=("returned",)), values=values)
    >>> [found.reason for found in told]
    ['orders that are returned count as undone (4 rows); shipped counts as bought']
    """
    counts = _counts(values)
    return (*_tell_undone(columns, seen, counts), *_tell_fees(columns, seen, counts), *_tell_spelt(columns, counts))


def _counts(values: pa.Table | None) -> Counts:
    counts: Counts = {}
    for row in values.to_pylist() if values is not None else ():
        counts.setdefault(row["role"], {})[row["value"]] = row["n"]
    return counts


def _trimmed(counts: Counts, role: str) -> dict[str, int]:
    """Return counts by value as ids are trimmed; blanks alone are no value."""
    trimmed: dict[str, int] = {}
    for value, n in counts.get(role, {}).items():
        if bare := value.strip(" \t\n\r\u00a0"):
            trimmed[bare] = trimmed.get(bare, 0) + n
    return trimmed


def _tell_undone(columns: ColumnMap, seen: ColumnFacts, counts: Counts) -> tuple[Finding, ...]:
    states = counts.get("status")
    if not states:
        return ()
    others = sorted(set(states) - set(seen.undone), key=lambda value: (-states[value], value))
    kept = f"{_listed(others)} {'counts' if len(others) == 1 else 'count'} as bought" if others else "none is bought"
    if not seen.undone:
        return (Finding("cancellation", columns.status, f"no status says that an order was undone: {kept}"),)
    n_rows = _rows(sum(states[value] for value in seen.undone))
    reason = f"orders that are {_listed(seen.undone)} count as undone ({n_rows}); {kept}"
    return (Finding("cancellation", columns.status, reason),)


def _tell_fees(columns: ColumnMap, seen: ColumnFacts, counts: Counts) -> tuple[Finding, ...]:
    by_role = {role: counts.get(role, {}) for role in ("description", "product")}
    n_rows, role = max((sum(found.get(fee, 0) for fee in seen.fees), role) for role, found in by_role.items())
    if not n_rows:
        return ()
    fees = sorted((fee for fee in seen.fees if fee in by_role[role]), key=lambda fee: (-by_role[role][fee], fee))
    reason = f"{_listed(fees)} ({_rows(n_rows)}): fees or adjustments, whose money counts, but no products"
    return (Finding("fees", getattr(columns, role), reason),)


def _tell_spelt(columns: ColumnMap, counts: Counts) -> tuple[Finding, ...]:
    if not columns.spellings:
        return ()
    return (Finding("spellings", columns.category, tell_spellings(columns.spellings, _trimmed(counts, "category"))),)


def _listed(values: tuple[str, ...] | list[str]) -> str:
    told = [value.strip() for value in values[:_MOST_TOLD]]
    more = [f"{len(values) - _MOST_TOLD:,} more"] if len(values) > _MOST_TOLD else []
    *first, last = [*told, *more]
    return f"{', '.join(first)} and {last}" if first else last


def _rows(n: int) -> str:
    return "1 row" if n == 1 else f"{n:,} rows"
