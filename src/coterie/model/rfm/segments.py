"""Names of RFM codes: one name for each of the 125, said by boxes of scores.

A box names the codes inside its bounds. In our own table the boxes neither overlap nor leave a gap, so their order
means nothing. In the table of the R package rfm the first box that holds a code names it, and some codes have no box.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from coterie.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "R_PACKAGE_TABLE",
    "SEGMENT_TABLE",
    "CodeBox",
    "SegmentTable",
    "segment_name",
    "segment_names",
]

_BEST = 5
Bounds = tuple[int, int]


@dataclass(frozen=True)
class CodeBox:
    """The codes whose scores lie within bounds.

    Parameters
    ----------
    name : str
        The name of their segment.
    r, f, m : tuple of (int, int)
        Lowest and highest score of recency, frequency and money, both included.

    Examples
    --------
    >>> from coterie.model.rfm import CodeBox
    >>> CodeBox("Champions", (4, 5), (4, 5), (4, 5)).holds((5, 4, 4))
    True
    """

    name: str
    r: Bounds
    f: Bounds
    m: Bounds

    def holds(self, code: tuple[int, int, int]) -> bool:
        """Say whether a code lies inside.

        Parameters
        ----------
        code : tuple of (int, int, int)
            Scores of recency, frequency and money.

        Returns
        -------
        bool
        """
        return all(low <= score <= high for score, (low, high) in zip(code, (self.r, self.f, self.m), strict=True))


@dataclass(frozen=True)
class SegmentTable:
    """Names for all 125 codes; the first box that holds a code names it.

    Parameters
    ----------
    meanings : tuple of (str, str)
        Each name and what it says, best segment first.
    boxes : tuple of CodeBox
        Which codes have which name.
    rest : str, optional
        The name of codes that no box holds.

    Raises
    ------
    ConfigError
        A code has no name, or a name has no meaning.

    Examples
    --------
    >>> from coterie.model.rfm import SEGMENT_TABLE
    >>> SEGMENT_TABLE.names[:3]
    ('Champions', 'Loyal', 'Big spenders')
    """

    meanings: tuple[tuple[str, str], ...]
    boxes: tuple[CodeBox, ...]
    rest: str | None = None

    def __post_init__(self) -> None:
        """Refuse a table with gaps."""
        nameless = [code for code in _codes() if not self.names_of(code)]
        if nameless:
            listed = ", ".join("".join(map(str, code)) for code in nameless[:3])
            raise ConfigError(
                f"{len(nameless)} codes have no name", f"segment table, codes {listed} ...", "Add a box, or a rest."
            )
        given = {box.name for box in self.boxes} | ({self.rest} if self.rest else set())
        if given != set(self.names):
            odd = ", ".join(sorted(given ^ set(self.names)))
            raise ConfigError(f"names and meanings differ: {odd}", "segment table", "Give each name one meaning.")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the segments, best first."""
        return tuple(name for name, _ in self.meanings)

    def names_of(self, code: tuple[int, int, int]) -> tuple[str, ...]:
        """Return the names of all boxes that hold a code, or the rest.

        Parameters
        ----------
        code : tuple of (int, int, int)
            Scores of recency, frequency and money.

        Returns
        -------
        tuple of str
            The first is the code's name.
        """
        names = tuple(box.name for box in self.boxes if box.holds(code))
        return names or ((self.rest,) if self.rest else ())


def _codes() -> Iterator[tuple[int, int, int]]:
    """Return all 125 codes."""
    scores = range(1, _BEST + 1)
    return product(scores, scores, scores)


SEGMENT_TABLE = SegmentTable(
    (
        ("Champions", "They ordered recently, order often and spend much."),
        ("Loyal", "They order often, and are neither champions nor among those longer gone."),
        ("Big spenders", "They spend much on fewer orders, and are not among those longer gone."),
        ("Promising", "They ordered recently and more than the fewest times; their spend is still modest."),
        ("Recent occasional", "They ordered recently, with the fewest orders and modest spend."),
        ("Needs attention", "They are in the middle by last order, and below the best by orders and spend."),
        ("At-risk champions", "They ordered often and spent much, and are among those longer gone."),
        ("At risk", "They ordered often or spent much, not both, and are among those longer gone."),
        ("Slipping", "They are among those longer gone, and neither ordered often nor spent much."),
        ("Lapsed", "They are among those longest gone, and neither ordered often nor spent much."),
    ),
    (
        CodeBox("Champions", (4, 5), (4, 5), (4, 5)),
        CodeBox("Loyal", (4, 5), (4, 5), (1, 3)),
        CodeBox("Loyal", (3, 3), (4, 5), (1, 5)),
        CodeBox("Big spenders", (3, 5), (1, 3), (4, 5)),
        CodeBox("Promising", (4, 5), (2, 3), (1, 3)),
        CodeBox("Recent occasional", (4, 5), (1, 1), (1, 3)),
        CodeBox("Needs attention", (3, 3), (1, 3), (1, 3)),
        CodeBox("At-risk champions", (1, 2), (4, 5), (4, 5)),
        CodeBox("At risk", (1, 2), (4, 5), (1, 3)),
        CodeBox("At risk", (1, 2), (1, 3), (4, 5)),
        CodeBox("Slipping", (2, 2), (1, 3), (1, 3)),
        CodeBox("Lapsed", (1, 1), (1, 3), (1, 3)),
    ),
)
"""Our own names, best first: a customer who is better by any measure is never in a worse segment."""

