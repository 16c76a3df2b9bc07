"""Every odd file, each with what must become of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.odd_files import containers, tables, values, writing

if TYPE_CHECKING:
    from tests.odd_files.records import OddFile

FILES: dict[str, OddFile] = {
    file.name: file for file in (*writing.FILES, *values.FILES, *containers.FILES, *tables.FILES)
}
