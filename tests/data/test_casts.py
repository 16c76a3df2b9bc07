"""Text gets its meaning exactly: numbers to 1/10,000, times to the microsecond, ids to the letter; or none at all."""

import calendar
import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.data.casts import TIME_STYLES, day_parts, e4_sql, id_sql, time_us_sql

LARGEST = 2**63 - 1
DECIMALS = st.decimals(min_value=-(10**16), max_value=10**16, allow_nan=False, places=6)
MOMENTS = st.datetimes(dt.datetime(1902, 1, 1), dt.datetime(2099, 12, 31))  # noqa: DTZ001  zones are put in below
ZONES = st.sampled_from([("", 0), ("Z", 0), (" UTC", 0), ("+02:00", 120), (" -0400", -240), ("+05", 300)])
MONTHS = list(calendar.month_name)[1:]


@pytest.fixture(scope="module")
def evaluate():
    """Evaluate an expression over a column ``x`` of some values."""
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")

    def run(expression, values, data_type="varchar"):
        rows = pa.table({"x": pa.array(values)}) if values else pa.table({"x": pa.nulls(0, pa.string())})
        connection.register("given", rows)
        sql = f"select {expression} as y from (select cast(x as {data_type}) as x from given)"
        return [row[0] for row in connection.execute(sql).fetchall()]

    return run


def _e4(number):
    scaled = int((number * 10_000).quantize(Decimal(1), ROUND_HALF_UP))
    return scaled if -LARGEST - 1 <= scaled <= LARGEST else None


def _us(moment):
    return (moment - dt.datetime(1970, 1, 1)) // dt.timedelta(microseconds=1)  # noqa: DTZ001  both without a zone


@given(st.lists(DECIMALS, min_size=1, max_size=20), st.sampled_from([(".", ""), (".", ","), (",", ""), (",", ".")]))
def test_numbers_are_exact(evaluate, numbers, marks):
    """To 1/10,000, halves away from zero, with either mark, thousands marked or not; null beyond int64."""
    decimal, thousands = marks
    texts = [f"{number:,f}".translate({ord("."): decimal, ord(","): thousands}) for number in numbers]
    assert evaluate(e4_sql("x", decimal, type="text"), texts) == [_e4(number) for number in numbers]


@given(st.lists(st.integers(-(2**63), LARGEST), min_size=1, max_size=20))
def test_whole_numbers_are_exact(evaluate, numbers):
    """Null beyond int64."""
    assert evaluate(e4_sql("x", ".", type="integer"), numbers, "bigint") == [_e4(Decimal(number)) for number in numbers]


@given(st.lists(st.decimals(-1000, 1000, places=6), min_size=1, max_size=20))
def test_decimals_are_exact(evaluate, numbers):
    """Halves away from zero, as in text."""
    assert evaluate(e4_sql("x", ".", type="decimal"), numbers, "decimal(18, 6)") == [_e4(number) for number in numbers]


@given(st.lists(st.integers(-(10**11), 10**11), min_size=1, max_size=20))
def test_floats_are_read_to_the_nearest(evaluate, scaled):
    """Money written as a float is the money that was meant."""
    assert evaluate(e4_sql("x", ".", type="float"), [n / 10_000 for n in scaled], "double") == scaled


@pytest.mark.parametrize(
    "text",
    ["", " ", "abc", "1_000", "nan", "inf", "12-", "1,23,456", "1 2", "0x10", "1.2.3", "--1", "5%", "1,,000", "£"],
)
def test_what_is_no_number_is_null(evaluate, text):
    """Nothing is guessed, and no mark is dropped where it does not mark thousands."""
    assert evaluate(e4_sql("x", ".", type="text"), [text]) == [None]


@pytest.mark.parametrize(
    ("text", "decimal", "e4"),
    [
        ("1.234", ",", 12_340_000),
        ("1,234", ".", 12_340_000),
        ("1.234", ".", 12_340),
        ("1'234.50", ".", 12_345_000),
        ("1\u202f234,5", ",", 12_345_000),
        ("12.50", ",", None),
        ("12,50", ".", None),
        ("$1,234.50", ".", 12_345_000),
        ("-12,50 €", ",", -125_000),
        (" 7 ", ".", 70_000),
        ("+.5", ".", 5_000),
        ("1e3", ".", 10_000_000),
    ],
)
def test_numbers_as_shops_write_them(evaluate, text, decimal, e4):
    """The mark decides; currency signs and blanks do not matter."""
    assert evaluate(e4_sql("x", decimal, type="text"), [text]) == [e4]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e300])
