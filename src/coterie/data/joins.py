"""Several tables made one: columns looked up by a key, rows added below.

Comes in: columns, types and counts. Goes out: steps of SQL, and how the keys of two tables are compared. The rule of
this module: a lookup neither adds nor loses a row. Keys are compared as ids are read: as trimmed text, without ``.0``
where one of the two columns is whole numbers written as floats. Where one table says the day and the other the time,
days are compared.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coterie.data.casts import id_sql
from coterie.data.numerals import Writing, text_sql
from coterie.tables import RAW_ROW, Step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "Key",
    "append_step",
    "comparable",
    "join_step",
    "key_facts_step",
    "last_row_step",
    "matches_step",
    "repeated_keys_step",
    "signs_step",
]

_WHOLE_FLOAT = "^[0-9]+[.]0$"
_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]00:00(:00([.]0+)?)?)?$"
_TIME = "^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9:.+Zz-]+)?$"
_DAY_LENGTH = 10
_NUMBERS = ("integer", "float", "decimal")


@dataclass(frozen=True)
class Key:
    """What a table's rows are looked up by.

    Parameters
    ----------
    columns : tuple of str
        As SQL names them.
    types : tuple of str
        ``text``, ``integer``, ``float``, ``decimal`` or ``time``, one for each column.
    whole : tuple of bool
        Which columns hold whole numbers written as floats.
    days : tuple of bool
        Of which columns only the day counts.

    Examples
    --------
    >>> Key(("c0",), ("text",)).whole
    ()
    """

    columns: tuple[str, ...]
    types: tuple[str, ...]
    whole: tuple[bool, ...] = ()
    days: tuple[bool, ...] = ()

    def parts(self, table: str = "") -> tuple[str, ...]:
        """Return the key as expressions.

        Parameters
        ----------
        table : str
            The table's name in the query, with a point behind it.

        Returns
        -------
        tuple of str
            Text, null where it is blank.
        """
        no = (False,) * len(self.columns)
        parts = zip(self.columns, self.types, self.whole or no, self.days or no, strict=True)
        return tuple(_part(f"{table}{column}", type_, is_whole, is_day) for column, type_, is_whole, is_day in parts)


def key_facts_step(key: Key) -> Step:
    """Count how a key is written.

    Parameters
    ----------
    key : Key
        Of the table ``keyed``.

    Returns
    -------
    Step
        One row: for each part ``known_0``, ``whole_0``, ``days_0``, ``times_0`` and so on.

    Examples
    --------
    >>> key_facts_step(Key(("c0",), ("text",))).inputs
    ('keyed',)
    """
    counts = [
        f"""
  count(k{place}) as known_{place},
  count(case when regexp_extract(k{place}, '{_WHOLE_FLOAT}', 0) <> '' then 1 end) as whole_{place},
  count(case when regexp_extract(k{place}, '{_DAY}', 0) <> '' then 1 end) as days_{place},
  count(case when regexp_extract(k{place}, '{_TIME}', 0) <> '' then 1 end) as times_{place}"""
        for place in range(len(key.columns))
    ]
    keys = ", ".join(f"{part} as k{place}" for place, part in enumerate(key.parts()))
    return Step("key_facts", ("keyed",), f"with keys as (select {keys} from keyed) select {','.join(counts)} from keys")


def comparable(main: Key, lookup: Key, *, main_facts: Mapping[str, int], facts: Mapping[str, int]) -> tuple[Key, Key]:
    """Decide from whole columns how two keys are compared.

    Parameters
    ----------
    main, lookup : Key
        Of the two tables.
    main_facts, facts : mapping of str to int
        What :func:`key_facts_step` counted in each.

    Returns
    -------
    tuple of Key
        The two, written alike.

    Examples
    --------
    >>> day = {"known_0": 2, "whole_0": 0, "days_0": 2, "times_0": 2}
    >>> key = Key(("c0",), ("text",))
    >>> comparable(key, key, main_facts=day | {"days_0": 0}, facts=day)[0].days
    (True,)
    """
    places = range(len(main.columns))
    days = tuple(_all(facts, "days", place) and _all(main_facts, "times", place) for place in places)
    whole = tuple(_all(facts, "whole", place) or _all(main_facts, "whole", place) for place in places)
    return replace(main, whole=whole, days=days), replace(lookup, whole=whole, days=days)


def repeated_keys_step(lookup: Key) -> Step:
    """Count the keys that stand in a table more than once.

    Parameters
    ----------
    lookup : Key
        Of the table ``lookup``.

    Returns
    -------
    Step
        One row: ``n_keys``, ``n_rows``.

    Examples
    --------
    >>> repeated_keys_step(Key(("c0",), ("text",))).name
    'repeated_keys'
    """
    keys = ", ".join(f"k{place}" for place in range(len(lookup.columns)))
    sql = f"""
