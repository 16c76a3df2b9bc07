"""A run's end is foretold from its own pace where there is one, and from the usual costs before that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.ui.remaining import Remaining, spoken

STAGES = ("reading", "recognising", "cleaning", "features", "weighing numbers of segments", "clustering", "naming")


def test_a_stage_at_half_needs_as_long_again():
    """Half of the last stage is done after a minute: a minute is left."""
    clock = Remaining(started_s=0.0)
    clock.tell("writing", 0.0, now_s=10.0)
    assert clock.tell("writing", 0.5, now_s=70.0)[1] == pytest.approx(60.0)


def test_slow_rows_make_the_later_stages_longer():
    """What reads rows slowly cleans them slowly."""
    left = []
    for rows_s in (1.0, 30.0):
        clock = Remaining(started_s=0.0)
        clock.tell("reading", 0.0, now_s=0.0)
        left.append(clock.tell("cleaning", 0.0, now_s=rows_s)[1])
    assert left[1] > left[0] + 29


@given(steps=st.lists(st.tuples(st.sampled_from(STAGES), st.floats(0, 1), st.floats(0, 100)), max_size=8))
def test_shares_are_shares_and_times_are_not_negative(steps):
    """Whatever is told in whatever order, also a stage nobody knows."""
    clock, now_s = Remaining(started_s=0.0), 0.0
    for stage, share, seconds in [*steps, ("dancing", 0.5, 1.0)]:
        now_s += seconds
        done, left_s = clock.tell(stage, share, now_s=now_s)
        assert 0 <= done <= 1
        assert left_s >= 0


def test_nothing_is_said_of_the_first_two_seconds():
    """A short run needs no time to come."""
    clock = Remaining(started_s=5.0)
    assert (clock.is_settled(6.9), clock.is_settled(7.1)) == (False, True)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.1, "about 1 s left"), (59.4, "about 59 s left"), (60, "about 1 min 0 s left"), (7300, "about 2 h 1 min left")],
)
def test_times_are_said_roughly(seconds, words):
    """Nobody needs the second of an hour."""
    assert spoken(seconds) == words