def test_floats_that_are_no_amount_are_null(evaluate, value):
    """Not finite, or beyond int64."""
    assert evaluate(e4_sql("x", ".", type="float"), [value], "double") == [None]


@pytest.mark.parametrize("n_digits", [15, 19, 28, 29, 31, 33, 35, 38, 40, 400])
@pytest.mark.parametrize("ending", ["", ".5", ",000", "e9"])
def test_numbers_of_any_length_stop_nothing(evaluate, n_digits, ending):
    """A number beyond int64 is no amount, however long its text is."""
    assert evaluate(e4_sql("x", "."), ["9" * n_digits + ending]) == [None] or n_digits < 19


@pytest.mark.parametrize("data_type", ["hugeint", "decimal(38, 0)", "decimal(38, 10)"])
def test_typed_numbers_of_any_size_stop_nothing(evaluate, data_type):
    """What a typed column can hold and an amount cannot is no amount."""
    assert evaluate(e4_sql("x", ".", type="decimal"), ["9" * 28], data_type) == [None]


def test_a_time_is_no_number(evaluate):
    """Whatever the engine thinks."""
    assert evaluate(e4_sql("x", ".", type="time"), ["2011-01-31"], "date") == [None]


@given(st.lists(MOMENTS, min_size=1, max_size=10), ZONES, st.sampled_from("T "))
def test_iso_times_are_exact(evaluate, moments, zone, between):
    """To the microsecond, in any zone."""
    texts = [moment.isoformat(between) + zone[0] for moment in moments]
    expected = [_us(moment - dt.timedelta(minutes=zone[1])) for moment in moments]
    assert evaluate(time_us_sql("x", "iso"), texts) == expected


@given(st.lists(MOMENTS, min_size=1, max_size=10), st.sampled_from(["dmy", "mdy"]), st.sampled_from("-/."))
def test_days_in_either_order_are_exact(evaluate, moments, style, mark):
    """With one or two digits, to the minute."""
    orders = {"dmy": ("{d}", "{m}", "{y}"), "mdy": ("{m}", "{d}", "{y}")}
    shape = mark.join(orders[style]) + " {h}:{minute:02d}"
    texts = [shape.format(d=t.day, m=t.month, y=t.year, h=t.hour, minute=t.minute) for t in moments]
    expected = [_us(moment.replace(second=0, microsecond=0)) for moment in moments]
    assert evaluate(time_us_sql("x", style), texts) == expected


@given(st.lists(MOMENTS, min_size=1, max_size=10))
def test_times_with_am_and_pm_are_exact(evaluate, moments):
    """Twelve at night and at noon included."""
    texts = [moment.strftime("%m/%d/%Y %I:%M:%S %p") for moment in moments]
    expected = [_us(moment.replace(microsecond=0)) for moment in moments]
    assert evaluate(time_us_sql("x", "mdy"), texts) == expected


