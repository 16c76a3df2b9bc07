"""What a column looks like, whatever it is called: how many values, how often they repeat, numbers or days.

Comes in: the first rows of a table. Goes out: one :class:`Look` per column. The rule of this module: only shapes are
looked at here; what they mean for the whole column is decided from the whole column.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from coterie.data.casts import CURRENCY
from coterie.data.moments import MONTH, SEPARATOR, WEEKDAY

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["SURELY", "Look", "look_at", "plain_text"]

SURELY = 0.95
"""Share of rows or values that must agree before something is taken for granted."""

_MISSING = pa.array(["", "NULL", "null", "NaN", "nan", "None", "<NA>"])
_DAY = "(0?[1-9]|[12][0-9]|3[01])(st|nd|rd|th|er)?"
_MONTH = f"(0?[1-9]|1[0-2]|{MONTH})"
_YEAR = "([0-9]{2}|[0-9]{4})"
_CLOCK = "([T ,]+[0-9]{1,2}:[0-9]{2}.*)?"
_STYLES = MappingProxyType(
    {
        "iso": f"^[0-9]{{4}}{SEPARATOR}{_MONTH}{SEPARATOR}{_DAY}{_CLOCK}$",
        "dmy": f"^{WEEKDAY}{_DAY}{SEPARATOR}{_MONTH}{SEPARATOR}{_YEAR}{_CLOCK}$",
        "mdy": f"^{WEEKDAY}{_MONTH}{SEPARATOR}{_DAY}{SEPARATOR}{_YEAR}{_CLOCK}$",
        "ymd": "^(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])([.]0)?"
        "([T ]*([01][0-9]|2[0-3])[0-5][0-9]([0-5][0-9])?Z?)?" + f"{_CLOCK}$",
        "ctime": f"^{WEEKDAY}{MONTH}[., ]+[0-9]{{1,2}}[, ]+[0-9]{{1,2}}:[0-9:.]+.* [0-9]{{4}}$",
        "epoch_s": "^[0-9]{9,10}([.][0-9]+)?$",
        "epoch_ms": "^[0-9]{12,13}([.]0)?$",
        "epoch_us": "^[0-9]{15,16}([.]0)?$",
        "excel": "^[2-7][0-9]{4}([.,][0-9]+)?$",
    }
)
_BARE = frozenset({"epoch_s", "epoch_ms", "epoch_us", "excel"})
"""Styles that look like any number."""
_OF_DAY = "^([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.,][0-9]+)?)?( ?[AaPp][.]?[Mm][.]?)?$"
_AFTER_MIDNIGHT = "[T ,][0-9]{1,2}:[0-9:.]*[1-9]"
_BLANKS = "['\u2019\u00a0\u202f ]"
_GROUPED = f"[0-9]+(([.,]|{_BLANKS})[0-9]{{2,3}})*([.,][0-9]*)?"
_NUMBER = (
    f"^[(]?[-+]?({CURRENCY})? ?[-+]?([.,]?[0-9]+([eE][-+]?[0-9]+)?|{_GROUPED}([eE][-+]?[0-9]+)?) ?({CURRENCY})?-?[)]?$"
)
_BELOW_ZERO = "^([(]?[-\u2212]|[(])|[^.,]-$"
_FRACTION = "[.,][0-9]*[1-9]"
_RATE = "^(0?[.,][0-9]+|[01]([.,]0*)?)$"
_PERCENT = "^(100|[0-9]{1,2})([.,][0-9]+)? ?%$"
_NOTHING = "^[-+]?0*([.,]0*)?$"


@dataclass(frozen=True)
class Look:
    """What a column looks like in the rows at hand.

    Parameters
    ----------
    label : str
        The user's name of it.
    kind : {'text', 'integer', 'float', 'decimal', 'time'}
        Its type.
    n_rows, n_present, n_distinct : int
        Rows, rows with a value, different values.
    number_share, negative_share : float
        Of the rows with a value: numbers, and numbers below zero.
    has_fraction : bool
        Whether some number is not whole.
    is_rate : bool
        Whether every value is a number from 0 to 1 and some are fractions, or every value is percent.
    clock_share : float
        Of the rows with a value: times of day without a day.
    has_clock : bool
        Whether some day has a time of day after midnight.
    nothing_share : float
        Of all rows: blank, or zero.
    styles : mapping of str to float
        Of the rows with a value, the share that looks like a day or time, by style.

    Examples
    --------
    >>> import pyarrow as pa
    >>> (look,) = look_at(pa.table({"when": ["31.12.2010", "01.02.2011", None]}))
    >>> look.n_present, look.styles
    (2, {'dmy': 1.0, 'mdy': 0.5})
    """

    label: str
    kind: str
    n_rows: int
    n_present: int = 0
    n_distinct: int = 0
    number_share: float = 0.0
    negative_share: float = 0.0
    has_fraction: bool = False
    is_rate: bool = False
    clock_share: float = 0.0
    has_clock: bool = False
    nothing_share: float = 1.0
    styles: Mapping[str, float] = field(default_factory=dict)

    @property
    def day_share(self) -> float:
        """Share of the values that look like a day in the style that fits best; bare seconds look like any number."""
        return max((share for style, share in self.styles.items() if style not in _BARE), default=0.0)

    @property
    def bare_share(self) -> float:
        """Share of the values that may be seconds or parts of them since 1970, or days as spreadsheets count."""
        return max((share for style, share in self.styles.items() if style in _BARE), default=0.0)

    @property
    def likeliest_style(self) -> str:
        """The style that most values fit; a bare number only where nothing else fits."""
        likely = {style: share for style, share in self.styles.items() if not (self.day_share and style in _BARE)}
        return max(likely, key=lambda style: likely[style], default="iso")

    @property
    def repeats(self) -> bool:
        """Whether a value stands in more than one row."""
        return self.n_distinct < self.n_present

    @property
    def is_id_like(self) -> bool:
        """Whether its values may be ids: neither times nor amounts."""
        return self.n_present > 0 and self.day_share < SURELY and not self.has_fraction and not self.negative_share


def look_at(sample: pa.Table) -> tuple[Look, ...]:
    """Look at every column of a table.

    Parameters
    ----------
    sample : pyarrow.Table
        Some rows, under the user's names.

    Returns
    -------
    tuple of Look
        In the table's order.

    Examples
    --------
    >>> import pyarrow as pa
    >>> sample = pa.table({"a": ["1", "1"], "b": ["x", "y"]})
    >>> [(look.label, look.number_share, look.repeats) for look in look_at(sample)]
    [('a', 1.0, True), ('b', 0.0, False)]
    """
    return tuple(_look(name, column) for name, column in zip(sample.column_names, sample.columns, strict=True))


def plain_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as trimmed text, null where there is no value.

    Parameters
    ----------
    column : pyarrow.ChunkedArray
        Of any type.

    Returns
    -------
    pyarrow.ChunkedArray

    Examples
    --------
    >>> import pyarrow as pa
    >>> plain_text(pa.chunked_array([[" a ", "nan", ""]])).to_pylist()
    ['a', None, None]
    """
    text = pc.utf8_trim_whitespace(pc.cast(column, pa.string()))
    return pc.if_else(pc.is_in(text, value_set=_MISSING), pa.scalar(None, pa.string()), text)


