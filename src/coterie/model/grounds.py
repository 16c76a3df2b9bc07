"""The verdict in words that a marketer understands, with the numbers behind them.

In comes a case, the decision with its evidence; out come sentences. The one rule of this module: a sentence about
agreement says on how many customers it was measured, because agreement rises with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING

from coterie.model.criteria import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coterie.model.evidence import KEvidence, SelectionLimits
    from coterie.model.verdict import Decision

__all__ = ["RFM_INSTEAD", "Case", "notes", "opinion", "reasons"]


_HIGH_AND_LOW = 2
RFM_INSTEAD = (
    "RFM groups, whose rules can be read and repeated, are offered instead; a longer history, more customers or other "
    "columns may help."
)
"""What is offered to a shop whose customers cannot be clustered."""


@dataclass(frozen=True)
class Case:
    """A decision and what it rests on.

    Parameters
    ----------
    decision : Decision
    evidence : tuple of KEvidence
        By rising K.
    limits : SelectionLimits
    n_customers : int
        Customers on whom the evidence was measured.
    instead : str
        What is offered where clustering is not recommended: a sentence or two.
    """

    decision: Decision
    evidence: tuple[KEvidence, ...]
    limits: SelectionLimits
    n_customers: int
    instead: str = RFM_INSTEAD


def reasons(case: Case) -> tuple[str, ...]:
    """Say why the verdict is what it is.

    Parameters
    ----------
    case : Case

    Returns
    -------
    tuple of str
        Whole sentences, the most important first.

    Examples
    --------
    >>> from coterie.model.evidence import KEvidence, SelectionLimits
    >>> row = KEvidence(3, 1.0, 0.4, 0.9, 500.0, 1.0, 0.9, 0.05, 0.8, 0.5, 0.2, depth=0.7, deepest=0.7, apart_share=0.3)
    >>> from coterie.model.grounds import Case, reasons
    >>> from coterie.model.verdict import decide
    >>> case = Case(decide([row], SelectionLimits()), (row,), SelectionLimits(), 900)
    >>> print(reasons(case)[0][:45])
    Your customers fall into 3 natural groups: on
    """
    rows = {row.k: row for row in case.evidence}
    if case.decision.k is None:
        return _refusal(case)
    chosen = rows[case.decision.k]
    found_again = (
        f"A fresh half of your customers gives these {chosen.k} again: agreement {chosen.agreement:.2f}, give or take "
        f"{chosen.agreement_sd:.2f} (1 is identical, 0 is chance), measured on {case.n_customers:,} customers. It "
        "rises with their number."
    )
    if case.decision.verdict == "natural groups":
        return (_gaps(case, chosen), found_again)
    cloud = (
        "No number of segments has gaps on all its borders: your customers form one continuous cloud, and these "
        f"{chosen.k} segments are cuts through it."
    )
    return (cloud, found_again, *_alternatives([rows[k] for k in case.decision.equally_good]))


def _gaps(case: Case, chosen: KEvidence) -> str:
    """Describe the gaps between natural groups, and the borders that have none."""
    if chosen.depth > case.limits.valley_depth:
        return (
            f"Your customers fall into {chosen.k} natural groups: on every border between them customers thin out to "
            f"{exp(-chosen.depth):.0%} of the density inside the thinner group, or less."
        )
    borders = len(chosen.shallow_borders)
    return (
        f"Your customers fall into natural groups: {case.decision.k_valley} are parted by gaps on every border. "
        f"{chosen.k} are still found again (prediction strength {chosen.prediction_strength:.2f}), but {borders} "
        f"{'pairs' if borders > 1 else 'pair'} of these shade into one another: there the border is a choice."
    )


def _alternatives(rows: Sequence[KEvidence]) -> tuple[str, ...]:
    """Show every defensible cut with what it says about spend."""
    finest = (
        f"K = {listed([row.k for row in rows])} are equally defensible; {rows[-1].k} is taken because it is the finest."
        if len(rows) > 1
        else f"Only K = {rows[0].k} is found again as a whole, in each of its segments, and without a tiny one."
    )
    ranges = [f"{max(row.spend):,.0f} to {min(row.spend):,.0f} for K = {row.k}" for row in rows if row.spend]
    return (finest, f"Typical spend, best to least segment: {'; '.join(ranges)}.") if ranges else (finest,)


def _refusal(case: Case) -> tuple[str, ...]:
    """Say why nothing is recommended, how near it came, and what to do."""
    limits = case.limits
    candidates = [row for row in case.evidence if limits.cuts_min <= row.k <= limits.cuts_max]
    returning = [row for row in candidates if row.agreement >= limits.agreement and row.jaccard_min >= limits.jaccard]
    nearest = max(returning or candidates, key=lambda row: row.agreement, default=None)
    if nearest is None:
        first = f"No number of segments from {limits.cuts_min} to {limits.cuts_max} was tried."
    elif returning:
        first = (
            f"The segments that come back in another half of your customers ({case.n_customers:,} customers) leave one "
            f"too small to treat on its own: K = {nearest.k}, with {listed(_shortfalls(nearest, limits))}."
        )
    else:
        first = (
            f"Another half of your customers would give other segments ({case.n_customers:,} customers). "
            f"K = {nearest.k} came nearest, with {listed(_shortfalls(nearest, limits))}."
        )
    fewer = [
        f"K = {row.k} does come back (agreement {row.agreement:.2f}), but "
        + ("says little more than high and low." if row.k == _HIGH_AND_LOW else "is fewer than was asked for.")
        for row in case.evidence
        if row.k < limits.cuts_min and row.agreement >= limits.agreement
    ]
    return (first, *fewer, f"Clustering these columns is not recommended. {case.instead}")


def notes(case: Case) -> tuple[str, ...]:
    """Add what a reader of the verdict should bear in mind.

    Parameters
    ----------
    case : Case

    Returns
    -------
    tuple of str
        Whole sentences; empty where there is nothing to add.

    Examples
    --------
    >>> from coterie.model.evidence import KEvidence, SelectionLimits
    >>> row = KEvidence(3, 1.0, 0.4, 0.9, 500.0, 1.0, 0.9, 0.05, 0.8, 0.5, 0.2, depth=0.7, deepest=0.7, apart_share=0.3)
    >>> from coterie.model.grounds import Case, notes
    >>> from coterie.model.verdict import decide
    >>> case = Case(decide([row], SelectionLimits()), (row,), SelectionLimits(), 900)
    >>> print(notes(case)[0])
    900 customers are a small sample: gaps and cuts are both uncertain.
    """
    decision, evidence = case.decision, case.evidence
    by_interest = sorted(evidence, key=lambda row: (row.k != decision.k, row.k not in decision.equally_good, row.k))
    apart = next((row for row in by_interest if row.deepest > case.limits.apart_depth), None)
    sentences = []
    if case.n_customers < case.limits.small_sample:
        sentences.append(f"{case.n_customers:,} customers are a small sample: gaps and cuts are both uncertain.")
    elif apart and decision.verdict != "natural groups":
        sentences.append(
            f"One group, {apart.apart_share:.0%} of the customers, stands apart (seen at K = {apart.k}); the rest is a "
            "continuum, and the borders inside it are a choice."
        )
    rules = sorted({rule for row in evidence if row.k in decision.equally_good for rule in row.rules})
    true = {rule.column for rule in rules if rule.is_statement and rule.value}
    told = [rule for rule in rules if rule.value or not rule.is_statement or rule.column not in true]
    return (*sentences, *(f"One group is simply everyone {rule.phrase}: a rule, not a cluster." for rule in told))


def opinion(case: Case, k: int) -> str:
    """Say what the evidence thinks of a number that a person chose.

    Parameters
    ----------
    case : Case
    k : int
        The person's choice.

    Returns
    -------
    str
        One or two sentences.

    Examples
    --------
    >>> from coterie.model.evidence import KEvidence, SelectionLimits
    >>> row = KEvidence(3, 1.0, 0.4, 0.9, 500.0, 1.0, 0.9, 0.05, 0.8, 0.5, 0.2, depth=0.7, deepest=0.7, apart_share=0.3)
    >>> from coterie.model.grounds import Case, opinion
    >>> from coterie.model.verdict import decide
    >>> case = Case(decide([row], SelectionLimits()), (row,), SelectionLimits(), 900)
    >>> print(opinion(case, 3))
    The evidence agrees: K = 3 is among the numbers that it finds defensible.
    """
    decision, evidence = case.decision, case.evidence
    row = next((row for row in evidence if row.k == k), None)
    own = f"The evidence itself would choose {'no K' if decision.k is None else f'K = {decision.k}'}."
    if k == 1:
        return f"One segment holds everybody, so there is nothing to find again. {own}"
    if k in decision.equally_good:
        return f"The evidence agrees: K = {k} is among the numbers that it finds defensible."
    if row is None:
        measured = f"{evidence[0].k} to {evidence[-1].k}"
        return f"The evidence says nothing about K = {k}: it was measured for K = {measured}. {own}"
    weak = _shortfalls(row, case.limits)
    doubt = f"has {listed(weak)}" if weak else f"would be found again (agreement {row.agreement:.2f})"
    return f"K = {k} {doubt}, measured on {case.n_customers:,} customers. {own}"


def _shortfalls(row: KEvidence, limits: SelectionLimits) -> list[str]:
    """Name what keeps a number of clusters from being a useful cut."""
    tests = (
        (row.agreement < limits.agreement, f"an agreement of {row.agreement:.2f} ({limits.agreement:.2f} is needed)"),
        (
            row.jaccard_min < limits.jaccard,
            f"a segment that comes back only by {row.jaccard_min:.2f} ({limits.jaccard:.2f} is needed)",
        ),
        (row.smallest_share < limits.smallest_share, f"a segment of only {row.smallest_share:.1%} of the customers"),
    )
    return [words for fails, words in tests if fails]
