"""Choosing K: laws of order, seed and storage; verdicts on known shapes and real data; a person's choice; bad input."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coterie.errors import ConfigError, DataError
from coterie.model.lloyd import cluster
from coterie.model.selection import KSelection, SelectionLimits, choose_k, override
from coterie.model.stability import adjusted_rand, contingency

if TYPE_CHECKING:
    from pathlib import Path

QUICK = SelectionLimits(n_repeats=4, starts=2, half_starts=1, n_spreads=1, silhouette_sample=200)
CORRELATED = np.linalg.cholesky([[1, 0.6, 0.5], [0.6, 1, 0.8], [0.5, 0.8, 1]]).T


def standardised(X: np.ndarray) -> np.ndarray:
    """Centre and scale the columns."""
    return (X - X.mean(axis=0)) / X.std(axis=0)


def planted(n: int, seed: int, apart: float = 6.0) -> tuple[np.ndarray, np.ndarray]:
    """Make four groups whose nearest centres are so many standard deviations apart."""
    rng = np.random.default_rng(seed)
    centers = apart * np.array([[0, 0], [1, 0], [0, 1], [1, 1]])
    labels = rng.integers(0, 4, n)
    return centers[labels] + rng.normal(size=(n, 2)), labels


def structureless(kind: str, n: int, seed: int) -> np.ndarray:
    """Make customers without groups."""
    rng = np.random.default_rng(seed)
    clouds = {
        "spherical": lambda: rng.normal(size=(n, 3)),
        "correlated": lambda: rng.normal(size=(n, 3)) @ CORRELATED,
        "uniform": lambda: rng.uniform(size=(n, 3)),
        "heavy tails": lambda: rng.standard_t(3, size=(n, 3)),
        "log-normal": lambda: np.exp(rng.normal(size=(n, 3))),
    }
    return standardised(clouds[kind]())


@pytest.fixture(scope="module")
def selection() -> KSelection:
    """Select on a small continuum with money and names."""
    raw = np.exp(structureless("correlated", 400, 0))
    return choose_k(standardised(np.log(raw)), k_max=6, limits=QUICK, spend=raw[:, 2], names=("r", "f", "m"), raw=raw)


@settings(max_examples=4)
@given(st.permutations(range(120)))
def test_the_order_of_rows_decides_nothing(order: list[int]) -> None:
    """Shuffled customers get the same selection to the last bit, also where only a sample is looked at."""
    X = np.round(structureless("correlated", 120, 1))
    raw, spend = np.random.default_rng(2).integers(0, 3, (120, 3)), np.arange(120.0)
    limits = SelectionLimits(n_repeats=2, starts=1, half_starts=1, n_spreads=1, n_evidence=90)
    plain = choose_k(X, k_max=3, limits=limits, spend=spend, raw=raw)
    assert choose_k(X[order], k_max=3, limits=limits, spend=spend[order], raw=raw[order]) == plain


def test_the_seed_decides_everything() -> None:
    """The same call gives the same selection."""
    X = structureless("uniform", 150, 2)
    assert choose_k(X, k_max=3, limits=QUICK, random_state=7) == choose_k(X, k_max=3, limits=QUICK, random_state=7)


def test_a_selection_survives_json_to_the_last_bit(selection: KSelection) -> None:
    """What is stored is what was found, without infinities."""
    text = json.dumps(selection.to_dict(), allow_nan=False)
    assert KSelection.from_dict(json.loads(text)) == selection
    assert KSelection.from_dict(selection.to_dict()) == selection


def test_a_selection_is_complete(selection: KSelection) -> None:
    """Verdict, every K, every criterion, reasons, the comparison, and on whom it rests."""
    assert [row.k for row in selection.evidence] == [2, 3, 4, 5, 6]
    assert len(selection.criteria) == 7
    assert selection.disagreement.startswith(("Taken alone", "Each criterion"))
    assert (selection.n_customers, selection.n_evidence, selection.chosen_by) == (400, 400, "evidence")
    assert [len(row.spend) for row in selection.evidence] == [2, 3, 4, 5, 6]
    assert not any(note.startswith(("The evidence comes from", "K was tried")) for note in selection.notes)


def test_planted_groups_are_natural_and_found() -> None:
    """Four groups six deviations apart: the verdict, the number, and who is in them."""
    X, truth = planted(800, seed=0)
    selection = choose_k(X / X.std(), limits=QUICK, k_max=6)
    assert (selection.verdict, selection.k) == ("natural groups", 4)
    labels = cluster(X, 4, n_init=5, random_state=0).labels.astype(np.int64)
    assert adjusted_rand(contingency(labels, truth, n_clusters=4)) >= 0.95


@pytest.mark.parametrize("kind", ["spherical", "correlated", "uniform", "heavy tails", "log-normal"])
def test_structureless_customers_are_never_natural_groups(kind: str) -> None:
    """One cloud, whatever its shape, has no gaps."""
    assert choose_k(structureless(kind, 1000, 0), limits=QUICK, k_max=6).verdict != "natural groups"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_structureless_customers_are_not_natural_groups_by_any_seed(seed: int) -> None:
    """Two seeds of each of five shapes, every K."""
    kinds = ("spherical", "correlated", "uniform", "heavy tails", "log-normal")
    X = structureless(kinds[seed % 5], 1000, 100 + seed)
    limits = SelectionLimits(n_repeats=5, starts=4, n_spreads=1, silhouette_sample=200)
    assert choose_k(X, limits=limits, random_state=seed).verdict != "natural groups"


@pytest.mark.slow
def test_a_spherical_cloud_is_not_reproducible_and_a_stretched_one_is_cut() -> None:
    """Agreement tells those two apart, valleys neither from the other."""
    limits = SelectionLimits(n_spreads=1, silhouette_sample=200)
    assert choose_k(structureless("spherical", 1000, 5), limits=limits, k_max=8).verdict == "not reproducible"
    assert choose_k(structureless("correlated", 1200, 5), limits=limits, k_max=8).verdict == "useful cuts"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "verdict", "k"),
    [("hepta", "natural groups", 7), ("iris", "natural groups", 2), ("s1", "natural groups", 15)],
)
def test_reference_sets_get_their_known_number(shared_data: Path, name: str, verdict: str, k: int) -> None:
    """Seven balls, two of the three irises (the third has no gap), fifteen Gaussians."""
    table = np.loadtxt(shared_data / "clustering" / f"{name}.csv", delimiter=",", skiprows=1)
    X = table[:, :-2] if name != "s1" else table[::2, :-2]
    selection = choose_k(standardised(X), k_max=max(12, k + 1), limits=SelectionLimits(silhouette_sample=200))
    assert (selection.verdict, selection.k) == (verdict, k)


def test_progress_is_told_up_to_the_end() -> None:
    """One stage, rising to one."""
    told: list[tuple[str, float]] = []
    choose_k(structureless("uniform", 60, 0), k_max=4, limits=QUICK, progress=lambda *step: told.append(step))
    assert [share for _, share in told] == [1 / 3, 2 / 3, 1.0]
    assert len({stage for stage, _ in told}) == 1


def test_evidence_from_a_sample_says_so() -> None:
    """The number that agreement was measured on is the sample's."""
    limits = SelectionLimits(n_evidence=100, n_repeats=2, starts=1)
    selection = choose_k(structureless("uniform", 300, 0), k_max=3, limits=limits)
    assert (selection.n_customers, selection.n_evidence) == (300, 100)
    assert "The evidence comes from 100 of 300 customers." in selection.notes


