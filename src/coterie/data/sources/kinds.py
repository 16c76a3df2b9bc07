"""What a file is: text, JSON, a workbook, a database, Parquet, Arrow, or nothing that holds a table.

Comes in: a file. Goes out: its kind, and the file unpacked where that is needed. The rule of this module: only the
content counts. A text that merely begins like JSON or HTML is a text.
"""

from __future__ import annotations

import json
import re
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

from coterie.data.dialects import find_encoding
from coterie.data.sources.archives import DAMAGED, head_of, packing_in, packing_of, unpacked
from coterie.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

    from coterie.data.sources.spools import Spool

__all__ = ["Kind", "json_form", "kind_of"]

Kind = Literal["text", "json", "workbook", "database", "parquet", "arrow"]

REMEDY = (
    "Give a text file (CSV, TSV; packed too), Excel (.xlsx, .xls), SQLite, JSON lines, Parquet, or a table in memory."
)
_SIGNATURES: dict[bytes, Kind] = {
    b"PAR1": "parquet",
    b"ARROW1": "arrow",
    b"SQLite format 3\x00": "database",
    b"\xd0\xcf\x11\xe0": "workbook",
}
_NO_TABLES = {b"%PDF": "a PDF", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture"}
_PACKED_DEPTH = 3
_OFFICE = {"word/": "a Word document", "ppt/": "a presentation"}
_IS_JSON = re.compile(r'\{\s*(?:"(?:[^"\\\n]|\\.)*"\s*:|\})')
_IS_JSON_LIST = re.compile(r'\[\s*(?:\{\s*["}]|\]|\[\s*["\d\[-])')
_IS_MARKUP = re.compile(r"<(?:[?!]|[A-Za-z][\w:.-]*[\s/>])")
_MOST_LINES = 50


def kind_of(path: Path, spool: Spool) -> tuple[Kind, Path]:
    """Find out what a file is.

    Parameters
    ----------
    path : Path
        As the user named it.
    spool : Spool
        Where to unpack it, if its reader cannot.

    Returns
    -------
    kind : str
        ``text``, ``json``, ``workbook``, ``database``, ``parquet`` or ``arrow``.
    path : Path
        The file, unpacked; texts and JSON may still be packed by gzip.

    Raises
    ------
    SourceError
        Where it is empty, or holds no table.

    Examples
    --------
    >>> from coterie.data.sources.spools import Spool
    >>> spool = Spool()
    >>> path = spool.path("orders.txt")
    >>> _ = path.write_text('{"id": "00123"}')
    >>> kind_of(path, spool)[0]
    'json'
    """
    found = path
    for _ in range(_PACKED_DEPTH):
        packing = packing_of(found)
        head = head_of(found)
        if packing == "zip":
            office = _office_kind(found)
            if office == "workbook":
                return "workbook", found
            if office:
                raise SourceError(f"the file is {office}", str(path), REMEDY)
        if not packing or (packing == "gzip" and not packing_in(head)):
            kind = _content_kind(head, path)
            is_ready = not packing or kind in {"text", "json"}
            return kind, found if is_ready else unpacked(found, packing, spool=spool)
        found = unpacked(found, packing, spool=spool)
    raise SourceError("the file is packed many times over", str(path), "Unpack it first.")


def json_form(text: str) -> str:
    """Say how a text is JSON.

    Parameters
    ----------
    text : str
        The text's first lines.

    Returns
    -------
    str
        ``lines`` (one object a line), ``array`` (a list of objects), ``other`` (JSON, but no table), or empty.

    Examples
    --------
    >>> json_form('{"id": 1}'), json_form('[{"id": 1}]'), json_form("[id];[day]"), json_form("{id},{day}")
    ('lines', 'array', '', '')
    """
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("[") and _IS_JSON_LIST.match(start):
        return "array" if re.match(r"\[\s*[\{\]]", start) else "other"
    if not start.startswith("{"):
        return ""
    lines = [line for line in start.splitlines() if line.strip()][:_MOST_LINES]
    objects = [value for line in lines if isinstance(value := _parsed(line), dict)]
    if len(lines) == 1 and objects and any(_is_table(value) for value in objects[0].values()):
        return "other"
    if 2 * len(objects) > len(lines):
        return "lines"
    return "other" if _IS_JSON.match(start) else ""


def _is_table(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(part, dict) for part in value)


def _parsed(line: str) -> object:
    with suppress(ValueError, RecursionError):
        return json.loads(line)
    return None


def _office_kind(path: Path) -> str:
    """Return ``workbook``, what else an office program wrote, or nothing for a plain archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            mimetype = archive.read("mimetype")[:80] if "mimetype" in names else b""
    except (*DAMAGED, OSError, NotImplementedError, RuntimeError):
        is_office = b"[Content_Types].xml" in head_of(path)
        what = "the workbook is damaged or cut off" if is_office else "the zip archive is damaged or cut off"
        raise SourceError(what, str(path), "Copy or export it again.") from None
    if any(name.startswith("xl/workbook") for name in names) or b"spreadsheet" in mimetype:
        return "workbook"
    for folder, kind in _OFFICE.items():
        if any(name.startswith(folder) for name in names):
            return kind
    return "no workbook, but another office document" if mimetype and "content.xml" in names else ""


def _content_kind(head: bytes, path: Path) -> Kind:
    start = head.lstrip()
    if not start:
        raise SourceError("the file is empty", str(path), "Export it again.")
    for signature, kind in _SIGNATURES.items():
        if head.startswith(signature):
            return kind
    for signature, words in _NO_TABLES.items():
        if start.startswith(signature):
            raise SourceError(f"the file is {words}", str(path), REMEDY)
    encoding = find_encoding([head])
    text = head.decode(encoding, "replace")
    form = json_form(text)
    if form == "other":
        remedy = "Write one object a line, or a list of objects: one row each."
        raise SourceError("the file is JSON, but no table", str(path), remedy)
    if form:
        return "json"
    markup = text.lstrip("\ufeff \t\r\n")
    if _IS_MARKUP.match(markup) and (markup.startswith(("<?", "<!")) or "</" in markup):
        remedy = "Open it in a spreadsheet program and save it as CSV or .xlsx."
        raise SourceError("the file is HTML or XML", str(path), remedy)
    if not encoding.startswith(("utf-16", "utf-32")) and _is_binary(head):
        raise SourceError("the file is binary", str(path), REMEDY)
    return "text"


def _is_binary(head: bytes) -> bool:
    n_control = sum(head.count(bytes([code])) for code in (*range(1, 9), *range(14, 27), *range(28, 32)))
    return n_control > len(head) / 100 or head.count(0) > len(head) / 20  # a program may end fields with a NUL