R_PACKAGE_TABLE = SegmentTable(
    (
        ("Champions", "Best by all three measures."),
        ("Potential Loyalist", "Recent, regular, more than the lowest spend."),
        ("Loyal Customers", "In the middle by all three measures."),
        ("Promising", "Rather recent, few orders, good spend."),
        ("New Customers", "Recent, few orders."),
        ("Can't Lose Them", "Long gone, regular, high spend."),
        ("At Risk", "Long gone, not the fewest orders, high spend."),
        ("Need Attention", "Long gone to middling, regular, good spend."),
        ("About To Sleep", "Rather long gone, few orders, not the highest spend."),
        ("Lost", "Longest gone."),
        ("Others", "No rule of the package holds."),
    ),
    (
        CodeBox("Champions", (5, 5), (5, 5), (5, 5)),
        CodeBox("Potential Loyalist", (3, 5), (3, 5), (2, 5)),
        CodeBox("Loyal Customers", (2, 4), (2, 4), (2, 4)),
        CodeBox("Promising", (3, 4), (1, 3), (3, 5)),
        CodeBox("New Customers", (4, 5), (1, 3), (1, 5)),
        CodeBox("Can't Lose Them", (1, 2), (3, 4), (4, 5)),
        CodeBox("At Risk", (1, 2), (2, 5), (4, 5)),
        CodeBox("Need Attention", (1, 3), (3, 5), (3, 5)),
        CodeBox("About To Sleep", (2, 3), (1, 3), (1, 4)),
        CodeBox("Lost", (1, 1), (1, 5), (1, 5)),
    ),
    rest="Others",
)
"""The rules that the R package rfm documents for its example, for those who compare; they overlap and leave gaps."""


def segment_name(r: int, f: int, m: int, *, table: SegmentTable = SEGMENT_TABLE) -> str:
    """Return the name of one RFM code.

    Parameters
    ----------
    r, f, m : int
        Scores of recency, frequency and money, 1 to 5.
    table : SegmentTable
        Whose names.

    Returns
    -------
    str

    Raises
    ------
    ConfigError
        A score is not between 1 and 5.

    Examples
    --------
    >>> from coterie.model.rfm import R_PACKAGE_TABLE, segment_name
    >>> segment_name(5, 4, 1), segment_name(5, 4, 1, table=R_PACKAGE_TABLE)
    ('Loyal', 'Others')
    """
    return str(segment_names([[r, f, m]], table=table)[0])


def segment_names(scores: ArrayLike, *, table: SegmentTable = SEGMENT_TABLE) -> NDArray[np.str_]:
    """Return the name of each customer's RFM code.

    Parameters
    ----------
    scores : array-like of shape (n_samples, 3), int
        Scores of recency, frequency and money, 1 to 5.
    table : SegmentTable
        Whose names.

    Returns
    -------
    ndarray of shape (n_samples,), str

    Raises
    ------
    ConfigError
        A score is not between 1 and 5, or there are not three of them.

    Examples
    --------
    >>> from coterie.model.rfm import segment_names
    >>> segment_names([[5, 5, 5], [1, 1, 1]]).tolist()
    ['Champions', 'Lapsed']
    """
    codes = np.asarray(scores, dtype=np.int64)
    if codes.ndim != 2 or codes.shape[1] != 3 or ((codes < 1) | (codes > _BEST)).any():  # noqa: PLR2004  rows of R, F, M
        raise ConfigError("a code is not three scores from 1 to 5", "rfm segment names", "Score with n_bins=5.")
    name_of: NDArray[np.str_] = np.array([table.names_of(code)[0] for code in _codes()])
    return np.asarray(name_of[(codes - 1) @ np.array([_BEST**2, _BEST, 1])])
