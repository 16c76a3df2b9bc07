"""No row and no money is lost, whatever stands in the rows and in whatever order they come."""

from collections import Counter
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coterie.data.cleaning import cleaning_steps
from coterie.data.marks import FEE_WORDS
from coterie.data.synthetic import make_shop
from coterie.errors import ColumnError
from coterie.tables import LINES, ORDERS, ColumnMap, Source

COLUMNS = ColumnMap(
    "who",
    "when",
    order="order",
    product="what",
    quantity="pieces",
    unit_price="price",
    discounts=("off",),
    cancel_prefix="C",
    missing=("?",),
)
RICH = replace(
    COLUMNS,
    status="state",
    rate="fx",
    discount_rate="cut",
    cancel_words=("returned",),
    fee_words=("postage",),
)
FIELDS = ("who", "when", "order", "what", "pieces", "price", "off", "state", "fx", "cut")

TIMES = {
    "2011-01-01 08:26:00": "",
    "2011-01-01": "",
    "1969-12-31 23:59:59": "",
    "soon": "unreadable time",
    "": "missing time",
    "?": "missing time",
    "9999-12-31": "impossible time",
    "1970-01-01": "impossible time",
}
PIECES = {"1": "1", "12": "12", "-3": "-3", "0": "0", "2.5": "2.5", "90000000": "90000000", "some": None, "": None}
MISSING = {"", "?"}
RATES = {"1": "1", "0.8537": "0.8537", "100": "100", "": None, "?": None, "dear": None, "-1": None, "0": None}
CUTS = {"": "0", "?": "0", "0.25": "0.25", "10%": "0.1", "1": "1", "1.5": None, "half": None}
PRICES = {
    "2.55": "2.55",
    "0.0001": "0.0001",
    "-7": "-7",
    "0.00": "0",
    "90000": "90000",
    "ask": None,
    "9e99": None,
    "?": None,
}
LARGEST = Decimal("9e10")
DAY_US = 86_400_000_000

SHOP = ColumnMap(
    "customer_id",
    "ordered_at",
    order="order_id",
    product="product",
    quantity="quantity",
    unit_price="unit_price",
    cancel_prefix="C",
)


def as_table(rows):
    return pa.table({field: pa.array([row[field] for row in rows], pa.string()) for field in FIELDS})


def good_row(**changes):
    usual = {"who": "a", "when": "2011-01-01", "order": "1", "what": "P", "pieces": "1", "price": "2.55", "off": ""}
    return usual | {"state": "paid", "fx": "1", "cut": ""} | changes


def rounded(amount):
    return None if abs(amount) > LARGEST else amount.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def is_taken_back(row):
    return row["order"].startswith("C") or Decimal(PIECES[row["pieces"]]) < 0 or Decimal(PRICES[row["price"]]) < 0


def is_undone(row):
    return row["state"].strip().lower() == "returned" and not is_taken_back(row)


def price_of(row):
    """Return the exact money of a row, each step rounded half away from zero; None where it is unknown."""
    factors = (PIECES[row["pieces"]], PRICES[row["price"]], CUTS[row["cut"]], RATES[row["fx"]])
    if None in factors:
        return None
    pieces, price, cut, rate = map(Decimal, factors)
    full = rounded(pieces * price)
    return None if full is None else rounded(rounded(full * (1 - cut)) * rate)


def amount_of(row):
    """Return what a row adds to its customer's account; None where it is unknown."""
    price = price_of(row)
    if price is None:
        return None
    return -abs(price) if is_taken_back(row) else Decimal(0) if is_undone(row) else price


def fate_of(row, seen):
    """Return the first rule that removes a row; nothing where the row counts."""
    checks = {
        "no customer": row["who"].strip() in {"", "nan", "?"},
        TIMES[row["when"]]: bool(TIMES[row["when"]]),
        "missing quantity": row["pieces"] in MISSING,
        "unreadable quantity": PIECES[row["pieces"]] is None,
        "missing price": row["price"] in MISSING,
        "unreadable price": PRICES[row["price"]] is None,
        "missing rate": row["fx"] in MISSING,
        "unreadable rate": RATES[row["fx"]] is None,
        "unreadable discount rate": CUTS[row["cut"]] is None,
        "unreadable amount": price_of(row) is None,
        "exact duplicate": tuple(row.values()) in seen and row["order"] not in MISSING and row["what"] not in MISSING,
    }
    return next((name for name, holds in checks.items() if holds), "")


def fates_of(rows):
    seen, fates = set(), []
    for row in rows:
        fates.append(fate_of(row, seen))
        seen.add(tuple(row.values()))
    return fates


