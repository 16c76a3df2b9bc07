"""Times are read exactly, to the microsecond, in every style in which exports write them; or not at all."""

import calendar
import datetime as dt

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.data.moments import TIME_STYLES, day_parts, time_us_sql

MOMENTS = st.datetimes(dt.datetime(1902, 1, 1), dt.datetime(2099, 12, 31))  # noqa: DTZ001  zones are put in below
ZONES = st.sampled_from([("", 0), ("Z", 0), (" UTC", 0), ("+02:00", 120), (" -0400", -240), ("+05", 300)])
MONTHS = list(calendar.month_name)[1:]
NAMES = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "fr abbr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "nl abbr": "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "pl abbr": "sty lut mar kwi maj cze lip sie wrz paź lis gru",
}


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


def _us(moment):
    return (moment - dt.datetime(1970, 1, 1)) // dt.timedelta(microseconds=1)  # noqa: DTZ001  both without a zone


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
        ("dmy", "31. Januar 2011", "2011-01-31T00:00"),
        ("dmy", "31 de enero de 2011", "2011-01-31T00:00"),
        ("dmy", "1er janvier 2011 8:26", "2011-01-01T08:26"),
        ("dmy", "Mon, 31 Jan 2011 08:26:00 +0200", "2011-01-31T06:26"),
        ("mdy", "January 31, 2011", "2011-01-31T00:00"),
        ("mdy", "Monday, January 31st, 2011, 8:26 p.m.", "2011-01-31T20:26"),
        ("iso", "2011-01-31T08:26:00.123456+02:00", "2011-01-31T06:26:00.123456"),
        ("ymd", "20110131082600", "2011-01-31T08:26"),
        ("ymd", "20110131T0826", "2011-01-31T08:26"),
        ("ymd", "20110131T082600Z", "2011-01-31T08:26"),
        ("epoch_us", "1296432000000001", "2011-01-31T00:00:00.000001"),
        ("excel", "40574", "2011-01-31T00:00"),
        ("ctime", "Mon Jan  3 08:26:00 2011", "2011-01-03T08:26"),
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


def test_the_parts_of_a_day(evaluate):
    """Between any of the three marks; the fourth holds what cannot be a plain day."""
    assert [evaluate(part, ["31/12.2010 8:26-1"])[0] for part in day_parts("x")] == ["31", "12", "2010 8:26", "1"]


@pytest.mark.parametrize("language", NAMES)
def test_months_are_known_in_eight_languages(evaluate, language):
    """In full and cut short, in the cases that a date puts them in."""
    texts = [f"1 {name} 2011" for name in NAMES[language].split()]
    assert evaluate(time_us_sql("x", "dmy"), texts) == [_us(dt.datetime(2011, month, 1)) for month in range(1, 13)]  # noqa: DTZ001  UTC meant


@given(st.lists(MOMENTS, min_size=1, max_size=10))
def test_spreadsheet_days_are_exact_to_the_millisecond(evaluate, moments):
    """Serial days with a fraction for the time of day, with either decimal mark."""
    ms = [_us(moment) // 1000 for moment in moments]
    texts = [f"{25_569 + n / 86_400_000:.10f}" for n in ms]
    assert evaluate(time_us_sql("x", "excel"), texts) == [n * 1000 for n in ms]
    assert evaluate(time_us_sql("x", "excel"), [text.replace(".", ",") for text in texts]) == [n * 1000 for n in ms]


@given(
    st.lists(MOMENTS, min_size=1, max_size=10), st.sampled_from([("", 0), (" +0000", 0), (" +0200", 120), (" UTC", 0)])
)
def test_times_as_unix_prints_them_are_exact(evaluate, moments, zone):
    """The year comes last, after the zone."""
    texts = [moment.strftime(f"%a %b %d %H:%M:%S{zone[0]} %Y") for moment in moments]
    expected = [_us(moment.replace(microsecond=0) - dt.timedelta(minutes=zone[1])) for moment in moments]
    assert evaluate(time_us_sql("x", "ctime"), texts) == expected


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        ("1999-06-24", "10:06:37", "1999-06-24T10:06:37"),
        ("1999-06-24 00:00:00", "8:26 PM", "1999-06-24T20:26"),
        ("1999-06-24", "", "1999-06-24T00:00"),
        ("1960-06-24", "12:30 a.m.", "1960-06-24T00:30"),
    ],
)
def test_a_day_and_a_clock_in_two_columns(evaluate, day, clock, expected):
    """Without a clock it is midnight."""
    expression = time_us_sql("split_part(x, '|', 1)", "iso", clock="split_part(x, '|', 2)")
    assert evaluate(expression, [f"{day}|{clock}"]) == [_us(dt.datetime.fromisoformat(expected))]


@pytest.mark.parametrize(("clock", "hour"), [("11:00 PM", 23), ("12:00 PM", 12), ("13:00 PM", 13), ("23:00 PM", 23)])
def test_a_clock_of_24_hours_with_pm_stays_on_its_day(evaluate, clock, hour):
    """Some programs write both: twelve hours are added only where they are missing."""
    found = evaluate(time_us_sql("x", "mdy"), [f"01/31/2011 {clock}"])
    assert found == [_us(dt.datetime(2011, 1, 31, hour))]  # noqa: DTZ001  without a zone
