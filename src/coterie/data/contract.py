"""What a model expects of a source: its columns, and how they are written. A changed export fails at once and clearly.

Comes in: the columns of an earlier run, those that a source has, and counts over a sample of it. Goes out: nothing, or
one error that names every change. The rule of this module: new columns are fine; a column that is gone, or has become
something else, is never guessed at.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from coterie.data.casts import DECIMAL_MARKS, TIME_STYLES, e4_sql, id_sql, time_us_sql
from coterie.errors import ColumnError
from coterie.tables import ColumnMap, Step

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import pyarrow as pa

__all__ = [
    "changed_columns",
    "check_contract",
    "contract_step",
    "lost_columns",
    "numeric_columns",
    "set_columns",
    "wanted_columns",
]

_SINGLE = (
    "customer",
    "time",
    "clock",
    "order",
    "product",
    "description",
    "category",
    "country",
    "status",
    "quantity",
    "unit_price",
    "amount",
    "rate",
    "discount_rate",
)
_SEVERAL = ("discounts", "coupons", "attributes")
_NUMBERS = ("quantity", "unit_price", "amount")
_TOO_MANY = 0.4
"""Values that cannot be read: a column of which fewer fail is dirty, one of which more fail is another."""
_CLEARLY = 0.05
"""By so much of its values another way of writing must read more."""
_FEW = 10
_PLAIN_STYLES = tuple(style for style in TIME_STYLES if style != "typed")
_WORDS = {
    "iso": "year, month, day",
    "ymd": "year, month, day without marks",
    "dmy": "day first",
    "mdy": "month first",
    "epoch_s": "as seconds since 1970",
    "epoch_ms": "as milliseconds since 1970",
    "epoch_us": "as microseconds since 1970",
    "excel": "as days of a spreadsheet",
    "ctime": "as Unix writes them",
}
_MARKS = {".": "point", ",": "comma"}


def wanted_columns(columns: ColumnMap) -> tuple[str, ...]:
    """Return the columns that a source must have.

    Parameters
    ----------
    columns : ColumnMap
        Of an earlier run.

    Returns
    -------
    tuple of str
        The user's names, each once.

    Examples
    --------
    >>> wanted_columns(ColumnMap("who", "when", discounts=("off",)))
    ('who', 'when', 'off')
    """
    named = (getattr(columns, role) for role in _SINGLE)
    several = (label for role in _SEVERAL for label in getattr(columns, role))
    return tuple(dict.fromkeys(label for label in (*named, *several) if label))


def numeric_columns(columns: ColumnMap, roles: Collection[str] = (*_NUMBERS, "discounts")) -> tuple[str, ...]:
    """Return the columns whose values must be numbers.

    Parameters
    ----------
    columns : ColumnMap
        The columns.
    roles : collection of str
        Only those of these roles.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> numeric_columns(ColumnMap("who", "when", amount="paid", discounts=("off",)))
    ('paid', 'off')
    """
    single = [getattr(columns, role) for role in _NUMBERS if role in roles]
    several = columns.discounts if "discounts" in roles else ()
    return tuple(dict.fromkeys(label for label in (*single, *several) if label))


def lost_columns(wanted: Iterable[str], there: Sequence[str]) -> tuple[str, ...]:
    """Say which columns are gone, and what is there under a like name.

    Parameters
    ----------
    wanted : iterable of str
        The columns that must be there.
    there : sequence of str
        The columns that are.

    Returns
    -------
    tuple of str
        A phrase for each that is gone.

    Examples
    --------
    >>> lost_columns(["Amount", "When"], ["amount_eur", "Zeit"])
    ("no column 'Amount' (near: 'amount_eur')", "no column 'When'")
    """
    folded: dict[str, str] = {}
    for name in there:
        folded.setdefault(name.casefold(), name)
    lost = [name for name in dict.fromkeys(wanted) if name not in there]
    near = {name: get_close_matches(name.casefold(), folded, n=2, cutoff=0.6) for name in lost}
    return tuple(
        f"no column {name!r}" + (f" (near: {', '.join(repr(folded[one]) for one in near[name])})" if near[name] else "")
        for name in lost
    )


def set_columns(overrides: Mapping[str, str], there: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that the user has named.

    Parameters
    ----------
    overrides : mapping of str to str
        What the user has set, by role; ``price`` stands for ``unit_price``, ``none`` for no column.
    there : sequence of str
        The columns that the source has: a name with a comma is one of them, or several.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> set_columns({"price": "p", "discounts": "a, b", "order": "none", "decimal": ","}, ["p"])
    ('p', 'a', 'b')
    """
    named: list[str] = []
    for role, value in overrides.items():
        if role in _SEVERAL and value not in there:
            named += [part.strip() for part in value.split(",")]
        elif role in {*_SINGLE, *_SEVERAL, "price"}:
            named.append(value)
    return tuple(label for label in dict.fromkeys(named) if label in there or label not in {"", "none"})


