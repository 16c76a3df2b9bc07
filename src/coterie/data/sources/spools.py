"""A private directory for files of passage, which goes with whoever holds it.

Comes in: nothing. Goes out: a :class:`Spool`. The rule of this module: only the user may read what is in it, and it is
gone when nobody needs it any more.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import weakref
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from coterie.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Spool", "writing"]

_LONGEST_NAME = 80


class Spool:
    """A private directory that is removed when nobody needs it any more.

    Examples
    --------
    >>> spool = Spool()
    >>> spool.path("orders.csv").name, spool.path("orders.csv").parent.name
    ('orders.csv', '1')
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="coterie-"))
        self._end = weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        self._n_given = 0

    def path(self, name: str) -> Path:
        """Return a path under the directory that nothing has yet.

        Parameters
        ----------
        name : str
            The file's name; what no system lets stand in one, or what leads out of the directory, is left out.

        Returns
        -------
        Path
        """
        folder = self.folder / str(self._n_given)
        self._n_given += 1
        with writing(folder):
            folder.mkdir()
        return folder / (re.sub(r"[^\w. -]+", "_", name)[-_LONGEST_NAME:].lstrip(".") or "file")


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Write a file of passage; where that fails, it leaves as a StorageError.

    Parameters
    ----------
    path : Path
        The file.

    Yields
    ------
    None

    Raises
    ------
    StorageError
        Where there is no space, or no right.

    Examples
    --------
    >>> spool = Spool()
    >>> path = spool.path("orders.csv")
    >>> with writing(path):
    ...     path.write_text("id,day")
    6
    """
    try:
        yield
    except OSError as error:
        what = f"cannot write {path.name}: {error.strerror or 'the disk refuses'}"
        raise StorageError(what, str(path.parent), "Free some space there, or set TMPDIR to another place.") from None
