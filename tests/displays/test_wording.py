"""Numbers and names are written for people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.displays.wording import clip, count, decimal, money, quantity, share

NBSP, MINUS = "\u00a0", "\u2212"


@given(st.integers(-(10**15), 10**15))
def test_count_keeps_every_digit(n):
    """A count reads back as itself."""
    assert int(count(n).replace(",", "").replace(MINUS, "-")) == n


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_share_keeps_order(one, other):
    """A larger share is never written as a smaller one."""
    low, high = sorted((one, other))
    texts = [share(value / 10**6).replace("< 0.1", "0.05").removesuffix(f"{NBSP}%") for value in (low, high)]
    assert float(texts[0]) <= float(texts[1])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.0004, "< 0.1"),
        (0.0005, "0.1"),
        (0.0734, "7.3"),
        (0.0994, "9.9"),
        (0.0996, "10"),
        (0.1, "10"),
        (0.2614, "26"),
        (1, "100"),
        (-0.031, f"{MINUS}3.1"),
    ],
)
def test_share_is_whole_percent_with_one_decimal_below_ten(value, text):
    """The rule of the house, at its edges."""
    assert share(value) == f"{text}{NBSP}%"


@pytest.mark.parametrize(
    ("amount_e4", "currency", "text"),
    [
        (0, "£", "£0"),
        (123_400, "", "12.34"),
        (999_900, "£", "£99.99"),
        (1_000_000, "£", "£100"),
        (-89_114_079_000, "£", f"{MINUS}£8,911,408"),
        (12_345_0000, "EUR", f"EUR{NBSP}12,345"),
        (123_400, "<b>", "<b>12.34"),
    ],
)
def test_money_is_whole_from_a_hundred(amount_e4, currency, text):
    """Pennies are shown only where they matter."""
    assert money(amount_e4, currency) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (17, "days", f"17{NBSP}days"),
        (1, "orders", f"1{NBSP}order"),
        (17.4, "days", f"17{NBSP}days"),
        (2.5, "orders", f"2.5{NBSP}orders"),
        (2.34, "ratio", f"2.3{NBSP}\u00d7"),
        (-0.514, "index", "\u22120.51"),
        (0.999, "index", "1.00"),
        (0.021, "share", f"2.1{NBSP}%"),
        (674.4, "money", "£674"),
        (3, "", "3"),
    ],
)
def test_quantity_follows_its_unit(value, unit, text):
    """Each unit has its own way."""
    assert quantity(value, unit, currency="£") == text


def test_decimal_never_writes_minus_zero():
    """What rounds to zero has no sign."""
    assert decimal(-0.001) == "0.00"


@given(st.text(), st.integers(1, 40))
def test_clip_gives_one_harmless_line(text, limit):
    """Whatever comes in: one line, no longer than allowed, without what XML or HTML cannot carry, and stable."""
    line = clip(text, limit)
    assert len(line) <= limit
    assert "\n" not in line
    assert clip(line, limit) == line
    assert line.encode("utf-8").decode("utf-8").isprintable() or not line.isascii()


def test_clip_shows_that_it_cut():
    """Ten thousand characters end in an ellipsis."""
    assert clip("w" * 10_000, 20) == "w" * 19 + "\u2026"


def test_clip_takes_direction_overrides_out():
    """A name cannot turn its neighbours around."""
    assert clip("a\u202eb\u2067c") == "abc"


def test_clip_marks_what_cannot_be_written():
    """Half a surrogate pair becomes the replacement character."""
    assert clip("a\ud800\uffff") == "a\ufffd\ufffd"
