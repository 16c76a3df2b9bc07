"""The report: one HTML file that a head of department can read, print and pass on.

In: ``ReportContent``, finished numbers and sentences. Out: HTML as text, its style and pictures inside: no network, no
script. The one rule: compute nothing, and show nothing that is not in the content; every text from data is escaped,
isolated from the direction of its neighbours, and visibly cut where it is too long.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from coterie.displays.display import to_svg
from coterie.displays.style import color
from coterie.displays.wording import clip, count, decimal, money, quantity, share
from coterie.ui.report_content import BORDER_MARGIN

if TYPE_CHECKING:
    from coterie.displays import Display
    from coterie.ui.report_content import EvidenceRow, ReportContent, SelectionSection

__all__ = ["render_report"]

_LONGEST_TEXT = 1_200
_LONGEST_BLOCK = 20_000
_PLACED = ("sizes", "map", "profile", "criteria", "elbow", "silhouette", "ledger")
_SIGNED_UNITS = ("index", "money", "ratio", "share")
_LARGE, _NOTICEABLE = 0.474, 0.33
"""Cliff's delta, Romano et al. (2006)."""
_STEADY, _FAIRLY_STEADY = 0.75, 0.6
"""Mean Jaccard, Hennig (2007)."""
_EVIDENCE = (
    ("agreement", "Agreement", 2),
    ("jaccard_min", "Worst segment found again", 2),
    ("prediction_strength", "Prediction strength", 2),
    ("depth", "Shallowest valley", 2),
    ("silhouette", "Silhouette", 2),
    ("davies_bouldin", "Davies-Bouldin", 2),
    ("calinski_harabasz", "Calinski-Harabasz", 0),
    ("dunn", "Dunn", 2),
    ("inertia", "Inertia", 0),
)
"""Columns of the evidence: field, words, decimals."""


@dataclass(frozen=True)
class _Figure:
    """A picture as the page embeds it."""

    source: Markup
    alt: str
    caption: str


def render_report(content: ReportContent) -> str:
    """Write the report.

    Parameters
    ----------
    content : ReportContent
        Everything it says.

    Returns
    -------
    str
        A whole HTML page. The same content gives the same text.

    Examples
    --------
    >>> from coterie.ui.report_content import DataSection, ReportContent, Reproduction, SelectionSection
    >>> content = ReportContent(
    ...     title="Customers of orders.csv",
    ...     source="Recorded orders.",
    ...     as_of="2011-12-10",
    ...     verdict="not reproducible",
    ...     verdict_sentences=("A second look at your customers would give other segments.",),
    ...     n_customers=0,
    ...     segments=(),
    ...     selection=SelectionSection(k=None, reasons=("No number of segments was found again.",)),
    ...     data=DataSection((), (), rows_in=7, rows_used=7, rows_quarantined=0, rows_set_aside=0),
    ...     features=(),
    ...     preparation=(),
    ...     reproduction=Reproduction("0.1.0", "coterie run orders.csv", seed=0, model_id="m1"),
    ... )
    >>> page = render_report(content)
    >>> page.startswith("<!DOCTYPE html>"), "Customers of orders.csv" in page
    (True, True)
    """
    figures = {name: _figure(display) for name, display in content.displays.items()}
    return (
        _environment(content.currency)
        .get_template("report.html")
        .render(
            content=content,
            figures=figures,
            further_figures=[figures[name] for name in sorted(figures) if name not in _PLACED],
            evidence_columns=_evidence_columns(content.selection),
            with_money=any(segment.money_e4 is not None for segment in content.segments),
            ledger_with_money=any(line.money_e4 is not None for line in content.data.ledger),
            with_stability=any(segment.found_again is not None for segment in content.segments),
            border_margin=BORDER_MARGIN,
        )
    )


def _environment(currency: str) -> Environment:
    """Templates in which every value is escaped and no name may be missing."""
    environment = Environment(
        loader=PackageLoader("coterie.ui"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "block": _block,
        "clip": clip,
        "count": count,
        "decimal": decimal,
        "difference": _difference,
        "money": partial(money, currency=currency),
        "quantity": partial(_quantity, currency=currency),
        "share": share,
        "steadiness": _steadiness,
        "words": _listed,
    }
    environment.globals |= {"color": color}
    return environment


def _finalize(value: object) -> object:
    """Last look at every value before it is escaped: text from data becomes one harmless line."""
    return clip(value, _LONGEST_TEXT) if isinstance(value, str) and not isinstance(value, Markup) else value


def _block(text: str) -> Markup:
    """Text of several lines, such as a configuration, each made harmless."""
    lines = text[:_LONGEST_BLOCK].splitlines()
    return Markup("\n").join(escape(clip(line, _LONGEST_TEXT)) for line in lines)


def _figure(display: Display) -> _Figure:
    encoded = base64.b64encode(to_svg(display).encode()).decode()
    return _Figure(Markup(f"data:image/svg+xml;base64,{encoded}"), display.alt, display.caption)  # noqa: S704 - base64


def _quantity(value: float, unit: str, *, currency: str) -> str:
    """Write a value beside its label, which says the unit already where that is a noun."""
    return quantity(value, unit if unit in _SIGNED_UNITS else "", currency=currency)


def _difference(delta: float) -> str:
    """Say an effect size in words."""
    if abs(delta) < _NOTICEABLE:
        return "similar"
    word = "more" if delta > 0 else "less"
    return f"much {word}" if abs(delta) >= _LARGE else word


def _steadiness(found_again: float) -> str:
    """Say in words how well a segment is found again."""
    if found_again >= _STEADY:
        return "steady"
    return "fairly steady" if found_again >= _FAIRLY_STEADY else "unsteady"


def _listed(items: tuple[object, ...]) -> str:
    """Write a list as people say it.

    Examples
    --------
    >>> _listed((3, 4, 6))
    '3, 4 and 6'
    """
    words = [str(item) for item in items]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _evidence_columns(selection: SelectionSection) -> list[tuple[str, dict[int, str]]]:
    """Columns of the evidence of which at least one value is known: heading, and text by number of segments."""
    columns = []
    for field, heading, digits in _EVIDENCE:
        texts = {row.k: _measured(row, field, digits) for row in selection.evidence}
        if any(texts.values()):
            columns.append((heading, texts))
    shares = {row.k: "" if row.smallest_share is None else share(row.smallest_share) for row in selection.evidence}
    if any(shares.values()):
        columns.insert(1, ("Smallest segment", shares))
    return columns


def _measured(row: EvidenceRow, field: str, digits: int) -> str:
    """Write one measured value, with its spread where there is one; empty where it is not known."""
    value: float | None = getattr(row, field)
    if value is None:
        return ""
    spread = row.agreement_sd if field == "agreement" else None
    return decimal(value, digits) + ("" if spread is None else f" \N{PLUS-MINUS SIGN} {decimal(spread, digits)}")
