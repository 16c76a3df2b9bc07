"""How columns are written is decided from every row of them, whatever their order."""

import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coterie.data.counts import statistics_step
from coterie.data.findings import Detection, Finding
from coterie.data.writing import settle
from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import ColumnError
from coterie.tables import AttributeMap, ColumnMap, Source

DATES = st.lists(st.dates(dt.date(2001, 1, 1), dt.date(2030, 12, 31)), min_size=1, max_size=40)


@pytest.fixture(scope="module")
def settled():
    """Settle a guess on a table in memory."""
    with DuckDBEngine(threads=1) as engine:

        def run(rows, findings=(), chosen=None, **columns):
            table = pa.table(rows)
            guess = ColumnMap(**{"customer": table.column_names[0], "time": table.column_names[0], **columns})
            numbers = tuple(label for label in (guess.amount, guess.quantity) if label)
            detection = Detection(guess, findings, chosen or {}, numbers=numbers)
            raw = engine.read(Source(("memory",), "arrow", data=table))
            names = dict(zip(raw.labels, raw.columns, strict=True))
            return settle(detection, engine.table(engine.query(statistics_step(detection, names), raw=raw)))

        yield run


def _finding(detection, role):
    return next((finding for finding in detection.findings if finding.role == role), None)


@settings(max_examples=12)
@given(DATES, st.sampled_from(["dmy", "mdy"]), st.sampled_from(["dmy", "mdy"]), st.sampled_from("-/."))
def test_the_style_of_days_is_found_whatever_was_guessed(settled, dates, style, guess, mark):
    """Where some day is above 12, it is certain; where none is, it is asked, unless both readings are the same."""
    shape = {"dmy": f"%d{mark}%m{mark}%Y", "mdy": f"%m{mark}%d{mark}%Y"}[style]
    found = settled({"day": [date.strftime(shape) for date in dates]}, time_style=guess)
    is_certain = any(date.day > 12 for date in dates)
    is_open = not is_certain and any(date.day != date.month for date in dates)
    assert (_finding(found, "time_style").choices == ("dmy", "mdy")) == is_open
    assert found.columns.time_style == (style if is_certain else "dmy")


@settings(max_examples=8)
@given(st.data())
def test_the_order_of_rows_does_not_matter(settled, data):
    """The same rows, the same decision in the same words."""
    days = st.sampled_from(["31/12/2010", "12/31/2010", "01/02/2011", "", "never"])
    money = st.sampled_from(["12,50", "12.50", "7", "1.234", "-3,00"])
    orders = st.sampled_from(["1", "2", "C3", "C4", ""])
    rows = data.draw(
        st.lists(st.tuples(days, money, orders), min_size=1, max_size=30).filter(lambda r: any("/" in d for d, *_ in r))
    )
    columns = {"time_style": "dmy", "amount": "paid", "order": "order", "customer": "order"}
    first, second = (
        settled(
            dict(zip(("day", "paid", "order"), map(list, zip(*some, strict=True)), strict=True)), time="day", **columns
        )
        for some in (rows, data.draw(st.permutations(rows)))
    )
    assert first == second


def test_days_in_both_orders_are_told():
    """The more frequent one is taken."""
    counts = {
        ("style", "dmy"): 10,
        ("style", "mdy"): 9,
        ("only", "dmy"): 3,
        ("only", "mdy"): 2,
        ("present", "time"): 12,
    }
    table = pa.table({"measure": [m for m, _ in counts], "key": [k for _, k in counts], "n": list(counts.values())})
    found = settle(Detection(ColumnMap("who", "when", time_style="mdy"), ()), table)
    (finding,) = found.findings
    assert (found.columns.time_style, finding.sure) == ("dmy", False)
    assert finding.reason.startswith("written day first: in 3 rows the first number is above 12, in 2 the second")


def test_a_style_the_user_has_set_is_kept(settled):
    """It is told, not decided."""
    found = settled({"day": ["01/02/2011"]}, chosen={"time_style": "mdy"}, time_style="mdy")
    assert found.columns.time_style == "mdy"
    assert _finding(found, "time_style") == Finding("time_style", "day", "written month first, as you have set")


def test_a_column_without_times_is_refused(settled):
    """The error names the column, the style, and the way out."""
    with pytest.raises(ColumnError) as caught:
        settled({"day": ["never", "ever"]}, time_style="iso")
    assert caught.value.what == "column 'day' holds no time that is written year, month, day"
    assert caught.value.where == "2 rows"
    assert caught.value.remedy == "Name another with --time, or set --time-style."


