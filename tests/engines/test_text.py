"""Texts come back as they were written, and every row of them is either read or rejected with a reason."""

import csv
import gzip
import io

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coterie.engines.text import TextForm, checked_labels
from coterie.errors import ColumnError, SourceError
from coterie.tables import Source

FIELDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)
SEPARATORS = st.sampled_from([",", ";", "\t", "|"])
QUOTES = st.sampled_from(['"', "'"])
LINE_ENDS = st.sampled_from(["\n", "\r\n"])
GOOD = st.tuples(st.integers(0, 99_999).map("{:05d}".format), st.sampled_from(["x", "é", '"a, b"', "", '"two\nlines"']))
BAD = {
    b"7": "1 field instead of 2",
    b"7,8,9": "3 fields instead of 2",
    b"7,\xff": "bytes that are not UTF-8",
    b"\xff,\xff,\xff": "3 fields instead of 2",
    b'7,"open': "a quote that is not closed, or text behind a closing quote",
    b'7,"x"y,"': "a quote that is not closed, or text behind a closing quote",
}


def _written(rows, separator, quote, line_end):
    target = io.StringIO()
    holds_return = any("\r" in field for row in rows for field in row)  # which the writer would leave bare
    quoting = csv.QUOTE_ALL if holds_return else csv.QUOTE_MINIMAL
    csv.writer(target, delimiter=separator, quotechar=quote, lineterminator=line_end, quoting=quoting).writerows(rows)
    return target.getvalue().encode()


@given(st.data(), SEPARATORS, QUOTES, LINE_ENDS)
def test_a_table_comes_back_as_it_was_written(read_text, data, separator, quote, line_end):
    """Any text in any field, by any separator, quote and line end: the same text; nothing is nothing."""
    n_fields = data.draw(st.integers(2, 4))
    rows = data.draw(st.lists(st.lists(FIELDS, min_size=n_fields, max_size=n_fields), max_size=6))
    header = [f"h{place}" for place in range(n_fields)]
    table, rejects = read_text(_written([header, *rows], separator, quote, line_end), separator=separator, quote=quote)
    assert rejects.num_rows == 0
    assert table.to_pylist() == [
        {"row_number": number, **{name: field or None for name, field in zip(header, row, strict=True)}}
        for number, row in enumerate(rows, start=1)
    ]


@settings(max_examples=100)
@given(st.lists(GOOD | st.sampled_from(sorted(BAD)), max_size=20), st.sampled_from([b"\n", b"\r\n"]))
def test_every_row_is_read_or_rejected(read_text, rows, line_end):
    """Good rows keep their text and place, bad ones their place and reason, whatever stands between them."""
    lines = [row if isinstance(row, bytes) else ",".join(row).encode() for row in rows]
    table, rejects = read_text(line_end.join([b"a,b", *lines, b""]))
    good = {number: row for number, row in enumerate(rows, start=1) if isinstance(row, tuple)}
    bad = {number: BAD[row] for number, row in enumerate(rows, start=1) if isinstance(row, bytes)}
    assert dict(zip(table["row_number"].to_pylist(), table["a"].to_pylist(), strict=True)) == {
        number: row[0] for number, row in good.items()
    }
    assert dict(zip(rejects["row_number"].to_pylist(), rejects["reason"].to_pylist(), strict=True)) == bad


def test_nothing_is_retyped(read_text):
    """Leading zeros, blanks, dates, numbers and missing marks are text."""
    table, _ = read_text(b"a,b\n00123, x \n2011-01-31,1e5\nNULL,nan\n")
    assert table["a"].to_pylist() == ["00123", "2011-01-31", "NULL"]
    assert table["b"].to_pylist() == [" x ", "1e5", "nan"]


def test_a_rejected_row_keeps_its_text(read_text):
    """Broken bytes show as the mark for them; the row is there once, though it has two faults."""
    _, rejects = read_text(b"a,b\n1,caf\xe9,3\n")
    assert rejects.to_pylist() == [{"row_number": 1, "text": "1,caf�,3", "reason": "3 fields instead of 2"}]


@pytest.mark.parametrize(
    "content",
    [
        b"a,b\n1,2\r\n3,4\n",
        b"a,b\r\n1,2\n3,4\r\n",
        b"a,b\r1,2\r3,4\r",
        b"a,b\n1,2\n3,4",
        b"\xef\xbb\xbfa,b\n1,2\n3,4\n",
        b"a,b\n\n1,2\n\n\n3,4\n\n\n",
        b'"a","b"\n"1","2"\n"3","4"\n',
        b'a,b\n"1",2\r\n3,4',
        b"\n\na,b\n1,2\n3,4\n",
    ],
)
def test_line_ends_and_empty_lines_do_not_matter(read_text, content):
    """Mixed, old, missing or doubled line ends, a mark in front, quotes everywhere: the same two rows."""
    table, rejects = read_text(content)
    assert (table["b"].to_pylist(), table["row_number"].to_pylist(), rejects.num_rows) == (["2", "4"], [1, 2], 0)


