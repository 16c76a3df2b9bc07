"""Words, spellings and days are learnt from counts, and told."""

import duckdb
import pyarrow as pa
import pytest

from coterie.data.learning import ColumnFacts, find_spellings, learn, tell, values_step
from coterie.data.rules import LAST_TIME_US
from coterie.tables import ColumnMap

NAMES = {"who": "c0", "when": "c1", "state": "c2", "what": "c3", "text": "c4", "kind": "c5"}
SHOP = ColumnMap(
    "who",
    "when",
    status="state",
    product="what",
    description="text",
    category="kind",
    cancel_words=("returned",),
    fee_words=("postage", "discount"),
)
NO_DAYS = pa.table({"day": pa.array([], pa.int64()), "n": pa.array([], pa.int64())})


def values_of(*rows):
    return pa.table(dict(zip(("role", "value", "n"), map(list, zip(*rows, strict=True)), strict=True)))


def counted(columns, **texts):
    """Count the values of one row or more."""
    connection = duckdb.connect()
    connection.register("raw", pa.table({f"c{place}": texts.get(f"c{place}", [None] * 3) for place in range(6)}))
    return sorted(connection.execute(values_step(columns, NAMES).sql).fetchall())


def test_values_are_counted_by_role():
    """As they are written; a product is looked at only where it is short enough to be a fee."""
    long = "a very long description of a product"
    rows = counted(SHOP, c2=["paid", "paid", None], c3=["POSTAGE", "POSTAGE", "p"], c4=[long, long, None], c5=["a"] * 3)
    assert rows == [("category", "a", 3), ("product", "POSTAGE", 2), ("product", "p", 1), ("status", "paid", 2)]


def test_columns_without_words_are_not_counted():
    """Nothing is asked that nobody wants to know."""
    assert values_step(ColumnMap("who", "when", status="state", product="what"), NAMES) is None
    assert "product" not in values_step(ColumnMap("who", "when", category="kind", product="what"), NAMES).sql


def test_words_are_found_in_the_values():
    """As the source writes them, from product and description alike."""
    values = values_of(
        ("status", "RETURNED", 2),
        ("status", "paid", 9),
        ("product", "Postage", 1),
        ("description", "discount ", 3),
        ("category", "returned", 3),
    )
    seen = learn(SHOP, values=values, days=NO_DAYS)
    assert seen == ColumnFacts(latest_us=LAST_TIME_US, undone=("RETURNED",), fees=("Postage", "discount "))


def test_the_last_plausible_time_comes_from_the_days():
    """A mistyped year is beyond it."""
    days = pa.table({"day": [15_000, 15_100, 30_000], "n": [50, 50, 1]})
    assert learn(SHOP, values=None, days=days).latest_us == 15_467 * 86_400_000_000


def test_spellings_are_compared_without_blanks_about_them():
    """A blank before or behind is no spelling of its own, as ids are trimmed."""
    values = values_of(("category", "Wine", 5), ("category", " Wine", 3), ("category", "wine", 7), ("category", " ", 2))
    assert find_spellings(SHOP, values) == (("wine", "Wine"),)
    assert find_spellings(SHOP, None) == ()


@pytest.mark.parametrize(
    ("states", "told"),
    [
        ({"paid": 9}, "no status says that an order was undone: paid counts as bought"),
        ({"returned": 1}, "orders that are returned count as undone (1 row); none is bought"),
        (
            {"returned": 1_000, "paid": 9, "sent": 8},
            "orders that are returned count as undone (1,000 rows); paid and sent count as bought",
        ),
        (
            dict.fromkeys("abcdefgh", 1),
            "no status says that an order was undone: a, b, c, d, e, f and 2 more count as bought",
        ),
    ],
)
def test_what_becomes_of_each_status_is_told(states, told):
    """So that a word that is missing is seen."""
    values = values_of(*(("status", value, n) for value, n in states.items()))
    found = tell(SHOP, learn(SHOP, values=values, days=NO_DAYS), values=values)
    assert [(finding.role, finding.column, finding.reason) for finding in found] == [("cancellation", "state", told)]


def test_fees_are_told_the_most_frequent_first():
    """With the column that names more of them."""
    values = values_of(("product", "postage", 1), ("description", "Discount", 3), ("description", "POSTAGE", 1))
    (found,) = tell(SHOP, learn(SHOP, values=values, days=NO_DAYS), values=values)
    assert (found.role, found.column) == ("fees", "text")
    assert found.reason == "Discount and POSTAGE (4 rows): fees or adjustments, whose money counts, but no products"


def test_spellings_are_told():
    """With the rows that were written otherwise."""
    columns = ColumnMap("who", "when", category="kind", spellings=(("wine", "Wine"),))
    values = values_of(("category", "Wine", 5), ("category", "wine", 2))
    (found,) = tell(columns, ColumnFacts(), values=values)
    assert (found.role, found.reason) == ("spellings", "2 spellings of Wine were taken as one, in 2 rows")


def test_nothing_is_told_of_nothing():
    """Where no such column is, nobody need know."""
    assert tell(ColumnMap("who", "when"), ColumnFacts(), values=None) == ()