def test_numbers_beyond_the_data_are_not_tried() -> None:
    """Six kinds of customers allow five segments at most, and the note says it."""
    X = np.repeat(np.arange(6.0), 20)[:, None]
    selection = choose_k(X, limits=QUICK)
    assert selection.evidence[-1].k == 5
    assert "K was tried up to 5 only: these customers allow no more." in selection.notes


def test_unnamed_columns_get_numbers() -> None:
    """A clump in a table without names is still said in words."""
    X = np.random.default_rng(0).geometric(0.8, size=(300, 1)).astype(float)
    X = np.column_stack([X, np.random.default_rng(1).normal(0, 0.3, 300)])
    rules = {str(rule) for row in choose_k(X, k_max=3, limits=QUICK).evidence for rule in row.rules}
    assert "column 1 = 1" in rules


def test_a_person_may_choose_and_the_evidence_stays(selection: KSelection) -> None:
    """Who, why, what the evidence thinks, then its own reasons."""
    mine = override(selection, 5, why="five teams")
    assert (mine.k, mine.chosen_by, mine.why) == (5, "user", "five teams")
    assert mine.reasons[0] == "K = 5 was chosen by a person: five teams"
    assert mine.reasons[2:] == selection.reasons
    assert (mine.evidence, mine.verdict, mine.notes) == (selection.evidence, selection.verdict, selection.notes)


