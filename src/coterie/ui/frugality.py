"""What a command does where its address space is limited: it asks libraries to reserve less.

Comes in: the limit of the process. Goes out: settings of libraries that are not opened yet. The rule of this module:
without a limit nothing is changed, and what the user has set stays.
"""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress

try:
    import resource
except ImportError:  # Windows has none
    resource = None  # type: ignore[assignment]  # told apart where it is used

__all__ = ["reserve_little"]

_ROOMY_BYTES = 6_000_000_000
"""Above it, what allocators and threads reserve without using it does not matter: it is about one billion."""
_SETTINGS = {"ARROW_DEFAULT_MEMORY_POOL": "system", "OPENBLAS_NUM_THREADS": "1"}
_ARENA_MAX = -8
"""The C library's number for the setting that environments call MALLOC_ARENA_MAX."""


def reserve_little() -> bool:
    """Ask for one arena and few buffers, where the address space is limited; it must come before anything is opened.

    Returns
    -------
    bool
        Whether it was so.

    Examples
    --------
    >>> from coterie.ui.frugality import reserve_little
    >>> reserve_little() in {True, False}
    True
    """
    if not _is_limited():
        return False
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    if "MALLOC_ARENA_MAX" not in os.environ and sys.platform.startswith("linux"):
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)
    return True


def _is_limited() -> bool:
    if resource is None:
        return False
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return soft != resource.RLIM_INFINITY and soft < _ROOMY_BYTES