@st.composite
def raw_rows(draw):
    """Draw rows with every kind of fault, some of them twice."""
    row = st.fixed_dictionaries(
        {
            "who": st.sampled_from(["00123", "+441234", " 7 ", "7", "", "nan", "?"]),
            "when": st.sampled_from(list(TIMES)),
            "order": st.sampled_from(["1", "2", "C1", ""]),
            "what": st.sampled_from(["P", "Q", "", "Postage "]),
            "pieces": st.sampled_from(list(PIECES)),
            "price": st.sampled_from(list(PRICES)),
            "off": st.sampled_from(["", "0.50", "-1", "half", "?"]),
            "state": st.sampled_from(["paid", "Returned", ""]),
            "fx": st.sampled_from(list(RATES)),
            "cut": st.sampled_from(list(CUTS)),
        }
    )
    usable = st.builds(
        good_row,
        who=st.sampled_from(["a", "b"]),
        order=st.sampled_from(["1", "C1", ""]),
        what=st.sampled_from(["P", "Q", "POSTAGE"]),
        pieces=st.sampled_from(["1", "-3"]),
        state=st.sampled_from(["paid", "returned"]),
        fx=st.sampled_from(["1", "0.8537"]),
        cut=st.sampled_from(["", "0.25"]),
    )
    rows = draw(st.lists(st.one_of(row, usable), max_size=25))
    copies = draw(st.lists(st.sampled_from(rows), max_size=5)) if rows else []
    return rows + copies


def as_rows(table):
    return Counter(tuple(record.items()) for record in table.to_pylist())


def e4(amount):
    return int(amount * 10_000)


def is_paid(line):
    return line["is_bought"] == 1 and line["gross_e4"] > 0


@given(rows=raw_rows())
@settings(max_examples=20)
def test_every_row_goes_where_the_first_rule_sends_it(clean, rows):
    """Counts of each removing rule, its money, and what is left agree with a reading of the rules in plain Python."""
    fates = fates_of(rows)
    money = Counter()
    for row, fate in zip(rows, fates, strict=True):
        money[fate] += e4(amount_of(row) or 0)
    found = clean(as_table(rows), RICH)
    removing = {row.rule: row for row in found.ledger.rows if row.effect != "kept, marked"}
    assert {rule: row.n_rows for rule, row in removing.items() if row.n_rows} == Counter(f for f in fates if f)
    assert {rule: row.money_e4 for rule, row in removing.items() if row.money_e4} == {
        fate: total for fate, total in money.items() if fate and total
    }
    assert (found.ledger.rows_used, found.ledger.balance.used_e4) == (fates.count(""), money[""])


@given(rows=raw_rows())
@settings(max_examples=20)
def test_no_row_and_no_money_is_lost(clean, rows):
    """Rows in = used + quarantine + set aside; lines and quarantine hold just those; money likewise."""
    found = clean(as_table(rows), RICH)
    ledger, money = found.ledger, found.ledger.balance
    assert ledger.rows_in == len(rows) == ledger.rows_used + ledger.rows_quarantined + ledger.rows_set_aside
    assert (found.lines.num_rows, found.quarantine.num_rows) == (ledger.rows_used, ledger.rows_quarantined)
    assert money.read_e4 == money.used_e4 + money.quarantined_e4 + money.set_aside_e4
    assert money.used_e4 == sum(found.lines["amount_e4"].to_pylist())


@given(rows=raw_rows())
@settings(max_examples=20)
def test_orders_hold_the_money_of_their_lines(clean, rows):
    """Gross less returned is the lines' sum; an order is found once; only paid orders are purchases."""
    found = clean(as_table(rows), RICH)
    orders = found.orders.to_pylist()
    assert sum(o["gross_e4"] - o["returned_e4"] for o in orders) == sum(found.lines["amount_e4"].to_pylist())
    keys = set(zip(found.lines["customer_id"].to_pylist(), found.lines["order_id"].to_pylist(), strict=True))
    assert sorted((o["customer_id"], o["order_id"]) for o in orders) == sorted(keys)
    paid = {(line["customer_id"], line["order_id"]) for line in found.lines.to_pylist() if is_paid(line)}
    assert {(o["customer_id"], o["order_id"]) for o in orders if o["is_purchase"]} == paid
    assert all(o["day"] == o["time_us"] // DAY_US for o in orders)


@given(data=st.data(), rows=raw_rows())
@settings(max_examples=10)
def test_the_order_of_rows_changes_nothing(clean, data, rows):
    """Orders, lines and ledger are functions of the set of rows."""
    shuffled = data.draw(st.permutations(rows))
    first, second = clean(as_table(rows), RICH), clean(as_table(shuffled), RICH)
    assert first.ledger == second.ledger
    assert as_rows(first.lines) == as_rows(second.lines)
    assert as_rows(first.orders) == as_rows(second.orders)


@given(rows=raw_rows(), times=st.integers(1, 3))
@settings(max_examples=10)
def test_copies_are_removed_down_to_one(clean, rows, times):
    """Rows that carry order, product and time count once, however often they are copied in."""
    known = [row for row in rows if row["order"] and row["what"]]
    once, often = clean(as_table(known), RICH), clean(as_table(known * (1 + times)), RICH)
    assert as_rows(once.lines) == as_rows(often.lines)
    added = often.rule["exact duplicate"].n_found - once.rule["exact duplicate"].n_found
    assert added == times * len(known)
    assert often.ledger.core.orders == once.ledger.core.orders


@given(rows=raw_rows())
@settings(max_examples=10)
def test_the_core_does_not_hang_on_duplicates(clean, rows):
    """The classical core counts sold rows of known customers, copies included."""
    sold = [
        row
        for row, fate in zip(rows, fates_of(rows), strict=True)
        if fate in {"", "exact duplicate"} and not row["order"].startswith("C") and (amount_of(row) or 0) > 0
    ]
    core = clean(as_table(rows), RICH).ledger.core
    assert (core.rows, core.money_e4) == (len(sold), sum(e4(amount_of(row)) for row in sold))
    assert core.customers == len({row["who"].strip() for row in sold})


@pytest.mark.parametrize("who", ["00123", "+441234", "17850.0", "a|b", "Ünï", "'; drop table raw"])
def test_ids_survive(clean, who):
    """Ids are text: zeros, signs, marks and quotes stay."""
    assert clean(as_table([good_row(who=who)]), COLUMNS).orders["customer_id"].to_pylist() == [who]


def test_ids_written_as_floats_lose_their_point(clean):
    """`17850.0` becomes `17850` where the whole column is so written; the order's id is left alone."""
    columns = ColumnMap("who", "when", order="order", amount="price", whole_float_ids=True)
    orders = clean(as_table([good_row(who="17850.0", order="1.0")]), columns).orders
    assert orders.select(["customer_id", "order_id"]).to_pylist() == [{"customer_id": "17850", "order_id": "1.0"}]


@pytest.mark.parametrize(
    ("pieces", "price", "amount_e4"),
    [
        ("2.5", "0.0001", 3),
        ("-2.5", "0.0001", -3),
        ("0.3333", "0.0001", 0),
        ("89999999999", "1", 899_999_999_990_000),
        ("3", "29999999999.9999", 899_999_999_999_997),
        ("-3", "29999999999.9999", -899_999_999_999_997),
    ],
)
def test_amounts_are_exact(clean, pieces, price, amount_e4):
    """Quantity times price in integers, half a ten-thousandth rounded away from zero."""
    lines = clean(as_table([good_row(pieces=pieces, price=price)]), COLUMNS).lines
    assert lines["amount_e4"].to_pylist() == [amount_e4]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"pieces": "90000000001"}, "unreadable quantity"),
        ({"price": "-90000000001"}, "unreadable price"),
        ({"pieces": "300001", "price": "300001"}, "unreadable amount"),
        ({"pieces": "-300001", "price": "300001"}, "unreadable amount"),
        ({"pieces": "89999999999", "price": "89999999999"}, "unreadable amount"),
    ],
)
def test_numbers_beyond_all_measure_are_unreadable(clean, changes, rule):
    """Sums must not overflow, so a line of more than 90 billion goes to the quarantine."""
    assert clean(as_table([good_row(**changes)]), COLUMNS).quarantine["reason"].to_pylist() == [rule]


