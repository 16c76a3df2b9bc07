"""A customer's values in words."""

from __future__ import annotations

import pytest

from coterie.tables import Feature, Trait
from coterie.ui.amounts import amount_words, level_words, traits_by_feature

AGE = Trait("age", "Age", "age", "ordered", "basis", "classes", levels=("18-24", "25-34", "35+"))
PAID = Trait("paid", "Paid", "paid", "yes/no", "basis", "yes or no", levels=("no", "yes"))
PLAN = Trait("plan", "Plan", "plan", "category", "basis", "classes", levels=("Basic", "Gold"))


def _feature(name: str, unit: str, group: str = "") -> Feature:
    return Feature(name, unit, name, "A sentence.", 0, "basis", group=group)


@pytest.mark.parametrize(
    ("value", "feature", "trait", "words"),
    [
        (1.0, _feature("paid", "share"), PAID, "yes"),
        (0.0, _feature("paid", "share"), PAID, "no"),
        (0.25, _feature("paid", "share"), PAID, "25\xa0%"),
        (2.0, _feature("age", ""), AGE, "25-34"),
        (1204.0, _feature("income", ""), None, "1,204"),
        (1.0, _feature("recent_share", "share"), None, "100\xa0%"),
        (17.0, _feature("recency_days", "days"), None, "17"),
    ],
)
def test_known_amounts(value: float, feature: Feature, trait: Trait | None, words: str) -> None:
    """Answers, classes, and numbers beside titles that say their unit."""
    assert amount_words(value, feature, trait=trait) == words


@pytest.mark.parametrize(("place", "level"), [(-3.0, "18-24"), (1.4, "18-24"), (2.6, "35+"), (99.0, "35+")])
def test_every_place_has_a_class(place: float, level: str) -> None:
    """The nearest one, also beyond the ends."""
    assert level_words(place, AGE) == level


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0065, "0.0065"), (-0.25, "\N{MINUS SIGN}0.25"), (0.0, "0"), (2.5, "2.5"), (1e-30, "0.000000000000")],
)
def test_small_numbers_keep_their_digits(value: float, words: str) -> None:
    """A rate of less than one percent is not zero."""
    rate = Trait("rate", "Rate", "rate", "number", "basis", "a number")
    assert amount_words(value, _feature("rate", ""), trait=rate) == words


def test_what_has_no_order_has_no_words() -> None:
    """Numbers are shown as numbers."""
    assert (level_words(1.0, PLAN), level_words(1.0, None)) == ("", "")


def test_levels_find_their_trait() -> None:
    """By their group; what is counted from orders has none."""
    features = [_feature("plan=Gold", "share", "plan"), _feature("age", ""), _feature("n_orders", "orders")]
    assert traits_by_feature(features, [PLAN, AGE]) == {"plan=Gold": PLAN, "age": AGE}
