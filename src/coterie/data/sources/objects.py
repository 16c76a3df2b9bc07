"""JSON: one object a line, or lists of objects; each object is a row.

Comes in: files. Goes out: a :class:`~coterie.tables.Source`. The rule of this module: every value is kept as it is
written, as text, so that ``"00123"`` and ``12345678901234567890`` survive; what is no object is a row that cannot be
read, with its place and its text.
"""

from __future__ import annotations

import io
import itertools
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, TYPE_CHECKING, cast

import pyarrow as pa

from coterie.data.sources.archives import reading as opened
from coterie.data.sources.kinds import json_form
from coterie.data.sources.passage import PORTION_ROWS, Rejects, write_rows
from coterie.data.sources.texts import as_utf8
from coterie.errors import ColumnError, DataError, SourceError
from coterie.tables import RAW_ROW, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from coterie.data.sources.choices import Reading
    from coterie.data.sources.spools import Spool
    from coterie.tables import Progress

__all__ = ["object_source"]

_HEAD_CHARACTERS = 1 << 18
_CHUNK_CHARACTERS = 1 << 20
_NO_OBJECT = "no JSON object"
_NO_UTF8 = "bytes that are not UTF-8"
_NO_UNICODE = "half of a character, which is no text"
_TWICE = "a key that is there twice"
_MOST_COLUMNS = 2_000
_MOST_LISTED = 6
_LONGEST = 1 << 26
"""Characters that one element of a list may have."""
_BETWEEN = re.compile(r"[\s,]*")
_AROUND = "\ufeff \t\r\n"
"""What may stand around a list: files that were put one behind the other keep their marks of UTF-8."""


def object_source(paths: Sequence[Path], reading: Reading, *, spool: Spool, progress: Progress) -> Source:
    r"""Read JSON files.

    Parameters
    ----------
    paths : sequence of Path
        One object a line, or a list of objects; columns go by name, over all files.
    reading : Reading
        The encoding, where the user knows it.
    spool : Spool
        Where to carry the rows.
    progress : callable
        Told the share that is done.

    Returns
    -------
    Source

    Raises
    ------
    SourceError, DataError, ColumnError
        Where a list is cut off, there is no row, or the objects have thousands of keys.

    Examples
    --------
    >>> from coterie.data.sources.choices import Reading
    >>> from coterie.data.sources.spools import Spool
    >>> spool = Spool()
    >>> path = spool.path("orders.jsonl")
    >>> _ = path.write_text('{"id": "00123", "who": {"name": "Ana"}}\n17\n')
    >>> source = object_source([path], Reading(), spool=spool, progress=lambda stage, share: None)
    >>> [name for name, _ in source.columns], source.rejects["reason"].to_pylist()
    (['id', 'who.name'], ['no JSON object'])
    """
    columns, rejects, parts = _Columns(), Rejects(), []
    n_good = 0
    for path, share, portion in _portions(paths, reading, spool):
        rejects.rows += [(number, text, reason) for number, (_, text, reason) in portion if reason]
        good = [(number, cast("dict[str, object]", value)) for number, (value, _, reason) in portion if not reason]
        parts.append(spool.path("rows.parquet"))
        batch = columns.batch(good, where=str(path))
        n_good += write_rows(parts[-1], batch.schema, batches=iter([batch]))
        progress("reading", share)
    if not n_good or not columns.names:
        raise DataError("no rows", str(paths[0]), "Write one object a line, or a list of objects.")
    uris = tuple(map(str, parts))
    return Source(uris, "rows", data=spool, columns=columns.ranked(), rejects=rejects.table(), notes=columns.notes())


