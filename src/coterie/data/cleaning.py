"""Raw rows to lines and orders, with a mark on every row that a rule finds.

Comes in: which column is what, and the relation ``raw``. Goes out: seven steps, to be run in their order. The rule of
this module: nothing is dropped in silence. ``flagged`` keeps every raw row with a bit per rule; the other steps only
choose and count. Rows are never stored: what reads ``flagged`` casts them anew, of the columns that it needs.

==================  =========  ===================================================================================
step                reads      makes
==================  =========  ===================================================================================
``repeated``        raw        numbers of the rows that repeat an earlier one
``flagged``         raw        every row, casted, with its ``flags``; reads ``repeated``, too
``lines``           flagged    the rows that count (see ``LINES``)
``tallies``         flagged    rows and sums per customer, order and pattern of flags
``orders``          tallies    one row per customer and order (see ``ORDERS``)
``quarantine``      flagged    unusable rows: row_number, reason, text
``ledger_counts``   tallies    rows and money per pattern of flags, and of the classical core
==================  =========  ===================================================================================

Numbers are exact: quantity times price is a product of integers, rounded half away from zero to 1/10,000.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coterie.data.arithmetic import VALUES, bounded_sql, product_sql, times_sql, unit_sql
from coterie.data.learning import ColumnFacts
from coterie.data.rawtable import RawTable
from coterie.data.repetition import repeated_step
from coterie.data.rules import FIRST_TIME_US, LAST_TIME_US, applicable_rules, known_facts, mask_of
from coterie.tables import MICROSECONDS_PER_DAY, RAW_ROW, Step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coterie.data.rules import Rule
    from coterie.tables import ColumnMap

__all__ = ["cleaning_steps"]

_NOTHING = ColumnFacts()

_IDS = "customer_id, order_ref, time_us, product_id, category, coupon_used"
_SIGNS = "rate, discount_share, lacking, is_cancelled, is_undone, is_fee"
_BOUGHT = "coalesce(amount_e4, 0) >= 0 and coalesce(quantity, 1) >= 0 and not is_undone and not is_cancelled"
_VALUED = f"{RAW_ROW}, {_IDS}, quantity, unit_price_e4, amount_e4, discount_e4, {_SIGNS}"


def cleaning_steps(
    columns: ColumnMap,
    names: Mapping[str, str],
    *,
    types: Mapping[str, str],
    until_us: int | None = None,
    seen: ColumnFacts = _NOTHING,
) -> tuple[Step, ...]:
    """Return the queries that turn raw rows into lines and orders and account for every row.

    Parameters
    ----------
    columns : ColumnMap
        Which column is what, by the user's names.
    names : mapping of str to str
        The user's names to those that SQL uses.
    types : mapping of str to str
        Columns of SQL to ``text``, ``integer``, ``float``, ``decimal`` or ``time``; text where nothing is said.
    until_us : int, optional
        Rows at this time or later are set aside; microseconds since the epoch.
    seen : ColumnFacts
        What the whole columns say: the last plausible time, values that mean undone orders and fees.

    Returns
    -------
    tuple of Step
        ``repeated``, ``flagged``, ``lines``, ``tallies``, ``orders``, ``quarantine``, ``ledger_counts``, in this order.

    Raises
    ------
    ColumnError
        Where the table lacks a column that ``columns`` names.

    Examples
    --------
    >>> from coterie.tables import ColumnMap
    >>> columns = ColumnMap("who", "when", amount="paid")
    >>> names = {"row_number": "row_number", "who": "c0", "when": "c1", "paid": "c2"}
    >>> [step.name for step in cleaning_steps(columns, names, types={})]
    ['repeated', 'flagged', 'lines', 'tallies', 'orders', 'quarantine', 'ledger_counts']
    """
    rules = applicable_rules(known_facts(columns, until_us, latest_us=seen.latest_us))
    table = RawTable(columns, names, types)
    flagged = _flagged_sql(table, rules, seen)
    values = {
        **VALUES,
        **_listed("undone", seen.undone),
        **_listed("fee", seen.fees),
        **_listed("written", [written for written, _ in columns.spellings]),
        **_listed("meant", [meant for _, meant in columns.spellings]),
        "latest_us": seen.latest_us,
        "removing": mask_of(tuple(rule for rule in rules if rule.removes)),
        "outside_core": mask_of(tuple(rule for rule in rules if not rule.in_core)),
        "checked": mask_of(rules),
        "cancel_prefix": columns.cancel_prefix,
        "until_us": until_us,
        "first_time_us": FIRST_TIME_US,
        "last_time_us": LAST_TIME_US,
        "day_us": MICROSECONDS_PER_DAY,
        "noon_us": MICROSECONDS_PER_DAY // 2,
        "evening_us": MICROSECONDS_PER_DAY * 3 // 4,
    }
    return (
        repeated_step(table.raw_names()),
        _step("flagged", ("raw", "repeated"), flagged, values),
        _step("lines", ("flagged",), _lines_sql(columns), values),
        _step("tallies", ("flagged",), _TALLIES_SQL, values),
        _step("orders", ("tallies",), _ORDERS_SQL, values),
        _step("quarantine", ("flagged",), _quarantine_sql(rules), values),
        _step("ledger_counts", ("tallies",), _LEDGER_SQL, values),
    )


def _step(name: str, tables: tuple[str, ...], sql: str, values: Mapping[str, object]) -> Step:
    """Return a step with those of the values that its text names."""
    named = re.findall(r":([a-z]\w*)", sql)
    params = tuple((key, value) for key, value in values.items() if key in named)
    return Step(name, tables, sql, params, reused=name in {"tallies", "orders"})


def _listed(name: str, values: Sequence[str]) -> dict[str, object]:
    return {f"{name}_{place}": value for place, value in enumerate(values)}


def _day_sql(time_us: str) -> str:
    """Return the day of a time, rounded down also before 1970; exact, as the division leaves no rest."""
    return f"cast(({time_us} - mod(mod({time_us}, :day_us) + :day_us, :day_us)) / :day_us as bigint)"


def _full_sql(columns: ColumnMap) -> str:
    """Return the money of a line as it is written, before the discount rate and the exchange rate."""
    if columns.amount is None and columns.unit_price is not None:
        return product_sql("quantity", "unit_price_e4") if columns.quantity else "unit_price_e4"
    return "given_e4"


def _reduced_sql(columns: ColumnMap) -> str:
    """Return the money of a line without what the discount rate takes off."""
    takes_off = columns.discount_rate and columns.amount is None
    return times_sql(_full_sql(columns), "(1 - discount_share)") if takes_off else _full_sql(columns)


def _in_currency(columns: ColumnMap, money: str) -> str:
    return bounded_sql(times_sql(money, "rate")) if columns.rate else money


def _amount_sql(columns: ColumnMap) -> str:
    """Return the amount of a line, negative where it is taken back."""
    amount = _in_currency(columns, _reduced_sql(columns))
    return f"case when is_cancelled or quantity < 0 or unit_price_e4 < 0 then -abs({amount}) else {amount} end"


def _discount_sql(columns: ColumnMap) -> str:
    """Return all that was taken off a line."""
    discount = "discount_e4"
    if columns.discount_rate and columns.amount is None:
        by_rate = f"abs({_full_sql(columns)}) - abs({_reduced_sql(columns)})"
        discount = f"discount_e4 + {by_rate}" if columns.discounts else by_rate
    return _in_currency(columns, discount)


def _has_prefix_sql(columns: ColumnMap) -> str:
    if columns.cancel_prefix is None or columns.order is None:
        return "false"
    return "coalesce(substring(order_ref, 1, length(:cancel_prefix)) = :cancel_prefix, false)"


def _flagged_sql(table: RawTable, rules: tuple[Rule, ...], seen: ColumnFacts) -> str:
    """Return what is known of each raw row: cast, value, compare, mark."""
    raw = ", ".join(table.raw_names())
    stages = {
        "casted": _casted_sql(table, raw, seen),
        "known": _known_sql(table, raw),
        "valued": _valued_sql(table.columns, raw),
        "compared": _compared_sql(table, rules),
    }
    ctes = ",\n".join(f"{name} as ({sql}\n)" for name, sql in stages.items())
    return f"\nwith {ctes}{_marked_sql(rules)}"


def _casted_sql(table: RawTable, raw: str, seen: ColumnFacts) -> str:
    columns = table.columns
    undone, fees = tuple(_listed("undone", seen.undone)), tuple(_listed("fee", seen.fees))
    return f"""
  select
    {RAW_ROW}, {raw},
    {table.id_of(columns.customer, whole=columns.whole_float_ids)} as customer_id,
    {table.id_of(columns.order)} as order_ref,
    {table.time_of()} as time_us,
    {table.id_of(columns.product)} as product_id,
    {table.id_of(columns.category)} as category,
    {table.coupon_of()} as coupon_used,
    {table.e4_of(columns.quantity)} as quantity,
    {table.e4_of(columns.unit_price)} as unit_price_e4,
    {table.e4_of(columns.amount)} as given_e4,
    {table.discount_of()} as discount_e4,
    {table.discount_share_of()} as discount_share,
    {table.rate_of()} as rate,
    {table.says((columns.status,), undone)} as is_taken_back,
    {table.says((columns.product, columns.description), fees)} as is_fee
  from raw"""


def _known_sql(table: RawTable, raw: str) -> str:
    """Bound the numbers, and tell an entry that takes an order back from an order that was taken back itself."""
    unit, by_prefix = table.columns.money_unit, _has_prefix_sql(table.columns)
    is_negative = "coalesce(given_e4 < 0 or quantity < 0 or unit_price_e4 < 0, false)"
    return f"""
  select
    {RAW_ROW}, {raw}, {_IDS}, discount_e4, discount_share, rate, is_fee,
    {bounded_sql("quantity")} as quantity,
    {bounded_sql(unit_sql("unit_price_e4", unit))} as unit_price_e4,
    {bounded_sql(unit_sql("given_e4", unit))} as given_e4,
    {by_prefix} or (is_taken_back and {is_negative}) as is_cancelled,
    is_taken_back and not ({by_prefix} or {is_negative}) as is_undone,
    {table.lacking()} as lacking
  from casted"""


def _valued_sql(columns: ColumnMap, raw: str) -> str:
    return f"""
  select
    {RAW_ROW}, {raw}, {_IDS}, quantity, unit_price_e4, {_SIGNS},
    {_amount_sql(columns)} as amount_e4,
    {_discount_sql(columns)} as discount_e4
  from known"""


def _compared_sql(table: RawTable, rules: tuple[Rule, ...]) -> str:
    """Leave the raw fields behind but for the text of unusable rows, and say which rows repeat an earlier one."""
    unusable = " or ".join(f"({rule.condition})" for rule in rules if rule.effect == "quarantine" and rule.condition)
    fields = ", ".join(f"coalesce(cast({name} as string), '')" for name in table.raw_names())
    return f"""
  select
    valued.{_VALUED},
    case when {unusable} then concat_ws(' | ', {fields}) end as text,
    repeated.{RAW_ROW} is not null as is_repeated
  from valued
  left join repeated on repeated.{RAW_ROW} = valued.{RAW_ROW}"""


def _marked_sql(rules: tuple[Rule, ...]) -> str:
    marks = (f"case when {rule.condition} then {rule.mask} else 0 end" for rule in rules if rule.condition)
    flags = "\n    + ".join(marks)
    day = f"cast(date '1970-01-01' + cast({_day_sql('time_us')} as integer) as string)"
    return f"""
