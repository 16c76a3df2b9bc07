"""A made-up shop whose segments are known, to test on what nobody can know of a real one.

Comes in: how many customers and segments, and how far apart. Goes out: an order-line table as a shop would export it,
all text, and the plan beside it. The rule of this module: the segments are planted in the very features that are to
find them (recency, orders, spend), and every fault that is planted is counted.

A segment sits on a corner of the cube {recent, long ago} x {few, many orders} x {small, large spend}. Around it the
logarithms of the three features are normal with equal spread, cut at 2.5 standard deviations.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq
from scipy.special import ndtr, ndtri

from coterie.errors import ConfigError
from coterie.tables import MONEY_SCALE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike

    from numpy.typing import NDArray

__all__ = ["Shop", "make_shop", "write_shop"]

_AS_OF_S = 1_735_689_600
"""2025-01-01, midnight UTC: the day after the shop's last order."""
_DAY_S = 86_400
_CUT = 2.5
"""Standard deviations at which a segment ends."""
_SLACK = 1.05
"""Whole orders and whole cents blur the features; the plan is so much wider than asked."""
_LONGEST_SHARE = 0.9
_RANGES = {"orders": (1.5, 40.0), "spend": (40.0, 8_000.0)}
_SHORTEST_DAYS = 0.8
_EXTRA_LINES = 0.5
_N_PRODUCTS = 500
_MOST_PIECES = 6
_CENTS = 100

_CORNERS: tuple[tuple[str, tuple[int, int, int]], ...] = (
    ("regulars", (0, 1, 1)),
    ("newcomers", (0, 0, 0)),
    ("lapsed small spenders", (1, 1, 0)),
    ("lapsed big spenders", (1, 0, 1)),
    ("small frequent", (0, 1, 0)),
    ("big occasional", (0, 0, 1)),
    ("lapsed regulars", (1, 1, 1)),
    ("tried once", (1, 0, 0)),
)
"""Names and corners (long ago, many, large). The first four are all as far apart as the diagonal of a face."""
_FACE_CORNERS = 4


@dataclass(frozen=True)
class _Fault:
    """What is written into a copied line: a text before or, where the old one is not kept, instead of it."""

    rule: str
    edits: tuple[tuple[str, str, bool], ...] = ()


_FAULTS = (
    _Fault("no customer", (("customer_id", "", False),)),
    _Fault("unreadable time", (("ordered_at", "soon", False),)),
    _Fault("impossible time", (("ordered_at", "9999-12-31 00:00:00", False),)),
    _Fault("unreadable quantity", (("quantity", "some", False),)),
    _Fault("unreadable price", (("unit_price", "ask", False),)),
    _Fault("exact duplicate"),
    _Fault("cancellation", (("order_id", "C", True), ("quantity", "-", True))),
    _Fault("negative price", (("unit_price", "-", True),)),
    _Fault("return", (("quantity", "-", True),)),
    _Fault("zero amount", (("unit_price", "0.00", False),)),
)


@dataclass(frozen=True)
class Shop:
    """A shop with planted segments.

    Parameters
    ----------
    lines : pyarrow.Table
        The export, all text: order_id, ordered_at, customer_id, product, quantity, unit_price.
    plan : pyarrow.Table
        customer_id, segment: the truth.
    description : mapping
        What was asked for, and what is in it: ``separation`` of the nearest two segments as the lines show it,
        ``as_of``, ``n_lines`` and ``money_e4`` without faults, ``faults`` by the rule that should find them.

    Examples
    --------
    >>> shop = make_shop(100, dirt=0.01)
    >>> shop.lines.num_rows - shop.description["n_lines"] == sum(shop.description["faults"].values())
    True
    """

    lines: pa.Table
    plan: pa.Table
    description: Mapping[str, object]


