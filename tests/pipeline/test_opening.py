"""What the user names becomes one table of raw rows, with all tables that belong to it."""

from __future__ import annotations

import sqlite3
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from coterie.config import Config, DataSettings, read_config
from coterie.engines import open_engine
from coterie.errors import ConfigError, DataError, SourceError
from coterie.pipeline.intake import take_in
from coterie.pipeline.opening import open_source

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "joins"
LINES = "order;sku;paid;day\n1;a;5;2011-01-31\n1;b;7;2011-01-31\n2;a;1;2011-02-01\n"


def silent(stage: str, share: float) -> None:
    """Tell nobody."""


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Write a file of the shop."""

    def run(name: str, text: str) -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return run


def _open(source: object, data: DataSettings | None = None) -> tuple[list[dict[str, object]], tuple[str, ...]]:
    """Return the rows under the user's names, and the notes."""
    with open_engine(threads=1) as engine:
        raw = open_source(engine, source, data=data, progress=silent)
        table = engine.table(raw).rename_columns(list(raw.labels))
        return table.sort_by("row_number").to_pylist(), raw.notes


def test_a_table_keeps_its_labels_and_gets_row_numbers() -> None:
    """The user's names stand beside those that SQL uses."""
    stages: list[str] = []
    with open_engine() as engine:
        raw = open_source(engine, pa.table({"Kunde": ["a"]}), progress=lambda stage, _: stages.append(stage))
    assert (raw.columns, raw.labels) == (("row_number", "c0"), ("row_number", "Kunde"))
    assert stages == ["reading"]


def test_a_settings_file_is_enough(write: Callable[[str, str], Path]) -> None:
    """It names the source, how it is written, and what is looked up for it, all from its own folder."""
    write("lines.txt", "title\n" + LINES)
    write("orders.csv", "id,who\n1,Ana\n2,Bo\n")
    file = write(
        "shop.toml",
        '[data]\nsource = "lines.txt"\nskip_lines = 1\nseparator = ";"\n'
        '[[data.joins]]\nsource = "orders.csv"\non = { order = "id" }\n',
    )
    rows, notes = _open(None, read_config(file).data)
    assert [(row["sku"], row["who"]) for row in rows] == [("a", "Ana"), ("b", "Ana"), ("a", "Bo")]
    assert notes == ()


def test_exchange_rates_are_looked_up_by_currency_and_day(write: Callable[[str, str], Path]) -> None:
    """A time finds the rate of its day; a currency without a rate is told."""
    lines = "5,EUR,2011-01-31 08:26\n7,USD,2011-01-31 23:59\n1,USD,2011-02-01 00:00\n2,XXX,2011-02-01 10:00\n"
    source = write("lines.csv", "paid,currency,time\n" + lines)
    rates = write("rates.csv", "day,currency,rate\n2011-01-31,EUR,1\n2011-01-31,USD,0.73\n2011-02-01,USD,0.72\n")
    join = {"source": str(rates), "on": {"currency": "currency", "time": "day"}, "columns": ["rate"]}
    rows, notes = _open(source, DataSettings.model_validate({"joins": [join]}))
    assert [row["rate"] for row in rows] == ["1", "0.73", "0.72", None]
    assert notes == ("1 of 4 rows of lines.csv have no row in rates.csv; they stay, without its columns.",)


def test_the_page_s_example_of_exchange_rates_runs(write: Callable[[str, str], Path]) -> None:
    """As it stands in docs/sources.md: money is multiplied by the day's rate, and a day without one is told."""
    page = (Path(__file__).resolve().parents[2] / "docs" / "sources.md").read_text(encoding="utf-8")
    example = next(part for part in page.split("```toml\n")[1:] if "rates.csv" in part).partition("```")[0]
    lines = [f"{number},c{number % 9},{number + 1}.00,USD,2011-01-{1 + number % 28:02} 08:26" for number in range(60)]
    header = "order_id,customer_id,amount,currency,ordered_at\n"
    write("orders.csv", header + "\n".join([*lines, "60,c1,5.00,XXX,2011-01-05 10:00"]) + "\n")
    days = "".join(f"2011-01-{day:02},USD,0.5\n" for day in range(1, 29))
    write("rates.csv", "day,currency,rate\n" + days)
    config = read_config(write("shop.toml", example))
    with open_engine(threads=1) as engine:
        raw = open_source(engine, None, data=config.data, progress=silent)
        intake = take_in(engine, raw, config=config, progress=silent)
    assert intake.ledger.balance is not None
    assert intake.ledger.balance.used_e4 == sum(range(1, 61)) * 5_000
    assert intake.quarantine["reason"].to_pylist() == ["missing rate"]
    assert [found.reason for found in intake.findings if found.role == "source"] == [
        "1 of 61 rows of orders.csv have no row in rates.csv; they stay, without its columns"
    ]


