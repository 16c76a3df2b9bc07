"""Columns are recognised as a careful analyst would, on real data; what the user has set is never guessed."""

import pyarrow as pa
import pytest

from coterie.data.detection import detect_columns, settle, statistics_step
from coterie.data.sources import resolve_source
from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import ColumnError
from coterie.tables import Step

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
            return settle(guess, engine.table(engine.query(statistics_step(guess, names), raw=raw)))

        yield run


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
        "description": ("Description", "its name says so", True),
        "country": ("Country", "its name says so", True),
        "time_style": ("InvoiceDate", "written year, month, day", True),
        "cancellation": (
            "InvoiceNo",
            "orders that start with C are cancellations: 9,288 rows, 100.0% of them negative",
            True,
        ),
        "missing": ("Description", "? stands for a missing value in 47 rows of Description", True),
    }


def test_what_is_missing_is_said(recognise):
    """Without order and amount, a day is an order and money plays no part."""
    found = recognise("groceries/groceries_dataset.csv").findings
    told = {finding.role: finding.reason for finding in found}
    assert told["order"] == "there is none: what a customer buys on one day is taken as one order"
    assert told["amount"] == "there is none: customers are told apart by how often and how recently they buy"
    assert told["time_style"].startswith("written day first: in 23,509 rows the first number is above 12, in none")


@pytest.mark.parametrize(
    ("name", "what", "option"),
    [
        ("multi/northwind/order_details.csv", "this looks like a list of orders, not of customers", "--customer"),
        ("multi/northwind/products.csv", "this looks like a list of products, not of customers", "--customer"),
        ("social/lastfm_user_artists.tsv", "no column with the day or time of an order was recognised", "--time"),
    ],
)
def test_what_is_neither_orders_nor_customers_is_refused(recognise, name, what, option):
    """The error says what the table looks like and names the option."""
    with pytest.raises(ColumnError) as caught:
        recognise(name)
    assert caught.value.what == what
    assert option in caught.value.remedy


@pytest.mark.parametrize(
    ("name", "customer", "reason"),
    [
        ("customers/marketing_campaign.csv", "ID", "every row has another customer, and nothing speaks of orders"),
        ("customers/mall_customers.csv", "CustomerID", "no column holds the day or time of an order"),
        ("clustering/wine.csv", None, "no column holds the day or time of an order"),
    ],
)
def test_a_row_may_be_a_customer(recognise, name, customer, reason):
    """And it is said why it is taken so."""
    found = recognise(name)
    assert (found.kind, found.columns.customer) == ("customers", customer)
    assert found.findings[0].reason.startswith(reason)


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


def test_the_user_may_say_what_a_row_is():
    """Whatever names say."""
    list_of_products = pa.table({"product_id": ["1", "2"], "price": ["5", "7"]})
    found = detect_columns(list_of_products, {"kind": "customers", "customer": "none"})
    assert (found.kind, found.columns.customer, found.findings[0].reason) == ("customers", None, "you have set it")


def test_orders_need_a_time():
    """Also where the user says that a row is of an order."""
    with pytest.raises(ColumnError, match="no column with the day or time"):
        detect_columns(pa.table({"customer_id": ["1", "1"], "paid": ["5", "7"]}), {"kind": "orders"})


def test_orders_need_a_customer():
    """The error names the columns there are."""
    with pytest.raises(ColumnError, match=r"no column with the customer was recognised \(columns: order_date, paid\)"):
        detect_columns(pa.table({"order_date": ["2011-01-31", "2011-02-28"], "paid": ["5.5", "7"]}), {})


def test_a_wide_table_is_not_listed_whole():
    """Thirty names are enough to find the fault."""
    wide = pa.table({"order_date": ["2011-01-31"], **{f"x{number}": ["a"] for number in range(40)}})
    with pytest.raises(ColumnError, match="x28 and 11 more"):
        detect_columns(wide, {})
