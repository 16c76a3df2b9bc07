"""Numbers per customer: what a feature is called when it is shown."""

from coterie.tables import Feature


def test_a_feature_without_a_label_is_shown_by_its_name_in_words():
    """Nobody reads underscores."""
    assert Feature("n_orders", "orders", "n", "Number.", 1, "basis").title == "n orders"


def test_a_label_is_shown_as_it_stands():
    """It is written for people."""
    assert Feature("n_orders", "orders", "n", "Number.", 1, "basis", label="orders").title == "orders"
