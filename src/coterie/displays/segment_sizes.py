"""How many customers each segment holds, and how much of the money.

In: shares. Out: two bars per segment. The one rule: without known amounts there is no second bar.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np

from coterie.displays.display import Display
from coterie.displays.frames import pack, unpack
from coterie.displays.style import color, tint
from coterie.displays.wording import clip, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray

__all__ = ["SegmentSizesDisplay"]


class SegmentSizesDisplay(Display):
    r"""Share of customers beside share of money.

    Parameters
    ----------
    names : sequence of str
        Segments, from top to bottom.
    shares : array-like of float, shape (n_segments,)
        Of all customers with a segment, 0 to 1.
    money_shares : array-like of float, shape (n_segments,), optional
        Of all net spend; absent where no amount is known.

    Examples
    --------
    >>> SegmentSizesDisplay(["Loyal", "New"], [0.25, 0.75], money_shares=[0.6, 0.4]).alt
    'Loyal: 25\xa0% of customers, 60\xa0% of spend; New: 75\xa0% of customers, 40\xa0% of spend.'
    """

    caption = "Share of all customers, and where known share of all spend (lighter), that each segment holds."

    def __init__(self, names: Sequence[str], shares: ArrayLike, *, money_shares: ArrayLike | None = None) -> None:
        self.names = tuple(names)
        self.shares = np.asarray(shares, dtype=np.float64)
        self.money_shares = None if money_shares is None else np.asarray(money_shares, dtype=np.float64)

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        parts = []
        for position, name in enumerate(self.names):
            texts = [f"{share(part)} of {word}" for part, word in self._bars(position)]
            parts.append(f"{clip(name)}: {', '.join(texts)}")
        return f"{'; '.join(parts)}."

    def frame(self) -> pa.Table:
        """Return one row per segment."""
        columns: dict[str, object] = {"segment": list(self.names), "share": self.shares}
        if self.money_shares is not None:
            columns["money_share"] = self.money_shares
        return pack("SegmentSizesDisplay", columns, facts={})

    @classmethod
    def from_frame(cls, table: pa.Table) -> Self:
        """Build the display from its frame."""
        unpack(table, "SegmentSizesDisplay")
        known = "money_share" in table.column_names
        money_shares: NDArray[np.float64] | None = table["money_share"].to_numpy() if known else None
        return cls(table["segment"].to_pylist(), table["share"].to_numpy(), money_shares=money_shares)

    def _bars(self, position: int) -> list[tuple[float, str]]:
        bars = [(float(self.shares[position]), "customers")]
        if self.money_shares is not None:
            bars.append((float(self.money_shares[position]), "spend"))
        return bars

    def _size(self) -> tuple[float, float]:
        per_segment = 0.45 if self.money_shares is None else 0.6
        return (7.5, 0.5 + per_segment * len(self.names))

    def _draw(self, ax: Axes) -> None:
        thickness = 0.6 if self.money_shares is None else 0.36
        for position in range(len(self.names)):
            bars = self._bars(position)
            for place, (part, word) in enumerate(bars):
                height = position + thickness * (place - (len(bars) - 1) / 2) * 1.06
                shade = tint(color(position)) if word == "spend" else color(position)
                ax.barh(height, part, thickness, color=shade)
                left = max(part, 0.0)
                ax.annotate(f"{share(part)} of {word}", (left, height), (5, 0), "data", "offset points", va="center")
        ax.set_yticks(range(len(self.names)), [clip(name, 32) for name in self.names])
        ax.set_ylim(len(self.names) - 0.45, -0.55)
        parts = np.append(self.shares, [] if self.money_shares is None else self.money_shares)
        ax.set_xlim(min(0.0, float(parts.min(initial=0.0))), 1.28 * float(parts.max(initial=0.1)))
        ax.set_xticks([])
        ax.tick_params(axis="y", length=0)
        ax.spines["bottom"].set_visible(False)