@pytest.mark.parametrize(
    ("when", "n_lines"),
    [
        ("1900-01-01 23:59:59.999999", 0),
        ("1900-01-02", 1),
        ("1969-12-31 23:59:59.999999", 1),
        ("1970-01-01", 0),
        ("1970-01-01 00:00:00.000001", 1),
        ("2099-12-31 23:59:59.999999", 1),
        ("2100-01-01", 0),
    ],
)
def test_placeholders_for_no_time_are_not_orders(clean, when, n_lines):
    """What spreadsheets and databases write for nothing would move everybody's recency."""
    assert clean(as_table([good_row(when=when)]), COLUMNS).lines.num_rows == n_lines


def test_a_negative_amount_by_any_way_counts_as_returned(clean):
    """Cancelled, sent back or adjusted: whatever the sign in the file, the customer's account goes down."""
    rows = [
        good_row(order="C1"),
        good_row(order="2", pieces="-1"),
        good_row(order="3", price="-2.55"),
        good_row(order="4", pieces="-1", price="-2.55"),
    ]
    found = clean(as_table(rows), COLUMNS)
    assert found.orders["returned_e4"].to_pylist() == [25_500] * 4
    assert found.orders["gross_e4"].to_pylist() == found.orders["is_purchase"].to_pylist() == [0] * 4
    assert [found.rule[name].n_rows for name in ("cancellation", "return", "negative price")] == [1, 1, 2]


def test_an_order_sums_its_lines(clean):
    """Bought and returned are kept apart; pieces and discounts are those of what was bought."""
    rows = [
        good_row(when="2011-01-01 10:00:00", pieces="2", price="3.00", off="0.50"),
        good_row(when="2011-01-01 09:00:00", what="Q", pieces="0.5", price="8", off="-0.25"),
        good_row(when="2011-01-01 11:00:00", what="R", pieces="-1", price="1", off="0.10"),
        good_row(when="2011-01-01 11:00:00", what="S", pieces="3", price="0", off="soon"),
    ]
    assert clean(as_table(rows), COLUMNS).orders.to_pylist() == [
        {
            "customer_id": "a",
            "order_id": "1",
            "time_us": 1_293_872_400_000_000,
            "gross_e4": 100_000,
            "returned_e4": 10_000,
            "discount_e4": 7_500,
            "n_items": 6,
            "is_purchase": 1,
            "day": 14_975,
            "has_coupon": None,
            "is_weekend": 1,
            "is_morning": 1,
            "is_evening": 0,
        }
    ]


def test_a_cancelled_line_of_a_source_without_money_is_not_bought(clean):
    """Its quantity may stand there as it was ordered."""
    rows = [good_row(order="1"), good_row(order="C2", what="Q")]
    columns = ColumnMap("who", "when", order="order", product="what", quantity="pieces", cancel_prefix="C")
    lines = clean(as_table(rows), columns).lines
    assert sorted(lines["is_bought"].to_pylist()) == [0, 1]


