"""Odd ways to write the same text: separators, encodings, line ends, quotes, headers and what stands around them."""

from __future__ import annotations

import codecs
import gzip
from dataclasses import replace
from decimal import Decimal

from tests.odd_files.records import ALL_READ, HEADER, OddFile, cells, csv, quoted, text

_PLAIN = text()
_ROWS = cells()
_TITLE = "Sales report\nShop 7, printed by the till\n\n"


def _with_umlauts(encoding: str, *, start: bytes = b"") -> bytes:
    named = {"Tray": "Käseglocke", "Bowl": "Schüssel", "Candle": "Bougie à l'été"}
    rows = cells(product=lambda name: named.get(name, name))
    return start + text(rows, header=("Bestellnummer", "Kunde", "Datum", "Stück", "Betrag")).encode(encoding)


def _fixed_blanks() -> str:
    rows = [[row[0], row[1], row[2], row[3].replace(" ", "-"), row[4]] for row in _ROWS]
    return "".join("  ".join(cell.rjust(12) for cell in row) + "\n" for row in [list(HEADER), *rows])


def _swapped(place: int, line: str) -> bytes:
    lines = _PLAIN.splitlines(keepends=True)
    return "".join([*lines[:place], line, *lines[place:]]).encode()


SEPARATORS = (
    OddFile("plain.csv", "nothing odd: what the others are compared with", csv(), ALL_READ),
    OddFile("semicolons.csv", "semicolons separate", csv(separator=";"), ALL_READ),
    OddFile("tabs.tsv", "tabs separate", csv(separator="\t"), ALL_READ),
    OddFile("pipes.txt", "upright strokes separate", csv(separator="|"), ALL_READ),
    OddFile("blanks.txt", "columns set apart by runs of blanks", _fixed_blanks().encode(), ALL_READ),
    OddFile("semicolons called.csv", "the name of the file has a blank", csv(separator=";"), ALL_READ),
    OddFile("tabs.csv", "tabs, though its name says commas", csv(separator="\t"), ALL_READ),
    OddFile("caret.csv", "a mark that nobody guesses, given", csv(separator="^"), ALL_READ, ("--separator", "^")),
)

ENCODINGS = (
    OddFile("utf8-bom.csv", "UTF-8 with a byte order mark", codecs.BOM_UTF8 + csv(), ALL_READ),
    OddFile("utf8.csv", "UTF-8 with umlauts, also in the header", _with_umlauts("utf-8"), ALL_READ),
    OddFile("cp1252.csv", "Windows text with umlauts", _with_umlauts("cp1252"), ALL_READ),
    OddFile("latin1.csv", "Latin-1 with umlauts", _with_umlauts("latin-1"), ALL_READ),
    OddFile(
        "utf16-le-bom.csv",
        "UTF-16, as Excel saves Unicode text",
        _with_umlauts("utf-16-le", start=codecs.BOM_UTF16_LE),
        ALL_READ,
    ),
    OddFile(
        "utf16-be-bom.csv",
        "UTF-16, the high byte first",
        _with_umlauts("utf-16-be", start=codecs.BOM_UTF16_BE),
        ALL_READ,
    ),
    OddFile("utf16-le.csv", "UTF-16 without a byte order mark", _with_umlauts("utf-16-le"), ALL_READ),
    OddFile("utf16-be.csv", "UTF-16, the high byte first, without a mark", _with_umlauts("utf-16-be"), ALL_READ),
    OddFile("said.csv", "an encoding that is given", _with_umlauts("cp850"), ALL_READ, ("--encoding", "cp850")),
    OddFile("packed.csv.gz", "packed by gzip", gzip.compress(csv(), mtime=0), ALL_READ),
    OddFile("packed.csv", "packed by gzip, though its name does not say so", gzip.compress(csv(), mtime=0), ALL_READ),
)

LINE_ENDS = (
    OddFile("crlf.csv", "lines end as on Windows", text(end="\r\n").encode(), ALL_READ),
    OddFile("cr.csv", "lines end as on an old Macintosh", text(end="\r").encode(), ALL_READ),
    OddFile(
        "mixed-ends.csv",
        "every second line ends otherwise",
        "".join(row + ("\r\n" if n % 2 else "\n") for n, row in enumerate(_PLAIN.splitlines())).encode(),
        ALL_READ,
    ),
    OddFile("no-end.csv", "the last line has no end", _PLAIN.rstrip("\n").encode(), ALL_READ),
    OddFile("empty-lines.csv", "an empty line after every line", _PLAIN.replace("\n", "\n\n").encode(), ALL_READ),
    OddFile("blank-start.csv", "empty lines before the header", f"\n\n\n{_PLAIN}".encode(), ALL_READ),
    OddFile("many-ends.csv", "hundreds of empty lines at the end", (_PLAIN + "\n" * 300).encode(), ALL_READ),
)

