"""Columns are recognised as a careful analyst would, on real data; what the user has set is never guessed."""

import pyarrow as pa
import pytest

from coterie.data.detection import detect_columns, settle, statistics_step
from coterie.data.sources import resolve_source
from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import ColumnError, ConfigError
from coterie.tables import ColumnMap, Step

ORDERS = pa.table(
    {
        "Kunde": ["7", "7", "9"],
        "Datum": ["31.12.2010", "02.01.2011", "02.01.2011"],
        "Betrag": ["12,50", "3,00", "-3,00"],
        "Kommentar": ["a", None, "b"],
    }
)


@pytest.fixture(scope="module")
def recognise(shared_data):
    """Recognise the columns of a file of the development data."""
    with DuckDBEngine() as engine:

        def run(name, **overrides):
            raw = engine.read(resolve_source(shared_data / name))
            names = dict(zip(raw.labels, raw.columns, strict=True))
            head = Step("head", ("raw",), "select * from raw where row_number <= 10000")
            sample = (
                engine.table(engine.query(head, raw=raw)).rename_columns(list(raw.labels)).drop_columns("row_number")
            )
            guess = detect_columns(sample, overrides)
            return settle(guess, engine.table(engine.query(statistics_step(guess.columns, names), raw=raw)))

        yield run


REAL = {
    "online_retail/online_retail.csv.gz": ColumnMap(
        "CustomerID",
        "InvoiceDate",
        order="InvoiceNo",
        product="StockCode",
        quantity="Quantity",
        unit_price="UnitPrice",
        whole_float_ids=True,
        cancel_prefix="C",
    ),
    "cdnow/CDNOW_master.txt": ColumnMap(
        "customer_id", "date", quantity="number_of_cds", amount="dollar_value", time_style="ymd"
    ),
    "cdnow/CDNOW_sample.txt": ColumnMap("column1", "column3", amount="column5", time_style="ymd"),
    "cdnow/example_transactions.csv": ColumnMap("id", "date"),
    "rfm_reference/rfm_data_orders.csv": ColumnMap("customer_id", "order_date", amount="revenue"),
    "groceries/groceries_dataset.csv": ColumnMap("Member_number", "Date", product="itemDescription", time_style="dmy"),
    "multi/completejourney/transactions_sample.csv.gz": ColumnMap(
        "household_id",
        "transaction_timestamp",
        order="basket_id",
        product="product_id",
        quantity="quantity",
        amount="sales_value",
        discounts=("retail_disc", "coupon_disc", "coupon_match_disc"),
    ),
    "multi/northwind/orders.csv": ColumnMap("customer_id", "order_date", order="order_id"),
    "multi/jaffle_shop/raw_orders.csv": ColumnMap("user_id", "order_date", order="id"),
    "web/webshop_clickstream.csv": ColumnMap("COOKIE", "Date"),
    "web/retentioneering_ecom_events.csv.gz": ColumnMap("user_id", "timestamp", order="session_id"),
}


@pytest.mark.parametrize("name", REAL)
def test_real_tables_are_recognised(recognise, name):
    """Without any option."""
    assert recognise(name).columns == REAL[name]


def test_the_findings_explain_themselves(recognise):
    """Each column, what is missing, how it is written: a sentence each, with counts of the whole file."""
    found = recognise("online_retail/online_retail.csv.gz").findings
    told = {finding.role: (finding.column, finding.reason, finding.sure) for finding in found}
    assert told == {
        "customer": ("CustomerID", "its name says so; 4,372 different values in 541,909 rows", True),
        "time": ("InvoiceDate", "its name says so", True),
        "order": ("InvoiceNo", "its name says so", True),
        "amount": (None, "Quantity times UnitPrice", True),
        "quantity": ("Quantity", "its name says so", True),
        "unit_price": ("UnitPrice", "its name says so", True),
        "product": ("StockCode", "its name says so", True),
        "time_style": ("InvoiceDate", "written year, month, day", True),
        "cancellation": (
            "InvoiceNo",
            "orders that start with C are cancellations: 9,288 rows, 100.0% of them negative",
            True,
        ),
    }


