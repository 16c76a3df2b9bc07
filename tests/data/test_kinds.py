"""A customer in every row makes a table of customers, unless something speaks of orders."""

import pyarrow as pa
import pytest

from coterie.data.kinds import customer_of_rows, has_plain_time, is_list, no_time_error, says_orders
from coterie.data.roles import choose_roles
from coterie.data.sheet import Pick, Sheet

DAYS = ["2011-01-31", "2011-02-28", "2011-03-01", "2011-03-02"]


def _sheet(**columns):
    sheet = Sheet(pa.table(columns))
    choose_roles(sheet)
    return sheet


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"customer": list("abcd"), "date": DAYS, "order_id": list("1234")}, True),
        ({"customer": list("abcd"), "order_date": DAYS, "a": list("1234"), "b": list("1234")}, True),
        ({"customer": list("abcd"), "date": DAYS, "paid": list("1234")}, True),
        ({"customer": list("abcd"), "date": DAYS}, False),
        ({"customer": list("abcd"), "date": DAYS, "paid": list("1234"), "a": list("wxyz"), "b": list("wxyz")}, False),
        ({"customer": list("abcd"), "signup_date": DAYS, "paid": list("1234")}, False),
        ({"customer": list("abcd"), "Dt_Customer": DAYS, "paid": list("1234")}, False),
        ({"customer": list("abcd"), "paid": list("1234")}, False),
    ],
)
def test_what_speaks_of_orders(columns, expected):
    """Their id, their time by its name, or money and time and hardly anything else."""
    assert says_orders(_sheet(**columns)) == expected


def test_a_time_that_the_user_has_set_speaks_of_orders():
    """Whatever it is called."""
    sheet = Sheet(pa.table({"customer": list("abcd"), "signup_date": DAYS}))
    sheet.picks["time"] = Pick("signup_date", "you have set it", is_set=True)
    assert (says_orders(sheet), has_plain_time(sheet)) == (True, True)


@pytest.mark.parametrize(
    ("columns", "plural"),
    [
        ({"product_id": list("abcd"), "price": list("1122")}, "products"),
        ({"employee_id": list("abcd"), "hire_date": DAYS}, "employees"),
        ({"order_id": list("aabb"), "product_id": list("xyxy")}, "orders"),
        ({"id": list("abcd"), "order_id": list("wxyz"), "amount": list("1122")}, "orders"),
        ({"store_id": list("aabb"), "income": list("1234")}, None),
        ({"store_id": list("abcd"), "income": list("1234")}, "stores"),
        ({"customer_id": list("aabb"), "campaign_id": list("abcd")}, None),
        ({"order_id": list("abcd"), "date": DAYS, "nick": list("xxyy")}, None),
        ({"Channel": list("1212"), "Region": list("1234"), "Milk": list("5678")}, None),
        ({"ID": list("abcd"), "NumDealsPurchases": list("1234")}, None),
    ],
)
def test_a_list_of_something_else_is_known_by_its_ids(columns, plural):
    """Unless a column names the customer too, or orders may have one without a name."""
    assert is_list(_sheet(**columns)) == plural


@pytest.mark.parametrize(
    ("columns", "label", "sure"),
    [
        ({"household_id": list("aabb"), "customer_id": list("abcd")}, "customer_id", True),
        ({"ID": list("abcd")}, "ID", True),
        ({"company_name": list("abcd")}, None, True),
        ({"contact_name": list("abcd")}, "contact_name", False),
        ({"contact_name": list("aabb")}, None, True),
        ({"user_id": list("aabb")}, "user_id", True),
        ({"x1": ["1.5", "2.5"]}, None, True),
    ],
)
def test_the_customer_of_a_row(columns, label, sure):
    """The id that is new in every row; a hint counts only if it is."""
    pick = customer_of_rows(_sheet(**columns))
    assert (pick.label, pick.sure) == (label, sure)


def test_a_customer_that_the_user_has_set_is_kept():
    """Whatever it is called."""
    sheet = Sheet(pa.table({"customer_id": list("ab"), "x": list("cd")}), {"customer": Pick("x", "set", is_set=True)})
    assert customer_of_rows(sheet).label == "x"


def test_the_error_without_a_time_names_the_option():
    """In three parts."""
    error = no_time_error("columns: who")
    assert (error.where, error.remedy) == ("columns: who", "Name it: --time NAME.")