def test_many_rows_without_a_time_are_told(settled):
    """A few are left to the ledger."""
    found = settled({"day": ["2011-01-31"] * 3 + ["never"] * 2}, time_style="iso")
    assert _finding(found, "time_style").reason.endswith("; 2 of 5 rows are not")
    assert not _finding(found, "time_style").sure


@pytest.mark.parametrize(
    ("values", "style"),
    [
        (pa.array([dt.date(2011, 1, 31), None]), "typed"),
        (pa.array([20110131, None]), "ymd"),
        (pa.array(["1296432000", "1296432001.5"]), "epoch_s"),
    ],
)
def test_other_styles_are_taken_as_guessed(settled, values, style):
    """Typed columns and bare numbers too."""
    assert settled({"day": values}, time_style=style).columns.time_style == style


@pytest.mark.parametrize(
    ("values", "decimal", "sure"),
    [
        (["12,50", "3,00", "7"], ",", True),
        (["12.50", "3.00", "7"], ".", None),
        (["1,234.50", "7"], ".", None),
        (["1.234,50", "7"], ",", True),
        (["12,50", "3,00", "1.5"], ",", False),
        (["1,234", "7"], ".", False),
        (["1.234", "7"], ",", False),
        (["1,234", "1.234"], ".", False),
        (["1,234"] * 50 + ["7"], ".", None),
        (["1.234"] * 50 + ["7"], ",", True),
        (["1.234"] * 50, ",", False),
        (["1.234 EUR", "5.678 EUR"], ",", False),
        (["1,234,567", "1,234"], ".", None),
        (["1.234.567", "1.234"], ",", True),
        (["0.500", "1.250"], ".", None),
        (["1234.567", "1.250"], ".", None),
        (["7", "x", ""], ".", None),
        (pa.array([12.5, 3.25]), ".", None),
    ],
)
def test_the_decimal_mark_is_found(settled, values, decimal, sure):
    """Before three digits a mark may mark thousands: it is asked, unless whole numbers or others show it."""
    found = settled({"day": ["2011-01-31"] * len(values), "paid": values}, amount="paid")
    assert found.columns.decimal == decimal
    assert getattr(_finding(found, "decimal"), "sure", None) == sure


def test_a_mark_the_user_has_set_is_kept(settled):
    """Whatever the numbers say."""
    found = settled({"day": ["2011-01-31"], "paid": ["12.50"]}, chosen={"decimal": ","}, amount="paid", decimal=",")
    assert found.columns.decimal == ","


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (["17850.0", "", "13047.0"], True),
        (["17850.0", "A1"], False),
        (["17850.0", "17850.5"], False),
        (["17850"], False),
        (["A.0"], False),
        ([None, ""], False),
        (pa.array([17850.0]), False),
    ],
)
def test_ids_written_as_floats_are_known_by_the_whole_column(settled, ids, expected):
    """One that is not makes all of them text."""
    rows = {"who": pa.array(ids, pa.string()) if isinstance(ids, list) else ids, "day": ["2011-01-31"] * len(ids)}
    assert settled(rows, time="day").columns.whole_float_ids == expected


@pytest.mark.parametrize(
    ("orders", "amounts", "prefix"),
    [
        (["1", "2", "3", "4", "C5", "C6", "C7"], "++++---", "C"),
        (["S1", "S2", "S3", "S4", "RET-5", "RET-6", "RET-7"], "++++---", "RET-"),
        (["1", "2", "3", "4", "C5", "C6", "C7"], "+++++--", None),
        (["1", "2", "3", "4", "C5", "C6"], "++++--", None),
        (["1", "2", "C5", "C6", "C7"], "++---", None),
        (["1", "2", "3", "4", "C5", "C6", "C7"], "-------", None),
        (["1", "2", "3", "4", "5", "6", "7"], "++++---", None),
        (["a", "b", "c", "d", "e", "f", "g"], "++++---", None),
    ],
)
def test_a_prefix_of_cancellations_is_learnt(settled, orders, amounts, prefix):
    """Where orders that start so are negative, others hardly ever, and there are enough of both."""
    rows = {
        "day": ["2011-01-31"] * len(orders),
        "order": orders,
        "quantity": [f"{sign}1".removeprefix("+") for sign in amounts],
    }
    found = settled(rows, order="order", quantity="quantity")
    assert found.columns.cancel_prefix == prefix
    assert (_finding(found, "cancellation") is None) == (prefix is None)


