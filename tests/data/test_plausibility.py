"""One mistyped year is not believed; a customer who comes back late is."""

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.data.plausibility import days_step, latest_plausible
from coterie.data.rules import LAST_TIME_US
from coterie.tables import ColumnMap

DAY_US = 86_400_000_000
START = 14_975  # 2011-01-01
YEAR_2031, YEAR_2110 = 22_280, 51_134
HISTORIES = st.dictionaries(st.integers(START, START + 366), st.integers(1, 40), min_size=20)


def believed(days):
    """Return the days that are believed."""
    latest = latest_plausible(days)
    return {day for day in days if day * DAY_US < latest}


@given(days=HISTORIES, typo=st.sampled_from([YEAR_2031, YEAR_2110, START + 2_000]))
def test_a_planted_typo_is_caught_and_nothing_else(days, typo):
    """In histories of any size, of up to a year."""
    assert believed(days | {typo: 1}) == set(days)


@given(days=HISTORIES)
def test_two_typos_are_caught(days):
    """The later one does not hide the earlier one."""
    assert believed(days | {YEAR_2031: 1, YEAR_2110: 1}) == set(days)


@given(days=HISTORIES)
def test_an_early_typo_does_not_protect_a_late_one(days):
    """A first order in 1911 makes no long history."""
    assert YEAR_2031 not in believed(days | {START - 36_525: 1, YEAR_2031: 1})


@given(days=st.dictionaries(st.integers(START, START + 366), st.integers(1, 500)))
def test_within_a_year_everything_is_believed(days):
    """Whatever the rows."""
    assert believed(days) == set(days)


@given(days=HISTORIES, data=st.data())
def test_days_add_up_in_any_order(days, data):
    """A histogram is a sum: neither order nor pieces matter."""
    shuffled = dict(data.draw(st.permutations(list(days.items()))))
    assert latest_plausible(shuffled) == latest_plausible(days)


def test_a_late_order_of_a_sleepy_shop_is_believed():
    """Ten years of some orders a year, then a pause of four years."""
    days = {START + 180 * place: 2 for place in range(20)}
    assert believed(days | {START + 180 * 19 + 1_460: 1}) == {*days, START + 180 * 19 + 1_460}


def test_a_lone_order_may_have_several_lines():
    """One mistyped order of five lines among a hundred."""
    days = {START + place: 1 for place in range(100)}
    assert YEAR_2031 not in believed(days | {YEAR_2031: 5})
    assert YEAR_2031 in believed(days | {YEAR_2031: 6})


def test_a_large_day_is_no_typo():
    """Fifty-one rows on a day are more than an order."""
    days = {START + place: 50 for place in range(60)}
    assert YEAR_2031 not in believed(days | {YEAR_2031: 50})
    assert YEAR_2031 in believed(days | {YEAR_2031: 51})


@pytest.mark.parametrize(("n_mass", "is_believed"), [(9_990, False), (9_989, True)])
def test_a_thousandth_of_the_rows_is_far_past_the_mass(n_mass, is_believed):
    """Two days at the end do not stand alone, and are still too late for the last thousandth."""
    days = {START: n_mass, START + 800: 9_999 - n_mass, START + 801: 1}
    assert (START + 800 in believed(days)) == is_believed


def test_a_year_and_a_day_is_the_limit():
    """366 days after the mass are believed, the next is not."""
    days = {START: 100_000}
    assert believed(days | {START + 366: 5, START + 367: 5}) == {START, START + 366}


def test_few_rows_say_nothing():
    """Of nineteen rows none is implausible."""
    assert latest_plausible({START: 18, YEAR_2110: 1}) == LAST_TIME_US
    assert latest_plausible({START: 19, YEAR_2110: 1}) < LAST_TIME_US
    assert latest_plausible({}) == LAST_TIME_US


def counted(texts, style, until_us=None):
    """Run the query on a column of one kind."""
    connection = duckdb.connect()
    connection.sql("set TimeZone = 'UTC'")
    connection.register("raw", pa.table({"c1": texts}))
    step = days_step(ColumnMap("who", "when", time_style=style), {"who": "c0", "when": "c1"}, until_us=until_us)
    sql = step.sql
    for name, _ in step.params:
        sql = sql.replace(f":{name}", f"${name}")
    return dict(connection.execute(sql, dict(step.params)).fetchall())


@pytest.mark.parametrize(
    ("style", "texts"),
    [
        ("iso", ["2011-01-01", "2011-01-01 10:30:00", "2011-1-1 9:00", "2011-01-02T00:30:00Z"]),
        ("dmy", ["01.01.2011", "01/01/2011 10:30", "1-1-2011 9:00", "02-01-2011"]),
        ("mdy", ["01.01.2011", "01/01/2011 10:30", "1-1-2011 9:00", "01-02-2011"]),
        ("ymd", ["20110101", "20110101", "20110101", "20110102"]),
        ("epoch_s", ["1293840000", "1293840001", "1293840000", "1293926400"]),
    ],
)
def test_rows_are_counted_by_day(style, texts):
    """Whatever stands behind the day; what is no time counts nowhere."""
    assert counted([*texts, "soon", None, "1899-12-31"], style) == {START: 3, START + 1: 1}


def test_typed_times_are_counted_by_day():
    """Dates and times that a file holds as such."""
    times = pa.array([START * DAY_US, START * DAY_US + 5, (START + 1) * DAY_US, None], pa.timestamp("us"))
    assert counted(times, "typed") == {START: 2, START + 1: 1}


def test_what_must_not_be_seen_is_not_counted():
    """Rows of as_of and later would make others look plausible, or not."""
    assert counted(["2011-01-01", "2011-01-02"], "iso", until_us=(START + 1) * DAY_US) == {START: 1}


def test_placeholders_are_not_counted():
    """They have a rule of their own."""
    assert counted(["1970-01-01", "1900-01-01", "2100-01-01", "9999-12-31"], "iso") == {}
