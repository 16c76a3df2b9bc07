"""Every odd file, each with what must become of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.odd_files import containers, tables, values, writing

if TYPE_CHECKING:
    from tests.odd_files.records import OddFile

FILES: dict[str, OddFile] = {
    file.name: file for file in (*writing.FILES, *values.FILES, *containers.FILES, *tables.FILES)
}

AWAITED: frozenset[str] = frozenset(
    [
        "all-zero.csv",
        "array.json",
        "broken.jsonl",
        "caret.csv",
        "customers-few.csv",
        "customers-gaps.csv",
        "customers-no-id.csv",
        "customers.csv",
        "days-ambiguous.csv",
        "days-excel-time.csv",
        "days-excel.csv",
        "days-french.csv",
        "days-german-short.csv",
        "days-german.csv",
        "days-late.csv",
        "days-named-american.csv",
        "days-named-long.csv",
        "days-named.csv",
        "days-weekday.csv",
        "days-ymd-time.csv",
        "decimals.feather",
        "ids-nul.csv",
        "joined-twice.csv",
        "joined.csv",
        "mark.csv",
        "money-brackets-dollar.csv",
        "money-brackets.csv",
        "money-code.csv",
        "money-minus-sign.csv",
        "money-trailing-minus.csv",
        "no-rows.parquet",
        "no-such-sheet.xlsx",
        "no-such-table.db",
        "nobody-dash.csv",
        "nobody-database.csv",
        "nobody-hash.csv",
        "nobody-na.csv",
        "nobody-question.csv",
        "nobody-unknown.csv",
        "nul.csv",
        "numbers.jsonl",
        "one.sqlite",
        "one.zip",
        "orders.arrow",
        "orders.jsonl",
        "orders.xlsx",
        "said.csv",
        "sheets.xlsx",
        "skipped.csv",
        "text.xlsx",
        "titles-padded.csv",
        "titles.csv",
        "titles.xlsx",
        "two.db",
        "unclosed.csv",
        "utf16-be.csv",
        "utf16-le.csv",
    ]
)
"""Files whose reader is not there yet; each leaves this list with the change that reads it."""