@given(st.lists(MOMENTS, min_size=1, max_size=10))
def test_seconds_since_1970_are_exact(evaluate, moments):
    """Whole, with a fraction, in thousandths."""
    us = [_us(moment) for moment in moments]
    assert evaluate(time_us_sql("x", "epoch_s"), [f"{n / 1_000_000:.6f}" for n in us]) == us
    assert evaluate(time_us_sql("x", "epoch_ms"), [str(n // 1000) for n in us]) == [n // 1000 * 1000 for n in us]


@pytest.mark.parametrize(
    ("style", "text", "expected"),
    [
        ("iso", "2011-01-31", "2011-01-31T00:00"),
        ("iso", "2011/1/3 8:26", "2011-01-03T08:26"),
        ("iso", "2011.01.31", "2011-01-31T00:00"),
        ("iso", "2011-Jan-31", "2011-01-31T00:00"),
        ("iso", "2011-01-31 08:26:00 PM", "2011-01-31T20:26"),
        ("ymd", "20110131", "2011-01-31T00:00"),
        ("ymd", "20110131.0", "2011-01-31T00:00"),
        ("ymd", "20110131 08:26", "2011-01-31T08:26"),
        ("dmy", "31-OCT-11", "2011-10-31T00:00"),
        ("dmy", "31/12/69", "1969-12-31T00:00"),
        ("dmy", "31/12/68", "2068-12-31T00:00"),
        ("dmy", "31.12.2010 08:26:00.5", "2010-12-31T08:26:00.500000"),
        ("dmy", " 1.2.2011 ", "2011-02-01T00:00"),
        ("mdy", "1/2/2011 12:00 AM", "2011-01-02T00:00"),
        ("mdy", "1/2/2011 8:26:00+02:00", "2011-01-02T06:26"),
    ],
)
def test_times_as_shops_write_them(evaluate, style, text, expected):
    """Names of months, short years, fractions, zones."""
    assert evaluate(time_us_sql("x", style), [text]) == [_us(dt.datetime.fromisoformat(expected))]


@pytest.mark.parametrize("style", [style for style in TIME_STYLES if style != "typed"])
@pytest.mark.parametrize(
    "text", ["", "never", "2011-02-30", "31/02/2011", "13/13/2011", "0000-00-00", "epoch", "1/2/3"]
)
def test_what_is_no_time_is_null(evaluate, style, text):
    """In any style, without an error."""
    assert evaluate(time_us_sql("x", style), [text]) == [None]


@pytest.mark.parametrize(("name", "month"), [(name, place) for place, name in enumerate(MONTHS, start=1)])
def test_every_month_is_known_by_name(evaluate, name, month):
    """In full and by its first three letters, in any case."""
    texts = [f"1-{name}-2011", f"1-{name[:3].upper()}-2011"]
    assert evaluate(time_us_sql("x", "dmy"), texts) == [_us(dt.datetime(2011, month, 1))] * 2  # noqa: DTZ001  UTC meant


@pytest.mark.parametrize("data_type", ["date", "timestamp", "timestamptz", "timestamp_ns", "timestamp_s"])
def test_typed_times_are_taken_as_they_are(evaluate, data_type):
    """Days are midnight UTC."""
    assert evaluate(time_us_sql("x", "typed"), ["2011-01-31", None], data_type) == [1_296_432_000_000_000, None]


def test_whole_numbers_may_be_days(evaluate):
    """As Parquet may hold them, floats too."""
    assert evaluate(time_us_sql("x", "ymd"), [20110131], "integer") == [1_296_432_000_000_000]
    assert evaluate(time_us_sql("x", "ymd"), [20110131.0], "double") == [1_296_432_000_000_000]


@pytest.mark.parametrize(
    ("text", "plain", "whole"),
    [
        ("00123", "00123", "00123"),
        (" 17850.0 ", "17850.0", "17850"),
        ("A.0", "A.0", "A"),
        ("", None, None),
        ("  ", None, None),
        ("nan", None, None),
        ("NULL", None, None),
        ("<NA>", None, None),
        ("Nan", "Nan", "Nan"),
    ],
)
def test_ids_are_kept_to_the_letter(evaluate, text, plain, whole):
    """Trimmed; the ``.0`` goes only where the whole column has it; missing marks of programs are nobody."""
    assert evaluate(id_sql("x"), [text]) == [plain]
    assert evaluate(id_sql("x", whole_float_ids=True), [text]) == [whole]


@pytest.mark.parametrize(
    ("data_type", "type", "value", "expected"),
    [
        ("bigint", "integer", 17850, "17850"),
        ("double", "float", 17850.0, "17850"),
        ("double", "float", 1.5, "1.5"),
        ("double", "float", float("nan"), None),
        ("decimal(10, 2)", "decimal", Decimal("5.00"), "5"),
        ("decimal(10, 2)", "decimal", Decimal("5.25"), "5.25"),
        ("date", "time", "2011-01-31", "2011-01-31"),
    ],
)
def test_typed_ids_are_written_plainly(evaluate, data_type, type, value, expected):  # noqa: A002  as in the function
    """Whole numbers without decimals, whatever their type."""
    assert evaluate(id_sql("x", type=type), [value], data_type) == [expected]


def test_what_stands_around_an_id_is_no_part_of_it(evaluate):
    """A tab or a line end after an id makes no other customer."""
    assert evaluate(id_sql("x"), ["\t7\r\n", " 7 ", "7\u00a0", "\t \t", "a b"]) == ["7", "7", "7", None, "a b"]


def test_a_single_precision_price_is_read_as_it_is_shown(evaluate):
    """5000.01 in 32 bits is 5000.01, not what multiplying in 32 bits would make of it."""
    assert evaluate(e4_sql("x", ".", type="float"), ["5000.01", "100000.05"], "float") == [50_000_100, 1_000_000_500]


def test_the_parts_of_a_day(evaluate):
    """Between any of the three marks; the fourth holds what cannot be a plain day."""
    assert [evaluate(part, ["31/12.2010 8:26-1"])[0] for part in day_parts("x")] == ["31", "12", "2010 8:26", "1"]
