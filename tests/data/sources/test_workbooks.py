"""Workbooks: which sheet is read, what a cell means, what is refused."""

import datetime as dt
import io
import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from coterie.data.sources import resolve_source
from coterie.data.sources.workbooks import _sheet
from coterie.errors import DataError, MissingExtraError, SourceError

WORKBOOKS = Path(__file__).resolve().parents[2] / "data_files" / "workbooks"
HEADER = ["id", "day", "pieces", "paid"]
DAY = dt.datetime(2011, 1, 31, 8, 26)  # noqa: DTZ001  a workbook knows no zones
ROWS = [["00123", DAY, 3, 12.5], ["+441234", dt.datetime(2011, 2, 1), 17850, 7.0]]  # noqa: DTZ001  as above


def _workbook(path, sheets, merged=()):
    """Write sheets by name; a row is a list of values."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                for column, value in enumerate(row):
                    write = sheet.write_string if isinstance(value, str) and not value.startswith("=") else sheet.write
                    write(place, column, value)
            for first_row, first_column, last_row, last_column, value in merged:
                sheet.merge_range(first_row, first_column, last_row, last_column, value)
    return path


@pytest.fixture
def write(tmp_path):
    """Write a workbook."""

    def run(sheets, name="shop.xlsx", merged=()):
        return _workbook(tmp_path / name, sheets if isinstance(sheets, dict) else {"Orders": sheets}, merged)

    return run


def _as_rows(rows):
    return [dict(zip(HEADER, row, strict=True)) for row in rows]


def test_a_sheet_is_read_with_the_types_of_its_cells(opened, write):
    """Ids stored as text survive, whole numbers are whole, days are times."""
    found = opened(write([HEADER, *ROWS]))
    assert found.rows == _as_rows(ROWS)
    assert found.types == {"row_number": "integer", "id": "text", "day": "time", "pieces": "integer", "paid": "float"}
    assert found.source.notes == ()


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=9)


@given(st.lists(st.tuples(TEXT, st.integers(-(2**50), 2**50)), min_size=1, max_size=20))
def test_text_and_whole_numbers_come_back(opened, tmp_path_factory, rows):
    """Any text, formulas and blanks included, as it was stored."""
    rows = [(f"x{text}", number) for text, number in rows]
    path = _workbook(tmp_path_factory.mktemp("book") / "shop.xlsx", {"Orders": [["id", "n"], *rows]})
    assert [(row["id"], row["n"]) for row in opened(path).rows] == rows


def test_the_table_is_found_among_titles_totals_and_empty_cells(opened, write):
    """Nothing of it is counted, nothing lost: titles and totals are told."""
    blank = [None] * 5
    rows = [
        ["Sales of May"],
        blank,
        [None, *HEADER],
        [None, *ROWS[0]],
        blank,
        [None, *ROWS[1]],
        [None, "Total", None, 3, 19.5],
    ]
    found = opened(write(rows))
    assert found.rows == _as_rows(ROWS)
    assert found.rejects == [{"row_number": 3, "text": "Total |  | 3 | 19.5", "reason": "a total below the table"}]
    assert found.source.notes == ("1 row above the header of the sheet 'Orders' is left out.",)


def test_errors_and_blanks_are_missing(opened, write):
    """#N/A is no text, and makes no column one."""
    rows = [["id", "x", "empty"], ["a", "=NA()", None], ["b", 5, " "], ["c", "=1/0", None]]
    path = write(rows)
    found = opened(path)
    assert [row["x"] for row in found.rows][1] == 5
    assert found.types["x"] == "integer"
    assert found.rows[1]["empty"] is None