with repeated as (
  select {keys}, count(*) as n_rows
  from ({_keyed_sql(lookup)}) as keyed
  group by {keys}
  having count(*) > 1
)
select count(*) as n_keys, cast(coalesce(sum(n_rows), 0) as bigint) as n_rows
from repeated"""
    return Step("repeated_keys", ("lookup",), sql)


def matches_step(main: Key, lookup: Key) -> Step:
    """Count the rows of two tables, and those without a match in the other.

    Parameters
    ----------
    main, lookup : Key
        Of the tables ``main`` and ``lookup``, comparable.

    Returns
    -------
    Step
        One row: ``n_main``, ``n_main_alone``, ``n_lookup``, ``n_lookup_alone``.

    Examples
    --------
    >>> matches_step(Key(("c0",), ("text",)), Key(("c1",), ("text",))).inputs
    ('main', 'lookup')
    """
    names = ", ".join(f"k{place}" for place in range(len(main.columns)))
    own = ", ".join(f"{part} as k{place}" for place, part in enumerate(main.parts()))
    same = " and ".join(f"ours.k{place} = theirs.k{place}" for place in range(len(main.columns)))
    sql = f"""
with ours as (
  select {names}, count(*) as n_rows
  from (select {own} from main) as keyed
  group by {names}
),
theirs as (select {names}, 1 as is_there from ({_keyed_sql(lookup)}) as keyed),
matched as (
  select
    cast(coalesce(sum(n_rows), 0) as bigint) as n_main,
    cast(coalesce(sum(case when theirs.is_there is null then n_rows end), 0) as bigint) as n_main_alone,
    count(theirs.is_there) as n_matched
  from ours
  left join theirs on {same}
)
select
  matched.n_main, matched.n_main_alone,
  counted.n_lookup, counted.n_lookup - matched.n_matched as n_lookup_alone
from matched
cross join (select count(*) as n_lookup from lookup) as counted"""
    return Step("matches", ("main", "lookup"), sql)


def join_step(columns: Sequence[str], main: Key, *, lookup: Key, brought: Sequence[str]) -> Step:
    """Look columns up.

    Parameters
    ----------
    columns : sequence of str
        Those of ``main``: ``row_number``, ``c0`` and so on.
    main, lookup : Key
        Of the tables ``main`` and ``lookup``, comparable; no key stands in ``lookup`` twice.
    brought : sequence of str
        Columns of ``lookup``, which follow those of ``main``.

    Returns
    -------
    Step
        All rows of ``main``, with nulls where there is no match.

    Examples
    --------
    >>> key = Key(("c0",), ("text",))
    >>> join_step(("row_number", "c0"), key, lookup=key, brought=("c1",)).name
    'joined'
    """
    own = [f"main.{column}" for column in columns]
    new = [f"found.b{place} as c{len(columns) - 1 + place}" for place in range(len(brought))]
    theirs = "".join(f", {column} as b{place}" for place, column in enumerate(brought))
    same = " and ".join(f"{part} = found.k{place}" for place, part in enumerate(main.parts("main.")))
    sql = f"""