def test_gross_money_of_a_line_is_what_was_bought(clean):
    """A return adds nothing to it; what came back was not bought."""
    rows = [good_row(price="2"), good_row(what="Q", pieces="-1", price="2"), good_row(what="R", price="0")]
    lines = clean(as_table(rows), COLUMNS).lines.select(["gross_e4", "is_bought"])
    assert sorted(lines.to_pylist(), key=str) == [
        {"gross_e4": 0, "is_bought": 0},
        {"gross_e4": 0, "is_bought": 1},
        {"gross_e4": 20_000, "is_bought": 1},
    ]


@pytest.mark.parametrize(
    ("written", "used"),
    [
        ("", 0),
        ("  ", 0),
        ("0", 0),
        ("0.00", 0),
        ("-0", 0),
        ("NULL", 0),
        ("No", 0),
        ("false", 0),
        ("0.5", 1),
        ("-2", 1),
        ("SPRING20", 1),
        ("yes", 1),
    ],
)
def test_a_coupon_is_used_where_its_column_is_neither_blank_nor_zero(clean, written, used):
    """A code, an amount, a yes; blank, nought and no are none."""
    found = clean(as_table([good_row(off=written)]), replace(COLUMNS, discounts=(), coupons=("off",)))
    assert found.lines["coupon_used"].to_pylist() == found.orders["has_coupon"].to_pylist() == [used]


def test_any_line_and_any_column_makes_a_coupon_order_but_not_a_return(clean):
    """One coupon is enough; one that comes back with its goods is not used."""
    rows = [
        good_row(order="1", what="no", off="0"),
        good_row(order="1", what="0", off="5"),
        good_row(order="2", what="no", off="0"),
        good_row(order="2", what="Q", pieces="-1", off="5"),
    ]
    orders = clean(as_table(rows), replace(COLUMNS, discounts=(), coupons=("what", "off"))).orders
    assert dict(zip(orders["order_id"].to_pylist(), orders["has_coupon"].to_pylist(), strict=True)) == {"1": 1, "2": 0}


@pytest.mark.parametrize(
    ("when", "weekend", "morning", "evening"),
    [
        ("2011-12-09 11:59:59", 0, 1, 0),
        ("2011-12-10 12:00:00", 1, 0, 0),
        ("2011-12-11 17:59:59", 1, 0, 0),
        ("2011-12-12 18:00:00", 0, 0, 1),
        ("1969-12-27 23:00:00", 1, 0, 1),
        ("1969-12-29 00:00:00", 0, 1, 0),
    ],
    ids=["Friday", "Saturday noon", "Sunday", "Monday evening", "Saturday before the epoch", "Monday before"],
)
def test_an_order_knows_its_weekend_and_its_hours(clean, when, weekend, morning, evening):
    """On the clock of the data, also before 1970."""
    orders = clean(as_table([good_row(when=when)]), COLUMNS).orders
    assert orders.select(["is_weekend", "is_morning", "is_evening"]).to_pylist() == [
        {"is_weekend": weekend, "is_morning": morning, "is_evening": evening}
    ]


def test_a_day_before_the_epoch_is_rounded_down(clean):
    """The last second of 1969 belongs to day -1."""
    assert clean(as_table([good_row(when="1969-12-31 23:59:59")]), COLUMNS).orders["day"].to_pylist() == [-1]


def test_customer_and_day_stand_in_for_an_order(clean):
    """Two rows of a day are one order; nobody else's order can have the same id."""
    rows = [
        good_row(who="a", when="2011-01-01 08:00:00"),
        good_row(who="a", when="2011-01-01 19:00:00"),
        good_row(who="a|2011-01-01"),
        good_row(who="a", when="2011-01-02"),
    ]
    orders = clean(as_table(rows), ColumnMap("who", "when", amount="price")).orders
    assert sorted(orders["order_id"].to_pylist()) == ["a|2011-01-01", "a|2011-01-01|2011-01-01", "a|2011-01-02"]


def test_a_blank_order_id_is_replaced_and_marked(clean):
    """Only the row without an id gets one."""
    found = clean(as_table([good_row(order=""), good_row(order="1")]), COLUMNS)
    assert sorted(found.orders["order_id"].to_pylist()) == ["1", "a|2011-01-01"]
    assert found.rule["no order id"].n_rows == 1


def test_without_amounts_every_order_of_something_is_a_purchase(clean):
    """Money is unknown, not zero; what was cancelled or sent back is no purchase."""
    rows = [good_row(order="1"), good_row(order="2", pieces="-1"), good_row(order="C3"), good_row(order="4", pieces="")]
    columns = ColumnMap("who", "when", order="order", quantity="pieces", cancel_prefix="C")
    found = clean(as_table(rows), columns)
    orders = {order["order_id"]: order for order in found.orders.to_pylist()}
    assert {key: order["is_purchase"] for key, order in orders.items()} == {"1": 1, "2": 0, "C3": 0, "4": 1}
    assert (
        {order["gross_e4"] for order in orders.values()}
        == {order["discount_e4"] for order in orders.values()}
        == {None}
    )
    assert (found.ledger.balance, found.ledger.core.money_e4, found.rule["no quantity"].n_rows) == (None, None, 1)


