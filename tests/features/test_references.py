"""What definitions refer to: words of formulas, columns of aggregates."""

from __future__ import annotations

import pytest

from coterie.features.references import columns, optional_columns, words
from coterie.tables import Aggregate


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("cast(a_e4 as double) / nullif(b1, 0)", {"a_e4", "b1"}),
        ("case when a > 0 then ln(a) else 0 end", {"a"}),
        (":as_of_us - a", {":as_of_us", "a"}),
        ("1 / 86400000000", set()),
    ],
)
def test_words_are_names_and_parameters(formula, expected):
    """Numbers and SQL's own words are none."""
    assert words(formula) == expected


def test_a_plain_count_reads_only_its_condition():
    """A row counts, whatever is in it."""
    assert columns(Aggregate("n", "count", "orders", where=("is_purchase", 1))) == {"is_purchase"}


def test_a_bare_count_reads_nothing():
    """Every row counts."""
    assert columns(Aggregate("n", "count", "orders")) == set()


def test_required_columns_are_not_optional():
    """What every table of lines has need not be asked for."""
    assert optional_columns(Aggregate("n", "distinct", "lines", "product_id", where=("order_id", "x"))) == {
        "product_id"
    }