select {", ".join([*own, *new])}
from main
left join ({_keyed_sql(lookup, theirs)}) as found on {same}"""
    return Step("joined", ("main", "lookup"), sql)


def last_row_step() -> Step:
    """Return the number of the last row of ``main``.

    Returns
    -------
    Step
        One row: ``last_row``.

    Examples
    --------
    >>> last_row_step().inputs
    ('main',)
    """
    return Step("last_row", ("main",), f"select coalesce(max({RAW_ROW}), 0) as last_row from main")


def append_step(
    types: Sequence[str],
    added: Sequence[tuple[str, str] | None],
    *,
    n_before: int,
    negated: frozenset[int],
    writings: Mapping[int, Writing] | None = None,
) -> Step:
    """Add rows below.

    Parameters
    ----------
    types : sequence of str
        Of ``main``'s columns ``c0``, ``c1`` and so on.
    added : sequence of (str, str) pairs or None
        For each of them, the column of ``more`` that goes into it, and its type; None where there is none.
    n_before : int
        The number of the last row above.
    negated : frozenset of int
        Places of columns whose numbers change their sign in the rows that are added.
    writings : mapping of int to Writing, optional
        Places of columns where numbers meet text, and how the text writes numbers: an id stays the same id.

    Returns
    -------
    Step

    Examples
    --------
    >>> step = append_step(["integer"], [("c3", "text")], n_before=5, negated=frozenset())
    >>> step.sql.splitlines()[1]
    'select row_number, cast(c0 as string) as c0'
    """
    writings = writings or {}
    ours, theirs = [RAW_ROW], [f"{RAW_ROW} + :n_before as {RAW_ROW}"]
    for place, (own, other) in enumerate(zip(types, added, strict=True)):
        is_text = other is not None and other[1] != own and not {own, other[1]} <= set(_NUMBERS)
        name = f"c{place}"
        writing = writings.get(place, Writing())
        ours.append(f"{text_sql(name, own, writing=writing)} as {name}" if is_text and own != "text" else name)
        value = "null" if other is None else _negated_sql(*other) if place in negated else other[0]
        theirs.append(f"{text_sql(value, other[1], writing=writing) if other and is_text else value} as {name}")
    sql = f"""
select {", ".join(ours)}
from main
union all
select {", ".join(theirs)}
from more"""
    return Step("appended", ("main", "more"), sql, (("n_before", n_before),))


def signs_step(columns: Sequence[tuple[str, str]]) -> Step:
    """Count how often numbers are below zero.

    Parameters
    ----------
    columns : sequence of (str, str) pairs
        Columns of ``more`` and their types.

    Returns
    -------
    Step
        One row: ``n_known_0``, ``n_negative_0`` and so on.

    Examples
    --------
    >>> signs_step([("c2", "float")]).inputs
    ('more',)
    """
    counts = []
    for place, (column, type_) in enumerate(columns):
        known = f"trim({column}) <> ''" if type_ == "text" else f"{column} is not null"
        counts += [
            f"count(case when {known} then 1 end) as n_known_{place}",
            f"count(case when {_is_negative_sql(column, type_)} then 1 end) as n_negative_{place}",
        ]
    return Step("signs", ("more",), f"select {', '.join(counts)} from more")


def _part(column: str, type_: str, is_whole: bool, is_day: bool) -> str:  # noqa: FBT001  two facts of a column
    text = id_sql(column, whole_float_ids=is_whole, type=type_)
    return f"substring({text}, 1, {_DAY_LENGTH})" if is_day else text


def _all(facts: Mapping[str, int], what: str, place: int) -> bool:
    return facts[f"known_{place}"] > 0 and facts[f"{what}_{place}"] == facts[f"known_{place}"]


def _keyed_sql(lookup: Key, more: str = "") -> str:
    """Return the rows of ``lookup`` that have a whole key."""
    parts = lookup.parts()
    keys = ", ".join(f"{part} as k{place}" for place, part in enumerate(parts))
    return f"select {keys}{more} from lookup where {' and '.join(f'({part}) is not null' for part in parts)}"


def _is_negative_sql(column: str, type_: str) -> str:
    if type_ != "text":
        return f"{column} < 0"
    text = f"trim({column})"
    return f"{text} like '-%' or {text} like '(%)' or {_is_minus_last_sql(text)}"


def _is_minus_last_sql(text: str) -> str:
    """Say whether a minus stands behind a number; behind a decimal mark, a stroke means no cents."""
    return f"({text} like '%-' and {text} not like '%,-' and {text} not like '%.-')"


def _negated_sql(column: str, type_: str) -> str:
    """Return a number with the other sign, as it is written."""
    if type_ != "text":
        return f"-{column}"
    text = f"trim({column})"
    length = f"length({text})"
    return f"""case
    when {text} = '' then {column}
    when {text} like '-%' then substring({text}, 2, {length})
    when {_is_minus_last_sql(text)} then substring({text}, 1, {length} - 1)
    when {text} like '(%)' then substring({text}, 2, {length} - 2)
    when {text} like '+%' then '-' || substring({text}, 2, {length})
    else '-' || {text}
  end"""
