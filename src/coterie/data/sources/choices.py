"""What a user may know of a file better than its content says."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Reading"]


@dataclass(frozen=True)
class Reading:
    """How a source is to be read; whatever is left out is found out.

    Parameters
    ----------
    table : str, optional
        Sheet of a workbook, or table of a database.
    separator : str, optional
        What separates fields of a text: one character, ``tab``, or ``blank`` for runs of blanks.
    encoding : str, optional
        How a text is encoded, by Python's names.
    header : bool, optional
        Whether the first row names the columns.
    skip_lines : int, optional
        Lines above the header that are no rows.

    Examples
    --------
    >>> Reading(table="Orders").separator is None
    True
    """

    table: str | None = None
    separator: str | None = None
    encoding: str | None = None
    header: bool | None = None
    skip_lines: int | None = None