def _look(label: str, column: pa.ChunkedArray) -> Look:
    kind = _kind(column.type)
    values = pc.value_counts(pc.drop_null(plain_text(column)))
    texts, counts = values.field("values"), values.field("counts").to_numpy()
    n_present = int(counts.sum())
    if not n_present:
        return Look(label, kind, len(column))
    is_number = _matches(pc.utf8_upper(texts), _NUMBER)
    styles = {"typed": 1.0} if kind == "time" else _style_shares(texts, counts)
    return Look(
        label,
        kind,
        n_rows=len(column),
        n_present=n_present,
        n_distinct=len(texts),
        number_share=float(counts[is_number].sum() / n_present),
        negative_share=float(counts[is_number & _matches(texts, _BELOW_ZERO)].sum() / n_present),
        has_fraction=bool((is_number & _matches(texts, _FRACTION)).any()),
        is_rate=_is_rate(texts),
        clock_share=float(counts[_matches(texts, _OF_DAY)].sum() / n_present),
        has_clock=bool(_matches(texts, _AFTER_MIDNIGHT).any()),
        nothing_share=1.0 - float(counts[~_matches(texts, _NOTHING)].sum() / len(column)),
        styles=styles,
    )


def _is_rate(texts: pa.Array) -> bool:
    shares = bool(_matches(texts, _RATE).all()) and bool(_matches(texts, _FRACTION).any())
    return shares or bool(_matches(texts, _PERCENT).all())


def _style_shares(texts: pa.Array, counts: NDArray[np.int64]) -> dict[str, float]:
    shares = {style: counts[_matches(texts, shape)].sum() / counts.sum() for style, shape in _STYLES.items()}
    return {style: float(share) for style, share in shares.items() if share}


def _matches(texts: pa.Array, shape: str) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = pc.match_substring_regex(texts, shape).to_numpy(zero_copy_only=False)
    return found


def _kind(data_type: pa.DataType) -> str:
    if pa.types.is_integer(data_type):
        return "integer"
    if pa.types.is_floating(data_type):
        return "float"
    if pa.types.is_decimal(data_type):
        return "decimal"
    return "time" if pa.types.is_timestamp(data_type) or pa.types.is_date(data_type) else "text"
