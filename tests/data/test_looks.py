"""What a column looks like does not depend on what it is called, nor on the order of its rows."""

import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.data.looks import look_at, plain_text

VALUES = st.lists(
    st.sampled_from(["17850", "-5", "2.50", "12,50", "x", "", " ", "nan", "2011-01-31", None]), max_size=30
)


def _look(values, data_type=None):
    return look_at(pa.table({"x": pa.array(values, data_type)}))[0]


@given(VALUES.flatmap(lambda values: st.tuples(st.just(values), st.permutations(values))))
def test_the_order_of_rows_does_not_matter(both):
    """Counts and shares are the same."""
    assert _look(both[0], pa.string()) == _look(both[1], pa.string())


@given(VALUES)
def test_counts_fit_together(values):
    """Different values are at most values, values at most rows."""
    look = _look(values, pa.string())
    assert look.n_distinct <= look.n_present <= look.n_rows == len(values)
    assert look.repeats == (look.n_distinct < look.n_present)


@pytest.mark.parametrize(
    ("text", "styles"),
    [
        ("2011-01-31", {"iso"}),
        ("2011-01-31T08:26:00Z", {"iso"}),
        ("2011/1/3 8:26", {"iso"}),
        ("31.12.2010", {"dmy"}),
        ("12/31/2010 8:26 PM", {"mdy"}),
        ("01/02/03", {"dmy", "mdy"}),
        ("31-JAN-11", {"dmy"}),
        ("19970101", {"ymd"}),
        ("19971301", set()),
        ("1296432000", {"epoch_s"}),
        ("1296432000000", {"epoch_ms"}),
        ("1296432000000001", {"epoch_us"}),
        ("40574.35", {"excel"}),
        ("Mon Jan 31 08:26:00 +0000 2011", {"ctime"}),
        ("31. Januar 2011", {"dmy"}),
        ("31 de enero de 2011", {"dmy"}),
        ("January 31st, 2011", {"mdy"}),
        ("20110131082600", {"ymd"}),
        ("10:06:37", set()),
        ("17850", set()),
        ("2.50", set()),
        ("32.01.2011", set()),
    ],
)
def test_days_are_known_by_their_shape(text, styles):
    """A clock without a day is no time; a day that may be read in two ways is said to be so."""
    assert set(_look([text]).styles) == styles


@pytest.mark.parametrize(
    ("text", "is_number", "has_fraction"),
    [
        ("17850", True, False),
        ("17850.0", True, False),
        ("2.50", True, True),
        ("-12,50 €", True, True),
        ("$1,234.50", True, True),
        ("1 234", True, False),
        ("1e5", True, False),
        ("C536379", False, False),
        ("85123A", False, False),
        ("2011-01-31", False, False),
        ("1,2,3", False, False),
    ],
)
def test_numbers_are_known_by_their_shape(text, is_number, has_fraction):
    """With any mark; codes and days are none."""
    look = _look([text])
    assert (look.number_share == 1.0, look.has_fraction) == (is_number, has_fraction)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (pa.array([1]), "integer"),
        (pa.array([1.5]), "float"),
        (pa.array(["a"]), "text"),
        (pa.array([dt.date(2011, 1, 31)]), "time"),
        (pa.array([1]).cast(pa.decimal128(30, 2)), "decimal"),
        (pa.array([True]), "text"),
    ],
)
def test_types_have_the_rooms_words(values, kind):
    """As the engine gives them."""
    look = look_at(pa.table({"x": values}))[0]
    assert (look.kind, look.day_share) == (kind, 1.0 if kind == "time" else 0.0)


@pytest.mark.parametrize(
    ("values", "is_rate"), [(["0", "0.15", "1"], True), (["0", "0.15", "1.5"], False), (["0", "1"], False)]
)
def test_rates_are_known_by_their_range(values, is_rate):
    """From 0 to 1, and not only those two."""
    assert _look(values).is_rate == is_rate


@pytest.mark.parametrize(
    ("values", "is_id"),
    [
        (["17850", "A1"], True),
        (["17850.0"], True),
        (["2.50"], False),
        (["-1"], False),
        (["2011-01-31"], False),
        ([None], False),
    ],
)
def test_ids_are_no_amounts_and_no_days(values, is_id):
    """Whatever is whole and not below zero may be one."""
    assert _look(values, pa.string()).is_id_like == is_id


def test_plain_text_has_no_blanks_and_no_missing_marks():
    """Of any type."""
    assert plain_text(pa.chunked_array([[" a ", "NULL", "", None]])).to_pylist() == ["a", None, None, None]
    assert plain_text(pa.chunked_array([[1, None]])).to_pylist() == ["1", None]