def make_shop(
    n_customers: int = 5000,
    *,
    n_segments: int = 4,
    separation: float = 6.0,
    n_days: int = 365,
    dirt: float = 0.0,
    random_state: int = 0,
) -> Shop:
    """Make a shop with planted segments.

    Parameters
    ----------
    n_customers : int
        Customers, each with at least one order.
    n_segments : int
        Planted segments, 1 to 8; the first is half as large again as the last.
    separation : float
        Distance of the nearest two centres in standard deviations within a segment, at least.
    n_days : int
        Length of the export in days.
    dirt : float
        Faulty lines of each kind that are added, as a share of all lines.
    random_state : int
        Seed.

    Returns
    -------
    Shop

    Raises
    ------
    ConfigError
        Where a number is out of its range.

    Examples
    --------
    >>> shop = make_shop(500, n_segments=2)
    >>> shop.lines.column_names
    ['order_id', 'ordered_at', 'customer_id', 'product', 'quantity', 'unit_price']
    >>> shop.plan.num_rows, shop.description["separation"] >= 6
    (500, True)
    """
    _check("n_segments", n_segments, 1, len(_CORNERS))
    _check("n_customers", n_customers, n_segments, 10**8)
    _check("n_days", n_days, 30, 10**4)
    _check("separation", separation, 0.1, 100.0)
    _check("dirt", dirt, 0.0, 0.1)
    rng = np.random.default_rng(random_state)
    segment = _draw_segments(n_customers, n_segments, rng)
    traits = _draw_traits(segment, n_segments, separation, n_days, rng=rng)
    cart = _fill_carts(traits, n_days, rng)
    clean = _write_lines(cart)
    lines, faults = _soil(clean, dirt, rng)
    names = np.array([name for name, _ in _CORNERS])
    plan = pa.table({"customer_id": _customer_ids(np.arange(n_customers)), "segment": pa.array(names[segment])})
    description = {
        "kind": "made up",
        "n_customers": n_customers,
        "n_segments": n_segments,
        "n_days": n_days,
        "random_state": random_state,
        "separation": _measure_separation(cart.features(traits), segment),
        "as_of": "2025-01-01",
        "n_lines": clean.num_rows,
        "money_e4": int(np.sum(cart.pieces * cart.price_cents)) * (MONEY_SCALE // _CENTS),
        "faults": faults,
    }
    return Shop(lines, plan, description)


def write_shop(shop: Shop, directory: str | PathLike[str], *, format: Literal["csv", "parquet"] = "csv") -> Path:  # noqa: A002  the word for it
    """Write a shop's export and, beside it, the plan and what is in it.

    Parameters
    ----------
    shop : Shop
        What to write.
    directory : path
        Made where it does not exist.
    format : {'csv', 'parquet'}
        How the lines are written.

    Returns
    -------
    Path
        The export; ``plan.csv`` and ``shop.json`` lie beside it.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as directory:
    ...     path = write_shop(make_shop(20), directory)
    ...     sorted(file.name for file in path.parent.iterdir())
    ['lines.csv', 'plan.csv', 'shop.json']
    """
    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"lines.{format}"
    plain = pcsv.WriteOptions(quoting_style="needed")
    if format == "csv":
        pcsv.write_csv(shop.lines, path, plain)
    else:
        pq.write_table(shop.lines, path)
    pcsv.write_csv(shop.plan, folder / "plan.csv", plain)
    (folder / "shop.json").write_text(json.dumps(dict(shop.description), indent=2) + "\n", encoding="utf-8")
    return path


def _check(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ConfigError(f"{name} is {value}", "make_shop", f"Choose {low} to {high}.")


@dataclass(frozen=True)
class _Traits:
    """What a customer is to look like."""

    recency_days: NDArray[np.float64]
    n_orders: NDArray[np.int64]
    spend: NDArray[np.float64]


@dataclass(frozen=True)
class _Cart:
    """All order lines; arrays of shape (n_lines,)."""

    customer: NDArray[np.int64]
    order: NDArray[np.int64]
    time_s: NDArray[np.int64]
    product: NDArray[np.int64]
    pieces: NDArray[np.int64]
    price_cents: NDArray[np.int64]

    def features(self, traits: _Traits) -> NDArray[np.float64]:
        """Return log recency, log orders and log spend as the lines will show them; (n_customers, 3)."""
        n_customers = len(traits.n_orders)
        last_s = np.zeros(n_customers, dtype=np.int64)
        np.maximum.at(last_s, self.customer, self.time_s)
        spend = np.bincount(self.customer, weights=self.pieces * self.price_cents, minlength=n_customers)
        return np.log(np.column_stack([_AS_OF_S - last_s, traits.n_orders, spend]))


def _draw_segments(n_customers: int, n_segments: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return every customer's segment; the first segment is half as large again as the last."""
    weights = np.linspace(1.5, 1.0, n_segments)
    borders = np.rint(np.cumsum(weights) / weights.sum() * n_customers)
    return rng.permutation(np.searchsorted(borders, np.arange(n_customers), side="right")).astype(np.int64)


def _draw_traits(
    segment: NDArray[np.int64], n_segments: int, separation: float, n_days: int, *, rng: np.random.Generator
) -> _Traits:
    """Draw logarithms around the corners, so spread that the nearest two are as far apart as asked."""
    diagonal = np.sqrt(2.0) if 1 < n_segments <= _FACE_CORNERS else 1.0
    edge = separation * _SLACK / diagonal
    corner = np.array([corner for _, corner in _CORNERS])[segment]
    low, high = ndtr(-_CUT), ndtr(_CUT)
    noise = ndtri(rng.uniform(low, high, size=corner.shape))
    ranges = np.log([(_SHORTEST_DAYS, _LONGEST_SHARE * n_days), _RANGES["orders"], _RANGES["spend"]])
    spread = (ranges[:, 1] - ranges[:, 0]) / (edge + 2 * _CUT)
    recency_days, n_orders, spend = np.exp(ranges[:, 0] + spread * (_CUT + edge * corner + noise)).T
    recency_days[np.argmin(recency_days)] = _SHORTEST_DAYS
    return _Traits(recency_days, np.rint(n_orders).astype(np.int64), spend)


def _fill_carts(traits: _Traits, n_days: int, rng: np.random.Generator) -> _Cart:
    """Spread a customer's orders over the time before the last one, and its spend over their lines."""
    order_customer = np.repeat(np.arange(len(traits.n_orders)), traits.n_orders)
    last_s = _AS_OF_S - np.rint(traits.recency_days * _DAY_S).astype(np.int64)
    first_s = _AS_OF_S - n_days * _DAY_S
    order_time = first_s + (rng.random(len(order_customer)) * (last_s[order_customer] - first_s)).astype(np.int64)
    order_time[np.cumsum(traits.n_orders) - 1] = last_s
    in_time = np.lexsort((order_customer, order_time))
    n_lines = 1 + rng.poisson(_EXTRA_LINES, len(in_time))
    order = np.repeat(np.arange(len(in_time)), n_lines)
    customer = order_customer[in_time][order]
    place = np.arange(len(order)) - np.repeat(np.cumsum(n_lines) - n_lines, n_lines)
    product = (rng.integers(_N_PRODUCTS, size=len(in_time))[order] + place) % _N_PRODUCTS
    weight = rng.gamma(4.0, size=len(order))
    share = weight / np.bincount(customer, weights=weight)[customer]
    cents = np.maximum(1.0, traits.spend[customer] * share * _CENTS)
    pieces = np.clip(cents // _CENTS, 1, rng.integers(1, _MOST_PIECES + 1, size=len(order))).astype(np.int64)
    price_cents = np.maximum(1, np.rint(cents / pieces)).astype(np.int64)
    return _Cart(customer, order, order_time[in_time][order], product, pieces, price_cents)


def _write_lines(cart: _Cart) -> pa.Table:
    """Write lines as text, in the order of time."""
    price = pc.binary_join_element_wise(
        pa.array(cart.price_cents // _CENTS).cast(pa.string()), _padded(cart.price_cents % _CENTS, 2), "."
    )
    return pa.table(
        {
            "order_id": pa.array(cart.order + 100_001).cast(pa.string()),
            "ordered_at": pa.array(cart.time_s).cast(pa.timestamp("s")).cast(pa.string()),
            "customer_id": _customer_ids(cart.customer),
            "product": pc.binary_join_element_wise("P", _padded(cart.product, 4), ""),
            "quantity": pa.array(cart.pieces).cast(pa.string()),
            "unit_price": price,
        }
    )


def _customer_ids(customer: NDArray[np.int64]) -> pa.Array:
    return _padded(customer + 1, 6)


def _padded(numbers: NDArray[np.int64], width: int) -> pa.Array:
    return pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width, "0")


def _soil(lines: pa.Table, dirt: float, rng: np.random.Generator) -> tuple[pa.Table, dict[str, int]]:
    """Add faulty copies of random lines, each kind by its own draw, and put each behind the line it was copied from."""
    n_faults = round(dirt * lines.num_rows)
    if n_faults == 0:
        return lines, {fault.rule: 0 for fault in _FAULTS}
    parts, places = [lines], [np.arange(lines.num_rows)]
    for fault in _FAULTS:
        rows = rng.choice(lines.num_rows, n_faults, replace=False)
        parts.append(_with_fault(lines.take(rows), fault))
        places.append(rows)
    order = np.argsort(np.concatenate(places), kind="stable")
    return pa.concat_tables(parts).take(order), {fault.rule: n_faults for fault in _FAULTS}


def _with_fault(lines: pa.Table, fault: _Fault) -> pa.Table:
    for column, text, keeps in fault.edits:
        place = lines.column_names.index(column)
        old = lines.column(column)
        new = pc.binary_join_element_wise(text, old, "") if keeps else pa.array([text] * lines.num_rows)
        lines = lines.set_column(place, column, new)
    return lines


def _measure_separation(features: NDArray[np.float64], segment: NDArray[np.int64]) -> float | None:
    """Return the distance of the nearest two centres in standard deviations within a segment; None for one segment."""
    labels = np.unique(segment)
    if len(labels) == 1:
        return None
    centers = np.array([features[segment == label].mean(axis=0) for label in labels])
    spread = np.sqrt(((features - centers[np.searchsorted(labels, segment)]) ** 2).mean(axis=0))
    between = np.linalg.norm((centers[:, None] - centers) / spread, axis=2)
    return float(between[~np.eye(len(labels), dtype=bool)].min())
