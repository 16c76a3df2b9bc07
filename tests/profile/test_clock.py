"""The clock: gaps, silence, and the two licences."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.profile.clock import read_clock

DAYS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 60)), min_size=1, max_size=60)


def _read(rows, as_of_day, n_customers=6):
    customer, day = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    return read_clock(customer, day, as_of_day=as_of_day, n_customers=n_customers)


def test_own_gap_and_overdue_by_hand():
    """Three customers: gaps 10 and 20, and one with a single order who is held to the median gap of 15."""
    clock = _read([(0, 0), (0, 10), (1, 0), (1, 20), (2, 5)], 40, 3)
    assert (clock.days_seen, clock.n_gaps, clock.newcomer_days) == (40.0, 2, 10.0)
    assert clock.horizon_days == pytest.approx(19.0)
    assert clock.overdue == pytest.approx([30 / ((10 + 15) / 2), 20 / ((20 + 15) / 2), 35 / 15])
    assert clock.silent.tolist() == [True, False, True]
    assert clock.new.tolist() == [False, False, False]


@given(DAYS)
def test_repeats_and_row_order_do_not_matter(rows):
    """A day counts once, wherever its rows stand."""
    one, other = _read(rows, 61), _read([*rows[::-1], *rows], 61)
    assert one.horizon_days == other.horizon_days or np.isnan([one.horizon_days, other.horizon_days]).all()
    assert (one.silence, one.newcomers) == (other.silence, other.newcomers)
    assert np.array_equal(one.overdue, other.overdue, equal_nan=True)
    assert (one.silent == other.silent).all()
    assert (one.new == other.new).all()


@given(DAYS)
def test_what_happens_later_is_not_known(rows):
    """Days at or after as_of change nothing."""
    known = [row for row in rows if row[1] < 30]
    one, other = _read([*rows, (0, 0)], 30), _read([*known, (0, 0)], 30)
    assert np.array_equal(one.overdue, other.overdue, equal_nan=True)
    assert (one.days_seen, one.n_gaps, one.silence) == (other.days_seen, other.n_gaps, other.silence)


def test_customers_who_never_ordered_are_neither_silent_nor_new():
    """They have no clock at all."""
    clock = _read([(0, 0), (0, 10)], 40, 3)
    assert np.isnan(clock.overdue).tolist() == [False, True, True]
    assert not clock.silent[1:].any()
    assert not clock.new[1:].any()


def test_without_orders_there_is_no_clock():
    """No day, no gap, no licence."""
    clock = read_clock(np.empty(0, dtype=int), np.empty(0, dtype=int), as_of_day=40, n_customers=2)
    assert (clock.days_seen, clock.n_gaps, clock.has_history) == (0.0, 0, False)
    assert np.isnan(clock.overdue).all()


def test_take_keeps_customers_in_the_order_given():
    """A clock for some customers holds their own hands."""
    clock = _read([(0, 0), (1, 39), (2, 20), (2, 25)], 40, 3)
    part = clock.take(np.array([2, 0]))
    assert part.overdue.tolist() == clock.overdue[[2, 0]].tolist()
    assert clock.take(clock.new).new.tolist() == [True]


def _weekly(n, weeks, start=0):
    """N customers who come every week, all on the same days."""
    return np.repeat(np.arange(n), weeks), np.tile(start + 7 * np.arange(weeks), n)


@pytest.mark.parametrize(
    ("n", "weeks", "as_of", "expected"), [(30, 2, 14, True), (29, 2, 14, False), (30, 2, 13, False)]
)
def test_history_needs_thirty_gaps_and_two_horizons(n, weeks, as_of, expected):
    """H is 7 days here."""
    customer, day = _weekly(n, weeks)
    assert read_clock(customer, day, as_of_day=as_of, n_customers=n).has_history is expected


def _halves(stay, leave, weeks=20):
    """Customers who stay to the end, and customers who leave half way."""
    customer, day = _weekly(stay + leave, weeks)
    kept = (customer < stay) | (day < 7 * weeks / 2)
    return customer[kept], day[kept]


def test_silence_is_licensed_where_the_silent_stay_away():
    """Fifty left half way and never came back; fifty others come every week."""
    customer, day = _halves(50, 50)
    clock = read_clock(customer, day, as_of_day=140, n_customers=100)
    found = clock.silence
    assert (found.granted, found.window_days, found.n_silent, found.n_others) == (True, 7.0, 50, 50)
    assert (found.comeback_silent, found.comeback_others) == (0.0, 1.0)
    assert clock.silent.sum() == 50


def test_silence_is_not_licensed_where_nobody_is_silent():
    """Nothing to learn from."""
    customer, day = _weekly(50, 20)
    found = read_clock(customer, day, as_of_day=140, n_customers=50).silence
    assert (found.granted, found.n_silent, found.comeback_silent_high) == (False, 0, 1.0)


def test_silence_is_not_licensed_where_the_silent_come_back_as_often():
    """Fifty paused for ten weeks and all return in the last."""
    customer, day = _halves(50, 50)
    returning = np.arange(50, 100)
    clock = read_clock(
        np.concatenate([customer, returning]), np.concatenate([day, np.full(50, 135)]), as_of_day=140, n_customers=100
    )
    assert (clock.silence.granted, clock.silence.comeback_silent) == (False, 1.0)


@pytest.mark.parametrize(("n_back", "granted"), [(31, True), (32, False)])
def test_silence_licence_turns_at_three_quarters(n_back, granted):
    """Of fifty silent, 31 may return: the upper limit is .741 of what all others do; with 32 it is .759."""
    customer, day = _halves(50, 50)
    clock = read_clock(
        np.concatenate([customer, np.arange(50, 50 + n_back)]),
        np.concatenate([day, np.full(n_back, 135)]),
        as_of_day=140,
        n_customers=100,
    )
    assert clock.silence.comeback_silent_high == pytest.approx(0.75, abs=0.03)
    assert clock.silence.granted is granted


def _newcomers(n_new, n_back):
    """Weekly customers; some first seen at the end, and some who had only paused since the start."""
    customer, day = _weekly(40, 30)
    back = np.arange(40, 40 + n_back)
    new = np.arange(40 + n_back, 40 + n_back + n_new)
    everyone = [customer, back, back, new]
    days = [day, np.full(n_back, 3), np.full(n_back, 206), np.full(n_new, 206)]
    return read_clock(
        np.concatenate(everyone), np.concatenate(days), as_of_day=210, n_customers=40 + n_back + n_new
    ).newcomers


@pytest.mark.parametrize(
    ("n_new", "n_back", "granted"),
    [(40, 0, True), (33, 11, True), (32, 11, False), (10, 0, True), (9, 0, False), (9, 3, False)],
)
def test_newcomer_licence_turns_at_three_quarters_of_ten(n_new, n_back, granted):
    """75 % really new, lower limit 60 %, ten cases."""
    found = _newcomers(n_new, n_back)
    assert (found.n_called, found.share_new) == (n_new + n_back, n_new / (n_new + n_back))
    assert found.granted is granted
    assert found.hidden_days == 70.0


def test_published_clock_of_cdnow(shared_data):
    """All 23,502 customers who paid: T 546, H 200; .09 of the silent come back against .49; nobody is really new."""
    rows = np.loadtxt(shared_data / "cdnow" / "CDNOW_master.txt", skiprows=1)
    rows = rows[rows[:, 3] > 0]
    text = rows[:, 1].astype(int).astype(str)
    days = np.array([f"{d[:4]}-{d[4:6]}-{d[6:]}" for d in text], dtype="datetime64[D]").astype(int)
    customer = np.unique(rows[:, 0], return_inverse=True)[1]
    as_of = int(np.datetime64("1998-07-01").astype(int))
    clock = read_clock(customer, days, as_of_day=as_of, n_customers=customer.max() + 1)
    assert (clock.days_seen, clock.horizon_days) == (546.0, 200.0)
    assert clock.silence.comeback_silent == pytest.approx(0.09, abs=0.005)
    assert clock.silence.comeback_others == pytest.approx(0.49, abs=0.006)
    assert (clock.silence.granted, clock.newcomers.granted, clock.newcomers.share_new) == (True, False, 0.0)
