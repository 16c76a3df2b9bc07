"""JSON is read object by object: values as they are written, what is no object set apart."""

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from coterie.data.sources import resolve_source
from coterie.data.sources.choices import Reading
from coterie.data.sources.objects import object_source
from coterie.errors import ColumnError, DataError, SourceError

TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
KEYS = st.sampled_from(["id", "day", "paid", "ü"])
OBJECTS = st.lists(st.dictionaries(KEYS, st.none() | TEXT | st.integers() | st.booleans(), min_size=1), min_size=1)
BROKEN = st.sampled_from(
    ["17", "null", "[1]", '"text"', "{", '{"id": }', "no JSON", "{'id': 1}", '{"id": 1} x', "[" * 3_000]
)


def _as_read(value):
    if isinstance(value, bool):
        return str(value).lower()
    return value if value is None or isinstance(value, str) else str(value)


@pytest.fixture
def write(tmp_path):
    """Write a JSON file."""

    def run(content, name="orders.json"):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path / name

    return run


@given(objects=OBJECTS, as_lines=st.booleans(), indent=st.none() | st.just(2), ascii_only=st.booleans())
def test_objects_come_back(opened, tmp_path_factory, objects, as_lines, indent, ascii_only):
    """Any keys and values, as lines or as a list, however it is set out: the same rows as text."""
    path = tmp_path_factory.mktemp("json") / "orders"
    lines = "\n".join(json.dumps(row, ensure_ascii=ascii_only) for row in objects)
    text = lines if as_lines else json.dumps(objects, indent=indent, ensure_ascii=ascii_only)
    path.write_text(text, encoding="utf-8")
    keys = {key for row in objects for key, value in row.items() if value is not None}
    assume(keys)
    found = opened(path)
    assert set(found.table.column_names) == keys | {"row_number"}
    assert found.rows == [{name: _as_read(row.get(name)) for name in found.table.column_names[1:]} for row in objects]


@given(st.lists(st.one_of(st.integers(0, 99_999).map(lambda n: json.dumps({"id": f"{n:05}"})), BROKEN), max_size=20))
def test_every_line_is_a_row_or_set_apart(opened, tmp_path_factory, lines):
    """With its place and its text; blank lines are neither."""
    path = tmp_path_factory.mktemp("lines") / "orders"
    good = json.dumps({"id": "first"})
    path.write_text("\n\n".join([good, good, good, *[good] * len(lines), *lines]), encoding="utf-8")
    found = opened(path)
    n_lines = 3 + 2 * len(lines)
    numbers = [*found.table["row_number"].to_pylist(), *(row["row_number"] for row in found.rejects)]
    assert sorted(numbers) == list(range(1, n_lines + 1))
    first = 4 + len(lines)
    expected = [(first + place, line, "no JSON object") for place, line in enumerate(lines) if not line.endswith('"}')]
    assert [tuple(row.values()) for row in found.rejects] == expected


@pytest.mark.parametrize("value", ["12345678901234567890123", "1e3", "0.10", "-0", "1E-7"])
def test_numbers_are_kept_as_they_are_written(opened, write, value):
    """No digit is lost."""
    assert opened(write(f'{{"id": "a", "x": {value}}}')).rows == [{"id": "a", "x": value}]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "null"])
def test_what_is_no_number_is_missing(opened, write, value):
    """Python writes it so."""
    found = opened(write(f'{{"id": "a", "x": {value}}}\n{{"id": "b", "x": 1}}'))
    assert found.rows == [{"id": "a", "x": None}, {"id": "b", "x": "1"}]


def test_objects_in_objects_become_columns_of_their_own(opened, write):
    """One level deep; lists and deeper ones are left out, with a note."""
    rows = [
        {"id": "a", "who": {"name": "Ana", "at": {"city": "Rome"}}, "tags": ["x"], "both": {"in": 1}},
        {"id": "b", "who": None, "tags": [], "both": "plain"},
    ]
    found = opened(write("\n".join(map(json.dumps, rows))))
    assert found.rows == [
        {"id": "a", "who.name": "Ana", "both": None, "both.in": "1"},
        {"id": "b", "who.name": None, "both": "plain", "both.in": None},
    ]
    assert found.source.notes == ("Lists and deeper objects in the JSON are left out: tags, who.at.",)


