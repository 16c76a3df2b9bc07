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
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coterie.data.casts import e4_sql, id_sql, time_us_sql
from coterie.data.repetition import repeated_step
from coterie.data.rules import FIRST_TIME_US, LAST_TIME_US, applicable_rules, known_facts, mask_of
from coterie.errors import ColumnError
from coterie.tables import MICROSECONDS_PER_DAY, MONEY_SCALE, RAW_ROW, Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coterie.data.rules import Rule
    from coterie.tables import ColumnMap

__all__ = ["MOST_E4", "cleaning_steps"]

MOST_E4 = 900_000_000_000_000
"""90 billion, the largest amount, price or quantity of one line: products and rounding stay exact below it."""

_IDS = "customer_id, order_ref, time_us, product_id, category, coupon_used"
_NO_COUPON = "('no', 'n', 'false', 'none')"
_BOUGHT = "coalesce(amount_e4, 0) >= 0 and coalesce(quantity, 1) >= 0"
_VALUED = f"{RAW_ROW}, {_IDS}, quantity, unit_price_e4, amount_e4, discount_e4, is_cancelled"


@dataclass(frozen=True)
class _Table:
    """The raw table: how SQL names the user's columns, and what types they have."""

    columns: ColumnMap
    names: Mapping[str, str]
    types: Mapping[str, str]

    def sql_name(self, label: str) -> str:
        """Return the SQL name of a user's column."""
        if label not in self.names:
            raise ColumnError(
                f"no column {label!r}", "the header", f"Name one of: {', '.join(sorted(set(self.names) - {RAW_ROW}))}."
            )
        return self.names[label]

    def raw_names(self) -> tuple[str, ...]:
        """Return every column of the user's, in its order."""
        return tuple(name for name in self.names.values() if name != RAW_ROW)

    def id_of(self, label: str | None, *, whole: bool = False) -> str:
        """Return the expression of an id; null text where there is no such column."""
        if label is None:
            return "cast(null as string)"
        name = self.sql_name(label)
        return id_sql(name, whole_float_ids=whole, type=self.types.get(name, "text"))

    def e4_of(self, label: str | None) -> str:
        """Return the expression of a number; null where there is no such column."""
        if label is None:
            return "cast(null as bigint)"
        name = self.sql_name(label)
        return e4_sql(name, self.columns.decimal, type=self.types.get(name, "text"))

    def discount_of(self) -> str:
        """Return the expression of all discounts of a row together; a blank counts zero."""
        parts = [self._discount_part(label) for label in self.columns.discounts]
        return " + ".join(parts) if parts else "cast(null as bigint)"

    def _discount_part(self, label: str) -> str:
        blank = f"trim(coalesce(cast({self.sql_name(label)} as string), '')) = ''"
        return f"case when {blank} then 0 else abs({_bounded_sql(self.e4_of(label))}) end"

    def coupon_of(self) -> str:
        """Return 1 where a column says that a coupon was used, else 0; null without such columns."""
        used = " or ".join(self._coupon_part(label) for label in self.columns.coupons)
        return f"cast(case when {used} then 1 else 0 end as bigint)" if used else "cast(null as bigint)"

    def _coupon_part(self, label: str) -> str:
        word = self.id_of(label)
        return f"(lower({word}) not in {_NO_COUPON} and coalesce({self.e4_of(label)}, 1) <> 0)"


