"""Orders of a shop that does not exist, for benchmarks: any number of lines, the same ones every time.

`python benchmarks/orders.py 10000000 orders.parquet` writes them; a name that ends in `.csv` makes a text. Every value
follows from the number of its line by a hash. A tenth as many customers as lines, a little less, have bought.
Among the lines are exact duplicates (0.5 %), cancelled orders (2 %), orders without a customer (2 %), returns (0.5 %)
and gifts (0.1 %). Lines lie in the order of time, as in an export.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

LINES_PER_GROUP, ORDERS_PER_GROUP = 14, 4
"""Of 14 lines, orders of 1, 2, 4 and 7 are made."""

SQL = """
with numbered as (
  select case when i % 200 = 199 then i - 1 else i end as i
  from range({n_lines}) as numbers(i)
),
placed as (
  select i,
    i // 14 * 4 + case when i % 14 = 0 then 0 when i % 14 < 3 then 1 when i % 14 < 7 then 2 else 3 end as o
  from numbered
),
drawn as (
  select i, o,
    o / ({n_lines} / 14.0 * 4) as passed,
    (hash(o) >> 11) / 9007199254740992.0 as u_customer,
    (hash(o + 1000000000000) >> 11) / 9007199254740992.0 as u_fate,
    (hash(i + 2000000000000) >> 11) / 9007199254740992.0 as u_product,
    (hash(i + 3000000000000) >> 11) / 9007199254740992.0 as u_pieces
  from placed
),
chosen as (
  select i, o, passed, u_fate, u_pieces,
    cast(floor(4000 * u_product * u_product) as integer) as product,
    case when u_customer < 0.75
      then cast(floor({n_customers} * (0.65 * passed + 0.3 * power(u_customer / 0.75, 1.4))) as bigint)
      else cast(floor({n_customers} * (0.95 + 0.05 * (u_customer - 0.75) / 0.25)) as bigint)
    end as customer
  from drawn
)
select
  case when u_fate < 0.02 then 'C' else '' end || cast(500000 + o as varchar) as invoice,
  cast(10000 + product as varchar) || case when product % 3 = 0 then 'A' else '' end as stock_code,
  'ARTICLE NUMBER ' || product || ' IN A BOX OF ' || (product % 12 + 1) as description,
  cast(
    case when u_fate < 0.02 or u_pieces < 0.005 then -1 else 1 end * (1 + floor(11 * u_pieces * u_pieces)) as integer
  ) as quantity,
  timestamp '2009-12-01 08:00:00' + to_minutes(cast(floor(passed * 1048320) as bigint)) as invoice_date,
  cast(case when u_pieces > 0.999 then 0 else ((product * 7919) % 2000 + 25) / 100.0 end as {price_type}) as unit_price,
  case when u_fate >= 0.02 and u_fate < 0.04 then null else cast(100000 + customer as varchar) end as customer_id,
  ['United Kingdom', 'Germany', 'France', 'EIRE'][customer % 97 // 80 + customer % 2 + 1] as country
from chosen
"""


def write_orders(path: Path, n_lines: int, *, price_type: str = "double", threads: int | None = None) -> None:
    """Write order lines as Parquet, or as text where the name ends in ``.csv``."""
    form = "format csv, header" if path.suffix == ".csv" else "format parquet, row_group_size 122880"
    sql = SQL.format(n_lines=n_lines, n_customers=n_lines * 23 // 200, price_type=price_type)
    with duckdb.connect(":memory:", config={"threads": threads} if threads else {}) as database:
        database.execute("set enable_progress_bar = false")
        database.execute(f"copy ({sql}) to '{path}' ({form})")


if __name__ == "__main__":
    write_orders(Path(sys.argv[2]), int(sys.argv[1]))