select
  {RAW_ROW}, customer_id, time_us, discount_e4, coupon_used, text,
  case when not is_fee then product_id end as product_id,
  case when not is_fee then category end as category,
  case when is_undone then 0 else amount_e4 end as amount_e4,
  case when amount_e4 > 0 then amount_e4 when amount_e4 <= 0 then 0 end as gross_e4,
  cast(case when {_BOUGHT} then 1 else 0 end as bigint) as is_bought,
  coalesce(order_ref, customer_id || '|' || {day}) as order_id,
  case
    when is_fee or is_undone then 0
    when is_cancelled then -abs(coalesce(quantity, :scale))
    else quantity
  end as quantity,
  cast(
    {flags} as bigint) as flags
from compared"""


def _quarantine_sql(rules: tuple[Rule, ...]) -> str:
    """Return the rows whose first removing rule calls them unusable."""
    reasons = (
        (rule.mask, f"'{rule.name}'" if rule.effect == "quarantine" else "null") for rule in rules if rule.removes
    )
    whens = " ".join(f"when (flags & {mask}) <> 0 then {reason}" for mask, reason in reasons)
    return f"""
with removed as (
  select
    {RAW_ROW}, text,
    case {whens} end as reason
  from flagged
  where (flags & :removing) <> 0
)
select {RAW_ROW}, reason, text
from removed
where reason is not null"""


def _lines_sql(columns: ColumnMap) -> str:
    """Return the rows that count, with each category under one spelling."""
    fields = """customer_id, order_id, time_us, product_id, {} as category, quantity, amount_e4, discount_e4, gross_e4,
  is_bought, coupon_used"""
    if not columns.spellings:
        return f"\nselect\n  {fields.format('category')}\nfrom flagged\nwhere (flags & :removing) = 0"
    pairs = (f"select :written_{place} as written, :meant_{place} as meant" for place in range(len(columns.spellings)))
    spelt = "\n  union all ".join(pairs)
    return f"""
