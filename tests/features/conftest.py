"""Orders for the feature tests: generated ones, two real shops', and an engine to run the queries on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from coterie.features.sql import customers_step, named, order_days_step
from coterie.tables import LINES, MICROSECONDS_PER_DAY, MONEY_SCALE, ORDERS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from coterie.tables import Feature, Step

ORDER_SCHEMA, LINE_SCHEMA = (
    pa.schema([(column.name, pa.string() if column.type == "text" else pa.int64()) for column in table.columns])
    for table in (ORDERS, LINES)
)


@pytest.fixture(scope="session")
def run_step() -> Iterator[Callable[..., pa.Table]]:
    """Run a step on Arrow tables given by name."""
    connection = duckdb.connect(config={"threads": 2})

    def run(step: Step, **inputs: pa.Table) -> pa.Table:
        for name in step.inputs:
            connection.register(name, inputs[name])
        used = {name: value for name, value in step.params if f":{name}" in step.sql}
        sql = re.sub(r":([a-z]\w*)", r"$\1", step.sql)
        return connection.sql(sql, params=used).to_arrow_table()

    yield run
    connection.close()


@pytest.fixture(scope="session")
def count(run_step: Callable[..., pa.Table]) -> Callable[..., pa.Table]:
    """Compute features from orders, and from lines where they need any."""

    def counted(
        features: Sequence[Feature], available: Collection[str], *, as_of_us: int, orders: pa.Table, **more: Any
    ) -> pa.Table:
        options = {"aggregates": more.pop("aggregates")} if "aggregates" in more else {}
        step = customers_step(features, available, as_of_us=as_of_us, **options)
        days = run_step(order_days_step(as_of_us=as_of_us), orders=orders)
        return named(run_step(step, orders=orders, order_days=days, **more), features)

    return counted


@pytest.fixture(scope="session")
def make_orders() -> Callable[[list[dict[str, Any]]], pa.Table]:
    """Build the table of orders from rows that name only what matters to a test."""

    def make(rows: list[dict[str, Any]]) -> pa.Table:
        return pa.Table.from_pylist([_whole_order(row, number) for number, row in enumerate(rows)], schema=ORDER_SCHEMA)

    return make


@pytest.fixture(scope="session")
def make_lines() -> Callable[[list[dict[str, Any]]], pa.Table]:
    """Build the table of lines from rows that name only what matters to a test."""
    usual = {"customer_id": "a", "order_id": "1", "gross_e4": MONEY_SCALE, "is_bought": 1}

    def make(rows: list[dict[str, Any]]) -> pa.Table:
        return pa.Table.from_pylist([{**usual, **row} for row in rows], schema=LINE_SCHEMA)

    return make


def _whole_order(row: dict[str, Any], number: int) -> dict[str, Any]:
    gross = row.get("gross_e4", MONEY_SCALE)
    return {
        "customer_id": "a",
        "order_id": str(number),
        "gross_e4": gross,
        "returned_e4": None if gross is None else 0,
        "n_items": 1,
        "is_purchase": int(gross is None or gross > 0),
        "day": row["time_us"] // MICROSECONDS_PER_DAY,
        "has_coupon": 0,
        "is_weekend": 0,
        "is_morning": 0,
        "is_evening": 0,
        **row,
    }


@pytest.fixture(scope="session")
def cdnow_orders(cdnow_sample: Path) -> pa.Table:
    """CDNOW's purchase days as orders, free ones too: so the published summary counts them."""
    names = ["master_id", "customer_id", "day", "n_items", "dollars"]
    purchases = pd.read_csv(cdnow_sample, sep=r"\s+", header=None, names=names, dtype=str)
    purchases["day"] = pd.to_datetime(purchases["day"], format="%Y%m%d").to_numpy("datetime64[D]").astype(np.int64)
    purchases["gross_e4"] = (purchases["dollars"].astype(float) * MONEY_SCALE).round().astype(np.int64)
    purchases["n_items"] = purchases["n_items"].astype(np.int64)
    orders = purchases.groupby(["customer_id", "day"], as_index=False)[["n_items", "gross_e4"]].sum()
    return _as_orders(orders.assign(time_us=orders["day"] * MICROSECONDS_PER_DAY, returned_e4=0, is_purchase=1))


@pytest.fixture(scope="session")
def retail_lines(shared_data: Path) -> pd.DataFrame:
    """Online Retail's lines with a customer, money in 1/10,000 pounds."""
    lines = pd.read_csv(shared_data / "online_retail" / "online_retail.csv.gz", dtype={"InvoiceNo": str})
    lines = lines[lines["CustomerID"].notna() & (lines["UnitPrice"] >= 0)]
    time = pd.to_datetime(lines["InvoiceDate"]).to_numpy("datetime64[us]").astype(np.int64)
    return pd.DataFrame(
        {
            "customer_id": lines["CustomerID"].astype(int).astype(str),
            "order_id": lines["InvoiceNo"],
            "product_id": lines["StockCode"].astype(str),
            "time_us": time,
            "amount_e4": (lines["Quantity"] * lines["UnitPrice"] * MONEY_SCALE).round().astype(np.int64),
            "quantity": lines["Quantity"],
        }
    )


@pytest.fixture(scope="session")
def retail_orders(retail_lines: pd.DataFrame) -> pa.Table:
    """Online Retail's invoices per customer: what was bought and what was returned."""
    lines = retail_lines.assign(
        gross_e4=retail_lines["amount_e4"].clip(lower=0),
        returned_e4=-retail_lines["amount_e4"].clip(upper=0),
        n_items=retail_lines["quantity"].clip(lower=0),
    )
    keys = ["customer_id", "order_id"]
    money = lines.groupby(keys)[["gross_e4", "returned_e4", "n_items"]].sum()
    orders = money.join(lines.groupby(keys)["time_us"].min()).reset_index()
    purchase = (orders["gross_e4"] > 0).astype(np.int64)
    return _as_orders(orders.assign(is_purchase=purchase, day=orders["time_us"] // MICROSECONDS_PER_DAY))


def _as_orders(frame: pd.DataFrame) -> pa.Table:
    """Give a frame the columns of orders, in their order."""
    weekday = (frame["day"] + 3) % 7
    hour = frame["time_us"] % MICROSECONDS_PER_DAY // (MICROSECONDS_PER_DAY // 24)
    whole = frame.assign(
        discount_e4=None,
        order_id=frame.get("order_id", frame.index.astype(str)),
        has_coupon=None,
        is_weekend=(weekday >= 5).astype(np.int64),
        is_morning=(hour < 12).astype(np.int64),
        is_evening=(hour >= 18).astype(np.int64),
    )
    return pa.Table.from_pandas(whole[ORDER_SCHEMA.names], schema=ORDER_SCHEMA, preserve_index=False)
