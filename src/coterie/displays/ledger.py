"""The ledger as a waterfall: what came in, what each rule took, what was used.

In: the lines of a ledger. Out: bars of rows and, where known, of money. The one rule: the first bar less all that was
taken is the last bar.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np

from coterie.displays.display import Display
from coterie.displays.frames import pack, unpack
from coterie.displays.style import ACCENT, MUTED, color, tint
from coterie.displays.wording import clip, count, money

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pyarrow as pa
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray

__all__ = ["LedgerDisplay"]

_TAKEN = {"quarantine": color(1), "set aside": color(4)}
"""Colour of what a rule took; rows that are only marked stay."""


class LedgerDisplay(Display):
    """Waterfall of rows and money over the cleaning rules.

    Parameters
    ----------
    rules : sequence of str
        Short names, in the order in which they were applied.
    effects : sequence of str
        ``quarantine``, ``set aside`` or ``kept, marked``.
    n_rows, rows_left : array-like of int, shape (n_rules,)
        Rows that the rule met, and rows left after it.
    money_e4, money_left_e4 : array-like of int, shape (n_rules,), optional
        Their money; absent where no amount is known.
    currency : str
        Sign or code before amounts; empty where not known.

    Examples
    --------
    >>> display = LedgerDisplay(["no customer"], ["set aside"], n_rows=[3], rows_left=[7])
    >>> display.alt
    '10 rows read. no customer: 3 rows set aside. 7 rows used.'
    """

    caption = (
        "From all that was read (top) to what was used (bottom); rows, and where known money (lighter). Each bar "
        "between is what one rule took out; outlined bars were only marked and stayed. Rules that met no row are left "
        "out."
    )

    def __init__(
        self,
        rules: Sequence[str],
        effects: Sequence[str],
        *,
        n_rows: ArrayLike,
        rows_left: ArrayLike,
        money_e4: ArrayLike | None = None,
        money_left_e4: ArrayLike | None = None,
        currency: str = "",
    ) -> None:
        self.rules = tuple(rules)
        self.effects = tuple(effects)
        self.currency = currency
        self.n_rows = np.asarray(n_rows, dtype=np.int64)
        self.rows_left = np.asarray(rows_left, dtype=np.int64)
        self.money_e4 = None if money_e4 is None else np.asarray(money_e4, dtype=np.int64)
        self.money_left_e4 = None if money_left_e4 is None else np.asarray(money_left_e4, dtype=np.int64)

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        lines = zip(self.rules, self.effects, self.n_rows, strict=True)
        rules = " ".join(f"{clip(rule)}: {count(int(n))} rows {effect}." for rule, effect, n in lines if n)
        read, used = self._ends(self.n_rows, self.rows_left)
        return f"{count(read)} rows read. {rules} {count(used)} rows used."

    def frame(self) -> pa.Table:
        """Return one row per rule."""
        columns: dict[str, object] = {
            "rule": list(self.rules),
            "effect": list(self.effects),
            "n_rows": self.n_rows,
            "rows_left": self.rows_left,
        }
        if self.money_e4 is not None and self.money_left_e4 is not None:
            columns |= {"money_e4": self.money_e4, "money_left_e4": self.money_left_e4}
        return pack("LedgerDisplay", columns, facts={"currency": self.currency})

    @classmethod
    def from_frame(cls, table: pa.Table) -> Self:
        """Build the display from its frame."""
        facts = unpack(table, "LedgerDisplay")
        numbers = [name for name in table.column_names if name not in ("rule", "effect")]
        columns = {name: table[name].to_numpy() for name in numbers}
        return cls(table["rule"].to_pylist(), table["effect"].to_pylist(), currency=facts["currency"], **columns)

    def _ends(self, amounts: NDArray[np.int64], left: NDArray[np.int64]) -> tuple[int, int]:
        """Return what came in, and what was used."""
        if not left.size:
            return 0, 0
        first = int(amounts[0]) if self.effects[0] in _TAKEN else 0
        return int(left[0]) + first, int(left[-1])

    def _quantities(self) -> list[tuple[NDArray[np.int64], NDArray[np.int64], Callable[[int], str]]]:
        """Amounts and what was left, of rows and where known of money, and how to write them."""
        rows = (self.n_rows, self.rows_left, lambda n: f"{count(n)} rows")
        if self.money_e4 is None or self.money_left_e4 is None:
            return [rows]
        unit = "" if self.currency else " in money"
        return [rows, (self.money_e4, self.money_left_e4, lambda amount: money(amount, self.currency) + unit)]

    def _size(self) -> tuple[float, float]:
        per_rule = 0.2 + 0.2 * len(self._quantities())
        return (7.5, 0.7 + per_rule * (np.count_nonzero(self.n_rows) + 2))

    def _draw(self, ax: Axes) -> None:
        quantities = self._quantities()
        thickness = 0.7 / len(quantities)
        for place, (amounts, left, write) in enumerate(quantities):
            offset = thickness * (place - (len(quantities) - 1) / 2) * 1.06
            for row, (start, length, shade, text) in enumerate(self._fall(amounts, left, write)):
                _draw_bar(ax, (row + offset, thickness), (start, length), tint(shade) if place and shade else shade)
                ax.text(1.02, row + offset, text, transform=ax.get_yaxis_transform(), va="center", fontsize=9)
        met = [clip(rule, 34) for rule, n in zip(self.rules, self.n_rows, strict=True) if n]
        labels = ["all that was read", *met, "used"]
        ax.set_yticks(range(len(labels)), labels)
        ax.set_ylim(len(labels) - 0.45, -0.55)
        ax.tick_params(axis="y", length=0)
        ax.margins(x=0.01)
        ax.set_xlabel("Percent of what was read")
        ax.grid(axis="x")

    def _fall(
        self, amounts: NDArray[np.int64], left: NDArray[np.int64], write: Callable[[int], str]
    ) -> Iterator[tuple[float, float, str, str]]:
        """Yield start and length in percent, colour (none for rows that stayed) and text of every bar."""
        read, used = self._ends(amounts, left)
        percent = 100 / read if read else 0.0
        yield 0, read * percent, ACCENT, write(read)
        for rule in np.flatnonzero(self.n_rows):
            amount, rest, shade = int(amounts[rule]), int(left[rule]), _TAKEN.get(self.effects[rule], "")
            start = rest if shade else rest - amount
            yield start * percent, amount * percent, shade, _change(-amount, write) if shade else f"({write(amount)})"
        yield 0, used * percent, ACCENT, write(used)


def _draw_bar(ax: Axes, band: tuple[float, float], extent: tuple[float, float], shade: str) -> None:
    """Draw one bar: filled where rows were taken or used, outlined where they were only marked."""
    (height, thickness), (start, length) = band, extent
    face, edge, width = shade or "none", shade or MUTED, 0.8 if length else 0.0
    ax.barh(height, length, thickness, left=start, facecolor=face, edgecolor=edge, linewidth=width)


def _change(amount: int, write: Callable[[int], str]) -> str:
    """Write a change with its sign."""
    return f"+{write(amount)}" if amount > 0 else write(amount)