def cleaning_steps(
    columns: ColumnMap, names: Mapping[str, str], *, types: Mapping[str, str], until_us: int | None = None
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
    rules = applicable_rules(known_facts(columns, until_us))
    table = _Table(columns, names, types)
    flagged = _flagged_sql(table, rules)
    values = {
        "removing": mask_of(tuple(rule for rule in rules if rule.removes)),
        "outside_core": mask_of(tuple(rule for rule in rules if not rule.in_core)),
        "checked": mask_of(rules),
        "cancel_prefix": columns.cancel_prefix,
        "until_us": until_us,
        "first_time_us": FIRST_TIME_US,
        "last_time_us": LAST_TIME_US,
        "most_e4": MOST_E4,
        "most_e8": MOST_E4 * MONEY_SCALE,
        "scale": MONEY_SCALE,
        "half": MONEY_SCALE // 2,
        "day_us": MICROSECONDS_PER_DAY,
        "noon_us": MICROSECONDS_PER_DAY // 2,
        "evening_us": MICROSECONDS_PER_DAY * 3 // 4,
    }
    return (
        repeated_step(table.raw_names()),
        _step("flagged", ("raw", "repeated"), flagged, values),
        _step("lines", ("flagged",), _LINES_SQL, values),
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


def _bounded_sql(number: str) -> str:
    """Return a number of a line, null where it is beyond all measure."""
    return f"case when {number} between -:most_e4 and :most_e4 then {number} end"


def _day_sql(time_us: str) -> str:
    """Return the day of a time, rounded down also before 1970; exact, as the division leaves no rest."""
    return f"cast(({time_us} - mod(mod({time_us}, :day_us) + :day_us, :day_us)) / :day_us as bigint)"


def _product_sql(left: str, right: str) -> str:
    """Return the product of two e4 numbers in e4, rounded half away from zero; null beyond the largest amount."""
    half_up = f"({left} * {right} + case when {left} * {right} < 0 then -:half else :half end)"
    rounded = f"cast(({half_up} - mod({half_up}, :scale)) / :scale as bigint)"
    return f"case when abs(cast({left} as double) * {right}) <= :most_e8 then {rounded} end"


def _amount_sql(columns: ColumnMap) -> str:
    """Return the amount of a line, negative where it is taken back."""
    amount = "given_e4"
    if columns.amount is None and columns.unit_price is not None:
        amount = _product_sql("quantity", "unit_price_e4") if columns.quantity else "unit_price_e4"
    return f"case when is_cancelled or quantity < 0 or unit_price_e4 < 0 then -abs({amount}) else {amount} end"


def _cancelled_sql(columns: ColumnMap) -> str:
    if columns.cancel_prefix is None or columns.order is None:
        return "false"
    return "coalesce(substring(order_ref, 1, length(:cancel_prefix)) = :cancel_prefix, false)"


def _flagged_sql(table: _Table, rules: tuple[Rule, ...]) -> str:
    """Return what is known of each raw row: cast, value, compare, mark."""
    raw = ", ".join(table.raw_names())
    stages = {
        "casted": _casted_sql(table, raw),
        "known": _known_sql(table.columns, raw),
        "valued": _valued_sql(table.columns, raw),
        "compared": _compared_sql(table, rules),
    }
    ctes = ",\n".join(f"{name} as ({sql}\n)" for name, sql in stages.items())
    return f"\nwith {ctes}{_marked_sql(rules)}"


def _casted_sql(table: _Table, raw: str) -> str:
    columns = table.columns
    return f"""
  select
    {RAW_ROW}, {raw},
    {table.id_of(columns.customer, whole=columns.whole_float_ids)} as customer_id,
    {table.id_of(columns.order)} as order_ref,
    {time_us_sql(table.sql_name(columns.time), columns.time_style)} as time_us,
    {table.id_of(columns.product)} as product_id,
    {table.id_of(columns.category)} as category,
    {table.coupon_of()} as coupon_used,
    {table.e4_of(columns.quantity)} as quantity,
    {table.e4_of(columns.unit_price)} as unit_price_e4,
    {table.e4_of(columns.amount)} as given_e4,
    {table.discount_of()} as discount_e4
  from raw"""


def _known_sql(columns: ColumnMap, raw: str) -> str:
    return f"""
  select
    {RAW_ROW}, {raw}, {_IDS}, discount_e4,
    {_bounded_sql("quantity")} as quantity,
    {_bounded_sql("unit_price_e4")} as unit_price_e4,
    {_bounded_sql("given_e4")} as given_e4,
    {_cancelled_sql(columns)} as is_cancelled
  from casted"""


def _valued_sql(columns: ColumnMap, raw: str) -> str:
    return f"""
  select
    {RAW_ROW}, {raw}, {_IDS}, quantity, unit_price_e4, discount_e4, is_cancelled,
    {_amount_sql(columns)} as amount_e4
  from known"""


def _compared_sql(table: _Table, rules: tuple[Rule, ...]) -> str:
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
  {RAW_ROW}, customer_id, time_us, product_id, category, amount_e4, discount_e4, coupon_used, text,
  case when amount_e4 > 0 then amount_e4 when amount_e4 <= 0 then 0 end as gross_e4,
  cast(case when {_BOUGHT} then 1 else 0 end as bigint) as is_bought,
  coalesce(order_ref, customer_id || '|' || {day}) as order_id,
  case when is_cancelled then -abs(coalesce(quantity, :scale)) else quantity end as quantity,
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


_LINES_SQL = """
select
  customer_id, order_id, time_us, product_id, category, quantity, amount_e4, discount_e4, gross_e4,
  is_bought, coupon_used
from flagged
where (flags & :removing) = 0"""

_TALLIES_SQL = """
select
  customer_id, order_id, flags,
  count(*) as n_rows,
  cast(sum(amount_e4) as bigint) as money_e4,
  min(time_us) as time_us,
  cast(sum(gross_e4) as bigint) as gross_e4,
  cast(sum(case when amount_e4 < 0 then -amount_e4 when amount_e4 >= 0 then 0 end) as bigint) as returned_e4,
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
    customer_id, order_id, time_us, gross_e4, returned_e4, discount_e4, pieces_e4, has_coupon,
    {_day_sql("time_us")} as day
  from sums
)
select
  customer_id, order_id, time_us, gross_e4, returned_e4, discount_e4,
  cast(round(pieces_e4 / :scale) as bigint) as n_items,
  cast(case when coalesce(gross_e4, pieces_e4) > 0 then 1 else 0 end as bigint) as is_purchase,
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
