"""Features of the user's own: as sound as the catalogue's, computed with them, refused by the setting's name."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.errors import ConfigError
from coterie.features.availability import check_needs
from coterie.features.catalog import AGGREGATES, FEATURES
from coterie.features.definitions import Definition, own_features
from coterie.features.soundness import check_catalog

MONEY = {"gross_e4", "returned_e4"}
PRICE = Definition("item_price", "monetary_total / n_items", "money", scale="log", direction=1)
BIG = Definition("pays_much", "item_price > 5", "share", meaning="Pays more than 5 a piece.", label="pays much")
DAYS = Definition("rest_days", "tenure_days - n_order_days", "days")
MINE = [BIG, PRICE, DAYS]


def by_name(definitions):
    return {feature.name: feature for feature in own_features(definitions)}


def test_own_features_are_as_sound_as_the_catalogue():
    """What they need and whether they merge is found out."""
    check_catalog([*FEATURES, *own_features(MINE)], AGGREGATES)
    found = by_name(MINE)
    assert found["item_price"].needs == found["pays_much"].needs == ("gross_e4", "returned_e4")
    assert [found[each.name].batch_only for each in MINE] == [False, False, True]


def test_own_features_are_computed_beside_the_others(count, make_orders):
    """One builds on another, whatever their order."""
    orders = [{"time_us": 0, "gross_e4": 200_000, "n_items": 2}, {"time_us": 5, "gross_e4": 40_000, "n_items": 1}]
    row = count(own_features(MINE), MONEY, as_of_us=86_400_000_000, orders=make_orders(orders)).to_pylist()[0]
    assert [row[each.name] for each in MINE] == [1.0, 8.0, 0.0]


@given(turn=st.permutations(MINE))
def test_order_of_definitions_does_not_matter(turn):
    """The features are the same ones."""
    assert by_name(turn) == by_name(MINE)


def test_what_people_read_is_the_users_or_made_of_the_formula():
    """A sentence and a few words, always."""
    found = by_name(MINE)
    assert (found["pays_much"].meaning, found["pays_much"].title) == ("Pays more than 5 a piece.", "pays much")
    assert found["item_price"].meaning == "Own feature: monetary_total / n_items."
    assert (found["item_price"].title, found["item_price"].scale, found["item_price"].direction) == (
        "item price",
        "log",
        1,
    )


def test_own_features_explain_unless_the_user_says_otherwise():
    """None enters the default basis."""
    assert {feature.role for feature in own_features(MINE)} == {"descriptor"}


def test_a_source_without_the_data_is_refused_by_the_features_name():
    """The user asked for it."""
    with pytest.raises(ConfigError, match=r"no data for gross_e4, returned_e4 \(feature item_price\)"):
        check_needs(own_features([PRICE]), ())


def test_example_of_the_page_is_sound():
    """What the documentation shows can be copied."""
    page = (Path(__file__).parents[2] / "docs" / "features.md").read_text(encoding="utf-8")
    example = page.partition("## Your own")[2].partition("```toml\n")[2].partition("```")[0]
    own = tomllib.loads(example)["features"]["own"]
    found = own_features([Definition(name, **settings) for name, settings in own.items()])
    check_catalog([*FEATURES, *found], AGGREGATES)
    assert [feature.name for feature in found] == ["item_price", "active_share", "trend_or_none"]


def _circle(*names):
    return [Definition(name, f"{after} + 1", "days") for name, after in zip(names, (*names[1:], names[0]), strict=True)]


FAULTS = {
    "capital": ([replace(PRICE, name="Price")], "no name for a feature", "small letters"),
    "blank": ([replace(PRICE, name="item price")], "no name for a feature", "small letters"),
    "sql": ([replace(PRICE, name="x; drop table orders")], "no name for a feature", "small letters"),
    "empty name": ([replace(PRICE, name="")], "no name for a feature", "small letters"),
    "long name": ([replace(PRICE, name="a" * 61)], "no name for a feature", "small letters"),
    "feature": ([replace(PRICE, name="n_orders")], "the name is taken", "another name"),
    "aggregate": ([replace(PRICE, name="gross_e4")], "the name is taken", "another name"),
    "total": ([replace(PRICE, name="net_e4")], "the name is taken", "another name"),
    "id": ([replace(PRICE, name="customer_id")], "the name is taken", "another name"),
    "category": ([replace(PRICE, name="category_12_e4")], "the name is taken", "another name"),
    "lines": ([replace(PRICE, name="n_lines_bought")], "the name is taken", "another name"),
    "unit": ([replace(PRICE, unit=" ")], "the unit is missing", "Name it"),
    "long unit": ([replace(PRICE, unit="x" * 201)], "is too long", "200 characters"),
    "units": ([replace(PRICE, formula="monetary_total + recency_days")], "puts days and money together", "one unit"),
    "units of own": (
        [PRICE, replace(DAYS, formula="item_price + 2 * recency_days")],
        "puts days and money",
        "one unit",
    ),
    "cents": ([replace(PRICE, formula="monetary_total - gross_e4")], "puts e4 and money together", "one unit"),
    "near": ([replace(PRICE, formula="monetary_totl / 2")], "unknown name 'monetary_totl'", "monetary_total"),
    "itself": (_circle("a"), "in a circle: a → a", "Break"),
    "circle": (_circle("a", "b", "c"), "in a circle: a → b → c → a", "Break"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_of_a_definition_is_told_by_its_setting(fault):
    """What, where, what to do."""
    definitions, what, remedy = FAULTS[fault]
    with pytest.raises(ConfigError) as caught:
        own_features(definitions)
    assert what in str(caught.value)
    assert remedy in caught.value.remedy
    assert caught.value.where.startswith("features.own.")


def test_features_that_double_at_every_step_are_refused():
    """Ten definitions must not make a query of megabytes."""
    first = Definition("a0", "monetary_total / n_items", "money")
    chain = [Definition(f"a{step}", f"a{step - 1} + a{step - 1}", "money") for step in range(1, 30)]
    with pytest.raises(ConfigError, match="too long, with the features it builds on"):
        own_features([first, *chain])


def test_a_long_chain_is_followed_to_its_end_and_a_longer_one_refused():
    """A hundred features may stand on one another."""
    chain = [Definition(f"a{step}", f"a{step + 1}", "orders") for step in range(200)]
    with pytest.raises(ConfigError, match=r"200 own features \(features\.own\)\. Define 100 at most"):
        own_features(chain)
    with pytest.raises(ConfigError, match="unknown name 'a100'"):
        own_features(chain[:100])


@pytest.mark.parametrize("name", ["order", "select", "group", "feature_0", "abs", "ln"])
def test_a_name_that_is_a_word_of_sql_does_no_harm(count, make_orders, name):
    """It never reaches a query."""
    own = own_features([replace(PRICE, name=name), replace(PRICE, name="other")])
    table = count(own, MONEY, as_of_us=9, orders=make_orders([{"time_us": 5}]))
    assert table[name].to_pylist() == [1.0]
