"""How much memory a process may take, and what of it the database may have.

Comes in: what the user has set, and what the system allows. Goes out: bytes. The rule of this module: a limit is the
whole process's. The database gets less than half: libraries, the customers in memory and the arrays of the fit need the
rest, and a database overshoots its own limit while it sorts and hands over rows.
"""

from __future__ import annotations

import ctypes
import os
import re
import sys
from contextlib import suppress
from pathlib import Path

try:
    import resource
except ImportError:  # Windows has none
    resource = None  # type: ignore[assignment]  # told apart where it is used

__all__ = ["available_bytes", "database_bytes", "give_back", "parse_size"]

_UNITS = {"": 1, "B": 1} | {f"{prefix}B": 1000**power for power, prefix in enumerate("KMGT", start=1)}
_UNITS |= {f"{prefix}IB": 1024**power for power, prefix in enumerate("KMGT", start=1)}
_SHARE = 0.42
_LEAST_BYTES = 32_000_000
"""Below it, a database cannot even read a file."""
_CGROUP_FILES = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def parse_size(text: str) -> int:
    """Read an amount of memory.

    Parameters
    ----------
    text : str
        A number and a unit: ``2GB``, ``512 MB``, ``1.5GiB``.

    Returns
    -------
    int
        Bytes.

    Raises
    ------
    ValueError
        Where it is no such amount.

    Examples
    --------
    >>> parse_size("1.5GB"), parse_size("512 MiB")
    (1500000000, 536870912)
    """
    found = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]*)\s*", text)
    if not found or found[2].upper() not in _UNITS or float(found[1]) == 0:
        raise ValueError(text)
    return int(float(found[1]) * _UNITS[found[2].upper()])


def available_bytes() -> int | None:
    """Return what the system lets this process take: of the machine's memory, its group's, its address space.

    Returns
    -------
    int or None
        Bytes; None where the system does not say.

    Examples
    --------
    >>> available = available_bytes()
    >>> available is None or available > 0
    True
    """
    found = [*_physical(), *_of_group(), *_of_address_space()]
    return min(found, default=None)


def database_bytes(memory_limit: str | None) -> int | None:
    """Return what the database may have.

    Parameters
    ----------
    memory_limit : str or None
        What the process may take; None for what the system allows.

    Returns
    -------
    int or None
        Bytes; None where nobody says.

    Raises
    ------
    ValueError
        Where the limit is no amount of memory.

    Examples
    --------
    >>> database_bytes("1GB")
    420000000
    """
    whole = available_bytes() if memory_limit is None else parse_size(memory_limit)
    return None if whole is None else max(int(whole * _SHARE), _LEAST_BYTES)


def give_back() -> None:
    """Hand memory that is free back to the system, where its C library can.

    Examples
    --------
    >>> give_back()
    """
    if sys.platform.startswith("linux"):
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)


def _physical() -> list[int]:
    try:
        return [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    except (AttributeError, ValueError, OSError):
        return []


def _of_group() -> list[int]:
    found = []
    for path in map(Path, _CGROUP_FILES):
        with suppress(OSError, ValueError):
            found.append(int(path.read_text(encoding="ascii")))
    return found


def _of_address_space() -> list[int]:
    if resource is None:
        return []
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return [soft] if soft != resource.RLIM_INFINITY else []