def contract_step(columns: ColumnMap, names: Mapping[str, str], *, types: Mapping[str, str]) -> Step:
    """Return the query that counts what of the columns can be read, and how else it could be.

    Parameters
    ----------
    columns : ColumnMap
        Of an earlier run.
    names : mapping of str to str
        The user's names to those that SQL uses.
    types : mapping of str to str
        Columns of SQL to their types.

    Returns
    -------
    Step
        Reads ``sample``; its result has the columns label, measure and n.

    Examples
    --------
    >>> columns = ColumnMap("who", "when", amount="paid")
    >>> contract_step(columns, {"who": "c0", "when": "c1", "paid": "c2"}, types={}).inputs
    ('sample',)
    """
    styles = ("typed",) if columns.time_style == "typed" else _PLAIN_STYLES
    counted: list[tuple[str, str, str]] = []
    for label in (columns.time, *numeric_columns(columns)):
        type_ = types.get(names[label], "text")
        counted.append((label, "present", id_sql(names[label], type=type_, missing=columns.missing)))
        if label != columns.time:
            counted += [(label, mark, e4_sql(names[label], mark, type=type_)) for mark in DECIMAL_MARKS]
    counted += [(columns.time, style, time_us_sql(names[columns.time], style)) for style in styles]
    facts = ",\n    ".join(f"count({expression}) as f{place}" for place, (_, _, expression) in enumerate(counted))
    arms = "\nunion all\n".join(
        f"select :label_{place} as label, '{measure}' as measure, cast(f{place} as bigint) as n from facts"
        for place, (_, measure, _) in enumerate(counted)
    )
    params = tuple((f"label_{place}", label) for place, (label, _, _) in enumerate(counted))
    return Step("contract", ("sample",), f"with facts as (\n  select\n    {facts}\n  from sample\n)\n{arms}", params)


def changed_columns(columns: ColumnMap, counts: pa.Table) -> tuple[str, ...]:
    """Say which columns have become something else.

    Parameters
    ----------
    columns : ColumnMap
        Of an earlier run.
    counts : pyarrow.Table
        What :func:`contract_step` counted.

    Returns
    -------
    tuple of str
        A phrase for each.

    Examples
    --------
    >>> import pyarrow as pa
    >>> counts = [("when", "present", 90), ("when", "dmy", 35), ("when", "mdy", 90)]
    >>> table = pa.table(dict(zip(("label", "measure", "n"), map(list, zip(*counts)))))
    >>> changed_columns(ColumnMap("who", "when", time_style="dmy"), table)
    ("column 'when' was written day first and is now written month first",)
    """
    found = {(row["label"], row["measure"]): row["n"] for row in counts.to_pylist()}
    time = _changed_time(columns, {measure: n for (label, measure), n in found.items() if label == columns.time})
    numbers = [
        _changed_number(label, columns.decimal, {measure: n for (each, measure), n in found.items() if each == label})
        for label in numeric_columns(columns)
        if (label, "present") in found
    ]
    return tuple(phrase for phrase in (time, *numbers) if phrase)


def check_contract(changes: Sequence[str], *, where: str) -> None:
    """Refuse a source that has changed.

    Parameters
    ----------
    changes : sequence of str
        A phrase for each change.
    where : str
        What was read, for people.

    Raises
    ------
    ColumnError
        Where something has changed; the message names all of it.

    Examples
    --------
    >>> check_contract((), where="the source")
    """
    if changes:
        what = f"the columns are not those that were expected: {'; '.join(changes)}"
        raise ColumnError(what, where, "Export the data as before, or run anew with the columns as they are now.")


def _changed_time(columns: ColumnMap, counts: Mapping[str, int]) -> str | None:
    known, present = columns.time_style, counts.get("present", 0)
    if present < _FEW or known == "typed":
        return None
    n_read = counts.get(known, 0)
    other = max((style for style in _PLAIN_STYLES if style != known), key=lambda style: counts.get(style, 0))
    if counts.get(other, 0) - n_read >= _CLEARLY * present:
        return f"column {columns.time!r} was written {_WORDS[known]} and is now written {_WORDS[other]}"
    if present - n_read > _TOO_MANY * present:
        return f"column {columns.time!r} held times, and {1 - n_read / present:.0%} of its values are none now"
    return None


def _changed_number(label: str, decimal: str, counts: Mapping[str, int]) -> str | None:
    present, n_read = counts["present"], counts.get(decimal, 0)
    other = next(mark for mark in DECIMAL_MARKS if mark != decimal)
    if present < _FEW:
        return None
    if counts.get(other, 0) - n_read >= _CLEARLY * present:
        return f"column {label!r} was written with a decimal {_MARKS[decimal]} and is now with a {_MARKS[other]}"
    if present - n_read > _TOO_MANY * present:
        return f"column {label!r} held numbers, and {1 - n_read / present:.0%} of its values are none now"
    return None
