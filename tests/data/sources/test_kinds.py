"""What a file is, its content says: what merely begins like another kind is not taken for it."""

import gzip
import io
import json
import zipfile

import pytest

from coterie.data.sources.kinds import json_form, kind_of
from coterie.errors import SourceError


def _zip(*names, mimetype=b""):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, mimetype if name == "mimetype" else b"x")
    return target.getvalue()


SHEET = b"application/vnd.oasis.opendocument.spreadsheet"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"id,day\n1,2011-01-31\n", "text"),
        (b"{id},{day}\n1,2011-01-31\n", "text"),
        (b"[id];[day]\n1;2011-01-31\n", "text"),
        (b"<id>;<day>\n1;2011-01-31\n", "text"),
        (b"<DATE>\t<OPEN>\n2011-01-31\t5\n", "text"),
        (b'{"id": 1}\n{"id": 2}\n', "json"),
        (b'\xef\xbb\xbf\n{"id": 1}\nbroken\n{"id": 2}\n', "json"),
        (' [\n {"id": "é"}]'.encode("utf-16"), "json"),
        (gzip.compress(b'[{"id": 1}]'), "json"),
        (b"SQLite format 3\x00", "database"),
        (gzip.compress(b"SQLite format 3\x00"), "database"),
        (b"PAR1", "parquet"),
        (b"ARROW1", "arrow"),
        (b"\xd0\xcf\x11\xe0", "workbook"),
        (_zip("[Content_Types].xml", "xl/workbook.xml"), "workbook"),
        (_zip("[Content_Types].xml", "xl/workbook.bin"), "workbook"),
        (_zip("mimetype", "content.xml", mimetype=SHEET), "workbook"),
        (gzip.compress(_zip("xl/workbook.xml")), "workbook"),
    ],
)
def test_a_kind_is_known_by_its_content(content, kind, tmp_path, spool):
    """Whatever the name; packed or not."""
    path = tmp_path / "orders.txt"
    path.write_bytes(content)
    assert kind_of(path, spool)[0] == kind


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b'{\n  "orders": [\n    {"id": 1}\n  ]\n}\n', "the file is JSON, but no table"),
        (b"[[1, 2], [3, 4]]", "the file is JSON, but no table"),
        (b'<?xml version="1.0"?><a/>', "the file is HTML or XML"),
        (b"<table><tr><td>1</td></tr></table>", "the file is HTML or XML"),
        (b"\x89PNG\r\n\x1a\n", "the file is a picture"),
        (_zip("[Content_Types].xml", "word/document.xml"), "the file is a Word document"),
        (_zip("[Content_Types].xml", "ppt/presentation.xml"), "the file is a presentation"),
        (_zip("mimetype", "content.xml", mimetype=b"text"), "the file is no workbook, but another office document"),
        (_zip("[Content_Types].xml", "xl/workbook.xml")[:-20], "the workbook is damaged or cut off"),
    ],
)
def test_what_holds_no_table_is_refused(content, what, tmp_path, spool):
    """By what it is, with a remedy."""
    path = tmp_path / "orders.csv"
    path.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        kind_of(path, spool)
    assert (caught.value.what, caught.value.where) == (what, str(path))
    assert caught.value.remedy.endswith(".")


def test_a_file_packed_many_times_is_refused(tmp_path, spool):
    """Somebody plays games."""
    content = b"id\n1\n"
    for _ in range(5):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("orders", content)
        content = target.getvalue()
    path = tmp_path / "orders.zip"
    path.write_bytes(content)
    with pytest.raises(SourceError, match="packed many times over"):
        kind_of(path, spool)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (json.dumps({"id": 1, "lines": [{"a": 1}]}), "other"),
        (json.dumps({"id": 1, "tags": ["a"]}), "lines"),
        ("[]", "array"),
        ("[17, 18]\n", ""),
        ("", ""),
        ("{" * 5_000, ""),
    ],
)
def test_the_form_of_json(text, form):
    """One object may hold the table; a list may be empty; a text may begin with anything."""
    assert json_form(text) == form