def test_the_evidence_keeps_to_the_finest_of_its_equals(selection: KSelection) -> None:
    """Of 3, 4 and 6 its own choice is 6, whoever chose what before."""
    cuts = replace(selection, verdict="useful cuts", k=4, equally_good=(3, 4, 6))
    assert override(cuts, 9).reasons[1].endswith("The evidence itself would choose K = 6.")


def test_a_single_number_may_be_tried() -> None:
    """From three to three."""
    selection = choose_k(structureless("uniform", 60, 0), k_min=3, k_max=3, limits=QUICK)
    assert [row.k for row in selection.evidence] == [3]


def test_a_person_may_choose_one_segment_without_a_reason(selection: KSelection) -> None:
    """K = 1 is nobody's finding, but it is allowed."""
    mine = override(selection, 1)
    assert (mine.k, mine.why, mine.reasons[0]) == (1, "", "K = 1 was chosen by a person.")
    assert mine.reasons[1].startswith("One segment holds everybody")


@pytest.mark.parametrize("k", [0, 401])
def test_a_person_cannot_choose_what_cannot_be(selection: KSelection, k: int) -> None:
    """No segments, or more than customers."""
    with pytest.raises(ConfigError) as caught:
        override(selection, k)
    assert caught.value.what == f"{k} segments"
    assert caught.value.where == "k, with 400 customers"
    assert caught.value.remedy == "Ask for 1 up to the number of customers."


@pytest.mark.parametrize(
    ("X", "what"),
    [
        (np.ones((50, 2)), "50 customers, all equal"),
        (np.repeat([[0.0], [1.0]], 25, axis=0), "50 customers, of only 2 different kinds"),
        (np.array([[1.0], [2.0], [3.0]]), "3 customers, of only 3 different kinds"),
    ],
)
def test_customers_who_hardly_differ_are_refused(X: np.ndarray, what: str) -> None:
    """What, where and what to do, without a customer's row."""
    with pytest.raises(DataError) as caught:
        choose_k(X)
    assert (caught.value.what, caught.value.where) == (what, "the columns to cluster")
    assert "choose columns that vary, or bring more customers." in caught.value.remedy


@pytest.mark.parametrize("hole", [np.nan, np.inf])
def test_missing_values_are_refused(hole: float) -> None:
    """They have to be decided on before."""
    with pytest.raises(DataError) as caught:
        choose_k(np.array([[0.0], [1.0], [hole], [3.0]]))
    assert caught.value.what == "missing or infinite values"
    assert caught.value.where == "the prepared features"
    assert caught.value.remedy == "Fill them or leave those customers out."


@pytest.mark.parametrize(("k_min", "k_max"), [(1, 5), (6, 5)])
def test_a_range_that_cannot_be_is_refused(k_min: int, k_max: int) -> None:
    """From two upwards."""
    with pytest.raises(ConfigError) as caught:
        choose_k(structureless("uniform", 50, 0), k_min=k_min, k_max=k_max)
    assert caught.value.what == f"k_min {k_min}, k_max {k_max}"
    assert caught.value.where == "choose_k"
    assert caught.value.remedy == "Choose 2 <= k_min <= k_max."
