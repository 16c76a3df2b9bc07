"""Odd containers: workbooks, databases, JSON, archives, columnar files; and what is no table at all."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import feather

from tests.odd_files.records import ALL_READ, HEADER, LINES, OddFile, Refused, cells, csv

if TYPE_CHECKING:
    from pathlib import Path

_STAMP = (2024, 1, 1, 0, 0, 0)
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  a spreadsheet's clock has no zone
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS = "http://schemas.openxmlformats.org/package/2006"

Cell = str | float | datetime | None
Rows = Sequence[Sequence[Cell]]


def _archive(members: dict[str, bytes]) -> bytes:
    """Return a zip archive that is the same on every day."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, _STAMP), content)
    return sink.getvalue()


def _sheet_xml(rows: Rows) -> str:
    lines = []
    for y, row in enumerate(rows, start=1):
        lines.append(f'<row r="{y}">' + "".join(_cell_xml(x, y, cell) for x, cell in enumerate(row)) + "</row>")
    return f'<?xml version="1.0"?><worksheet xmlns="{_SHEET}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _cell_xml(x: int, y: int, cell: Cell) -> str:
    place = f"{chr(ord('A') + x)}{y}"
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f'<c r="{place}" s="1"><v>{(cell - _EXCEL_EPOCH).total_seconds() / 86_400}</v></c>'
    if isinstance(cell, float):
        return f'<c r="{place}"><v>{cell!r}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'


def _workbook(sheets: dict[str, Rows]) -> bytes:
    """Return an Excel workbook."""
    numbers = range(1, len(sheets) + 1)
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{office}.worksheet+xml"/>' for n in numbers
    )
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in zip(numbers, sheets, strict=True)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    links += f'<Relationship Id="rId0" Type="{_LINKS}/styles" Target="styles.xml"/>'
    one = "<font/>", "<fill/>", "<border/>"
    styles = "".join(
        f"<{tag}s count='1'>{body}</{tag}s>" for tag, body in zip(("font", "fill", "border"), one, strict=True)
    )
    members = {
        "[Content_Types].xml": f'<Types xmlns="{_PARTS}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{office}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{office}.styles+xml"/>{kinds}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PARTS}/relationships">'
        f'<Relationship Id="rId1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_LINKS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PARTS}/relationships">{links}</Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{_SHEET}">{styles}<cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>',
    }  # fmt: skip
    members |= {
        f"xl/worksheets/sheet{n}.xml": _sheet_xml(rows) for n, rows in zip(numbers, sheets.values(), strict=True)
    }
    return _archive({name: content.encode() for name, content in members.items()})


_TYPED: list[list[Cell]] = [[*HEADER]]
_TYPED += [[line.order, line.customer, line.at, line.product, float(line.amount)] for line in LINES]
_TITLES: list[list[Cell]] = [["Sales report"], ["Shop 7", None, "printed by the till"], []]
_NOTES: Rows = [["Notes"], ["Prices hold until autumn"]]

WORKBOOKS = (
    OddFile("orders.xlsx", "an Excel workbook with true dates", _workbook({"Orders": _TYPED}), ALL_READ),
    OddFile("titles.xlsx", "title rows above the header", _workbook({"Orders": _TITLES + _TYPED}), ALL_READ),
    OddFile(
        "sheets.xlsx",
        "notes on the first sheet, orders on the second, which is named",
        _workbook({"Notes": _NOTES, "Orders": _TYPED}),
        ALL_READ,
        ("--table", "Orders"),
    ),
    OddFile(
        "no-such-sheet.xlsx",
        "a sheet is named that is not there",
        _workbook({"Orders": _TYPED}),
        Refused(("Ordres", "Orders")),
        ("--table", "Ordres"),
    ),
    OddFile(
        "text.xlsx",
        "everything saved as text",
        _workbook({"Orders": [[*HEADER], *([*row] for row in cells())]}),
        ALL_READ,
    ),
    OddFile("empty.xlsx", "an empty sheet", _workbook({"Orders": []}), Refused(("empty.xlsx",))),
    OddFile("cut.xlsx", "half a workbook", _workbook({"Orders": _TYPED})[:2_000], Refused(("cut.xlsx",))),
    OddFile(
        "old.xls",
        "an old workbook, of which only the first bytes are left",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        Refused(("old.xls",)),
    ),
)


