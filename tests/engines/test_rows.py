"""Which rows can be split: a broken row costs one row, whatever stands in it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.engines.rows import BLANK, RowForm, split_rows

COMMA = RowForm(",", '"', 3)
QUOTE_REASON = "a quote that is not closed, or text behind a closing quote"

pieces = st.lists(st.sampled_from(['"', '""', ",", "\n", "\r\n", "a", " ", "é", "1,2,3\n", '",', '\n"']), max_size=30)


def _split(text, form=COMMA):
    return list(split_rows(text.splitlines(keepends=True), form))


def _reasons(text, form=COMMA):
    return {row.number: row.reason for row in _split(text, form) if row.reason}


@given(pieces)
def test_rows_are_numbered_without_a_gap(text):
    """Whatever the text, rows count 1, 2, 3."""
    rows = _split("".join(text))
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))


@given(pieces)
def test_every_usable_row_has_all_its_fields(text):
    """A row without a reason has exactly as many fields as the form says."""
    usable = [row.text for row in _split("".join(text)) if not row.reason]
    assert [len(COMMA.values(row)) for row in usable] == [3] * len(usable)


@given(pieces, st.integers(0, 10))
def test_good_rows_behind_any_text_are_found_again(text, n_good):
    """Where no quote is open, no line is swallowed by what stands before it."""
    noise = "".join(text).replace('"', "")
    rows = _split(noise + "\n" + "7,8,9\n" * n_good)
    assert [row.text for row in rows][len(rows) - n_good :] == ["7,8,9"] * n_good


def test_an_open_quote_costs_its_own_line_only():
    """The lines behind it are read as if it were not there."""
    rows = _split('1,"open,2\n3,4,5\n6,"whole",7\n')
    assert [(row.number, bool(row.reason)) for row in rows] == [(1, True), (2, False), (3, False)]


def test_an_open_quote_does_not_join_rows_that_are_whole():
    """A quote that closes rows later, where each line has all its fields, was never opened on purpose."""
    assert _reasons('1,"open,2\n3,4,5\n6,24",7\n') == {1: QUOTE_REASON}


def test_an_open_quote_at_the_end_costs_one_line():
    """The text's end closes nothing."""
    assert _reasons('1,2,3\n4,"5,6\n') == {2: QUOTE_REASON}


def test_a_quoted_field_may_hold_lines():
    """Line breaks inside quotes belong to the field."""
    (row,) = _split('1,"two\n\nlines",3\n')
    assert row.text == '"1","two\n\nlines","3"'


def test_a_quoted_field_holds_at_most_a_thousand_lines():
    """More is an open quote."""
    rows = _split('1,"' + "x\n" * 1500 + '",3\n')
    assert (rows[0].reason, len(rows)) == (QUOTE_REASON, 1501)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1,2", "2 fields instead of 3"),
        ("1", "1 field instead of 3"),
        ("1,2,3,4", "4 fields instead of 3"),
        ('1,"2","3",4', "4 fields instead of 3"),
        ('1,"2"x,3', QUOTE_REASON),
        ("1,\udcff,3", "bytes that are not UTF-8"),
        ('1,"\udcff",3', "bytes that are not UTF-8"),
        ("1,2,\udcff,4", "4 fields instead of 3"),
        ("1,2," + "x" * 2_000_000, "longer than 2,000,000 bytes"),
        ("1,2," + "é" * 1_000_000, "longer than 2,000,000 bytes"),
    ],
)
def test_a_row_says_what_is_wrong_with_it(line, reason):
    """One reason a row, also where it has several faults."""
    assert [row.reason for row in _split(f"7,8,9\n{line}\n7,8,9\n")] == ["", reason, ""]


@pytest.mark.parametrize("line", ['1, "a, b" ,3', '1,a "b" c,3', '1,"a ""b"" c",3', ",,", '"","",""'])
def test_unusual_rows_are_usable(line):
    """Blanks around quotes, quotes inside, doubled quotes, nothing at all."""
    assert _reasons(line) == {}


def test_empty_lines_are_no_rows():
    """They count only where a row has one field."""
    assert [row.number for row in _split("\n1,2,3\n\n\n4,5,6\n\n")] == [1, 2]
    assert [row.text for row in _split("a\n\nb\n", RowForm(",", '"', 1))] == ["a", "", "b"]


def test_without_a_quote_character_quotes_are_text():
    """As in files of databases that never quote."""
    assert _reasons('1,"2,3\n', RowForm(",", "", 3)) == {}


def test_blanks_separate_in_any_number():
    """Runs of blanks and tabs, also in front and behind; the row leaves with tabs."""
    rows = _split("  00001 19970101\t 1   11.77 \n00002 19970112\n", RowForm(BLANK, "", 4))
    assert [(row.text, row.reason) for row in rows] == [
        ("00001\t19970101\t1\t11.77", ""),
        ("00002 19970112", "2 fields instead of 4"),
    ]


def test_an_open_quote_is_looked_for_in_lines_with_quotes_only():
    """A thousand lines without a quote behind each of a hundred open ones take no time to speak of."""
    rows = _split(('1,"open,2\n' + "1,2,3\n" * 500) * 100)
    assert [row.number for row in rows if row.reason] == list(range(1, 50_100, 501))


def test_many_open_quotes_stay_affordable():
    """Every line opens a quote: the rows are judged one by one, in order."""
    rows = _split('1,"open,2\n' * 2000)
    assert all(later.number == earlier.number + 1 for earlier, later in pairwise(rows))
    assert len(rows) == 2000
