"""Definitions that contradict themselves are refused by name, and the catalogue is not among them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from coterie.errors import ConfigError
from coterie.features.catalog import AGGREGATES, FEATURES
from coterie.features.soundness import check_catalog

if TYPE_CHECKING:
    from coterie.tables import Aggregate, Feature


def test_catalogue_is_sound():
    """What ships passes its own check."""
    check_catalog(FEATURES, AGGREGATES)


RECENCY = next(each for each in FEATURES if each.name == "recency_days")
OTHER = replace(RECENCY, name="b", meaning="B.")
GROSS = next(each for each in AGGREGATES if each.name == "gross_e4")
FAULTS: dict[str, tuple[list[Feature], list[Aggregate], str]] = {
    "near word": ([replace(OTHER, formula="cast(last_order_u as double)")], [], "Did you mean last_order_us"),
    "far word": ([replace(OTHER, formula="cast(xyzzy as double)")], [], "Use one of: :as_of_us"),
    "unknown parameter": ([replace(OTHER, formula=":today - last_order_us")], [], "unknown word ':today'"),
    "two features of a name": ([RECENCY], [], "name 'recency_days' is given 2 times"),
    "feature named as an aggregate": ([replace(RECENCY, name="n_items", meaning="Other.")], [], "name 'n_items'"),
    "feature named as a total": ([replace(RECENCY, name="net_e4", meaning="Other.")], [], "name 'net_e4'"),
    "two features of a meaning": ([replace(RECENCY, name="other")], [], "meaning 'Days since the last order.'"),
    "hidden need": (
        [replace(OTHER, formula="cast(net_e4 as double)")],
        [],
        "needs gross_e4, returned_e4",
    ),
    "hidden distinct count": (
        [replace(OTHER, formula="cast(n_active_days as double)")],
        [],
        "batch_only is False",
    ),
    "batch_only without reason": (
        [replace(OTHER, batch_only=True)],
        [],
        "batch_only is True",
    ),
    "unknown table": ([], [replace(GROSS, name="b", table="visits")], "unknown table 'visits'"),
    "unknown column": ([], [replace(GROSS, name="b", column="gros_e4")], "Did you mean gross_e4"),
    "unknown condition": ([], [replace(GROSS, name="b", where=("is_bought", 1))], "no column 'is_bought'"),
    "sum of nothing": ([], [replace(GROSS, name="b", column=None)], "a sum needs a column"),
    "smallest per bucket": ([], [replace(GROSS, name="b", kind="min", bucket_days=30, newest=3)], "kept in buckets"),
    "buckets of two lengths": ([], [replace(GROSS, name="b", bucket_days=7, newest=3)], "buckets of 7 and 30 days"),
    "endless buckets": ([], [replace(GROSS, name="b", bucket_days=30)], "a length and a number"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_contradiction_is_refused_by_name(fault):
    """Each fault of a definition is told with what, where and remedy."""
    features, aggregates, message = FAULTS[fault]
    with pytest.raises(ConfigError) as caught:
        check_catalog([*FEATURES, *features], [*AGGREGATES, *aggregates])
    assert message in str(caught.value)
    assert caught.value.where
    assert caught.value.remedy.endswith((".", "?"))