def _database(**tables: list[list[str]]) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        connection = sqlite3.connect(path)
        for name, (header, *rows) in tables.items():
            columns = ", ".join(f'"{column}" text' for column in header)
            connection.execute(f'create table "{name}" ({columns})')
            connection.executemany(f'insert into "{name}" values ({", ".join("?" * len(header))})', rows)
        connection.commit()
        connection.close()

    return make


_ORDERS_TABLE = [[*HEADER], *cells()]
_GOODS_TABLE = [["product", "kind"], ["Tray", "wood"]]


DATABASES = (
    OddFile("one.sqlite", "a database with one table", _database(orders=_ORDERS_TABLE), ALL_READ),
    OddFile(
        "two.db",
        "a database with two tables, one of them named",
        _database(orders=_ORDERS_TABLE, goods=_GOODS_TABLE),
        ALL_READ,
        ("--table", "orders"),
    ),
    OddFile(
        "no-such-table.db",
        "a table is named that is not there",
        _database(orders=_ORDERS_TABLE),
        Refused(("ordres", "orders")),
        ("--table", "ordres"),
    ),
    OddFile("no-table.db", "a database without a table", _database(), Refused(("no-table.db",))),
    OddFile("cut.sqlite", "half a database", b"SQLite format 3\0" + bytes(80), Refused(("cut.sqlite",))),
)


def _json_lines(rows: list[list[str]]) -> list[str]:
    return [json.dumps(dict(zip(HEADER, row, strict=True))) for row in rows]


JSON = (
    OddFile("orders.jsonl", "one JSON object a line", ("\n".join(_json_lines(cells())) + "\n").encode(), ALL_READ),
    OddFile(
        "broken.jsonl",
        "three broken lines among them",
        "\n".join(['{"order_id": ', *_json_lines(cells()), "not JSON", '{"order_id": "R1", "amount"}']).encode(),
        replace(ALL_READ, quarantined=3),
    ),
    OddFile(
        "numbers.jsonl",
        "amounts as JSON numbers, unknown ones as null",
        "\n".join(
            json.dumps({**dict(zip(HEADER, row, strict=True)), "amount": float(row[4]), "note": None})
            for row in cells()
        ).encode(),
        ALL_READ,
    ),
    OddFile("array.json", "one JSON array of objects", f"[{','.join(_json_lines(cells()))}]".encode(), ALL_READ),
)

ARCHIVES = (
    OddFile(
        "wicked.zip",
        "a zip archive whose text has the name of a place elsewhere",
        _archive({"x/C:..\\..\\orders?\N{GRINNING FACE}.csv": csv()}),
        ALL_READ,
    ),
    OddFile("one.zip", "a zip archive with one text", _archive({"orders.csv": csv()}), ALL_READ),
    OddFile(
        "two.zip", "a zip archive with two texts", _archive({"a.csv": csv(), "b.csv": csv()}), Refused(("two.zip",))
    ),
    OddFile("none.zip", "a zip archive with nothing in it", _archive({}), Refused(("none.zip",))),
    OddFile("damaged.zip", "half a zip archive", _archive({"orders.csv": csv()})[:900], Refused(("damaged.zip",))),
    OddFile("cut.csv.gz", "half a gzip file", gzip.compress(csv(), mtime=0)[:700], Refused(("gzip", "cut.csv.gz"))),
)


def _arrow(*, amount: pa.Array | None = None, **more: pa.Array) -> pa.Table:
    columns = [pa.array(column) for column in zip(*cells(), strict=True)]
    table = pa.table(dict(zip(HEADER, columns, strict=True)))
    table = table.set_column(2, "order_date", pa.array([line.at for line in LINES], pa.timestamp("us")))
    table = table.set_column(
        4, "amount", pa.array([float(line.amount) for line in LINES]) if amount is None else amount
    )
    for name, column in more.items():
        table = table.append_column(name, column)
    return table