def test_the_cancellations_are_counted(settled):
    """For the user to compare."""
    rows = {"day": ["2011-01-31"] * 40, "order": [f"C{n}" if n < 10 else str(n) for n in range(40)]}
    rows["quantity"] = ["-1" if n < 10 else "1" for n in range(40)]
    reason = _finding(settled(rows, order="order", quantity="quantity"), "cancellation").reason
    assert reason == "orders that start with C are cancellations: 10 rows, 100.0% of them negative"


@pytest.mark.parametrize(
    ("ids", "told", "sure"),
    [
        (["a", "a", "b", None], "its name says so; 2 different values in 4 rows", True),
        (["a", "b", "c", "d"], "is this a list of customers rather than of orders?", False),
        (["a"], "its name says so; 1 different values in 1 rows", True),
    ],
)
def test_customers_are_counted(settled, ids, told, sure):
    """A customer in every row is suspicious."""
    rows = {"who": pa.array(ids, pa.string()), "day": ["2011-01-31"] * len(ids)}
    found = settled(rows, (Finding("customer", "who", "its name says so"),), time="day")
    assert _finding(found, "customer").reason.endswith(told)
    assert _finding(found, "customer").sure == sure


def test_a_table_without_rows_is_settled(settled):
    """There is nothing to say; others will."""
    assert settled({"day": pa.array([], pa.string())}).columns.decimal == "."


def _customers(rows, counts, *, sure=True, settings=None, is_open=True):
    """Settle a table of customers by what was counted."""
    found = (Finding("customer", "who", "its name says so", sure),)
    guess = Detection(AttributeMap("who", ()), found, settings or {}, kind="customers", is_open=is_open)
    measures = {("rows", ""): rows, ("present", "customer"): rows, ("whole_float", "customer"): 0, **counts}
    table = {"measure": [m for m, _ in measures], "key": [k for _, k in measures], "n": list(measures.values())}
    return settle(guess, pa.table(table))


def test_customers_that_come_back_without_a_time_are_refused():
    """The counts say why."""
    with pytest.raises(ColumnError) as caught:
        _customers(100, {("customers", ""): 50})
    assert caught.value.what == "no column with the day or time of an order was recognised"
    assert caught.value.where == "50 different values of who in 100 rows"


def test_a_column_that_hints_at_customers_and_comes_back_is_no_id():
    """Each row is a customer then."""
    found = _customers(100, {("customers", ""): 50}, sure=False)
    assert found.columns.customer is None
    assert found.findings[1].reason.endswith("the values of who come back")


@pytest.mark.parametrize(("n_customers", "settings"), [(99, None), (50, {"kind": "customers"})])
def test_a_few_repeated_customers_are_left_to_others(n_customers, settings):
    """And so are many, where the user says that a row is a customer."""
    found = _customers(100, {("customers", ""): n_customers}, settings=settings)
    assert found.columns == AttributeMap("who", ())


def test_ids_that_stand_for_a_missing_value_are_nobody():
    """Without them the others are new in every row."""
    found = _customers(100, {("customers", ""): 91, ("absent", "?"): 10})
    assert found.columns == AttributeMap("who", (), missing=("?",))
    assert found.findings[1].reason.endswith("90 different values in 100 rows")
    assert _finding(found, "missing").reason == "? stands for a missing value in 10 rows of who"


def test_marks_that_the_user_has_set_are_kept(settled):
    """None is added."""
    found = settled({"day": ["2011-01-31"], "who": ["?"]}, chosen={"missing": "-"}, customer="who", missing=("-",))
    assert found.columns.missing == ("-",)
    assert _finding(found, "missing").reason == "- stand for a missing value, as you have set"


@pytest.mark.parametrize(("chosen", "prefix", "told"), [("R", "R", True), ("none", None, False)])
def test_a_prefix_the_user_has_set_is_kept(settled, chosen, prefix, told):
    """Or that there is none."""
    rows = {"day": ["2011-01-31"] * 2, "order": ["1", "R2"]}
    found = settled(rows, chosen={"cancel_prefix": chosen}, order="order")
    assert (found.columns.cancel_prefix, _finding(found, "cancellation") is not None) == (prefix, told)


def test_marks_in_columns_that_are_no_numbers_are_nothing_to_tell():
    """References such as 119236,119238 are no money with a decimal comma."""
    counts = [("rows", "", 9), ("present", "time", 9), ("style", "iso", 9), ("mark", ",", 7)]
    statistics = pa.table(dict(zip(("measure", "key", "n"), map(list, zip(*counts, strict=True)), strict=True)))
    found = settle(Detection(ColumnMap("who", "when"), ()), statistics)
    assert found.columns.decimal == "."
    assert [finding.role for finding in found.findings] == ["time_style"]