def test_merged_cells_count_in_each_row_and_make_names(opened, write):
    """As people see them."""
    rows = [["Customer", "Web", None], [None, "n", "paid"], ["x", 1, 2.5], [None, 3, 4.5]]
    merged = [(0, 0, 1, 0, "Customer"), (0, 1, 0, 2, "Web"), (2, 0, 3, 0, "Ana")]
    assert opened(write(rows, merged=merged)).rows == [
        {"Customer": "Ana", "Web n": 1, "Web paid": 2.5},
        {"Customer": "Ana", "Web n": 3, "Web paid": 4.5},
    ]


def test_the_only_sheet_with_rows_is_read(opened, write):
    """Empty ones, and those with a remark, are none."""
    found = opened(write({"Cover": [["Shop"]], "Data": [HEADER, *ROWS], "Empty": []}))
    assert found.rows == _as_rows(ROWS)
    assert found.source.notes == ("The sheet 'Data' of shop.xlsx was read; beside it: Cover (1 row).",)


def test_a_sheet_with_far_more_rows_is_the_one(opened, write):
    """A list of shops beside thousands of orders is not what was meant."""
    found = opened(write({"Shops": [["shop", "city"], ["1", "Berlin"]], "Lines": [HEADER, *ROWS * 20]}))
    assert len(found.rows) == 40


def test_several_sheets_with_rows_are_listed(opened, write):
    """Each with its rows; none is guessed."""
    with pytest.raises(SourceError) as caught:
        opened(write({"2010": [HEADER, *ROWS], "2011": [HEADER, *ROWS, *ROWS]}))
    assert caught.value.what == "several sheets have rows: 2011 (5 rows), 2010 (3 rows)"
    assert caught.value.remedy == "Name one by the setting table, as in table = '2011'."


def test_a_sheet_may_be_named(opened, write):
    """Whatever else there is; a name that is not there is answered."""
    path = write({"2010": [HEADER, ROWS[0]], "2011": [HEADER, ROWS[1]]})
    assert opened(path, table="2010").rows == _as_rows(ROWS[:1])
    with pytest.raises(SourceError, match="no sheet '2012'"):
        opened(path, table="2012")


def test_hidden_sheets_are_read_only_by_name(opened, tmp_path):
    """Programs keep their lists there."""
    with xlsxwriter.Workbook(str(tmp_path / "shop.xlsx")) as book:
        for name in ("Lists", "Orders"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["id", "x"])
            sheet.write_row(1, 0, [name, "y"])
        book.get_worksheet_by_name("Orders").activate()
        book.get_worksheet_by_name("Lists").hide()
    assert opened(tmp_path / "shop.xlsx").rows[0]["id"] == "Orders"
    assert opened(tmp_path / "shop.xlsx", table="Lists").rows[0]["id"] == "Lists"


def test_workbooks_are_put_together(opened, write):
    """By name; a column with text in one is text in all."""
    first = write([HEADER, *ROWS], "a.xlsx")
    second = write([["pieces", "paid", "id", "day"], ["x", 5.0, 17850, DAY]], "b.xlsx")
    found = opened([first, second])
    assert [row["pieces"] for row in found.rows] == ["3", "17850", "x"]
    assert [row["id"] for row in found.rows] == ["00123", "+441234", "17850"]


def test_rows_and_header_may_be_set(opened, write):
    """For a sheet that looks otherwise."""
    found = opened(write([["a", "b"], ["c", "d"], ["e", "f"]]), skip_lines=1, header=False)
    assert found.rows == [{"column1": "c", "column2": "d"}, {"column1": "e", "column2": "f"}]


@pytest.mark.parametrize("name", ["shop.xls", "shop.ods", "shop", "shop.csv"])
def test_the_name_of_a_workbook_says_nothing(opened, write, name):
    """People rename files."""
    assert opened(write([HEADER, *ROWS], name)).rows == _as_rows(ROWS)