def test_a_price_alone_is_the_price_of_one_piece(clean):
    """Where a line is a piece, its price is its amount."""
    found = clean(as_table([good_row(price="3.10")]), ColumnMap("who", "when", unit_price="price"))
    assert found.orders.select(["gross_e4", "n_items"]).to_pylist() == [{"gross_e4": 31_000, "n_items": 1}]


def test_repeated_rows_without_order_or_product_are_kept(clean):
    """Two coffees on one day look like this: they are reported, not dropped."""
    found = clean(as_table([good_row()] * 3), ColumnMap("who", "when", amount="price"))
    assert (found.lines.num_rows, found.rule["repeated row"].n_rows) == (3, 2)


def test_a_row_without_product_is_no_exact_duplicate(clean):
    """The table has the columns, the row does not fill them."""
    found = clean(as_table([good_row(what="")] * 2 + [good_row(order="")] * 2), COLUMNS)
    assert (found.rule["exact duplicate"].n_found, found.rule["repeated row"].n_rows) == (0, 2)


def test_rows_differ_by_any_column(clean):
    """A column that nobody recognised still tells two rows apart."""
    table = as_table([good_row()] * 2).append_column("note", pa.array(["left", "right"]))
    assert clean(table, COLUMNS).lines.num_rows == 2


def test_the_quarantine_keeps_the_text(clean):
    """Every field as it was, in the order of the header, and why it could not be used."""
    rows = [good_row(), good_row(when="soon", pieces="", off="1"), good_row(who="", when="soon")]
    assert clean(as_table(rows), COLUMNS).quarantine.to_pylist() == [
        {"row_number": 2, "reason": "unreadable time", "text": "a | soon | 1 | P |  | 2.55 | 1 | paid | 1 | "}
    ]


def test_later_rows_are_set_aside(clean):
    """A run up to a day sees what came before its midnight."""
    rows = [good_row(order="1", when="2011-01-01 23:59:59"), good_row(order="2", when="2011-01-02")]
    found = clean(as_table(rows), COLUMNS, until_us=14_976 * DAY_US)
    assert found.orders["order_id"].to_pylist() == ["1"]
    assert (found.rule["after as_of"].n_rows, found.ledger.core.rows) == (1, 1)


def test_an_unreadable_discount_does_not_cost_the_row(clean):
    """The money is known all the same."""
    found = clean(as_table([good_row(off="half"), good_row(order="2", off=" ")]), COLUMNS)
    assert sorted(found.lines["discount_e4"].to_pylist(), key=str) == [0, None]
    assert found.rule["unreadable discount"].n_rows == 1


def test_typed_columns_give_the_same_orders_as_text(clean):
    """A dataframe's integers, floats and timestamps mean what their text means."""
    rows = [good_row(order=str(n), pieces=str(n), price=f"{n}.25", when=f"2011-01-0{n} 08:26:00") for n in (1, 2, 3)]
    text = as_table(rows)
    typed = text.set_column(1, "when", pc.cast(text["when"], pa.timestamp("us")))
    typed = typed.set_column(4, "pieces", pc.cast(text["pieces"], pa.int32()))
    typed = typed.set_column(5, "price", pc.cast(text["price"], pa.float64()))
    as_typed = ColumnMap(**{**vars(COLUMNS), "time_style": "typed"})
    assert as_rows(clean(text, COLUMNS).orders) == as_rows(clean(typed, as_typed).orders)


@pytest.mark.parametrize("columns", [COLUMNS, ColumnMap("who", "when")], ids=["all columns", "two columns"])
def test_tables_have_the_columns_of_the_house(clean, columns):
    """All optional columns are there, with their types, whatever the source lacks."""
    types = {"text": pa.string(), "int64": pa.int64()}
    found = clean(as_table([good_row()]), columns)
    assert {f.name: f.type for f in found.lines.schema} == {c.name: types[c.type] for c in LINES.columns}
    assert {f.name: f.type for f in found.orders.schema} == {c.name: types[c.type] for c in ORDERS.columns}


def test_a_missing_column_is_named():
    """The three parts of the error."""
    with pytest.raises(ColumnError) as caught:
        cleaning_steps(ColumnMap("who", "when"), {"row_number": "row_number", "who": "c0"}, types={})
    assert (caught.value.what, caught.value.where) == ("no column 'when'", "the header")
    assert caught.value.remedy == "Name one of: who."


def test_steps_say_what_is_read_twice():
    """The engine stores what several steps read."""
    steps = cleaning_steps(COLUMNS, {field: f"c{n}" for n, field in enumerate(FIELDS)}, types={})
    assert [step.name for step in steps if step.reused] == ["repeated", "tallies", "orders"]


@pytest.fixture(scope="module")
def dirty_shop():
    return make_shop(300, dirt=0.01, random_state=3)


@pytest.fixture(scope="module")
def cleaned_shop(clean, dirty_shop):
    return clean(dirty_shop.lines, SHOP)


def test_every_planted_fault_is_counted_by_its_rule(cleaned_shop, dirty_shop):
    """As many rows of each kind as were planted, and no other."""
    planted = dirty_shop.description["faults"]
    counted = {name: row.n_rows for name, row in cleaned_shop.rule.items() if row.n_rows}
    assert counted == planted


