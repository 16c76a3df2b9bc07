"""Which column was recognised as what, in so few lines that they are read.

Comes in: findings. Goes out: lines for the terminal. The rule of this module: of a table of customers, columns of the
same use share a line; of a table of orders each finding has its own. The report tells every reason.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coterie.data.findings import Finding

__all__ = ["roster"]

_WORDS = {"basis": "makes segments", "descriptor": "describes"}
_GATHERED = frozenset({"basis", "descriptor", "left out", "target"})
"""Uses of columns; what else is told of a table of customers are counts."""
_COUNTED = frozenset({"spelling", "unreadable", "other classes", "missing"})
_WIDE, _NARROW = 14, 10
_MOST_NAMES, _LONGEST_NAME = 6, 40
_MOST_REASONS = 2
_LONGEST_LINE = 2_000
_FIRST_COUNT = re.compile(r"^([\d,]+) ")
_GAP = re.compile(r"^([\d,]+) customers? ha(?:s|ve) no value, of ([\d,]+);")


def roster(findings: Sequence[Finding], *, width: int) -> tuple[str, ...]:
    """Return the lines that tell what was recognised.

    Parameters
    ----------
    findings : sequence of Finding
        As detection tells them.
    width : int
        Of the window; lines of customer tables are wrapped to it.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> from coterie.data.findings import Finding
    >>> reason = "a number that tells customers apart"
    >>> print(*roster([Finding("basis", name, reason) for name in ("Fresh", "Milk")], width=80), sep=chr(10))
    makes segments  Fresh, Milk: a number that tells customers apart
    """
    if not any(finding.role == "basis" for finding in findings):
        return tuple(_line(_NARROW, _role(finding), _alone(finding)) for finding in findings)
    lines = (_line(_WIDE, _role(group[0]), _told(group)) for group in _groups(findings))
    within, under = max(width, 2 * _WIDE), " " * (_WIDE + 2)
    return tuple(part for line in lines for part in textwrap.wrap(line, within, subsequent_indent=under))


def _line(indent: int, role: str, text: str) -> str:
    return f"{role:>{indent}}  {text}"[:_LONGEST_LINE]


def _role(finding: Finding) -> str:
    return "gaps filled" if _GAP.match(finding.reason) else _WORDS.get(finding.role, finding.role)


def _alone(finding: Finding) -> str:
    mark = "" if finding.sure else " (please check)"
    return f"{finding.column or '-'}{mark}: {finding.reason}"


def _groups(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Gather columns of the same use and reason; where a use has many reasons, all columns of that use."""
    reasons: dict[str, set[str]] = {}
    for finding in findings:
        reasons.setdefault(finding.role, set()).add(_ground(finding))
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for place, finding in enumerate(findings):
        key: tuple[object, ...] = (place,)
        if finding.column and finding.role in _COUNTED:
            key = (_role(finding), finding.sure)
        elif finding.column and finding.role in _GATHERED:
            is_one = finding.role == "basis" or len(reasons[finding.role]) > _MOST_REASONS
            key = (finding.role, finding.sure, "" if is_one else _ground(finding))
        groups.setdefault(key, []).append(finding)
    return list(groups.values())


def _ground(finding: Finding) -> str:
    """Return the reason without its numbers and without the kind of the column."""
    return re.sub(r"[\d.,]+", "0", finding.reason.partition("; ")[2] or finding.reason)


def _told(group: Sequence[Finding]) -> str:
    """Tell columns of one use: their names, and the reason where it is the same."""
    first = group[0]
    mark = "" if first.sure else " (please check)"
    if first.role in _COUNTED:
        most = max(group, key=_count)
        gap = _GAP.match(most.reason)
        beside = f" ({gap[1]} of {gap[2]})" if gap else f": {most.reason}"
        if len(group) == 1:
            return f"{most.column or '-'}{mark}{beside}"
        where = "most in" if _count(most) else "first of them"
        return f"{len(group)} columns{mark}, {where} {_short(most.column)}{beside}"
    if len(group) == 1 and first.role not in _GATHERED:
        return _alone(first)
    names = ", ".join(_short(finding.column) for finding in group[:_MOST_NAMES])
    if len(group) > _MOST_NAMES:
        return f"{len(group)} columns{mark}: {names} and {len(group) - _MOST_NAMES} more"
    is_same = len({_ground(finding) for finding in group}) == 1
    reason = first.reason.partition("; ")[2] or first.reason
    return f"{names}{mark}: {reason}" if is_same else f"{names}{mark}"


def _count(finding: Finding) -> int:
    found = _FIRST_COUNT.match(finding.reason)
    return int(found[1].replace(",", "")) if found else 0


def _short(name: str | None) -> str:
    shown = name or "-"
    return shown if len(shown) <= _LONGEST_NAME else shown[: _LONGEST_NAME - 1] + "\N{HORIZONTAL ELLIPSIS}"
