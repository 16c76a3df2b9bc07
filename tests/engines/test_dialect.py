"""DuckDB's way of writing: names and texts of any kind are harmless, values are bound, types have the rooms' words."""

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.engines.dialect import bind, kind_of, quote_name, quote_text, with_inputs
from coterie.tables import Step

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12)


@given(TEXTS)
def test_a_name_of_any_kind_is_a_name(name):
    """Quotes, semicolons, comments: the column is called so, and nothing else happens."""
    assert duckdb.sql(f"select 1 as {quote_name(name)}").columns == [name]


@given(TEXTS)
def test_a_text_of_any_kind_is_a_text(text):
    """The literal is the text."""
    assert duckdb.sql(f"select {quote_text(text)}").fetchall() == [(text,)]


def test_only_known_parameters_are_bound():
    """A time of day, a cast and an unknown name are left alone."""
    step = Step("s", (), "select ':12' || x::day, :day, :days, :other", (("day", 5), ("days", 6), ("unused", 7)))
    assert bind(step, "_3") == (
        "select ':12' || x::day, $day_3, $days_3, :other",
        {"day_3": 5, "days_3": 6},
    )


def test_a_step_without_values_is_left_as_it_is():
    """Nothing to bind, nothing to replace."""
    assert bind(Step("s", (), "select ':12'"), "_1") == ("select ':12'", {})


@pytest.mark.parametrize("sql", ["select n + 1 from raw", "with a as (select n + 1 from raw) select * from a"])
def test_inputs_are_carried_along(sql):
    """With or without tables of its own, a query finds its inputs."""
    assert duckdb.sql(with_inputs(sql, {"raw": "select 1 as n"})).fetchall() == [(2,)]


def test_a_query_without_inputs_is_left_as_it_is():
    """Nothing is put in front of it."""
    assert with_inputs("select 1", {}) == "select 1"


@pytest.mark.parametrize(
    ("data_type", "kind"),
    [
        ("TINYINT", "integer"),
        ("UBIGINT", "integer"),
        ("HUGEINT", "integer"),
        ("FLOAT", "float"),
        ("DECIMAL(18,3)", "decimal"),
        ("DATE", "time"),
        ("TIMESTAMP_NS", "time"),
        ("VARCHAR", "text"),
        ("INTEGER[]", "text"),
        ("ENUM('a', 'b')", "text"),
        ("INTERVAL", "text"),
    ],
)
def test_types_have_the_rooms_words(data_type, kind):
    """Whole numbers, floats, decimals, times; all else is text."""
    assert kind_of(data_type) == kind
