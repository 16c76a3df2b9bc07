"""The rules as data: bits, order, and which of them a source allows."""

import pytest

from coterie.data.rules import EFFECTS, RULES, applicable_rules, known_facts, mask_of
from coterie.tables import ColumnMap


def names(columns, until_us=None):
    return [rule.name for rule in applicable_rules(known_facts(columns, until_us))]


def test_bits_are_the_places_in_the_order():
    """The order is written once, and every rule has a bit of its own."""
    assert [rule.bit for rule in RULES] == list(range(len(RULES)))


def test_names_are_unique():
    """A rule is found by its name."""
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_marks_come_after_removals():
    """A mark counts rows that count, so everything that removes must come before."""
    assert [rule.removes for rule in RULES] == sorted((rule.removes for rule in RULES), reverse=True)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_is_told_in_whole_sentences(rule):
    """The meaning goes into reports as it stands."""
    assert rule.effect in EFFECTS
    assert rule.meaning[0].isupper()
    assert rule.meaning.endswith(".")


def test_unusable_rows_are_outside_the_core():
    """Only duplicates among the removed rows belong to the classical core."""
    assert [rule.name for rule in RULES if rule.removes and rule.in_core] == ["exact duplicate"]


def test_a_web_shop_allows_these_rules():
    """Order, product, quantity and price known; cancellations told by a letter."""
    columns = ColumnMap(
        "who", "when", order="order", product="what", quantity="pieces", unit_price="price", cancel_prefix="C"
    )
    assert names(columns) == [
        "unreadable row",
        "no customer",
        "missing time",
        "unreadable time",
        "impossible time",
        "missing quantity",
        "unreadable quantity",
        "missing price",
        "unreadable price",
        "unreadable amount",
        "exact duplicate",
        "repeated row",
        "cancellation",
        "negative price",
        "return",
        "zero amount",
        "zero quantity",
        "no order id",
    ]


def test_a_table_without_amounts_allows_these_rules():
    """Customer and time alone: no money, no duplicates to drop."""
    assert names(ColumnMap("who", "when")) == [
        "unreadable row",
        "no customer",
        "missing time",
        "unreadable time",
        "impossible time",
        "repeated row",
    ]


def test_a_given_amount_makes_the_quantity_optional():
    """A fee has no quantity, but an amount."""
    found = names(ColumnMap("who", "when", quantity="pieces", unit_price="price", amount="paid"))
    assert {"unreadable amount", "no quantity"} <= set(found)
    assert {"unreadable quantity", "unreadable price"}.isdisjoint(found)


def test_only_a_limit_in_time_checks_for_later_rows():
    """Without it nothing is too late."""
    columns = ColumnMap("who", "when")
    assert "after as_of" in names(columns, until_us=0)
    assert "after as_of" not in names(columns)


def test_a_status_allows_both_ways_of_taking_back():
    """A counter-entry beside the order, or the order itself."""
    by_status = names(ColumnMap("who", "when", status="state", cancel_words=("returned",)))
    assert {"cancellation", "undone order"} <= set(by_status)
    assert {"cancellation", "undone order"}.isdisjoint(names(ColumnMap("who", "when", status="state")))
    assert "undone order" not in names(ColumnMap("who", "when", order="order", cancel_prefix="C"))


@pytest.mark.parametrize("role", ["product", "description"])
def test_fees_are_looked_for_where_products_are_named(role):
    """By words of the product or its description."""
    assert "fee or adjustment" in names(ColumnMap("who", "when", fee_words=("postage",), **{role: "what"}))
    assert "fee or adjustment" not in names(ColumnMap("who", "when", **{role: "what"}))
    assert "fee or adjustment" not in names(ColumnMap("who", "when", fee_words=("postage",)))


def test_a_rate_makes_rules_of_its_own():
    """Of money only; a discount rate counts where the amount is made of quantity and price."""
    priced = ColumnMap("who", "when", quantity="n", unit_price="price", rate="fx", discount_rate="cut")
    assert {"missing rate", "unreadable rate", "unreadable discount rate"} <= set(names(priced))
    paid = names(ColumnMap("who", "when", amount="paid", rate="fx", discount_rate="cut"))
    assert {"missing rate", "missing amount"} <= set(paid)
    assert "unreadable discount rate" not in paid
    assert "missing rate" not in names(ColumnMap("who", "when", rate="fx"))


def test_times_are_implausible_only_where_somebody_has_looked():
    """Without the histogram of days nothing is said."""
    columns = ColumnMap("who", "when")
    assert "implausible time" not in names(columns)
    assert "implausible time" in [rule.name for rule in applicable_rules(known_facts(columns, latest_us=0))]


def test_what_a_run_may_not_see_is_not_called_implausible():
    """The rule of as_of comes first: a later row is in order, only not yet known."""
    order = [rule.name for rule in RULES]
    assert order.index("after as_of") < order.index("implausible time")


def test_the_mask_of_rules_joins_their_bits():
    """Bits do not overlap, so their sum is their union."""
    assert mask_of(RULES) == 2 ** len(RULES) - 1
