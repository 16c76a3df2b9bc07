"""Names to files: a path, several, a pattern, a pipe, standard input.

Comes in: what the user typed. Goes out: the files, in order. The rule of this module: a file is taken once; what is no
file is said with what may have been meant.
"""

from __future__ import annotations

import os
import shutil
import sys
from difflib import get_close_matches
from glob import glob
from pathlib import Path
from typing import IO, TYPE_CHECKING

from coterie.data.sources.spools import writing
from coterie.errors import SourceError

if TYPE_CHECKING:
    from coterie.data.sources.spools import Spool

__all__ = ["find_files"]

_STANDARD_INPUT = "-"


def find_files(source: object, spool: Spool) -> list[Path]:
    """Return the files that a user's words stand for.

    Parameters
    ----------
    source : str, path, or sequence of them
        A path; a pattern such as ``2011-*.csv`` (in alphabetical order); ``-`` for standard input.
    spool : Spool
        Where to keep what can be read only once.

    Returns
    -------
    list of Path

    Raises
    ------
    SourceError
        Where there is no such file, or it is named twice.

    Examples
    --------
    >>> from coterie.data.sources.spools import Spool
    >>> spool = Spool()
    >>> _ = (spool.folder / "b.csv").write_text("id"), (spool.folder / "a.csv").write_text("id")
    >>> [path.name for path in find_files(spool.folder / "*.csv", spool)]
    ['a.csv', 'b.csv']
    """
    paths = [path for name in _names(source) for path in _files(name, spool)]
    seen: set[tuple[int, int]] = set()
    for path in paths:
        found = path.stat()  # names may differ in case only, or by a link
        if (found.st_dev, found.st_ino) in seen:
            raise SourceError("the file is named twice", str(path), "Name every file once, or it would count twice.")
        seen.add((found.st_dev, found.st_ino))
    return paths


def _names(source: object) -> list[str]:
    if isinstance(source, str | os.PathLike):
        return [str(os.fspath(source))]
    if isinstance(source, list | tuple) and source and all(isinstance(part, str | os.PathLike) for part in source):
        return [str(os.fspath(part)) for part in source]
    kind = f"{type(source).__module__}.{type(source).__qualname__}"
    raise SourceError(f"cannot read a {kind}", "the source", "Give a path, several, or a table (collected, if lazy).")


def _files(name: str, spool: Spool) -> list[Path]:
    """Return the files that one name stands for."""
    if name == _STANDARD_INPUT:
        return [_spooled(sys.stdin.buffer, spool, "standard input")]
    path = Path(name)
    if path.is_file():
        return [path]
    if path.is_dir():
        raise SourceError("is a directory", name, f"Name a file, or a pattern such as {path / '*.csv'}.")
    if any(mark in name for mark in "*?["):
        found = sorted(Path(match) for match in glob(name, recursive=True) if Path(match).is_file())  # noqa: PTH207  absolute patterns
        if not found:
            raise SourceError(
                "no file matches", name, "Check the pattern; quote it, so that the shell leaves it alone."
            )
        return found
    if path.exists():
        with path.open("rb") as stream:
            return [_spooled(stream, spool, path.name)]
    raise SourceError("no such file", name, _nearby(path))


def _nearby(path: Path) -> str:
    if not path.parent.is_dir():
        return f"There is no directory {path.parent} either: check the path."
    names = [entry.name for entry in path.parent.iterdir()]
    close = get_close_matches(path.name, names, n=3, cutoff=0.6)
    return f"Did you mean {' or '.join(sorted(close))}?" if close else "Check the path."


def _spooled(stream: IO[bytes], spool: Spool, name: str) -> Path:
    """Return a file with what a stream holds, which can be read only once."""
    path = spool.path(name)
    with writing(path), path.open("wb") as file:
        shutil.copyfileobj(stream, file)
    return path
