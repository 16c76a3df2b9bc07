"""Rows of a customer table that cannot all stand: without an id, or of a customer who has another row.

Comes in: ids, content and days of the rows in question. Goes out: what becomes of each, and the account. The rule of
this module: what rows say decides between them, never their place in the file; where they disagree and no day says
which is the newest, none of them is used.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coterie.data.casts import id_sql
from coterie.data.ledger import Ledger, LedgerRow
from coterie.tables import RAW_ROW, Step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from coterie.data.rules import Effect
    from coterie.data.traits.counts import Field

__all__ = ["Fate", "account", "content_sql", "fates_of", "repeats_step"]


@dataclass(frozen=True)
class Fate:
    """What becomes of a row that is not used.

    Parameters
    ----------
    rule, meaning : str
        Its name, and what it found and did in plain words.
    effect : {'quarantine', 'set aside'}

    Examples
    --------
    >>> NO_ID.effect
    'quarantine'
    """

    rule: str
    meaning: str
    effect: Effect


UNREADABLE = Fate("unreadable row", "The row cannot be split into the header's fields.", "quarantine")
NO_ID = Fate("no customer", "The customer's id is blank (or says null, nan or none).", "quarantine")
SAME = Fate("repeated row", "An equal row of the same customer is used already.", "set aside")
OLDER = Fate("older row", "A newer row of the same customer is used.", "set aside")
UNCLEAR = Fate(
    "contradicting rows",
    "The customer has several rows that differ, and no day says which of them is the newest.",
    "quarantine",
)
_FATES = (UNREADABLE, NO_ID, SAME, OLDER, UNCLEAR)


def content_sql(columns: Sequence[str]) -> str:
    """Return all fields of a row as one text.

    Parameters
    ----------
    columns : sequence of str
        Their names in SQL.

    Returns
    -------
    str
        An expression: text.

    Examples
    --------
    >>> content_sql(["c0", "c1"])
    "concat_ws(' | ', coalesce(cast(c0 as string), ''), coalesce(cast(c1 as string), ''))"
    """
    fields = ", ".join(f"coalesce(cast({column} as string), '')" for column in columns)
    return f"concat_ws(' | ', {fields})"


def _fields_sql(columns: Sequence[str]) -> str:
    """Return all fields of a row as one text that tells where each ends, so that equal texts are equal rows."""
    texts = [f"coalesce(cast({column} as string), '')" for column in columns]
    return f"concat_ws(':', {', '.join(f'length({text}), {text}' for text in texts)})"


def repeats_step(
    customer: Field, columns: Sequence[str], *, whole_float_ids: bool, day: str | None, missing: Sequence[str] = ()
) -> Step:
    """Return the query for the rows whose id is missing or stands more than once.

    Parameters
    ----------
    customer : Field
        The column with the id.
    columns : sequence of str
        All columns, as SQL names them.
    whole_float_ids : bool
        Ids are integers written as floats.
    day : str or None
        An expression for the row's day, in microseconds since the epoch.
    missing : sequence of str
        Spellings of a missing value that this source uses.

    Returns
    -------
    Step
        Reads ``raw``; columns row_number, customer_id, text, time_us.

    Examples
    --------
    >>> from coterie.data.traits.counts import Field
    >>> repeats_step(Field("id", "c0"), ["c0"], whole_float_ids=False, day=None).name
    'repeats'
    """
    customer_id = id_sql(customer.column, whole_float_ids=whole_float_ids, type=customer.type, missing=missing)
    sql = f"""\
with named as (
  select
    {RAW_ROW},
    {customer_id} as customer_id,
    {_fields_sql(columns)} as text,
    {day or "cast(null as bigint)"} as time_us
  from raw
),
known as (
  select
    {RAW_ROW}, customer_id, text, time_us,
    count(*) over (partition by customer_id) as n
  from named
)
select {RAW_ROW}, customer_id, text, time_us
from known
where customer_id is null or n > 1
order by {RAW_ROW}"""
    return Step("repeats", ("raw",), sql, tuple((f"missing_{place}", mark) for place, mark in enumerate(missing)))


def fates_of(repeats: pa.Table) -> dict[int, Fate]:
    """Say what becomes of the rows in question.

    Parameters
    ----------
    repeats : pyarrow.Table
        As :func:`repeats_step` finds them.

    Returns
    -------
    dict of int to Fate
        By row number; rows that are used are not in it.

    Examples
    --------
    >>> import pyarrow as pa
    >>> rows = {"row_number": [1, 2, 3, 4], "customer_id": ["a", "a", "b", "b"], "text": ["a|5", "a|5", "b|1", "b|2"]}
    >>> fates = fates_of(pa.table({**rows, "time_us": pa.array([None, None, None, None], pa.int64())}))
    >>> {row: fate.rule for row, fate in fates.items()}
    {2: 'repeated row', 3: 'contradicting rows', 4: 'contradicting rows'}
    """
    groups: dict[str | None, list[dict[str, object]]] = {}
    for row in repeats.to_pylist():
        groups.setdefault(row["customer_id"], []).append(row)
    fates: dict[int, Fate] = {}
    for customer, rows in groups.items():
        found = {row[RAW_ROW]: NO_ID for row in rows} if customer is None else _of_one_customer(rows)
        fates |= {int(str(number)): fate for number, fate in found.items()}
    return fates


def _of_one_customer(rows: Sequence[Mapping[str, object]]) -> dict[object, Fate]:
    newest = max((int(str(row["time_us"])) for row in rows if row["time_us"] is not None), default=None)
    latest = [row for row in rows if newest is None or row["time_us"] == newest]
    if len({row["text"] for row in latest}) > 1:
        return {row[RAW_ROW]: UNCLEAR for row in rows}
    kept = latest[0]
    others = [row for row in rows if row is not kept]
    return {row[RAW_ROW]: SAME if row["text"] == kept["text"] else OLDER for row in others}


def account(n_rows: int, n_rejects: int, *, fates: Mapping[int, Fate]) -> Ledger:
    """Draw up the account of a customer table.

    Parameters
    ----------
    n_rows : int
        Rows that could be split into fields.
    n_rejects : int
        Rows that could not.
    fates : mapping of int to Fate
        What becomes of the rows that are not used.

    Returns
    -------
    Ledger
        Without money and without a classical core.

    Examples
    --------
    >>> ledger = account(10, 1, fates={3: NO_ID, 5: SAME})
    >>> ledger.rows_in, ledger.rows_used, ledger.rows_quarantined, ledger.rows_set_aside
    (11, 8, 2, 1)
    """
    counts = Counter(fates.values())
    counts[UNREADABLE] = n_rejects
    left, rows = n_rows + n_rejects, []
    for fate in _FATES:
        left -= counts[fate]
        rows.append(
            LedgerRow(
                fate.rule,
                fate.meaning,
                fate.effect,
                n_rows=counts[fate],
                money_e4=None,
                rows_left=left,
                money_left_e4=None,
                n_found=counts[fate],
            )
        )
    by_effect = {
        effect: sum(n for fate, n in counts.items() if fate.effect == effect) for effect in ("quarantine", "set aside")
    }
    return Ledger(
        tuple(rows),
        rows_in=n_rows + n_rejects,
        rows_used=left,
        rows_quarantined=by_effect["quarantine"],
        rows_set_aside=by_effect["set aside"],
        core=None,
        balance=None,
    )
