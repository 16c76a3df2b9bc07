"""Words of the verdict: what a marketer reads, with the numbers behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coterie.model.evidence import SelectionLimits
from coterie.model.grounds import Case, notes, opinion, reasons
from coterie.model.ties import ValueRule
from coterie.model.verdict import decide

if TYPE_CHECKING:
    from collections.abc import Callable

    from coterie.model.evidence import KEvidence

LIMITS = SelectionLimits()


def case_of(*rows: KEvidence, n_customers: int = 4338) -> Case:
    """Decide on evidence."""
    return Case(decide(rows, LIMITS), rows, LIMITS, n_customers)


def test_natural_groups_are_told_by_their_gaps(evidence_for: Callable[..., KEvidence]) -> None:
    """How thin customers are on the shallowest border: exp(-0.69) is half."""
    case = case_of(evidence_for(3, depth=0.693, prediction_strength=0.1))
    assert reasons(case)[0] == (
        "Your customers fall into 3 natural groups: on every border between them customers thin out to 50% of the "
        "density inside the thinner group, or less."
    )


@pytest.mark.parametrize(("borders", "words"), [(((0, 1),), "1 pair of"), (((0, 1), (1, 2)), "2 pairs of")])
def test_borders_without_a_gap_are_owned_up_to(
    evidence_for: Callable[..., KEvidence], borders: tuple[tuple[int, int], ...], words: str
) -> None:
    """Where prediction strength goes beyond the gaps, some borders are a choice."""
    first = reasons(case_of(evidence_for(2, depth=0.9), evidence_for(4, shallow_borders=borders)))[0]
    assert "2 are parted by gaps on every border. 4 are still found again (prediction strength 0.80)" in first
    assert words in first


def test_agreement_names_the_number_of_customers(evidence_for: Callable[..., KEvidence]) -> None:
    """It rises with them, so it means nothing without."""
    assert reasons(case_of(evidence_for(4, agreement=0.78)))[1] == (
        "A fresh half of your customers gives these 4 again: agreement 0.78, give or take 0.05 (1 is identical, 0 is "
        "chance), measured on 4,338 customers. It rises with their number."
    )


def test_all_useful_cuts_are_shown_with_their_spread_of_spend(evidence_for: Callable[..., KEvidence]) -> None:
    """Equally defensible numbers, the finest taken, and what each tells apart."""
    case = case_of(evidence_for(3, spend=(283.0, 3457.0, 400.0)), evidence_for(6, spend=(1.0, 5398.0)))
    cloud, _, equal, spend = reasons(case)
    assert cloud.startswith(
        "No number of segments has gaps on all its borders: your customers form one continuous cloud"
    )
    assert equal == "K = 3 and 6 are equally defensible; 6 is taken because it is the finest."
    assert spend == "Typical spend, best to least segment: 3,457 to 283 for K = 3; 5,398 to 1 for K = 6."


def test_a_single_useful_cut_has_no_equals(evidence_for: Callable[..., KEvidence]) -> None:
    """Only one number passed, and without money there is no spread."""
    assert reasons(case_of(evidence_for(5)))[2:] == (
        "Only K = 5 is found again as a whole, in each of its segments, and without a tiny one.",
    )


def test_a_refusal_says_how_near_it_came_and_what_helps(evidence_for: Callable[..., KEvidence]) -> None:
    """Nearest K with what it lacks, the stable high and low, and the way out."""
    case = case_of(evidence_for(2), evidence_for(3, agreement=0.61, jaccard_min=0.5, smallest_share=0.031))
    refusal, coarse, advice = reasons(case)
    assert refusal == (
        "Another half of your customers would give other segments (4,338 customers). K = 3 came nearest, with an "
        "agreement of 0.61 (0.75 is needed), a segment that comes back only by 0.50 (0.60 is needed) and a segment of "
        "only 3.1% of the customers."
    )
    assert coarse == "K = 2 does come back (agreement 0.90), but says little more than high and low."
    assert advice.startswith("Clustering these columns is not recommended. RFM groups")


def test_a_refusal_without_any_useful_number_names_none(evidence_for: Callable[..., KEvidence]) -> None:
    """Where only K = 2 was tried, nothing is said of the others."""
    assert reasons(case_of(evidence_for(2, agreement=0.3)))[0] == "No number of segments from 3 to 8 was tried."


def test_segments_that_come_back_but_are_tiny_are_told_so(evidence_for: Callable[..., KEvidence]) -> None:
    """What is found again is not called otherwise; its small segment is the reason."""
    first = reasons(case_of(evidence_for(3, agreement=0.97, jaccard_min=0.9, smallest_share=0.04)))[0]
    assert first.startswith("The segments that come back in another half of your customers")
    assert "K = 3, with a segment of only 4.0%" in first


def test_one_group_that_stands_apart_is_noted(evidence_for: Callable[..., KEvidence]) -> None:
    """Told at the chosen number, where it shows there, else at the smallest where it does."""
    rows = (evidence_for(2, deepest=0.7, apart_share=0.2), evidence_for(3, deepest=0.7, apart_share=0.07))
    (note,) = notes(case_of(*rows))
    assert note.startswith("One group, 7% of the customers, stands apart (seen at K = 3); the rest is a continuum")


def test_a_small_sample_is_called_so_and_nothing_stands_apart(evidence_for: Callable[..., KEvidence]) -> None:
    """Below 1,000 customers valleys are not trusted that far."""
    assert notes(case_of(evidence_for(3, deepest=2.0), n_customers=999)) == (
        "999 customers are a small sample: gaps and cuts are both uncertain.",
    )


def test_natural_groups_need_no_note_of_standing_apart(evidence_for: Callable[..., KEvidence]) -> None:
    """The verdict says it already."""
    assert notes(case_of(evidence_for(2, depth=0.9, deepest=0.9))) == ()


def test_a_clump_of_ties_is_called_a_rule(evidence_for: Callable[..., KEvidence]) -> None:
    """Of the numbers on the table only, each rule once."""
    one, two = ValueRule("n_orders", 1.0), ValueRule("n_orders", 2.0)
    rows = (evidence_for(3, rules=(one,)), evidence_for(4, rules=(one,)), evidence_for(9, rules=(two,)))
    assert notes(case_of(*rows)) == ("One group is simply everyone with n_orders = 1: a rule, not a cluster.",)


@pytest.mark.parametrize(
    ("k", "words"),
    [
        (1, "One segment holds everybody, so there is nothing to find again."),
        (9, "The evidence says nothing about K = 9: it was measured for K = 2 to 5."),
        (2, "K = 2 would be found again (agreement 0.90), measured on 4,338 customers."),
        (5, "K = 5 has an agreement of 0.50 (0.75 is needed), measured on 4,338 customers."),
    ],
)
def test_a_persons_number_gets_an_honest_opinion(evidence_for: Callable[..., KEvidence], k: int, words: str) -> None:
    """What speaks for it or against it, and what the evidence itself would choose."""
    rows = (evidence_for(2), evidence_for(3), evidence_for(4), evidence_for(5, agreement=0.5))
    assert opinion(case_of(*rows), k) == f"{words} The evidence itself would choose K = 4."


def test_a_person_and_the_evidence_may_agree(evidence_for: Callable[..., KEvidence]) -> None:
    """Any of the equally defensible numbers."""
    assert opinion(case_of(evidence_for(3), evidence_for(4)), 3) == (
        "The evidence agrees: K = 3 is among the numbers that it finds defensible."
    )


def test_against_a_refusal_the_evidence_would_choose_no_number(evidence_for: Callable[..., KEvidence]) -> None:
    """A person may still choose; the evidence keeps to its verdict."""
    assert opinion(case_of(evidence_for(3, agreement=0.1)), 3).endswith("The evidence itself would choose no K.")