QUOTES = (
    OddFile(
        "all-quoted.csv",
        "every field is quoted",
        "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in [list(HEADER), *_ROWS]).encode(),
        ALL_READ,
    ),
    OddFile(
        "quoted-lines.csv",
        "line ends inside quoted fields",
        csv(cells(product=lambda name: f"{name}\nsecond line, with a comma")),
        ALL_READ,
    ),
    OddFile("doubled-quotes.csv", "quotes inside quoted fields", csv(cells(product='The "{}"'.format)), ALL_READ),
    OddFile(
        "inches.csv",
        "a quote that means inches, in fields without quotes",
        ",".join(HEADER).encode()
        + b"\n"
        + "".join(f'{r[0]},{r[1]},{r[2]},{r[3]} 5" wide,{r[4]}\n' for r in _ROWS).encode(),
        ALL_READ,
    ),
    OddFile(
        "single-quotes.csv",
        "fields in single quotes",
        "".join(",".join(f"'{cell}'" for cell in row) + "\n" for row in [list(HEADER), *_ROWS]).encode(),
        ALL_READ,
    ),
    OddFile(
        "backslashes.csv",
        "backslashes that escape nothing",
        csv(cells(product=lambda name: f"{name} C:\\new\\table")),
        ALL_READ,
    ),
    OddFile(
        "unclosed.csv",
        "a quote that is opened in the last line and never closed",
        (_PLAIN + 'R1,K0001,2023-05-05,"Kettle,12.50\n').encode(),
        replace(ALL_READ, used=ALL_READ.used + 1, money=(ALL_READ.money or Decimal(0)) + Decimal("12.50")),
        like_plain=False,
    ),
)

AROUND = (
    OddFile("titles.csv", "title lines above the header", (_TITLE + _PLAIN).encode(), ALL_READ),
    OddFile(
        "titles-padded.csv",
        "title lines as wide as the table, as spreadsheets save them",
        ("Sales report,,,,\n,,,,\n" + _PLAIN).encode(),
        ALL_READ,
    ),
    OddFile(
        "skipped.csv", "two lines above the header, given", (_TITLE + _PLAIN).encode(), ALL_READ, ("--skip-lines", "3")
    ),
    OddFile(
        "total.csv",
        "a line with the total at the end",
        (_PLAIN + f"Total,,,,{ALL_READ.money}\n").encode(),
        replace(ALL_READ, set_aside=1),
    ),
    OddFile(
        "trailing-separators.csv",
        "every line ends with a separator",
        _PLAIN.replace("\n", ",\n").encode(),
        ALL_READ,
    ),
    OddFile(
        "trailing-in-rows.csv",
        "every line but the header ends with a separator",
        (",".join(HEADER) + "\n" + _PLAIN.partition("\n")[2].replace("\n", ",\n")).encode(),
        ALL_READ,
    ),
    OddFile(
        "no-header.csv",
        "no header; the columns are given",
        _PLAIN.partition("\n")[2].encode(),
        ALL_READ,
        ("--customer", "column2", "--time", "column3", "--order", "column1", "--amount", "column5"),
    ),
    OddFile(
        "header-again.csv",
        "the header once more in the middle, as where two exports were joined",
        _swapped(60, ",".join(HEADER) + "\n"),
        replace(ALL_READ, quarantined=1),
    ),
    OddFile(
        "short-row.csv",
        "a row with too few fields",
        _swapped(60, "R1,K0001\n"),
        replace(ALL_READ, quarantined=1),
    ),
    OddFile(
        "long-row.csv",
        "a row with too many fields",
        _swapped(60, "R1,K0001,2023-05-05,Tray,12.50,1,2,3\n"),
        replace(ALL_READ, quarantined=1),
    ),
    OddFile(
        "blank-cells.csv",
        "blanks around every cell",
        "".join(" , ".join(quoted(cell, ",") for cell in row) + "\n" for row in [list(HEADER), *_ROWS]).encode(),
        ALL_READ,
    ),
    OddFile(
        "wide.csv",
        "five hundred columns",
        csv(
            [[*row, *(f"{n % 7}" for n in range(495))] for row in _ROWS],
            header=(*HEADER, *(f"extra{n}" for n in range(495))),
        ),
        ALL_READ,
    ),
    OddFile(
        "unnamed.csv",
        "a column without a name, as where row numbers were saved",
        csv([[str(n), *row] for n, row in enumerate(_ROWS)], header=("", *HEADER)),
        ALL_READ,
    ),
)

FILES = (*SEPARATORS, *ENCODINGS, *LINE_ENDS, *QUOTES, *AROUND)
