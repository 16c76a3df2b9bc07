"""Columns get names that are there once, and words that people say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.data.traits.names import column_names, day_words, label_parts, plain_words


@given(st.lists(st.text(max_size=12), max_size=8))
def test_names_are_there_once_and_are_words(labels: list[str]) -> None:
    """Whatever the labels are, no two columns collide, and none has a blank or a capital letter."""
    names = column_names(labels)
    assert len(set(names)) == len(labels)
    assert all(name == name.lower() and not set(name) & set(" -.,()=") for name in names)
    assert "customer_id" not in names


@pytest.mark.parametrize(
    ("label", "name", "words"),
    [
        ("Annual Income (k$)", "annual_income", "annual income"),
        ("MntMeatProducts", "mnt_meat_products", "spend on meat products"),
        ("NumDealsPurchases", "num_deals_purchases", "deals purchases"),
        ("number_of_visits", "number_of_visits", "visits"),
        ("kids_count", "kids_count", "kids"),
        ("PRC_FULL_PAYMENT", "prc_full_payment", "full payment share"),
        ("CASH_ADVANCE_TRX", "cash_advance_trx", "cash advance transactions"),
        ("StreamingTV", "streaming_tv", "streaming tv"),
        ("x1", "x1", "x1"),
        ("Num", "num", "num"),
        ("Größe", "größe", "größe"),
    ],
)
def test_known_labels(label: str, name: str, words: str) -> None:
    """Abbreviations are written out only where they can mean one thing."""
    assert (column_names([label])[0], plain_words(label)) == (name, words)


def test_a_label_of_marks_only_still_has_a_name() -> None:
    """Its words are what the user wrote."""
    assert (column_names(["%", "#"]), plain_words("%"), label_parts("(k$)")) == (("column", "column_2"), "%", ("k",))


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Dt_Customer", "days as a customer"),
        ("registration_date", "days since registration"),
        ("date", "days since that day"),
    ],
)
def test_days_are_told_from_what_they_count(label: str, words: str) -> None:
    """The word for the day itself says nothing."""
    assert day_words(label) == words