MIXED = [{"id": "1", "x": 1}, {"id": "2", "y": 2, "x": 3}, {"y": 5, "id": "3"}, {"id": "4", "z": {"a": 1, "b": 2}}]


@given(st.permutations(MIXED))
def test_the_order_of_the_rows_decides_no_column(opened, tmp_path_factory, rows):
    """Columns stand where most objects have them."""
    path = tmp_path_factory.mktemp("order") / "orders"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert opened(path).table.column_names[1:] == ["id", "y", "z.a", "z.b", "x"]


@pytest.mark.parametrize("size", [1, 2, 50])
def test_how_many_rows_are_read_at_a_time_decides_nothing(opened, write, monkeypatch, size):
    """A key that is empty in some rows and an object in others is no column of its own; one never filled is told."""
    monkeypatch.setattr("coterie.data.sources.objects.PORTION_ROWS", size)
    rows = [{"id": "a", "who": None, "x": None}, {"id": "b", "who": {"name": "Bo"}}, {"id": "c", "who": None}]
    found = opened(write("\n".join(map(json.dumps, rows))))
    assert [tuple(row.values()) for row in found.rows] == [("a", None), ("b", "Bo"), ("c", None)]
    assert found.table.column_names[1:] == ["id", "who.name"]
    assert found.source.notes == ("Keys that have no value anywhere are left out: x.",)


def test_a_column_may_come_late(opened, write, monkeypatch):
    """After more rows than are read at one time."""
    monkeypatch.setattr("coterie.data.sources.objects.PORTION_ROWS", 2)
    rows = [{"id": str(number)} for number in range(7)] + [{"late": "x", "id": "7"}]
    found = opened(write("\n".join(map(json.dumps, rows))))
    assert found.rows == [{"id": row["id"], "late": row.get("late")} for row in rows]
    assert found.table["row_number"].to_pylist() == list(range(1, 9))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_json_may_be_written_in_other_encodings(opened, write, encoding, line_end):
    """And with any line ends."""
    text = line_end.join(['{"id": "é"}', '{"id": "ü"}'])
    assert opened(write(text.encode(encoding))).rows == [{"id": "é"}, {"id": "ü"}]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": "\xff\xfe"}', "bytes that are not UTF-8"),
        (b'{"id": "\\ud83d"}', "half of a character, which is no text"),
    ],
)
def test_text_that_is_none_is_set_apart(opened, write, line, reason):
    """The row is there once, readable."""
    found = opened(write(b'{"id": "a"}\n' * 5 + line))
    assert len(found.rows) == 5
    assert (found.rejects[0]["row_number"], found.rejects[0]["reason"]) == (6, reason)


def test_elements_of_a_list_that_are_no_objects_are_set_apart(opened, write):
    """With their text."""
    found = opened(write('[{"id": "a"}, 17, ["x"], {"id": "b"}]'))
    assert [row["id"] for row in found.rows] == ["a", "b"]
    assert [(row["row_number"], row["text"]) for row in found.rejects] == [(2, "17"), (3, '["x"]')]


def test_a_long_list_is_read_in_pieces(opened, write, monkeypatch):
    """Wherever a piece ends: within a number, a word, an escape."""
    monkeypatch.setattr("coterie.data.sources.objects._HEAD_CHARACTERS", 40)
    monkeypatch.setattr("coterie.data.sources.objects._CHUNK_CHARACTERS", 1)
    rows = [{"id": f"{number:05}", "x": number * 1_000, "t": 'a"\\é', "b": True} for number in range(30)]
    found = opened(write(json.dumps(rows)))
    assert [(row["id"], row["x"], row["t"]) for row in found.rows] == [(r["id"], str(r["x"]), r["t"]) for r in rows]


