"""A column gets a role where its name and its content agree, or where content alone is plain enough."""

import pyarrow as pa
import pytest

from coterie.data.roles import choose_roles
from coterie.data.sheet import Pick, Sheet

DAYS = ["2011-01-31", "2011-01-31", "2011-02-28", "2011-03-01"]


def _chosen(**columns):
    sheet = Sheet(pa.table(columns))
    choose_roles(sheet)
    return sheet


def _labels(sheet):
    return {role: pick.label for role, pick in sheet.picks.items() if pick.label}


@pytest.fixture
def lines():
    """Forty orders of three lines by ten customers, in columns without names."""
    orders = [number // 3 for number in range(120)]
    return {
        "column1": [f"{536_000 + order}" for order in orders],
        "column2": [f"P{number % 7}" for number in range(120)],
        "column3": [f"2011-01-{1 + order % 28:02d} 08:26" for order in orders],
        "column4": [f"{17_000 + order % 10}" for order in orders],
        "column5": [f"{number}.50" for number in range(120)],
    }


def test_roles_go_to_names_that_content_bears_out():
    """The usual case."""
    sheet = _chosen(customer=list("aabb"), day=DAYS, order_no=list("1123"), paid=["5", "7.5", "-1", "0"])
    assert _labels(sheet) == {"time": "day", "customer": "customer", "order": "order_no", "amount": "paid"}
    assert all(pick.sure for pick in sheet.picks.values())


@pytest.mark.parametrize(
    "columns",
    [
        {"order": list("1111")},
        {"order": ["0", "1", "0", "0"]},
        {"order": ["1.5", "2.5", "3.5", "4.5"]},
    ],
)
def test_an_order_has_one_customer_and_one_day(columns):
    """A column that is called order but counts clicks, or holds money, is none."""
    assert "order" not in _labels(_chosen(customer=list("aabb"), day=DAYS, **columns))


def test_a_time_looks_like_one():
    """A clock, a number of the week and a year are no days."""
    sheet = _chosen(customer=list("aabb"), time=["10:06", "10:07", "9:00", "8:00"], date=DAYS)
    assert _labels(sheet)["time"] == "date"


def test_an_amount_is_numbers():
    """A column that is called value but holds words is none."""
    assert "amount" not in _labels(_chosen(customer=list("aabb"), day=DAYS, value=["low", "high", "low", "low"]))


def test_two_names_that_say_the_same_are_told():
    """The first is taken, the other named."""
    sheet = _chosen(customer_id=list("aabb"), client_id=list("ccdd"), day=DAYS)
    assert sheet.picks["customer"] == Pick("customer_id", "its name says so, but so does that of client_id", sure=False)


def test_of_two_customers_the_one_that_comes_back_is_taken():
    """An id that is new in every row is nobody's."""
    sheet = _chosen(customer_id=list("abcd"), customer_unique_id=list("xxyy"), day=DAYS)
    assert _labels(sheet)["customer"] == "customer_unique_id"


def test_a_visit_may_stand_in_for_an_order():
    """And the user is told."""
    sheet = _chosen(user_id=list("aabb"), timestamp=DAYS, session_id=list("1123"))
    assert sheet.picks["order"] == Pick("session_id", "its name says so; a visit stands in for an order", sure=False)


def test_without_names_content_decides(lines):
    """Customer and order by who belongs to whom, the time by its shape; nothing of it is sure but the time."""
    sheet = _chosen(**lines)
    assert _labels(sheet) == {"time": "column3", "customer": "column4", "order": "column1", "amount": "column5"}
    assert [role for role, pick in sheet.picks.items() if pick.sure] == ["time"]


def test_what_the_user_has_set_stays():
    """Whatever names and content say."""
    sheet = Sheet(pa.table({"customer": list("aabb"), "day": DAYS, "x": list("abcd")}), {"customer": Pick("x", "set")})
    choose_roles(sheet)
    assert sheet.label("customer") == "x"


def test_a_table_without_values_has_no_roles():
    """Nothing is made up."""
    assert _labels(_chosen(customer=[None, None], day=[None, ""])) == {}