def test_line_ends_inside_quotes_are_text(read_text):
    """Of any kind, also where another row is broken."""
    table, rejects = read_text(b'a,b\n1,"x\r\ny"\n2\n3,"z\rw"\n')
    assert (table["b"].to_pylist(), rejects["row_number"].to_pylist()) == (["x\r\ny", "z\rw"], [2])


def test_a_text_of_one_column_is_read(read_text):
    """Its empty lines are rows without a value."""
    table, _ = read_text(b"a\nx\n\ny\n")
    assert table["a"].to_pylist() == ["x", None, "y"]


def test_a_header_without_rows_is_an_empty_table(read_text):
    """Whether that will do is for others to say."""
    table, rejects = read_text(b"a,b\n")
    assert (table.column_names, table.num_rows, rejects.num_rows) == (["row_number", "a", "b"], 0, 0)


def test_without_a_header_columns_are_numbered(read_text):
    """The first row is a row."""
    table, _ = read_text(b"1,2\n3,4\n", header="false")
    assert (table.column_names, table.num_rows) == (["row_number", "column1", "column2"], 2)


def test_blanks_as_separators(read_text):
    """Runs of blanks, also in front, as in the CDNOW files."""
    table, rejects = read_text(b" id  date\r\n 00001 19970101\r\n 00002\r\n", separator="blank")
    assert table.to_pylist() == [{"row_number": 1, "id": "00001", "date": "19970101"}]
    assert rejects["reason"].to_pylist() == ["1 field instead of 2"]


def test_gzip_is_known_by_its_content(read_text):
    """Whatever the name; also of several parts."""
    table, _ = read_text(gzip.compress(b"a,b\n1,2\n") + gzip.compress(b"3,4\n"))
    assert table["b"].to_pylist() == ["2", "4"]


