"""The ledger as a waterfall."""

import numpy as np
import pytest

from coterie.displays import LedgerDisplay

RULES = ["no customer", "nothing", "duplicate", "cancelled"]
EFFECTS = ["set aside", "quarantine", "quarantine", "kept, marked"]
ROWS = {"n_rows": [20, 0, 5, 7], "rows_left": [80, 80, 75, 75]}
MONEY = {
    "money_e4": [2_000_0000, 0, -10_0000, -300_0000],
    "money_left_e4": [8_000_0000, 8_000_0000, 8_010_0000, 8_010_0000],
}


def _texts(display):
    return [text.get_text() for text in display.plot().ax_.texts]


def test_the_bars_close():
    """All that was read, less every filled bar between, is what was used."""
    bars = [patch.get_width() for patch in LedgerDisplay(RULES, EFFECTS, **ROWS).plot().ax_.patches]
    assert bars[0] == pytest.approx(100)
    assert bars[0] - bars[1] - bars[2] == pytest.approx(bars[-1])


def test_each_bar_starts_where_the_one_before_ends():
    """That is what makes a waterfall."""
    read, customer, duplicate, _, used = LedgerDisplay(RULES, EFFECTS, **ROWS).plot().ax_.patches
    assert customer.get_x() + customer.get_width() == pytest.approx(read.get_width())
    assert duplicate.get_x() + duplicate.get_width() == pytest.approx(customer.get_x())
    assert duplicate.get_x() == pytest.approx(used.get_width())


def test_numbers_stand_beside_the_bars():
    """What was taken has a minus, what was only marked has brackets."""
    assert _texts(LedgerDisplay(RULES, EFFECTS, **ROWS)) == [
        "100 rows",
        "\u221220 rows",
        "\u22125 rows",
        "(7 rows)",
        "75 rows",
    ]


def test_money_has_bars_of_its_own():
    """Taking negative money adds to what is left."""
    assert _texts(LedgerDisplay(RULES, EFFECTS, **ROWS, **MONEY, currency="£"))[5:] == [
        "£10,000",
        "\u2212£2,000",
        "+£10.00",
        "(\u2212£300)",
        "£8,010",
    ]


def test_money_without_a_currency_is_called_money():
    """Numbers say what they count."""
    assert _texts(LedgerDisplay(RULES, EFFECTS, **ROWS, **MONEY))[5] == "10,000 in money"


def test_rules_that_met_no_row_are_left_out():
    """Nothing happened, nothing is shown."""
    labels = [label.get_text() for label in LedgerDisplay(RULES, EFFECTS, **ROWS).plot().ax_.get_yticklabels()]
    assert labels == ["all that was read", "no customer", "duplicate", "cancelled", "used"]


def test_a_mark_as_first_rule_takes_nothing():
    """All that was read is then all that was left."""
    display = LedgerDisplay(["cancelled"], ["kept, marked"], n_rows=[7], rows_left=[75])
    assert display.alt == "75 rows read. cancelled: 7 rows kept, marked. 75 rows used."


def test_an_empty_ledger_can_be_drawn():
    """No rules, no rows, no error."""
    display = LedgerDisplay([], [], n_rows=[], rows_left=[])
    assert _texts(display) == ["0 rows", "0 rows"]
    assert display.frame().num_rows == 0


def test_integers_stay_integers():
    """Money never becomes a float."""
    display = LedgerDisplay(RULES, EFFECTS, **ROWS, **MONEY)
    assert LedgerDisplay.from_frame(display.frame()).money_e4.dtype == np.int64
