"""Pictures as data, drawn with matplotlib only when asked.

A display is built from plain data, drawn by ``plot``, kept by ``frame`` and described by ``alt``. It computes nothing
when it draws, so what a bundle stores is all that a picture needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.displays.display import Display, to_png, to_svg
from coterie.displays.elbow import ElbowDisplay
from coterie.displays.frames import kind
from coterie.displays.k_selection import KSelectionDisplay
from coterie.displays.ledger import LedgerDisplay
from coterie.displays.profile import ProfileDisplay
from coterie.displays.segment_map import SegmentMapDisplay
from coterie.displays.segment_sizes import SegmentSizesDisplay
from coterie.displays.silhouette import SilhouetteDisplay
from coterie.errors import BundleError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "Display",
    "ElbowDisplay",
    "KSelectionDisplay",
    "LedgerDisplay",
    "ProfileDisplay",
    "SegmentMapDisplay",
    "SegmentSizesDisplay",
    "SilhouetteDisplay",
    "load",
    "to_png",
    "to_svg",
]

_KINDS: dict[str, type[Display]] = {
    display.__name__: display
    for display in (
        ElbowDisplay,
        KSelectionDisplay,
        LedgerDisplay,
        ProfileDisplay,
        SegmentMapDisplay,
        SegmentSizesDisplay,
        SilhouetteDisplay,
    )
}


def load(table: pa.Table) -> Display:
    """Build whichever display a table is the frame of.

    Parameters
    ----------
    table : pyarrow.Table

    Returns
    -------
    Display

    Raises
    ------
    BundleError
        If the table is the frame of no display.

    Examples
    --------
    >>> load(ElbowDisplay([2, 3], [9.0, 4.0]).frame()).n_clusters.tolist()
    [2, 3]
    """
    found = kind(table)
    if found not in _KINDS:
        raise BundleError(
            "this table is not the frame of a display",
            f"it says: {found or 'nothing'}",
            "Give a table that a display's frame() returned, or one read from a bundle's displays folder.",
        )
    return _KINDS[found].from_frame(table)