def test_faults_leave_the_clean_money_alone(cleaned_shop, dirty_shop):
    """The classical core of a dirty export is that of the clean one, copies of rows apart."""
    core, copies = cleaned_shop.ledger.core, cleaned_shop.rule["exact duplicate"]
    assert core.rows == dirty_shop.description["n_lines"] + copies.n_rows
    assert core.money_e4 == dirty_shop.description["money_e4"] + copies.money_e4
    assert core.customers == 300


RETAIL = ColumnMap(
    "CustomerID",
    "InvoiceDate",
    order="InvoiceNo",
    product="StockCode",
    quantity="Quantity",
    unit_price="UnitPrice",
    whole_float_ids=True,
    cancel_prefix="C",
)

RETAIL_WITH_FEES = replace(RETAIL, description="Description", fee_words=FEE_WORDS)

RETAIL_HEADER = (
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
)


@pytest.fixture(scope="module")
def retail_path(shared_data):
    return shared_data / "online_retail" / "online_retail.csv.gz"


@pytest.fixture(scope="module")
def retail(clean, retail_path):
    options = (("encoding", "utf-8"), ("separator", ","), ("compression", "gzip"))
    return clean(Source((str(retail_path),), "text", options), RETAIL)


def test_online_retail_has_its_published_core(retail):
    """397,884 lines, 18,532 invoices, 4,338 customers, 8,911,407.90 pounds."""
    core = retail.ledger.core
    assert (core.rows, core.orders, core.customers, core.money_e4) == (397_884, 18_532, 4_338, 89_114_079_040)


def test_online_retail_is_accounted_for(retail):
    """All 541,909 lines; what each rule finds are the numbers that others have published."""
    found = {rule: row.n_found for rule, row in retail.rule.items() if row.n_found}
    assert retail.ledger.rows_in == 541_909
    assert found == {
        "no customer": 135_080,
        "exact duplicate": 5_268,
        "cancellation": 9_288,
        "negative price": 2,
        "return": 1_336,
        "zero amount": 2_515,
    }


def test_online_retail_has_the_same_core_without_fees(clean, retail, retail_path):
    """3,005 lines are postage, fees and adjustments: their money stays, and no order, customer or pound changes."""
    options = (("encoding", "utf-8"), ("separator", ","), ("compression", "gzip"))
    found = clean(Source((str(retail_path),), "text", options), RETAIL_WITH_FEES)
    assert found.rule["fee or adjustment"].n_found == 3_005
    assert (found.ledger.core, found.ledger.balance) == (retail.ledger.core, retail.ledger.balance)
    money = ["customer_id", "order_id", "time_us", "gross_e4", "returned_e4", "is_purchase"]
    assert as_rows(found.orders.select(money)) == as_rows(retail.orders.select(money))
    assert pc.sum(found.orders["n_items"]).as_py() < pc.sum(retail.orders["n_items"]).as_py()


def test_online_retail_keeps_who_only_sent_back(retail):
    """4,372 customers are known; 34 of them never bought anything that was not returned or free."""
    customers = retail.orders.group_by("customer_id").aggregate([("is_purchase", "max")])
    assert customers.num_rows == 4_372
    assert sum(customers["is_purchase_max"].to_pylist()) == 4_338
    assert "17850" in customers["customer_id"].to_pylist()


def test_faults_planted_in_online_retail_are_found(clean, retail, retail_path):
    """Seven copies of sold lines per kind of fault; each rule counts seven more."""
    text = pcsv.ConvertOptions(column_types=dict.fromkeys(RETAIL_HEADER, pa.string()))
    table = pcsv.read_csv(retail_path, convert_options=text)
    faults = {
        "no customer": {"CustomerID": ""},
        "unreadable time": {"InvoiceDate": "2010-13-01 08:26:00"},
        "impossible time": {"InvoiceDate": "1899-12-30 00:00:00"},
        "unreadable quantity": {"Quantity": "six"},
        "missing price": {"UnitPrice": ""},
        "unreadable price": {"UnitPrice": "on request"},
        "unreadable amount": {"Quantity": "80000000000", "UnitPrice": "80000000000"},
        "exact duplicate": {},
        "cancellation": {"InvoiceNo": "C999999", "Quantity": "-1"},
        "negative price": {"UnitPrice": "-11062.06"},
        "return": {"Quantity": "-24"},
        "zero amount": {"UnitPrice": "0.0"},
        "zero quantity": {"Quantity": "0"},
        "no order id": {"InvoiceNo": ""},
    }
    sold = table.filter(pc.invert(pc.starts_with(table["InvoiceNo"], "C"))).slice(0, 7 * len(faults)).to_pylist()
    spoilt = [row | changes for row, changes in zip(sold, list(faults.values()) * 7, strict=True)]
    found = clean(pa.concat_tables([table, pa.Table.from_pylist(spoilt, schema=table.schema)]), RETAIL)
    more = {name: row.n_rows - retail.rule[name].n_rows for name, row in found.rule.items()}
    expected = dict.fromkeys(faults, 7) | {"zero amount": 14}
    assert {name: n for name, n in more.items() if n} == expected


# Money in other units, other currencies, and with a discount rate


