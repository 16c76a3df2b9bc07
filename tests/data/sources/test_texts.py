"""Texts as programs and people write them: encodings, titles, line ends, odd separators."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.errors import ConfigError, DataError, SourceError

ORDERS = "Kunde;Datum;Betrag\n00123;31.12.2010;12,50\nMüller;02.01.2011;3,00\n"
ROWS = [
    {"Kunde": "00123", "Datum": "31.12.2010", "Betrag": "12,50"},
    {"Kunde": "Müller", "Datum": "02.01.2011", "Betrag": "3,00"},
]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
WORD = st.text(st.sampled_from("abc xyz'\"()äöüß|"), min_size=1, max_size=12)


@pytest.fixture
def write(tmp_path):
    """Write a text file."""

    def run(content, name="orders.csv"):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path / name

    return run


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("above", ["", "Umsätze im Mai\n\n", "sep=;\n"])
def test_a_text_is_read_however_it_is_written(opened, write, encoding, line_end, above):
    """Encoding, line ends and what stands above the header change nothing."""
    text = (above + ORDERS).replace("\n", line_end)
    assert opened(write(text.encode(encoding))).rows == ROWS


@pytest.mark.parametrize("end", ["", "\n\n\n", "\n \n"])
def test_blank_lines_below_are_no_rows(opened, write, end):
    """Nor is a row lost."""
    found = opened(write(ORDERS + end))
    assert found.rows == ROWS
    assert [row["text"].strip() for row in found.rejects] == [""] * end.count(" ")


@given(titles=st.lists(WORD, min_size=1, max_size=5))
def test_titles_are_told(opened, tmp_path_factory, titles):
    """What is left out above the header is said, whatever stands there; rows are counted from the header on."""
    path = tmp_path_factory.mktemp("titles") / "orders.csv"
    path.write_text("".join(f"{title}\n" for title in titles) + ORDERS, encoding="utf-8")
    found = opened(path)
    n_told = sum(bool(title.strip()) for title in titles)
    assert found.rows[-1] == ROWS[-1]
    assert found.table["row_number"].to_pylist() == [1, 2]
    assert bool(found.source.notes) == bool(n_told)


@pytest.mark.parametrize(
    ("n_lines", "note"),
    [
        (1, "1 line above the header of x.csv is no row: left out."),
        (2, "2 lines above the header of x.csv are no rows: left out."),
    ],
)
def test_the_note_counts(opened, write, n_lines, note):
    """One or several."""
    assert opened(write("title\n" * n_lines + ORDERS, "x.csv")).source.notes == (note,)


def test_lines_to_skip_may_be_set(opened, write):
    """Then nothing is looked for, and nothing told."""
    found = opened(write("a;b;c\n" + ORDERS), skip_lines=1)
    assert found.rows == ROWS
    assert found.source.notes == ()


def test_each_file_has_its_own_titles(opened, write):
    """Monthly exports name their month."""
    paths = [write(f"{title}{ORDERS}", f"{place}.csv") for place, title in enumerate(["", "May\n", "June\n\n"])]
    assert opened(paths).rows == ROWS * 3


def test_a_trailing_separator_makes_no_broken_rows(opened, write):
    """Neither below nor in the header."""
    below = opened(write("id;day;paid\n1;2011-01-31;5;\n2;2011-01-31;7;\n"))
    assert below.rows[0] == {"id": "1", "day": "2011-01-31", "paid": "5", "column4": None}
    above = opened(write("id;day;paid;;\n1;2011-01-31;5\n2;2011-01-31;7\n"))
    assert above.rows[0] == {"id": "1", "day": "2011-01-31", "paid": "5"}
    assert below.rejects == above.rejects == []


def test_null_bytes_are_part_of_a_field(opened, write):
    """They neither end a text nor make it binary."""
    found = opened(write(b"id,name\n1,a\x00b\n" + b"".join(b"%d,x\n" % number for number in range(2, 60))))
    assert found.rows[0]["name"] in {"a\x00b", "a"}
    assert found.table.num_rows + len(found.rejects) == 59


@pytest.mark.parametrize(
    ("encoding", "letter"), [("cp1250", "Ł"), ("cp1251", "Ж"), ("shift_jis", "円"), ("latin-1", "é")]
)
def test_an_encoding_may_be_set(opened, write, encoding, letter):
    """By Python's name for it."""
    assert opened(write(f"id,x\n1,{letter}\n".encode(encoding)), encoding=encoding).rows[0]["x"] == letter


@pytest.mark.parametrize("encoding", ["latin-99", "hex", "zip", "undefined", "utf\x00"])
def test_an_encoding_that_is_none_is_refused(opened, write, encoding):
    """Also where Python calls it one."""
    with pytest.raises(ConfigError, match="unknown encoding"):
        opened(write(ORDERS), encoding=encoding)


def test_a_text_has_no_tables(opened, write):
    """A setting that would do nothing is refused."""
    with pytest.raises(ConfigError, match="table = 'x', but a text file is one table"):
        opened(write(ORDERS), table="x")


@pytest.mark.parametrize("content", ["id;day\n", "title\nid;day\n", "sep=;\nid;day\n\n\n"])
def test_a_header_alone_is_refused(opened, write, content):
    """There is nothing to read."""
    with pytest.raises(DataError, match="no rows"):
        opened(write(content), header=True, skip_lines=content.count("\n", 0, content.index("id;")))


def test_files_written_in_two_ways_are_refused(opened, write):
    """A separator must hold for all."""
    with pytest.raises(SourceError, match="separator or header differ"):
        opened([write(ORDERS, "a.csv"), write(ORDERS.replace(";", "\t"), "b.csv")])
