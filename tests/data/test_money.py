"""The money of a line is its own, never its order's total; what was taken off it is money, not a share."""

import pyarrow as pa
import pytest

from coterie.data.roles import choose_roles
from coterie.data.sheet import Pick, Sheet

DAYS = ["2011-01-31", "2011-01-31", "2011-02-28", "2011-03-01"]


def _chosen(**columns):
    sheet = Sheet(pa.table(columns))
    choose_roles(sheet)
    return sheet


@pytest.fixture
def lines():
    """Forty orders of three lines by ten customers."""
    orders = [number // 3 for number in range(120)]
    return {
        "order_id": [f"{536_000 + order}" for order in orders],
        "date": [f"2011-01-{1 + order % 28:02d} 08:26" for order in orders],
        "customer_id": [f"{17_000 + order % 10}" for order in orders],
    }


def test_pieces_times_price_is_the_money():
    """Where there is no amount."""
    sheet = _chosen(customer=list("aabb"), day=DAYS, quantity=list("1234"), unit_price=["1.5"] * 4)
    assert sheet.picks["amount"] == Pick(None, "quantity times unit_price")


def test_a_price_alone_is_the_money():
    """But it is said that no number of pieces stands beside it."""
    sheet = _chosen(customer=list("aabb"), day=DAYS, price=["1.5"] * 4)
    assert sheet.picks["amount"] == Pick("price", "a price, and no number of pieces beside it", sure=False)


def test_an_orders_total_is_not_the_lines_money(lines):
    """It would count once for every line."""
    total = [f"{number // 3 * 7}" for number in range(120)]
    pieces, price = [str(1 + number % 3) for number in range(120)], ["2.50"] * 120
    alone, beside = _chosen(**lines, total=total), _chosen(**lines, total=total, quantity=pieces, price=price)
    assert (alone.picks["amount"].label, alone.picks["amount"].sure) == ("total", False)
    assert (beside.picks["amount"].label, beside.picks["amount"].sure) == (None, False)
    assert beside.picks["amount"].reason.endswith("quantity times price is the line's money")


def test_a_lines_amount_stays_the_lines_money(lines):
    """Though some lines of an order agree."""
    amount = [str(number % 5) for number in range(120)]
    sheet = _chosen(**lines, amount=amount)
    assert sheet.picks["amount"] == Pick("amount", "its name says so")


@pytest.mark.parametrize(
    ("values", "found"), [(["0.1", "0.25", "0", "0"], ()), (["1.5", "0.25", "0", "0"], ("discount",))]
)
def test_a_share_is_no_discount(values, found):
    """Money taken off is above 1 now and then."""
    assert _chosen(customer=list("aabb"), day=DAYS, discount=values).discounts == found


def test_an_orders_total_is_asked_about(lines):
    """It may be left out instead."""
    pick = _chosen(**lines, total=[f"{number // 3 * 7}" for number in range(120)]).picks["amount"]
    assert (bool(pick.question), pick.choices) == (True, ("total", "none"))


def test_a_share_taken_off_counts_where_the_money_is_a_price():
    """Beside an amount it says nothing that counts."""
    columns = {"customer": list("aabb"), "day": DAYS, "discount": ["0.1", "0.25", "0", "0"]}
    with_price = _chosen(**columns, quantity=list("1234"), unit_price=["1.5"] * 4)
    assert with_price.label("discount_rate") == "discount"
    assert _chosen(**columns, amount=["1.5"] * 4).label("discount_rate") is None


@pytest.mark.parametrize(
    ("values", "found"),
    [(["", "XMAS", "", ""], ("coupon",)), (["0", "1.5", "0.0", "0"], ("coupon",)), (["a", "b", "c", "d"], ())],
)
def test_a_coupon_is_not_used_in_every_row(values, found):
    """A column that is never blank nor zero names something else."""
    assert _chosen(customer=list("aabb"), day=DAYS, coupon=values).coupons == found


def test_a_coupons_money_is_a_discount_too():
    """It is both."""
    sheet = _chosen(customer=list("aabb"), day=DAYS, coupon_disc=["0", "1.5", "0", "2"])
    assert (sheet.discounts, sheet.coupons) == (("coupon_disc",), ("coupon_disc",))


def test_the_money_of_a_table_without_names_is_a_guess():
    """Asked about where other numbers stand beside it."""
    alone = _chosen(column1=list("aabb"), column2=DAYS, column3=["1.5", "2.5", "3.5", "4"])
    beside = _chosen(column1=list("aabb"), column2=DAYS, column3=["1.5", "2.5", "3.5", "4"], column4=list("1212"))
    assert alone.picks["amount"] == Pick("column3", "the only column of numbers with fractions", sure=False)
    assert beside.picks["amount"].choices == ("column3", "column4", "none")


@pytest.mark.parametrize(
    ("paid", "told"),
    [
        (["5 EUR", "7 USD", "1 EUR", "2 EUR"], "it is in EUR, USD, and added as it stands without a rate"),
        (["5 \u20ac", "EUR 7", "1", "2.50"], None),
        (["5", "7", "1", "2.50"], None),
    ],
)
def test_several_currencies_are_told(paid, told):
    """A sign and a code may be the same one; a rate makes them one."""
    columns = {"customer": list("aabb"), "day": DAYS, "amount": paid}
    pick = _chosen(**columns).picks["amount"]
    assert pick.reason.partition("; ")[2] == (told or "")
    assert pick.sure == (told is None)
    assert _chosen(**columns, exchange_rate=["1.1", "1.2", "1", "1"]).picks["amount"].sure