@pytest.mark.parametrize("content", ['[{"id": "a"}, {"id": "b"', '[{"id": "a"}, broken, {"id": "b"}]', '[{"id": "a"}'])
def test_a_list_that_is_cut_off_is_refused(write, content):
    """Where it goes on, nobody can say."""
    with pytest.raises(SourceError, match="the list of JSON objects is damaged or cut off"):
        resolve_source(write(content))


@pytest.mark.parametrize("content", ["[]", '{"tags": [1]}\n', "{}\n{}\n"])
def test_json_without_rows_is_refused(write, content):
    """Objects without a plain value are none."""
    with pytest.raises(DataError, match="no rows"):
        resolve_source(write(content))


def test_two_keys_of_one_name_are_refused(write):
    """The user must tell them apart."""
    with pytest.raises(ColumnError, match=r"column 'a\.b' is there twice"):
        resolve_source(write('{"a.b": 1, "a": {"b": 2}}'))


def test_objects_with_thousands_of_keys_are_refused(write, monkeypatch):
    """Ids as keys make no table."""
    monkeypatch.setattr("coterie.data.sources.objects._MOST_COLUMNS", 10)
    with pytest.raises(ColumnError, match="more than 10 keys"):
        resolve_source(write("\n".join(json.dumps({f"customer {number}": 1}) for number in range(20))))


def test_files_are_put_together(opened, write):
    """A key that one of them lacks is missing there."""
    paths = [write('{"id": "a", "x": 1}\n', "a.json"), write('[{"y": 2, "id": "b"}]', "b.json")]
    assert opened(paths).rows == [{"id": "a", "x": "1", "y": None}, {"id": "b", "x": None, "y": "2"}]


def test_progress_is_told(write, spool):
    """After each portion."""
    told = []
    object_source([write('{"id": "a"}')], Reading(), spool=spool, progress=lambda *what: told.append(what))
    assert told == [("reading", 0.0)]


@pytest.mark.parametrize("between", ["", "\n", " \r\n\t", "\n\ufeff"])
@pytest.mark.parametrize("size", [1, 7, 1 << 20])
def test_a_list_may_follow_a_list(opened, write, monkeypatch, between, size):
    """Pages of an export put one behind the other: no row is lost, however little is read at a time."""
    monkeypatch.setattr("coterie.data.sources.objects._HEAD_CHARACTERS", 20)
    monkeypatch.setattr("coterie.data.sources.objects._CHUNK_CHARACTERS", size)
    found = opened(write(between.join(['[{"id": "a"}, {"id": "b"}]', "[]", '[{"id": "c"}]', '[{"id": "d"}]\n'])))
    assert [row["id"] for row in found.rows] == ["a", "b", "c", "d"]
    assert found.table["row_number"].to_pylist() == [1, 2, 3, 4]


@pytest.mark.parametrize("rest", [" GARBAGE", ', {"id": "c"}', "]", '\n{"id": "c"}', "\x00", '\n[{"id": "c"}', "\n["])
def test_what_follows_a_list_and_is_none_is_an_error(opened, write, rest):
    """Rows could be lost: nothing is dropped in silence."""
    with pytest.raises(SourceError, match="damaged or cut off"):
        opened(write('[{"id": "a"}, {"id": "b"}]' + rest))


@pytest.mark.parametrize("twice", ['{"id": "x", "id": "y"}', '{"id": "x", "who": {"a": 1, "a": 1}}'])
@pytest.mark.parametrize("shape", ["{}\n{}\n{}", "[{}, {}, {}]"])
def test_a_key_that_is_there_twice_sets_the_row_apart(opened, write, twice, shape):
    """Which of its values holds is not known; the rows around it stay."""
    found = opened(write(shape.format('{"id": "a"}', twice, '{"id": "b"}')))
    assert [row["id"] for row in found.rows] == ["a", "b"]
    assert [tuple(row.values()) for row in found.rejects] == [(2, twice, "a key that is there twice")]