class _Decoder(json.JSONDecoder):
    """Keeps numbers as they are written, and notices a key that an object has twice."""

    def __init__(self) -> None:
        super().__init__(
            parse_float=str, parse_int=str, parse_constant=lambda _: None, object_pairs_hook=self._object_of
        )
        self.is_twice = False

    def _object_of(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            self.is_twice = True
        return found


_Element = tuple[object, str, str]
"""A value, its text, and why it is no row (empty where it is one)."""


def _portions(
    paths: Sequence[Path], reading: Reading, spool: Spool
) -> Iterator[tuple[Path, float, list[tuple[int, _Element]]]]:
    """Yield the elements of all files in portions: the file, the share that is done, places and elements."""
    n_before = 0
    for place, path in enumerate(paths):
        found = enumerate(_elements(as_utf8(path, reading.encoding, spool=spool)[0]), start=n_before + 1)
        while portion := list(islice(found, PORTION_ROWS)):
            n_before = portion[-1][0]
            yield path, place / len(paths), portion


@dataclass
class _Columns:
    """The columns that objects have, as they come to light."""

    names: dict[str, str] = field(default_factory=dict)
    paths: dict[str, tuple[str, ...]] = field(default_factory=dict)
    places: defaultdict[tuple[str, ...], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    left_out: set[str] = field(default_factory=set)

    def batch(self, rows: Sequence[tuple[int, dict[str, object]]], *, where: str) -> pa.RecordBatch:
        """Return rows as a batch, and remember their columns."""
        found: dict[tuple[str, ...], list[object]] = {}
        objects = [row for _, row in rows]
        for key in self._counted(objects, ()):
            values = [row.get(key) for row in objects]
            if set(map(type, values)) - {dict}:
                found[key,] = values
            if dict in set(map(type, values)):
                inner = [cast("dict[str, object]", value) if isinstance(value, dict) else {} for value in values]
                found |= {(key, own): [value.get(own) for value in inner] for own in self._counted(inner, (key,))}
        arrays = {path: array for path, values in found.items() if (array := self._plain(path, values)) is not None}
        for path in arrays:
            self._name(path, where)
        schema = pa.schema([(RAW_ROW, pa.int64()), *((self.names[_label(path)], pa.string()) for path in arrays)])
        return pa.record_batch([pa.array([number for number, _ in rows], pa.int64()), *arrays.values()], schema=schema)

    def ranked(self) -> tuple[tuple[str, str], ...]:
        """Return the columns in the order in which objects have them, whatever the order of the rows."""
        mean = {path: total / count for path, (total, count) in self.places.items()}
        place = {label: [mean[path[: depth + 1]] for depth in range(len(path))] for label, path in self.paths.items()}
        return tuple((label, self.names[label]) for label in sorted(place, key=lambda label: (place[label], label)))

    def notes(self) -> tuple[str, ...]:
        """Return what was left out."""
        filled = {path[0] for path in self.paths.values()} | {label.partition(".")[0] for label in self.left_out}
        empty = {path[0] for path in self.places} - filled
        notes = {"Lists and deeper objects in the JSON": self.left_out, "Keys that have no value anywhere": empty}
        return tuple(f"{what} are left out: {_listed_names(names)}." for what, names in notes.items() if names)

    def _counted(self, objects: Sequence[dict[str, object]], above: tuple[str, ...]) -> list[str]:
        """Return the keys of objects, and remember where they stand."""
        for shape, count in Counter(map(tuple, objects)).items():
            for place, key in enumerate(shape):
                seen = self.places[*above, key]
                seen[0] += place * count
                seen[1] += count
        return list(dict.fromkeys(key for row in objects for key in row))

    def _plain(self, path: tuple[str, ...], values: list[object]) -> pa.Array | None:
        """Return values as a column of texts; None where there is none but lists and objects."""
        types = set(map(type, values))
        if list in types or (dict in types and len(path) > 1):
            self.left_out.add(_label(path))
        if types & {dict, list, bool}:
            values = [_plain_value(value) for value in values]
        return pa.array(values, pa.string()) if any(value is not None for value in values) else None

    def _name(self, path: tuple[str, ...], where: str) -> None:
        label = _label(path)
        if self.paths.setdefault(label, path) != path:
            raise ColumnError(f"column {label!r} is there twice", where, "Give every key a name of its own.")
        self.names.setdefault(label, f"c{len(self.names)}")
        if len(self.names) > _MOST_COLUMNS:
            what, remedy = f"more than {_MOST_COLUMNS:,} keys", "Write rows with the same keys in each."
            raise ColumnError(what, where, remedy)


def _label(path: tuple[str, ...]) -> str:
    return ".".join(part.strip() for part in path) or "column"


def _listed_names(names: set[str]) -> str:
    shown = sorted(names)[:_MOST_LISTED]
    return ", ".join(shown) + (" and more" if len(names) > len(shown) else "")


def _plain_value(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    return None if isinstance(value, dict | list) else value


def _elements(path: Path) -> Iterator[_Element]:
    """Yield every element of a file."""
    with opened(path) as binary:
        file = io.TextIOWrapper(binary, encoding="utf-8-sig", errors="surrogateescape")
        head = file.read(_HEAD_CHARACTERS)
        if json_form(head) == "array":
            yield from _listed(file, head, path)
            return
        decoder = _Decoder()
        rest = io.StringIO(head + file.readline())
        for line in itertools.chain(rest, file):
            if line.strip():
                yield _judged(line.rstrip("\r\n"), decoder)


def _judged(line: str, decoder: _Decoder) -> _Element:
    decoder.is_twice = False
    try:
        value = decoder.decode(line)
    except (ValueError, RecursionError):
        return None, _readable(line), _NO_OBJECT
    return value, _readable(line), _fault(value, line, is_twice=decoder.is_twice)


def _fault(value: object, text: str, *, is_twice: bool) -> str:
    """Say why an element is no row."""
    if not isinstance(value, dict):
        return _NO_OBJECT
    if is_twice:
        return _TWICE
    if not text.isascii() and not _is_encodable(text):
        return _NO_UTF8
    if "\\u" in text and not _is_encodable(json.dumps(value, ensure_ascii=False)):
        return _NO_UNICODE
    return ""


def _listed(file: IO[str], head: str, path: Path) -> Iterator[_Element]:
    """Yield the elements of a list, of which only a piece is in memory."""
    buffer, end, size = head, head.index("[") + 1, _CHUNK_CHARACTERS
    decoder = _Decoder()
    while True:
        start = _BETWEEN.match(buffer, end).end()  # type: ignore[union-attr]  # it matches nothing, too
        if buffer[start : start + 1] == "]":
            if (following := _next_list(file, buffer[start + 1 :], path)) is None:
                return
            buffer, end = following, 0
            continue
        decoder.is_twice = False
        try:
            value, end = decoder.raw_decode(buffer, start)
        except (ValueError, RecursionError):
            end = len(buffer)
        if end < len(buffer):
            text, size = buffer[start:end], _CHUNK_CHARACTERS
            yield value, _readable(text), _fault(value, text, is_twice=decoder.is_twice)
            continue
        more = file.read(size) if len(buffer) - start < _LONGEST else ""
        if not more:
            raise _damaged(path)
        buffer, end, size = buffer[start:] + more, 0, 2 * size


def _next_list(file: IO[str], rest: str, path: Path) -> str | None:
    """Return what is read of a list behind another one; None at the end of the file."""
    while not (rest := rest.lstrip(_AROUND)):
        if not (rest := file.read(_CHUNK_CHARACTERS)):
            return None
    if not rest.startswith("["):
        raise _damaged(path)
    return rest[1:]


def _damaged(path: Path) -> SourceError:
    return SourceError("the list of JSON objects is damaged or cut off", str(path), "Export it again.")


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _readable(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
