"""Segments of a customer table get names that are true, different, and come with proof.

In: columns of ``customers``, a segment per customer, the traits behind the columns. Out: a :class:`SegmentName` per
segment. The one rule: targets and what was left out never enter a name; a target is told beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.profile.naming import SegmentName
from coterie.profile.traits.claims import find_claims
from coterie.profile.traits.composition import TraitDraft, draft_names
from coterie.profile.traits.distinctness import make_distinct
from coterie.profile.traits.gauges import gather
from coterie.profile.traits.proof import proof, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike

    from coterie.profile.traits.gauges import TraitEvidence
    from coterie.tables import Trait

__all__ = ["name_by_traits"]


def name_by_traits(
    values: Mapping[str, ArrayLike], labels: ArrayLike, *, traits: Sequence[Trait]
) -> tuple[SegmentName, ...]:
    """Name every segment of a customer table, with proof.

    Parameters
    ----------
    values : mapping of str to array_like of shape (n_samples,)
        Numeric columns of ``customers``, assigned customers only: numbers, ranks of ordered classes, 0 and 1 for
        yes/no, days before ``as_of`` for dates, ``<name>=<level>`` as 0 and 1 for the levels of a category. NaN where
        unknown. Traits whose columns are absent are not spoken of.
    labels : array_like of int, shape (n_samples,)
        Segment of each customer, 0 to K - 1.
    traits : sequence of Trait
        What the columns are.

    Returns
    -------
    tuple of SegmentName, in label order

    Notes
    -----
    Numbers and ordered classes are compared by Cliff's delta (1993; interval of Newcombe 2006), statements by the
    difference of shares (interval of Newcombe 1998).

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.tables import Trait
    >>> income = Trait("income", "Income", "income", "number", "basis", "measured")
    >>> age = Trait("age", "Age", "age", "number", "descriptor", "a trait of the person")
    >>> values = {"income": np.tile(np.arange(20.0), 2), "age": np.arange(25.0, 65.0)}
    >>> [found.name for found in name_by_traits(values, np.repeat([0, 1], 20), traits=[income, age])]
    ['Younger', 'Older']
    """
    evidence = gather(values, labels, traits=traits)
    drafts = make_distinct(draft_names(find_claims(evidence), evidence), evidence)
    return tuple(_named(draft, evidence) for draft in drafts)


def _named(draft: TraitDraft, evidence: TraitEvidence) -> SegmentName:
    """Write a finished draft down, with its proof."""
    used = sorted(draft.chosen, key=lambda claim: claim.reading_order)
    return SegmentName(
        name=draft.text,
        strength="clear" if draft.is_clear else "weak",
        claims=tuple(dict.fromkeys(claim.id for claim in (*used, *draft.claims))),
        proof=proof(draft, evidence),
        sentence=sentence(draft, evidence),
    )
