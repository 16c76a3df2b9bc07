"""The SQL of the features, bare, on orders and lines that are clean: `python bare_sql.py orders.parquet folder`.

The first call cleans and keeps the two tables beside the source as Parquet; it is not to be timed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from coterie.data.cleaning import cleaning_steps
from coterie.engines import open_engine
from coterie.engines.dialect import bind
from coterie.features.availability import available_features
from coterie.features.catalog import AGGREGATES
from coterie.features.sql import customers_step, order_days_step
from coterie.pipeline.counting import columns_with_data
from coterie.tables import ColumnMap, Source

COLUMNS = ColumnMap(
    "customer_id",
    "invoice_date",
    order="invoice",
    product="stock_code",
    quantity="quantity",
    unit_price="unit_price",
    time_style="typed",
    cancel_prefix="C",
)
AS_OF_US = 1_322_611_200_000_000
"""2011-11-30, the day after the last of the orders."""


def prepare(source: Path, folder: Path) -> None:
    """Write the cleaned tables, unless they are there."""
    if (folder / "orders.parquet").exists():
        return
    with open_engine() as engine:
        made = {"raw": engine.read(Source((str(source),), "parquet"))}
        names = dict(zip(made["raw"].labels, made["raw"].columns, strict=True))
        types = dict(zip(made["raw"].columns, made["raw"].types, strict=True))
        for step in cleaning_steps(COLUMNS, names, types=types):
            made[step.name] = engine.query(step, **{name: made[name] for name in step.inputs})
        folder.mkdir(exist_ok=True)
        engine.write(made["lines"], str(folder / "lines.parquet"))
        engine.write(made["orders"], str(folder / "orders.parquet"))


def main() -> None:
    """Run the query that makes the customers."""
    source = Path(sys.argv[1])
    folder = source.with_suffix(".clean")
    prepare(source, folder)
    available = columns_with_data(COLUMNS, has_clock=True)
    days = order_days_step(as_of_us=AS_OF_US)
    step = customers_step(available_features(available), available, aggregates=AGGREGATES, as_of_us=AS_OF_US)
    tables = {name: f"select * from '{folder / name}.parquet'" for name in ("lines", "orders")}
    tables["order_days"] = bind(days, "")[0].replace("$as_of_us", str(AS_OF_US))
    sql, values = bind(step, "")
    inputs = ", ".join(f"{name} as ({query})" for name, query in tables.items())
    database = duckdb.connect()
    database.execute("set enable_progress_bar = false")
    database.execute(f"create table customers as with {inputs}, {sql.removeprefix('with ')}", values)


if __name__ == "__main__":
    main()