def test_what_is_missing_is_said(recognise):
    """Without order and amount, a day is an order and money plays no part."""
    found = recognise("groceries/groceries_dataset.csv").findings
    told = {finding.role: finding.reason for finding in found}
    assert told["order"] == "there is none: what a customer buys on one day is taken as one order"
    assert told["amount"] == "there is none: customers are told apart by how often and how recently they buy"
    assert told["time_style"].startswith("written day first: in 23,509 rows the first number is above 12, in none")


def test_a_list_of_customers_is_suspected(recognise):
    """One row a customer is no order export."""
    found = recognise("customers/marketing_campaign.csv")
    assert found.columns.customer == "ID"
    assert found.findings[0].reason.endswith("is this a list of customers rather than of orders?")
    assert not found.findings[0].sure


@pytest.mark.parametrize(
    ("name", "what", "option"),
    [
        ("multi/northwind/order_details.csv", "no column with the customer was recognised", "--customer"),
        ("customers/mall_customers.csv", "no column with the day or time of an order was recognised", "--time"),
        ("customers/telco_churn.csv", "no column with the day or time of an order was recognised", "--time"),
        ("multi/jaffle_shop/raw_payments.csv", "no column with the day or time of an order was recognised", "--time"),
    ],
)
def test_without_customer_or_time_there_is_nothing_to_do(recognise, name, what, option):
    """The error lists the columns and names the option."""
    with pytest.raises(ColumnError) as caught:
        recognise(name)
    assert caught.value.what == what
    assert caught.value.where.startswith("columns: ")
    assert caught.value.remedy == f"Name it: {option} NAME."


def test_the_order_of_rows_does_not_matter():
    """The same rows, the same guess in the same words."""
    backwards = ORDERS.take([2, 1, 0])
    assert detect_columns(ORDERS, {}) == detect_columns(backwards, {})


def test_what_the_user_has_set_is_taken():
    """A column for a role, several discounts, a style, a mark; said to be so."""
    overrides = {
        "customer": "Kommentar",
        "price": "Betrag",
        "discounts": "Kunde, Betrag",
        "time_style": "mdy",
        "decimal": ",",
    }
    found = detect_columns(ORDERS, overrides)
    columns = found.columns
    assert (columns.customer, columns.unit_price, columns.discounts) == ("Kommentar", "Betrag", ("Kunde", "Betrag"))
    assert (columns.time_style, columns.decimal) == ("mdy", ",")
    assert found.settings == {"time_style": "mdy", "decimal": ","}
    assert {finding.reason for finding in found.findings if finding.role in overrides} == {"you have set it"}


def test_a_role_may_be_left_without_a_column():
    """The user says none."""
    found = detect_columns(ORDERS, {"amount": "none"})
    assert found.columns.amount is None
    assert {finding.role: finding.reason for finding in found.findings}["amount"].startswith("there is none")


@pytest.mark.parametrize(
    ("overrides", "error", "parts"),
    [
        ({"customer": "kunden"}, ColumnError, ("no column 'kunden'", "--customer", "Did you mean Kunde?")),
        (
            {"price": "xyzxyz"},
            ColumnError,
            ("no column 'xyzxyz'", "--price", "There are: Kunde, Datum, Betrag, Kommentar."),
        ),
        (
            {"time_style": "auto"},
            ConfigError,
            ("time_style cannot be 'auto'", "--time-style", "Use one of: typed, iso, ymd, dmy, mdy, epoch_s, epoch_ms"),
        ),
        ({"weight": "x"}, ConfigError, ("no role 'weight'", "the columns that are set", None)),
    ],
)
def test_an_impossible_setting_is_refused(overrides, error, parts):
    """With near names, or all there are."""
    with pytest.raises(error) as caught:
        detect_columns(ORDERS, overrides)
    told = (caught.value.what, caught.value.where, caught.value.remedy)
    assert told[:2] == parts[:2]
    assert parts[2] in {told[2], None}


def test_a_wide_table_is_not_listed_whole():
    """Thirty names are enough to find the fault."""
    wide = pa.table({f"x{number}": ["a"] for number in range(40)})
    with pytest.raises(ColumnError, match="x29 and 10 more"):
        detect_columns(wide, {})