def _parquet(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    return bytes(sink.getvalue())


def _feather(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    feather.write_feather(table, sink, compression="uncompressed")
    return bytes(sink.getvalue())


_EXACT = pa.array([line.amount for line in LINES], pa.decimal128(12, 2))
_NESTED = pa.array([{"street": "Elm", "codes": [n]} for n in range(len(LINES))])
_ZONED = pa.array([line.at for line in LINES], pa.timestamp("ms", "Europe/Berlin"))
_TYPED_TABLE = _arrow()

COLUMNAR = (
    OddFile("orders.parquet", "Parquet with typed columns", _parquet(_TYPED_TABLE), ALL_READ),
    OddFile("orders.csv", "Parquet, though its name says text", _parquet(_TYPED_TABLE), ALL_READ),
    OddFile("decimals.parquet", "Parquet with exact decimals", _parquet(_arrow(amount=_EXACT)), ALL_READ),
    OddFile("nested.parquet", "Parquet with a nested column", _parquet(_arrow(address=_NESTED)), ALL_READ),
    OddFile(
        "zoned.parquet",
        "Parquet with times in a zone",
        _parquet(_TYPED_TABLE.set_column(2, "order_date", _ZONED)),
        ALL_READ,
    ),
    OddFile(
        "dictionary.parquet",
        "Parquet with a dictionary column",
        _parquet(_TYPED_TABLE.set_column(3, "product", _TYPED_TABLE["product"].dictionary_encode())),
        ALL_READ,
    ),
    OddFile(
        "no-rows.parquet", "Parquet without a row", _parquet(_TYPED_TABLE.slice(0, 0)), Refused(("no-rows.parquet",))
    ),
    OddFile("cut.parquet", "half a Parquet file", _parquet(_TYPED_TABLE)[:900], Refused(("cut.parquet",))),
    OddFile("orders.arrow", "an Arrow file", _feather(_TYPED_TABLE), ALL_READ),
    OddFile("decimals.feather", "an Arrow file with exact decimals", _feather(_arrow(amount=_EXACT)), ALL_READ),
)

_PIXEL = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\nIDATx\x9cc\0\x01\0\0\x05\0\x01"
    b"\r\n-\xb4\0\0\0\0IEND\xaeB`\x82"
)

NO_TABLES = (
    OddFile("nothing.csv", "an empty file", b"", Refused(("empty", "nothing.csv"))),
    OddFile("blank.csv", "a file of empty lines", b"\n\n \n\t\n", Refused(("empty", "blank.csv"))),
    OddFile("mark.csv", "a byte order mark and nothing else", b"\xef\xbb\xbf", Refused(("mark.csv",))),
    OddFile("header.csv", "a header and no row", csv([]), Refused(("no rows", "header.csv"))),
    OddFile("one-row.csv", "one row", csv(cells()[:1]), Refused(("customer",))),
    OddFile("one-column.csv", "one column only", b"amount\n1\n2\n3\n", Refused(("customer",))),
    OddFile(
        "twice.csv",
        "a column that is there twice",
        csv(header=("order_id", "customer_id", "date", "date", "amount")),
        Refused(("twice", "date")),
    ),
    OddFile(
        "prose.txt", "a letter", b"Dear all,\nthe sale was a success, as you know.\nYours, Ada\n", Refused(("column",))
    ),
    OddFile("binary.csv", "any bytes", bytes(range(256)) * 64, Refused(("binary", "binary.csv"))),
    OddFile("zeros.csv", "NUL bytes only", bytes(5_000), Refused(("zeros.csv",))),
    OddFile("page.csv", "a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", Refused(("PDF", "page.csv"))),
    OddFile(
        "login.csv",
        "a page that asks to log in",
        b"<!doctype html>\n<html><body>Log in</body></html>",
        Refused(("HTML", "login.csv")),
    ),
    OddFile(
        "table.xls",
        "a page with a table, as some shops export for Excel",
        b"<html><table><tr><td>customer_id</td></tr></table></html>",
        Refused(("HTML", "table.xls")),
    ),
    OddFile("image.csv", "an image", _PIXEL, Refused(("image.csv",))),
    OddFile("folder.csv", "a directory", lambda path: path.mkdir(), Refused(("directory", "folder.csv"))),
    OddFile("absent.csv", "no such file", lambda _: None, Refused(("no such file", "absent.csv"))),
)

FILES = (*WORKBOOKS, *DATABASES, *JSON, *ARCHIVES, *COLUMNAR, *NO_TABLES)
