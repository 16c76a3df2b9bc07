"""The first rows of a table, and which column has which role so far.

Comes in: some rows under the user's names. Goes out: a :class:`Sheet` that answers what stands beside what. The rule of
this module: it compares columns and decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from coterie.data.looks import SURELY, look_at, plain_text

if TYPE_CHECKING:
    from coterie.data.looks import Look

__all__ = ["Pick", "Sheet"]

_CLOCK = "[ T][0-9]{1,2}:.*$"


@dataclass(frozen=True)
class Pick:
    """A column for a role, and why.

    Parameters
    ----------
    label : str or None
        The user's column; None where there is none.
    reason : str
        A plain sentence.
    sure : bool
        False where the user should look.
    is_set : bool
        True where the user has decided.
    question : str
        What only a person can say; empty where nothing has to be asked.
    choices : tuple of str
        The answers at hand.

    Examples
    --------
    >>> Pick("CustomerID", "its name says so").sure
    True
    """

    label: str | None
    reason: str
    sure: bool = True
    is_set: bool = False
    question: str = ""
    choices: tuple[str, ...] = ()


@dataclass
class Sheet:
    """The first rows of a table, and which column has which role so far.

    Parameters
    ----------
    sample : pyarrow.Table
        The rows, under the user's names.
    picks : dict of str to Pick
        What is decided already, by role.
    discounts, coupons, attributes : tuple of str, optional
        Columns with money taken off, of coupons, and of the customer; None where that is not decided yet.
    looks : tuple of Look
        What each column looks like.

    Examples
    --------
    >>> Sheet(pa.table({"who": ["a", "b"]})).decides("who", "who")
    True
    """

    sample: pa.Table
    picks: dict[str, Pick] = field(default_factory=dict)
    discounts: tuple[str, ...] | None = None
    coupons: tuple[str, ...] | None = None
    attributes: tuple[str, ...] | None = None
    looks: tuple[Look, ...] = ()

    def __post_init__(self) -> None:
        """Look at the columns."""
        self.looks = self.looks or look_at(self.sample)

    def label(self, role: str) -> str | None:
        """Return the column that has a role.

        Parameters
        ----------
        role : str
            The role.

        Returns
        -------
        str or None
        """
        return self.picks[role].label if role in self.picks else None

    def look(self, label: str) -> Look:
        """Return what a column looks like.

        Parameters
        ----------
        label : str
            The column.

        Returns
        -------
        Look
        """
        return next(look for look in self.looks if look.label == label)

    def free(self) -> list[Look]:
        """Return what the columns look like that have no role yet.

        Returns
        -------
        list of Look
        """
        groups = (self.discounts, self.coupons, self.attributes)
        taken = {pick.label for pick in self.picks.values()} | {label for group in groups for label in group or ()}
        return [look for look in self.looks if look.label not in taken]

    def decides(self, label: str, other: str) -> bool:
        """Say whether nearly every value of one column comes with one value, or one day, of another.

        Parameters
        ----------
        label, other : str
            Two columns.

        Returns
        -------
        bool
        """
        known = pa.table({"one": plain_text(self.sample[label]), "other": self.days(other)}).drop_null()
        n_values = known.group_by("one").aggregate([]).num_rows
        n_pairs = known.group_by(["one", "other"]).aggregate([]).num_rows
        return bool(n_values > 0 and SURELY * n_pairs <= n_values)

    def agree(self, label: str, other: str) -> bool:
        """Say whether two columns hold the same value, or the same day, in nearly every row.

        Parameters
        ----------
        label, other : str
            Two columns.

        Returns
        -------
        bool
        """
        same = pc.sum(pc.equal(self.days(label), self.days(other))).as_py() or 0
        return bool(same >= SURELY * self.look(label).n_present)

    def days(self, label: str) -> pa.ChunkedArray:
        """Return a column as text without its times of day.

        Parameters
        ----------
        label : str
            The column.

        Returns
        -------
        pyarrow.ChunkedArray
        """
        return pc.replace_substring_regex(plain_text(self.sample[label]), _CLOCK, "")