def test_a_damaged_gzip_file_is_said_so(read_text):
    """Half a file is no file."""
    whole = gzip.compress(b"a,b\n" + b"1,2\n" * 1000)
    with pytest.raises(SourceError, match="the gzip file is damaged or cut off"):
        read_text(whole[: len(whole) // 2])


def test_a_long_row_is_read_or_rejected(read_text):
    """Two million bytes are the limit, in either way of reading."""
    table, rejects = read_text(b"a,b\n1," + b"x" * 1_900_000 + b"\n2," + b"y" * 2_200_000 + b"\n3,z\n")
    assert (table["a"].to_pylist(), rejects["row_number"].to_pylist()) == (["1", "3"], [2])


def test_the_path_is_no_pattern(engine, tmp_path):
    """Stars and brackets in a file's name stand for themselves."""
    path = tmp_path / "orders [2011] o'clock.csv"
    path.write_text("a,b\n1,2\n")
    relation = engine.read(Source((str(path),), "text"))
    assert engine.table(relation).num_rows == 1


@pytest.fixture
def files(tmp_path):
    """Three files with the same columns; one in another order, one with a bad row."""
    contents = ["a,b\n1,x\n2,y\n", "b,a\nz,3\n", "a,b\n4,w\n5\n6,v\n"]
    paths = [tmp_path / f"{number}.csv" for number in range(3)]
    _ = [path.write_text(content) for path, content in zip(paths, contents, strict=True)]
    return tuple(map(str, paths))


def test_several_files_are_one_table(engine, files):
    """Columns go by name, rows are numbered through, bad ones included."""
    relation = engine.read(Source(files, "text"))
    table = engine.table(relation).rename_columns(list(relation.labels))
    assert table["a"].to_pylist() == ["1", "2", "3", "4", "6"]
    assert table["b"].to_pylist() == ["x", "y", "z", "w", "v"]
    assert table["row_number"].to_pylist() == [1, 2, 3, 4, 6]
    assert engine.rejects(relation)["row_number"].to_pylist() == [5]


def test_files_with_other_columns_are_refused(engine, files, tmp_path):
    """The error names the file and the columns that one of the two lacks."""
    (tmp_path / "odd.csv").write_text("a,c\n1,2\n")
    with pytest.raises(ColumnError) as caught:
        engine.read(Source((*files, str(tmp_path / "odd.csv")), "text"))
    assert caught.value.what == "other columns than in the first file: b, c"
    assert caught.value.where.endswith("odd.csv")
    assert caught.value.remedy == "Read such files one by one."


def test_a_column_named_twice_is_refused(read_text):
    """The error names it and the file."""
    with pytest.raises(ColumnError) as caught:
        read_text(b"id,day,id\n1,2,3\n")
    assert caught.value.what == "column 'id' is there twice"
    assert caught.value.where.endswith("orders.csv")
    assert caught.value.remedy == "Give every column a name of its own."


def test_labels_are_names_a_user_can_type():
    """Trimmed; empty ones numbered; the house's own word set apart."""
    assert checked_labels(["", "  A b ", "row_number"], "x") == ("column1", "A b", "row number")
    assert checked_labels(["St\udc81ck"], "x") == ("St\N{REPLACEMENT CHARACTER}ck",)


def test_no_line_is_lost_in_real_files(engine, shared_data):
    """Every text of the development data: as many rows as the list of files says, none rejected."""
    manifest = (shared_data / "MANIFEST.csv").read_text().splitlines()
    listed = {line["file"]: int(line["rows"]) for line in csv.DictReader(manifest)}
    forms = {".tsv": {"separator": "\t", "quote": ""}, ".txt": {"separator": "blank"}}
    special = {
        "customers/marketing_campaign.csv": {"separator": ";"},
        "web/webshop_clickstream.csv": {"separator": ";"},
        "cdnow/CDNOW_sample.txt": {"separator": "blank", "header": "false"},
    }
    found = {}
    for name in listed:
        path = shared_data / name
        if not name.endswith("sqlite"):
            options = special.get(name, forms.get(path.suffix, {}))
            relation = engine.read(Source((str(path),), "text", tuple(options.items())))
            found[name] = engine.table(relation).num_rows + engine.rejects(relation).num_rows
    assert found == {name: n_rows for name, n_rows in listed.items() if name in found}


@pytest.mark.parametrize("above", [b"Report\n", b'"Report", of May\n\n\n', b"sep=;\r\n", b"\xef\xbb\xbfa 'b\n\"c\n"])
@pytest.mark.parametrize("below", [b"", b"3\n", b'4,"two\nlines"\n'])
def test_lines_above_the_header_are_skipped(read_text, above, below):
    """In the quick way of reading and in the careful one; whatever stands in them."""
    content = above + b"who,paid\n1,2\n" + below
    table, rejects = read_text(content, skip_lines=str(above.count(b"\n")))
    assert table.column_names == ["row_number", "who", "paid"]
    assert table.to_pylist()[0] == {"row_number": 1, "who": "1", "paid": "2"}
    assert table.num_rows + rejects.num_rows == 1 + bool(below)


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (b"a,b\n1,2,\n", ["a", "b", "column3"]),
        (b"a,b,c,,\n1,2,3\n", ["a", "b", "c"]),
    ],
)
def test_a_header_has_as_many_names_as_a_row_has_fields(read_text, content, names):
    """A name too few is put there; empty names too many are cut."""
    table, rejects = read_text(content, fields="3")
    assert table.column_names[1:] == names
    assert (table.num_rows, rejects.num_rows) == (1, 0)


def test_names_too_many_are_no_fault_of_the_rows(read_text):
    """A name is never cut: the rows lack a field then."""
    table, rejects = read_text(b"a,b,c\n1,2\n", fields="2")
    assert (table.num_rows, rejects.num_rows) == (0, 1)


def test_each_file_skips_its_own_lines(engine, tmp_path):
    """The first file's number holds for the rest where only one is said."""
    paths = [tmp_path / name for name in ("a.csv", "b.csv")]
    for n_lines, path in enumerate(paths):
        path.write_text("title\n" * n_lines + f"id\n{n_lines}\n")
    source = Source(tuple(map(str, paths)), "text", (("skip_lines", "0,1"),))
    assert engine.table(engine.read(source))["c0"].to_pylist() == ["0", "1"]


def test_the_form_reads_a_sources_options():
    """Blanks never come with quotes."""
    assert TextForm.of({"separator": "blank", "quote": '"', "header": "false"}) == TextForm("blank", "", header=False)


def test_rejects_have_their_own_columns(read_text):
    """Also where there are none."""
    _, rejects = read_text(b"a,b\n1,2\n")
    assert rejects.schema == pa.schema([("row_number", pa.int64()), ("text", pa.string()), ("reason", pa.string())])