with spelt as (
  {spelt}
)
select
  {fields.format("coalesce(spelt.meant, category)")}
from flagged
left join spelt on spelt.written = flagged.category
where (flags & :removing) = 0"""


_TALLIES_SQL = """
select
  customer_id, order_id, flags,
  count(*) as n_rows,
  cast(sum(amount_e4) as bigint) as money_e4,
  min(time_us) as time_us,
  cast(sum(gross_e4) as bigint) as gross_e4,
  cast(sum(case when is_bought = 1 then gross_e4 end) as bigint) as paid_e4,
  cast(sum(gross_e4 - amount_e4) as bigint) as returned_e4,
  cast(sum(case when is_bought = 1 then discount_e4 end) as bigint) as discount_e4,
  cast(sum(case when is_bought = 1 then coalesce(quantity, :scale) else 0 end) as bigint) as pieces_e4,
  max(case when is_bought = 1 then coupon_used end) as has_coupon
from flagged
group by customer_id, order_id, flags"""

_ORDERS_SQL = f"""
with sums as (
  select
    customer_id, order_id,
    min(time_us) as time_us,
    cast(sum(gross_e4) as bigint) as gross_e4,
    cast(sum(paid_e4) as bigint) as paid_e4,
    cast(sum(returned_e4) as bigint) as returned_e4,
    cast(sum(discount_e4) as bigint) as discount_e4,
    cast(sum(pieces_e4) as bigint) as pieces_e4,
    max(has_coupon) as has_coupon
  from tallies
  where (flags & :removing) = 0
  group by customer_id, order_id
),
dated as (
  select
    customer_id, order_id, time_us, gross_e4, paid_e4, returned_e4, discount_e4, pieces_e4, has_coupon,
    {_day_sql("time_us")} as day
  from sums
)
select
  customer_id, order_id, time_us, gross_e4, returned_e4, discount_e4,
  cast(round(pieces_e4 / :scale) as bigint) as n_items,
  cast(case when coalesce(paid_e4, pieces_e4) > 0 then 1 else 0 end as bigint) as is_purchase,
  day, has_coupon,
  cast(case when mod(mod(day, 7) + 7, 7) in (2, 3) then 1 else 0 end as bigint) as is_weekend,
  cast(case when time_us - day * :day_us < :noon_us then 1 else 0 end as bigint) as is_morning,
  cast(case when time_us - day * :day_us >= :evening_us then 1 else 0 end as bigint) as is_evening
from dated"""

_LEDGER_SQL = """
with core_orders as (
  select customer_id, order_id, sum(n_rows) as n_rows, sum(money_e4) as money_e4
  from tallies
  where (flags & :outside_core) = 0
  group by customer_id, order_id
),
core_customers as (
  select customer_id, sum(n_rows) as n_rows, count(*) as n_orders, sum(money_e4) as money_e4
  from core_orders
  group by customer_id
)
select
  'pattern' as part,
  flags,
  cast(sum(n_rows) as bigint) as n_rows,
  cast(0 as bigint) as n_orders,
  cast(0 as bigint) as n_customers,
  cast(coalesce(sum(money_e4), 0) as bigint) as money_e4
from tallies
group by flags
union all
select
  'core' as part,
  cast(:checked as bigint) as flags,
  cast(coalesce(sum(n_rows), 0) as bigint) as n_rows,
  cast(coalesce(sum(n_orders), 0) as bigint) as n_orders,
  count(*) as n_customers,
  cast(coalesce(sum(money_e4), 0) as bigint) as money_e4
from core_customers"""
