"""Tables and sheets by name: near misses are answered, many are listed shortly."""

import pytest

from coterie.data.sources.naming import as_listed, chosen
from coterie.errors import SourceError


@pytest.mark.parametrize("typed", ["Orders", "orders", " ORDERS "])
def test_capitals_need_not_fit(typed):
    """Nobody knows how the file spells it."""
    assert chosen(typed, ["orders 2", "Orders"], kind="sheet", where="shop.xlsx") == "Orders"


def test_a_name_that_fits_exactly_is_meant():
    """Even if another differs by capitals only."""
    assert chosen("orders", ["Orders", "orders"], kind="table", where="shop.sqlite") == "orders"


@pytest.mark.parametrize(
    ("typed", "remedy"),
    [
        ("Ordrs", "Did you mean Orders or orders?"),
        ("oRDERS", "There are: Notes, Orders, orders."),
        ("x", "There are: Notes, Orders, orders."),
    ],
)
def test_a_name_that_is_not_there_is_answered(typed, remedy):
    """With the near ones, else with all."""
    with pytest.raises(SourceError) as caught:
        chosen(typed, ["Orders", "orders", "Notes"], kind="sheet", where="shop.xlsx")
    assert (caught.value.what, caught.value.where) == (f"no sheet {typed!r}", "shop.xlsx")
    assert caught.value.remedy == remedy


def test_many_tables_are_listed_shortly():
    """The largest twelve; equal ones by name."""
    listed = as_listed({f"t{number:02}": number // 2 for number in range(20)})
    assert listed.startswith("t18 (9 rows), t19 (9 rows), t16 (8 rows)")
    assert listed.endswith("and 8 more")
