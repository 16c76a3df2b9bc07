"""The profile: in what each segment differs from all other customers.

In: effect sizes. Out: a heat map with the number in every cell. The one rule: colour only repeats what the number says.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Self

import numpy as np

from coterie.displays.display import Display
from coterie.displays.frames import pack, unpack
from coterie.displays.style import INK, MUTED, diverging
from coterie.displays.wording import clip, decimal

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

__all__ = ["ProfileDisplay"]

_NOTICEABLE = 0.33
_DARK = 0.85
_MANY_SEGMENTS = 6


class ProfileDisplay(Display):
    """Effect sizes (Cliff's delta) of segments by features.

    Parameters
    ----------
    delta : array-like of float, shape (n_segments, n_features)
        -1 to 1 against all other customers; not-a-number where it could not be computed.
    segments : sequence of str
        Names, one per row.
    features : sequence of str
        Plain words, one per column.

    Notes
    -----
    Cliff (1993), Dominance statistics. From 0.33 a difference is noticeable, from 0.474 large (Romano et al. 2006).

    Examples
    --------
    >>> display = ProfileDisplay([[0.8], [-0.8]], ["Loyal", "New"], ["orders"])
    >>> display.frame().column_names
    ['segment', 'feature', 'delta']
    """

    caption = (
        "Orange: members have more than other customers. Blue: they have less. +1 would mean every member has more "
        "than every other customer, 0 no difference; from 0.33 upwards (bold) a difference is noticeable."
    )

    def __init__(self, delta: ArrayLike, segments: Sequence[str], features: Sequence[str]) -> None:
        self.segments = tuple(segments)
        self.features = tuple(features)
        self.delta = np.asarray(delta, dtype=np.float64).reshape(len(self.segments), len(self.features))

    @property
    def alt(self) -> str:
        """What the picture shows, in words: the noticeable differences of each segment."""
        parts = (f"{clip(name)}: {self._in_words(row)}" for name, row in zip(self.segments, self.delta, strict=True))
        return f"Differences of each segment from all other customers. {'; '.join(parts)}."

    def frame(self) -> pa.Table:
        """Return one row per segment and feature."""
        columns = {
            "segment": [name for name in self.segments for _ in self.features],
            "feature": list(self.features) * len(self.segments),
            "delta": self.delta.ravel(),
        }
        return pack("ProfileDisplay", columns, facts={"segments": self.segments, "features": self.features})

    @classmethod
    def from_frame(cls, table: pa.Table) -> Self:
        """Build the display from its frame."""
        facts = unpack(table, "ProfileDisplay")
        return cls(table["delta"].to_numpy(), facts["segments"], facts["features"])

    def _in_words(self, row: ArrayLike) -> str:
        effects = zip(self.features, np.asarray(row), strict=True)
        noticed = [f"{clip(name)} {_cell(effect)}" for name, effect in effects if abs(effect) >= _NOTICEABLE]
        return ", ".join(noticed) or "nothing noticeable"

    def _size(self) -> tuple[float, float]:
        many = len(self.segments) > _MANY_SEGMENTS
        return (9.0, 2.7 + 0.34 * len(self.features)) if many else (7.5, 0.9 + 0.36 * len(self.features))

    def _draw(self, ax: Axes) -> None:
        across, down = (np.arange(len(names) + 1) - 0.5 for names in (self.segments, self.features))
        ax.pcolormesh(across, down, self.delta.T, cmap=diverging(), vmin=-1, vmax=1, edgecolors="white", linewidth=2)
        for (segment, feature), effect in np.ndenumerate(self.delta):
            self._write(ax, segment, feature, float(effect))
        if len(self.segments) > _MANY_SEGMENTS:
            names = [clip(name, 32) for name in self.segments]
            ax.set_xticks(range(len(names)), names, rotation=55, ha="left", rotation_mode="anchor")
        else:
            ax.set_xticks(range(len(self.segments)), [textwrap.fill(clip(name, 40), 15) for name in self.segments])
        ax.set_yticks(range(len(self.features)), [clip(name, 36) for name in self.features])
        ax.set_ylim(len(self.features) - 0.5, -0.5)
        ax.tick_params(length=0, top=False, labeltop=True, bottom=False, labelbottom=False)
        ax.spines[:].set_visible(False)

    def _write(self, ax: Axes, segment: int, feature: int, effect: float) -> None:
        """Put one number into its cell, so that it can be read on its colour."""
        noticed = abs(effect) >= _NOTICEABLE
        ink = "white" if abs(effect) >= _DARK else INK if noticed else MUTED
        weight = "bold" if noticed else "normal"
        ax.text(
            segment,
            feature,
            _cell(effect),
            ha="center",
            va="center",
            color=ink,
            fontweight=weight,
            fontsize=9 if len(self.segments) <= _MANY_SEGMENTS else 8,
        )


def _cell(effect: float) -> str:
    """Effect with its sign; a dash where there is none."""
    if not np.isfinite(effect):
        return "\N{EN DASH}"
    return f"+{decimal(effect)}" if effect > 0 else decimal(effect)