@pytest.mark.parametrize("named", [{}, {"amount": "paid"}])
def test_a_returns_sheet_counts_negative(write: Callable[[str, str], Path], named: dict[str, str]) -> None:
    """What is an amount is said by the user, or recognised; joins see the rows of both."""
    amount = named.get("amount", "amount")
    header = f"order_id,customer_id,{amount},order_date\n"
    rows = "".join(f"{number},c{number % 5},{5 + number}.50,2011-01-{1 + number % 28:02}\n" for number in range(60))
    source = write("sales.csv", header + rows)
    back = write("returns.csv", header + "3,c3,8.50,2011-02-01\n")
    who = write("who.csv", "customer_id,city\n" + "".join(f"c{number},Rome\n" for number in range(5)))
    joins = [{"source": str(who), "on": "customer_id"}]
    appends = [{"source": str(back), "returns": True}]
    found, _ = _open(source, DataSettings.model_validate({"joins": joins, "appends": appends, **named}))
    assert (found[-1]["row_number"], found[-1][amount], found[-1]["city"]) == (61, "-8.50", "Rome")
    assert [row[amount] for row in found[:2]] == ["5.50", "6.50"]


def test_returns_without_a_known_amount_are_refused(write: Callable[[str, str], Path]) -> None:
    """With the settings that say it."""
    source = write("sales.csv", "who,place\na,x\nb,y\n")
    back = write("back.csv", "who,place\na,x\n")
    settings = DataSettings.model_validate({"appends": [{"source": str(back), "returns": True}]})
    with pytest.raises(ConfigError) as caught:
        _open(source, settings)
    assert caught.value.what == "returns = true, but amount and quantity are not known"
    assert caught.value.remedy == "Name them by the settings amount and quantity."


def test_rows_that_cannot_be_split_are_kept_apart(write: Callable[[str, str], Path]) -> None:
    """Of the main table and of what is added, numbered through; those of a lookup are told."""
    source = write("lines.csv", LINES + "broken\n")
    more = write("more.csv", LINES + "broken;too\n")
    orders = write("orders.csv", "order,who\n1,Ana\n2,Bo\nbroken\n")
    data = DataSettings.model_validate(
        {"appends": [{"source": str(more)}], "joins": [{"source": str(orders), "on": "order"}]}
    )
    with open_engine(threads=1) as engine:
        raw = open_source(engine, source, data=data, progress=silent)
        assert sorted(engine.table(raw)["row_number"].to_pylist()) == [1, 2, 3, 5, 6, 7]
        assert engine.rejects(raw)["row_number"].to_pylist() == [4, 8]
    assert raw.notes == ("1 row of orders.csv cannot be read; nothing is looked up there.",)


def test_a_join_may_lie_in_the_source_itself(tmp_path: Path) -> None:
    """Another table of the same file."""
    database = sqlite3.connect(tmp_path / "shop.db")
    database.executescript(
        "create table lines (id, paid); insert into lines values ('1', 5), ('2', 7);"
        "create table people (id, who); insert into people values ('1', 'Ana'), ('2', 'Bo');"
    )
    database.close()
    data = DataSettings.model_validate({"table": "lines", "joins": [{"table": "people", "on": "id"}]})
    assert [row["who"] for row in _open(tmp_path / "shop.db", data)[0]] == ["Ana", "Bo"]


def test_a_key_twice_names_table_and_column(write: Callable[[str, str], Path]) -> None:
    """As people call them."""
    source = write("lines.csv", LINES)
    orders = write("orders.csv", "order,who\n1,Ana\n1,Bo\n")
    with pytest.raises(DataError) as caught:
        _open(source, DataSettings.model_validate({"joins": [{"source": str(orders), "on": "order"}]}))
    assert caught.value.where == "orders.csv: order"


def test_no_source_at_all_is_said_so() -> None:
    """Neither named nor in the settings."""
    with pytest.raises(SourceError, match="no source"):
        _open(None)


CHINOOK = (
    "1,519 of 3,503 rows of Track of chinook.sqlite have no row in InvoiceLine of chinook.sqlite.",
    "1 of 25 rows of Genre of chinook.sqlite have no row in InvoiceLine of chinook.sqlite.",
)
JOURNEY = (
    "222 of 75,000 rows of transactions_sample.csv.gz have no row in products.csv.gz; they stay, without its columns.",
    "71,434 of 92,331 rows of products.csv.gz have no row in transactions_sample.csv.gz.",
    "32,801 of 75,000 rows of transactions_sample.csv.gz have no row in demographics.csv; they stay, without its columns.",  # noqa: E501  the sentence is one
)
HOUSEHOLD = "department age income home_ownership marital_status household_size household_comp kids_count"


@pytest.mark.parametrize(
    ("name", "n_rows", "labels", "notes"),
    [
        ("northwind", 2155, "customer_id order_date ship_country product_name category_id category_name", ()),
        ("chinook", 2240, "CustomerId InvoiceDate BillingCountry GenreId Genre", CHINOOK),
        ("jaffle_shop", 113, "user_id order_date status", ()),
        ("completejourney", 75_000, HOUSEHOLD, JOURNEY),
    ],
)
def test_the_development_data_are_joined(
    shared_data: Path, name: str, n_rows: int, labels: str, notes: tuple[str, ...]
) -> None:
    """By the settings files as they stand: every row once, the columns asked for, and what did not match."""
    values = tomllib.loads((GOLDEN / f"{name}.toml").read_text(encoding="utf-8"))
    config = Config.from_mapping(values).seen_from(shared_data / "multi" / name)
    with open_engine() as engine:
        raw = open_source(engine, None, data=config.data, progress=silent)
        table = engine.table(raw)
    assert (table.num_rows, raw.labels[-len(labels.split()) :], raw.notes) == (n_rows, tuple(labels.split()), notes)
    assert sorted(table["row_number"].to_pylist()) == list(range(1, n_rows + 1))
