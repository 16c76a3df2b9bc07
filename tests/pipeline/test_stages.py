"""The share of a stage: each query by its weight, never falling, told while it runs and when it is done."""

import pytest

from coterie.engines import open_engine
from coterie.pipeline.stages import watched_stage
from coterie.tables import Step

ONE = Step("one", (), "select 1 as n")
LONG = Step("long", (), "select sum(hash(x) % 7) as n from range(120000000) as t(x)")


@pytest.fixture(scope="module")
def engine():
    with open_engine(threads=1) as opened:
        yield opened


def shares(engine, weights, run):
    told = []
    with watched_stage(engine, "counting", weights=weights, progress=lambda stage, share: told.append((stage, share))):
        run()
    assert {stage for stage, _ in told} == {"counting"}
    return [share for _, share in told]


def test_each_query_counts_by_its_weight(engine):
    """One of four parts, then all."""
    assert shares(engine, [1, 3], lambda: [engine.query(ONE), engine.query(ONE)]) == [0, 0.25, 1, 1]


def test_more_queries_than_weights_move_nothing(engine):
    """They are done when the stage is."""
    assert shares(engine, [1], lambda: [engine.query(ONE), engine.query(ONE)]) == [0, 1, 1, 1]


def test_without_weights_a_stage_begins_and_ends(engine):
    """Nothing between."""
    assert shares(engine, [], lambda: engine.query(ONE)) == [0, 0, 1]


def test_a_long_query_tells_how_far_it_is(engine):
    """More than its beginning and its end; never less than before."""
    told = shares(engine, [0, 1], lambda: engine.table(engine.query(LONG)))
    assert len(told) > len([0, 0, 1, 1])
    assert told == sorted(told)


def test_after_the_stage_nobody_is_told(engine):
    """The engine forgets whom it told."""
    told = shares(engine, [1], lambda: engine.query(ONE))
    engine.query(ONE)
    assert told == [0, 1, 1]