@pytest.mark.parametrize(
    ("unit", "written", "amount_e4"),
    [
        ("0.01", "1999", 199_900),
        ("0.01", "-1", -100),
        ("0.0001", "0.5", 1),
        ("0.0001", "-0.5", -1),
        ("0.0001", "0.4999", 0),
        ("1000", "2.5", 25_000_000),
        ("0.01", "9000000000000", None),
        ("1000000000", "91", None),
    ],
)
def test_amounts_are_counted_in_their_unit(clean, unit, written, amount_e4):
    """Cents, thousands: exact, half away from zero; beyond 90 billion there is no amount."""
    columns = ColumnMap("who", "when", amount="price", money_unit=unit)
    found = clean(as_table([good_row(price=written)]), columns)
    assert found.lines["amount_e4"].to_pylist() == ([] if amount_e4 is None else [amount_e4])
    assert found.quarantine["reason"].to_pylist() == (["unreadable amount"] if amount_e4 is None else [])


def test_prices_and_discounts_are_counted_in_the_same_unit(clean):
    """Two pieces at 150 cents, 50 cents off."""
    columns = replace(COLUMNS, money_unit="0.01")
    line = clean(as_table([good_row(pieces="2", price="150", off="50")]), columns).lines.to_pylist()[0]
    assert (line["amount_e4"], line["discount_e4"]) == (30_000, 5_000)


@pytest.mark.parametrize(
    ("written", "rate", "amount_e4"),
    [("10", "0.8537", 85_370), ("0.0001", "0.5", 1), ("-0.0001", "0.5", -1), ("1000000", "0.00005882", 588_200)],
)
def test_a_rate_turns_money_into_one_currency(clean, written, rate, amount_e4):
    """Rates of weak currencies keep their eight decimals."""
    columns = ColumnMap("who", "when", amount="price", rate="fx")
    assert clean(as_table([good_row(price=written, fx=rate)]), columns).lines["amount_e4"].to_pylist() == [amount_e4]


def test_a_discount_rate_takes_off_its_share(clean):
    """Northwind's way: quantity, price and a share; what it takes off is the discount."""
    rows = [good_row(pieces="3", price="9.99", cut="0.15"), good_row(order="2", pieces="-3", price="9.99", cut="15%")]
    lines = clean(as_table(rows), replace(RICH, rate=None)).lines
    assert sorted(lines["amount_e4"].to_pylist()) == [-254_745, 254_745]
    assert lines["discount_e4"].to_pylist() == [44_955, 44_955]


def test_a_given_amount_has_its_discount_in_it_already(clean):
    """The discount rate counts only where the amount is made of quantity and price."""
    columns = replace(RICH, amount="price", unit_price=None)
    assert clean(as_table([good_row(price="8", cut="0.5")]), columns).lines["amount_e4"].to_pylist() == [80_000]


@given(rows=raw_rows(), unit=st.sampled_from(["0.01", "1", "1000"]))
@settings(max_examples=10)
def test_discounts_and_amounts_add_up_to_the_full_price(clean, rows, unit):
    """What was paid and what the rate took off are the price, to the last ten-thousandth."""
    columns = replace(RICH, discounts=(), money_unit=unit, rate=None, status=None)
    readable = as_table([row for row in rows if CUTS[row["cut"]] is not None])
    full, cut = (clean(readable, each).lines for each in (replace(columns, discount_rate=None), columns))
    parts = [abs(line["amount_e4"]) + line["discount_e4"] for line in cut.to_pylist()]
    assert sorted(parts) == sorted(abs(amount) for amount in full["amount_e4"].to_pylist())


# Undone orders, fees, missing marks


def test_an_order_that_was_sent_back_is_no_purchase(clean):
    """Its status says so: spent and returned are nothing together, and nobody bought anything."""
    rows = [good_row(order="1"), good_row(order="2", price="7", state=" RETURNED")]
    found = clean(as_table(rows), RICH)
    orders = {order["order_id"]: order for order in found.orders.to_pylist()}
    assert (orders["2"]["gross_e4"], orders["2"]["returned_e4"], orders["2"]["n_items"]) == (70_000, 70_000, 0)
    assert {key: order["is_purchase"] for key, order in orders.items()} == {"1": 1, "2": 0}
    assert (found.rule["undone order"].n_rows, found.ledger.balance.used_e4) == (1, 25_500)
    assert found.ledger.core.orders == 1


def test_an_entry_that_takes_an_order_back_is_a_cancellation(clean):
    """A negative row with such a status stands beside the order it takes back."""
    rows = [good_row(order="1"), good_row(order="1", pieces="-1", state="returned")]
    found = clean(as_table(rows), RICH)
    assert (found.rule["cancellation"].n_rows, found.rule["undone order"].n_rows, found.rule["return"].n_rows) == (
        1,
        0,
        0,
    )
    assert found.orders.select(["gross_e4", "returned_e4", "is_purchase"]).to_pylist() == [
        {"gross_e4": 25_500, "returned_e4": 25_500, "is_purchase": 1}
    ]


def test_without_amounts_an_undone_order_is_no_purchase(clean):
    """The status alone says that nothing was kept."""
    columns = ColumnMap("who", "when", order="order", status="state", cancel_words=("returned",))
    orders = clean(as_table([good_row(order="1"), good_row(order="2", state="returned")]), columns).orders
    assert dict(zip(orders["order_id"].to_pylist(), orders["is_purchase"].to_pylist(), strict=True)) == {"1": 1, "2": 0}


