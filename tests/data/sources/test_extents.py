"""A cell far outside the table is refused before it asks for more memory than there is."""

import io
import zipfile

import pytest
import xlsxwriter

from coterie.data.sources import resolve_source
from coterie.data.sources.extents import refuse_stray_cells
from coterie.errors import SourceError


def _workbook(path, *, last_row, last_column, value="stray"):
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Orders")
        sheet.write_row(0, 0, ["id", "x"])
        sheet.write_row(1, 0, ["a", 5])
        if value is None:
            sheet.write_blank(last_row, last_column, None, book.add_format({"bold": True}))
        else:
            sheet.write(last_row, last_column, value)
    return path


def test_a_stray_cell_is_refused(tmp_path):
    """In the last corner of a sheet, as a slip of the hand leaves it; the program lives on."""
    path = _workbook(tmp_path / "shop.xlsx", last_row=1_048_575, last_column=16_383)
    with pytest.raises(SourceError) as caught:
        resolve_source(path)
    assert caught.value.what == "a sheet reaches over 1,048,576 rows and 16,384 columns"
    assert caught.value.remedy == "Delete the cells far outside the table, or export the table as CSV."


@pytest.mark.parametrize(("row", "column", "value"), [(1_048_575, 16_383, None), (3_000, 2, "x")])
def test_formats_and_long_tables_are_no_stray_cells(tmp_path, row, column, value):
    """An empty cell takes no room."""
    path = _workbook(tmp_path / "shop.xlsx", last_row=row, last_column=column, value=value)
    refuse_stray_cells(path.read_bytes(), path)
    assert resolve_source(path).columns[0] == ("id", "c0")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04junk", b"\xd0\xcf\x11\xe0"])
def test_what_is_no_archive_has_no_extent(tmp_path, content):
    """Others say what is wrong with it."""
    refuse_stray_cells(content, tmp_path)


def test_a_cell_is_found_wherever_a_piece_ends(tmp_path, monkeypatch):
    """The sheet is looked at in pieces."""
    monkeypatch.setattr("coterie.data.sources.extents._CHUNK_BYTES", 7)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as book:
        book.writestr(
            "xl/worksheets/sheet1.xml", '<row><c r="A1" t="s"><v>0</v></c><c s="1" r="XFD1048576"><v>1</v></c></row>'
        )
    with pytest.raises(SourceError, match="1,048,576 rows"):
        refuse_stray_cells(target.getvalue(), tmp_path)