def test_an_old_workbook_is_read(opened):
    """The same, of 1997's format: the library that reads it reads .xlsb and .ods as well."""
    found = opened(WORKBOOKS / "orders.xls")
    assert [row["customer"] for row in found.rows] == ["00123", "00124", "00123"]
    assert [row["phone"] for row in found.rows] == ["+441234", "+441235", "00441236"]
    assert found.rows[0]["day"] == dt.datetime(2011, 5, 1, 8, 26)  # noqa: DTZ001  a workbook knows no zones
    assert [row["pieces"] for row in found.rows] == [3, 17850, 1]
    assert found.rejects[0]["text"] == "Total |  |  | 19.75 | "


ODS = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
 <table:table table:name="Orders">{}</table:table></office:spreadsheet></office:body></office:document-content>"""
MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'


def test_an_open_document_is_read(opened, tmp_path):
    """As LibreOffice writes it."""
    rows = "".join(
        f"<table:table-row>{''.join(map(CELL.format, row))}</table:table-row>" for row in (["id", "x"], ["00123", "y"])
    )
    with zipfile.ZipFile(tmp_path / "shop.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", ODS.format(rows))
    assert opened(tmp_path / "shop.ods").rows == [{"id": "00123", "x": "y"}]


def _broken_inside(path):
    """Return a workbook whose archive is sound and whose sheet is not."""
    target = io.BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(target, "w") as copy:
        for name in archive.namelist():
            content = archive.read(name)
            copy.writestr(name, content[: len(content) // 2] if "sheet1" in name else content)
    return target.getvalue()


@pytest.mark.parametrize("damage", [lambda path: path.read_bytes()[:-200], _broken_inside])
def test_a_damaged_workbook_is_refused(write, damage):
    """Cut off, or broken within."""
    path = write([HEADER, *ROWS * 50])
    path.write_bytes(damage(path))
    with pytest.raises(SourceError, match="the workbook is damaged or cut off") as caught:
        resolve_source(path)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000), "the workbook is damaged or cut off"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000) + "EncryptedPackage".encode("utf-16-le") + bytes(900),
            "the workbook is locked by a password",
        ),
    ],
)
def test_a_locked_workbook_is_told_from_a_damaged_one(tmp_path, content, what):
    """Office packs it into its old kind of file."""
    (tmp_path / "shop.xlsx").write_bytes(content)
    with pytest.raises(SourceError) as caught:
        resolve_source(tmp_path / "shop.xlsx")
    assert caught.value.what == what


@pytest.mark.parametrize("trial", ["import os; os.abort()", "import os; os._exit(9)"])
def test_a_reader_that_ends_the_program_ends_its_own_only(monkeypatch, trial):
    """An old workbook whose bytes ask for more memory than there is."""
    monkeypatch.setattr("coterie.data.sources.workbooks._TRIAL", trial)
    with pytest.raises(SourceError, match="the workbook is damaged or cut off"):
        resolve_source(WORKBOOKS / "orders.xls")


def test_a_reader_that_panics_is_outlived(monkeypatch, write):
    """A panic is no exception of Python's; any other fault stays what it is."""

    class PanicException(BaseException):
        pass

    class Broken:
        def get_sheet_by_name(self, name):
            raise PanicException(name)

    path = write([HEADER, *ROWS])
    monkeypatch.setattr("coterie.data.sources.workbooks._likely_sheet", lambda _, where: _sheet(Broken(), "x", where))
    with pytest.raises(SourceError, match="the workbook is damaged or cut off"):
        resolve_source(path)


@pytest.mark.parametrize("sheets", [{"A": [], "B": []}, {"A": [HEADER]}])
def test_a_workbook_without_rows_is_refused(opened, write, sheets):
    """No sheet has any, or only its names."""
    with pytest.raises(DataError, match=r"no sheet has a row|no rows"):
        opened(write(sheets))


def test_the_extra_is_named_where_it_is_not_installed(monkeypatch, write):
    """With the line that installs it."""
    path = write([HEADER, *ROWS])
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(MissingExtraError) as caught:
        resolve_source(path)
    assert caught.value.what == "workbooks need python-calamine"
    assert caught.value.remedy == 'Install it: pip install "coterie[excel]"'
