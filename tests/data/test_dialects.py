"""How a text is written is found from its first rows and its bytes."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.data.dialects import BLANK, Dialect, find_encoding, sniff_dialect

WORDS = st.sampled_from(["Miller & Sons", "Berlin", "x", "it's", "a, b", "c; d", 'say "hi"', "12,50"])
IDS = st.integers(0, 99_999).map(str)
DAYS = st.dates().map(str)
ROWS = st.lists(st.tuples(IDS, DAYS, WORDS, WORDS), min_size=3, max_size=20)
CHUNK = 7


def _chunks(content):
    return [content[start : start + CHUNK] for start in range(0, len(content), CHUNK)]


@given(ROWS, st.sampled_from([",", ";", "\t", "|"]), st.booleans())
def test_a_separator_is_found_whatever_stands_in_the_fields(rows, separator, with_header):
    """Other separators inside fields do not mislead, with a header or without."""
    target = io.StringIO()
    header = [("customer", "day", "name", "place")] if with_header else []
    csv.writer(target, delimiter=separator, lineterminator="\n").writerows(header + rows)
    found = sniff_dialect(target.getvalue())
    assert (found.separator, found.header, found.skip_lines) == (separator, with_header, 0)


TITLES = st.sampled_from(
    ["Report of May", "", "Shop: Berlin, Hamburg", "Printed 31.05.2011; by Ana", '"A ""title"""', "a|b"]
)


@given(ROWS, st.sampled_from([",", ";", "\t", "|"]), st.lists(TITLES, max_size=4))
def test_lines_above_the_header_are_found(rows, separator, titles):
    """Whatever stands in them, even separators; blank lines are not told."""
    target = io.StringIO()
    header = ("customer", "day", "name", "place")
    csv.writer(target, delimiter=separator, lineterminator="\n").writerows([header, *rows])
    found = sniff_dialect("".join(f"{title}\n" for title in titles) + target.getvalue())
    assert (found.separator, found.header, found.skip_lines) == (separator, True, len(titles))
    assert found.n_told == sum(bool(title) for title in titles)


def test_titles_that_a_spreadsheet_has_filled_up_are_titles():
    """It writes as many separators in every line; of a table with two columns nobody can tell."""
    found = sniff_dialect("Report of May,,\n,,\nid,day,amount\n1,2011-01-31,5\n2,2011-01-31,6\n")
    assert (found.separator, found.header, found.skip_lines) == (",", True, 2)
    assert sniff_dialect("id,\n1,2011-01-31\n2,2011-01-31\n").skip_lines == 0


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("id;date;amount\n1;2011-01-31;12,50\n2;2011-01-31;3,00\n", Dialect(";")),
        ("1;31.12.2010;12,50\n2;31.12.2010;3,00\n", Dialect(";", header=False)),
        (" customer_id  date\n 00001 19970101\n", Dialect(BLANK)),
        ("00001 19970101  1   11.77\n", Dialect(BLANK, header=False)),
        ("'a','b'\n'1','x, y'\n'2','z'\n", Dialect(",", "'")),
        ('a\tb\n1\t"the one\n2\t"the other\n', Dialect("\t", "")),
        ("a\n1\n2\n", Dialect(",")),
        ("Member_number,Date,itemDescription\n1808,21-07-2015,whole milk\n", Dialect(",")),
        (",InvoiceNo,Quantity\n0,536365,6\n", Dialect(",")),
        ("a,b\n1,2\n3\n4,5\n6,7\n", Dialect(",")),
        ("sep=;\nid;name\n1;a, b\n2;c, d\n", Dialect(";", skip_lines=1)),
        ("\n\nid;day\n1;2011-01-31\n", Dialect(";", skip_lines=2)),
        ("id;day;paid\n1;2011-01-31;5;\n2;2011-01-31;7;\n", Dialect(";", n_fields=4)),
        ("id;day;;\n1;2011-01-31\n2;2011-01-31\n", Dialect(";", n_fields=2)),
        ("id,paid\n1,12,50\n2,13,50\n", Dialect(",")),
        ("Sales\n1;2;3\n4;5;6\n7;8;9\n", Dialect(";", header=False, n_fields=3)),
        ("5;6\n1;2;3\n4;5;6\n7;8;9\n", Dialect(";", header=False, n_fields=3)),
    ],
)
def test_texts_as_shops_write_them(head, expected):
    """Decimal commas, blanks, single quotes, quotes that are none, one column, a broken row."""
    assert sniff_dialect(head) == expected


def test_a_separator_the_user_knows_is_taken():
    """Quote and header are still found."""
    assert sniff_dialect("a:b\n1:2\n", ":") == Dialect(":")


def test_lines_the_user_knows_are_skipped():
    """No more and no less; what follows is looked at."""
    assert sniff_dialect("x;y\nid;day\n1;2011-01-31\n", skip_lines=1) == Dialect(";", skip_lines=1)
    assert sniff_dialect("x;y\n", skip_lines=3).header is False


@given(st.text(max_size=200))
def test_utf8_is_utf8(text):
    """In pieces of any size."""
    assert find_encoding(_chunks(text.encode())) == "utf-8"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Übergröße, 12 €".encode(), "utf-8"),
        ("Übergröße".encode() * 3 + b"\xff\xfe", "utf-8"),
        ("Übergröße".encode() + b"\xe9", "utf-8"),
        (b"plain\xff\xfe", "utf-8"),
        ("Übergröße".encode("cp1252"), "cp1252"),
        ("12 €, naïve café".encode("cp1252"), "cp1252"),
        ("Übergröße".encode("utf-16"), "utf-16"),
        (b"\xef\xbb\xbfplain", "utf-8"),
        ("id;Größe\n1;2".encode("utf-16-le"), "utf-16-le"),
        ("id;Größe\n1;2".encode("utf-16-be"), "utf-16-be"),
        ("id;Größe\n1;2".encode("utf-32"), "utf-32"),
        (b"id;\x00day\n1;2011-01-31\n", "utf-8"),
        (b"", "utf-8"),
    ],
)
def test_encodings(content, encoding):
    """A few broken bytes leave sound UTF-8 what it is; letters of Western Europe alone make cp1252."""
    assert find_encoding([content]) == encoding
