"""The story of one customer: it agrees with the assignments, and its moves move."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from coterie import segment
from coterie.errors import DataError
from coterie.pipeline.fitting import score
from coterie.pipeline.stories import tell_story

if TYPE_CHECKING:
    from coterie import Config, Run
    from coterie.data.synthetic import Shop

SOME = ["000001", "000050", "000111", "000222", "000300"]


@pytest.fixture(scope="module")
def run_by_shares(shop: Shop, quick: Config) -> Run:
    """A run with a share among its basis."""
    return segment(shop.lines, config=quick, basis="recent_share,n_orders", k=3)


@pytest.mark.parametrize("customer", SOME)
def test_the_story_agrees_with_the_assignments(shop_run: Run, customer: str) -> None:
    """Own and next segment by name; every feature's value; pulls that add up."""
    story = tell_story(shop_run.model, shop_run.snapshot, customer=customer)
    names = shop_run.model.names
    assert story.explanation is not None
    assert story.assigned["customer_id"] == customer
    assert story.segment_names[story.explanation.segment_index] == story.assigned["segment"]
    assert story.next_segment == names[story.assigned["next_segment_id"]]
    assert list(story.values) == [feature.name for feature in shop_run.model.features]
    assert {pull.feature for pull in story.explanation.pulls} == set(shop_run.model.basis)
    assert sum(abs(pull.share) for pull in story.explanation.pulls) == pytest.approx(1.0)


@pytest.mark.parametrize("which", ["shop_run", "run_by_shares"])
@pytest.mark.parametrize("customer", SOME)
def test_a_move_moves(which: str, customer: str, request: pytest.FixtureRequest) -> None:
    """A customer with the value that is needed lands in the segment that is named; whole days, whole percents."""
    run: Run = request.getfixturevalue(which)
    story = tell_story(run.model, run.snapshot, customer=customer)
    assert story.explanation is not None
    for move in story.explanation.moves:
        values = {name: story.values[name] for name in run.model.basis} | {move.feature: move.value_needed}
        moved = score(np.array([list(values.values())], dtype=np.float64), plan=run.model.plan, baseline=None)
        grain = 100 if move.feature == "recent_share" else 1
        assert moved.segment_index[0] == move.segment_index != story.explanation.segment_index
        assert move.value_needed * grain == pytest.approx(round(move.value_needed * grain))


def test_shares_move_by_whole_percents(run_by_shares: Run) -> None:
    """Not by wholes, as days and orders do."""
    ids = run_by_shares.customers["customer_id"].to_pylist()[:40]
    stories = [tell_story(run_by_shares.model, run_by_shares.snapshot, customer=id_) for id_ in ids]
    moves = [move for story in stories if story.explanation for move in story.explanation.moves]
    assert any(0 < move.value_needed < 1 for move in moves if move.feature == "recent_share")


def test_moves_stay_within_what_was_seen(shop_run: Run) -> None:
    """Nobody is told to have bought minus three times."""
    bounds = dict(zip(shop_run.model.basis, shop_run.model.bounds, strict=True))
    stories = [tell_story(shop_run.model, shop_run.snapshot, customer=customer) for customer in SOME]
    moves = [move for story in stories if story.explanation for move in story.explanation.moves]
    assert moves
    assert all(bounds[move.feature][0] <= move.value_needed <= bounds[move.feature][1] for move in moves)


@pytest.mark.parametrize("which", ["cloud_run", "single_run"])
def test_without_distances_there_is_no_explanation(which: str, request: pytest.FixtureRequest) -> None:
    """Quantile groups and a single segment have nothing to weigh; the values are told all the same."""
    run: Run = request.getfixturevalue(which)
    story = tell_story(run.model, run.snapshot, customer="000001")
    assert (story.explanation, story.next_segment) == (None, None)
    assert story.assigned["segment"] in story.segment_names
    assert story.values["n_orders"]


def test_a_customer_without_a_segment_has_only_its_reason(run_with_returns_only: Run) -> None:
    """Where a basis value is missing, there is no place to explain."""
    story = tell_story(run_with_returns_only.model, run_with_returns_only.snapshot, customer="999999")
    assert (story.explanation, story.assigned["segment_id"]) == (None, None)
    assert story.assigned["reason"] == "no purchase in the period seen"


def test_blanks_around_an_id_are_no_part_of_it(shop_run: Run) -> None:
    """An id is often copied with a blank."""
    story = tell_story(shop_run.model, shop_run.snapshot, customer=" 000007\n")
    assert story.assigned["customer_id"] == "000007"


def test_an_unknown_customer_is_the_user_s_error(shop_run: Run) -> None:
    """What was typed is echoed; no other id is shown."""
    with pytest.raises(DataError) as caught:
        tell_story(shop_run.model, shop_run.snapshot, customer="00007")
    assert caught.value.what == "no customer '00007'"
    assert caught.value.where == "the bundle's customers"
    assert caught.value.remedy == "Check the id; ids are compared letter by letter."