def test_a_fee_is_money_but_no_product(clean):
    """Postage is paid for, and nothing one could like."""
    columns = replace(RICH, category="off", discounts=())
    rows = [good_row(what="P", pieces="2", off="tea"), good_row(what="Postage.", price="4", pieces="3", off="extra")]
    found = clean(as_table(rows), columns)
    fee = next(line for line in found.lines.to_pylist() if line["amount_e4"] == 120_000)
    assert (fee["product_id"], fee["category"], fee["quantity"]) == (None, None, 0)
    assert found.orders.select(["gross_e4", "n_items", "is_purchase"]).to_pylist() == [
        {"gross_e4": 171_000, "n_items": 2, "is_purchase": 1}
    ]
    assert (found.rule["fee or adjustment"].n_rows, found.ledger.core.rows) == (1, 2)


def test_a_copied_fee_is_a_copy(clean):
    """It has a product when rows are compared, and loses it afterwards."""
    found = clean(as_table([good_row(what="postage")] * 2), RICH)
    assert (found.rule["exact duplicate"].n_rows, found.rule["fee or adjustment"].n_rows) == (1, 1)


def test_a_fee_is_known_by_its_description(clean):
    """The product may have a code of its own."""
    columns = replace(RICH, description="off", discounts=())
    assert clean(as_table([good_row(what="DOT", off="Postage")]), columns).lines["product_id"].to_pylist() == [None]


def test_marks_of_missing_values_are_missing_everywhere(clean):
    """In ids, categories, discounts and numbers; the reason says missing, not unreadable."""
    columns = replace(RICH, category="state", status=None)
    rows = [
        good_row(who="?"),
        good_row(when="?"),
        good_row(price="?"),
        good_row(pieces="?"),
        good_row(fx="?"),
        good_row(order="?", what="?", off="?", cut="?", state="?"),
    ]
    found = clean(as_table(rows), columns)
    assert {name: row.n_rows for name, row in found.rule.items() if row.n_rows} == {
        "no customer": 1,
        "missing time": 1,
        "missing price": 1,
        "missing quantity": 1,
        "missing rate": 1,
        "no order id": 1,
    }
    line = found.lines.to_pylist()[0]
    assert (line["product_id"], line["category"], line["discount_e4"], line["amount_e4"]) == (None, None, 0, 25_500)


@pytest.mark.parametrize("written", ["", "?", " ", "nan"])
def test_an_amount_that_is_not_there_is_missing(clean, written):
    """A blank is no text that cannot be read."""
    columns = ColumnMap("who", "when", amount="price", missing=("?",))
    assert clean(as_table([good_row(price=written)]), columns).quarantine["reason"].to_pylist() == ["missing amount"]


@pytest.mark.parametrize("role", ["price", "pieces", "fx", "when"])
def test_a_mark_that_could_be_read_is_missing_all_the_same(clean, role):
    """Some programs write -999, or a day long ago, where they know nothing."""
    mark = "1901-01-01" if role == "when" else "-999"
    names = {"price": "missing price", "pieces": "missing quantity", "fx": "missing rate", "when": "missing time"}
    found = clean(as_table([good_row(**{role: mark})]), replace(RICH, missing=("-999", "1901-01-01")))
    assert found.quarantine["reason"].to_pylist() == [names[role]]


def test_categories_have_one_spelling(clean):
    """As the model says; a spelling that it does not know stays."""
    columns = ColumnMap("who", "when", category="what", spellings=(("wine", "Wine"), ("X", "y")))
    rows = [good_row(what=what) for what in ("Wine", " wine ", "WINE", "x")]
    assert sorted(clean(as_table(rows), columns).lines["category"].to_pylist()) == ["WINE", "Wine", "Wine", "x"]


# Implausible times


def test_a_mistyped_year_goes_to_the_quarantine(clean):
    """With its text and reason; the row itself counts for nothing."""
    rows = [good_row(), good_row(when="2031-01-01")]
    found = clean(as_table(rows), COLUMNS, latest_us=1_400_000_000_000_000)
    assert found.quarantine["reason"].to_pylist() == ["implausible time"]
    assert found.quarantine["text"].to_pylist()[0].startswith("a | 2031-01-01 | ")
    assert found.lines.num_rows == 1


def test_the_moment_itself_is_implausible(clean):
    """The last believed microsecond is the one before."""
    rows = [good_row(when="2011-01-01 00:00:00"), good_row(when="2010-12-31 23:59:59.999999")]
    assert clean(as_table(rows), COLUMNS, latest_us=1_293_840_000_000_000).lines.num_rows == 1


def test_sql_names_no_engine():
    """The queries run on a bare connection too: nothing of an engine of the house is in them."""
    connection = duckdb.connect()
    connection.sql("set TimeZone = 'UTC'")
    raw = as_table([good_row()]).rename_columns([f"c{n}" for n in range(len(FIELDS))])
    connection.register("raw", raw.add_column(0, "row_number", pa.array([1])))
    connection.sql("create table repeated (row_number bigint)")
    step = cleaning_steps(ColumnMap("who", "when"), {field: f"c{n}" for n, field in enumerate(FIELDS)}, types={})[1]
    sql = step.sql
    for name, _ in step.params:
        sql = sql.replace(f":{name}", f"${name}")
    assert connection.execute(sql, dict(step.params)).fetchone() is not None
