"""Segments get names that are true, different, and come with proof.

In: columns of ``customers``, a segment per customer, perhaps a clock. Out: a :class:`SegmentName` per segment. The one
rule: a name is built from claims whose conditions hold in the data, never from a cluster's number; where the claims
are faint, the name is marked weak.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from coterie.profile.composition import compose
from coterie.profile.conditions import find_claims
from coterie.profile.distinctness import make_distinct
from coterie.profile.evidence import gather
from coterie.profile.wording import proof, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike

    from coterie.profile.claims import Claim
    from coterie.profile.clock import Clock
    from coterie.profile.composition import Draft
    from coterie.profile.evidence import SegmentView
    from coterie.tables import Feature

__all__ = ["SegmentName", "name_segments"]


@dataclass(frozen=True)
class SegmentName:
    """A segment's name and why it is true.

    Parameters
    ----------
    name : str
    strength : {'clear', 'weak'}
        Clear where every word of the name is.
    claims : tuple of str
        Ids of all claims that hold, the name's own first.
    proof : tuple of str
        A line for each claim of the name, the two strongest others, the licence of time words, doubts.
    sentence : str
        Size, money and the typical member.

    Examples
    --------
    >>> SegmentName("Loyal", "clear", ("LOYAL",), (), "Loyal: 10 customers (50 %).").name
    'Loyal'
    """

    name: str
    strength: Literal["clear", "weak"]
    claims: tuple[str, ...]
    proof: tuple[str, ...]
    sentence: str


def name_segments(
    values: Mapping[str, ArrayLike],
    labels: ArrayLike,
    *,
    features: Sequence[Feature] = (),
    clock: Clock | None = None,
) -> tuple[SegmentName, ...]:
    """Name every segment, with proof.

    Parameters
    ----------
    values : mapping of str to array_like of shape (n_samples,)
        Columns of ``customers`` by their catalogue names, assigned customers only; any may be absent, and words that
        need it then are too. ``share:<category>`` columns hold shares of spend by category.
    labels : array_like of int, shape (n_samples,)
        Segment of each customer, 0 to K - 1.
    features : sequence of Feature
        Their definitions: says which are shares.
    clock : Clock, optional
        For the same customers. Without it no word speaks of time.

    Returns
    -------
    tuple of SegmentName, in label order

    Examples
    --------
    >>> import numpy as np
    >>> values = {"n_orders": np.repeat([1.0, 5.0], 20), "monetary_total": np.repeat([20.0, 300.0], 20)}
    >>> [found.name for found in name_segments(values, np.repeat([0, 1], 20))]
    ['Single-order', 'High-value repeat']
    """
    evidence = gather(values, labels, features=features, clock=clock)
    held, views = find_claims(evidence), evidence.views
    drafts = make_distinct(list(map(compose, views, held)), evidence)
    return tuple(_named(draft, views[draft.segment], held[draft.segment]) for draft in drafts)


def _named(draft: Draft, view: SegmentView, held: Mapping[str, Claim]) -> SegmentName:
    """Write a finished draft down, with its proof."""
    return SegmentName(
        name=draft.text,
        strength="clear" if draft.is_clear else "weak",
        claims=tuple(dict.fromkeys((*(claim.id for claim in draft.used), *held))),
        proof=proof(draft, view),
        sentence=sentence(draft.text, view),
    )
