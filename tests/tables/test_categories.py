"""Categories as people speak of them: on one line, never shouted, never endless."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.tables import category_words


@pytest.mark.parametrize(
    ("category", "words"),
    [
        ("FRZN MEAT/MEAT DEPTS", "frzn meat/meat depts"),
        ("GROCERY", "grocery"),
        ("DVD", "DVD"),
        ("RX", "RX"),
        ("CD-ROM", "cd-rom"),
        ("home_garden", "home garden"),
        ("  Beauty &\n Health ", "Beauty & Health"),
        ("iPhone", "iPhone"),
        ("KÄSE", "käse"),
        ("2024", "category 2024"),
        ("7-up", "7-up"),
        ("a" * 41, "a" * 39 + "…"),
        ("a" * 38 + " " + "b" * 9, "a" * 38 + "…"),
        ("a" * 40, "a" * 40),
    ],
)
def test_category_reads_well_inside_a_sentence(category, words):
    """Capitals that are no abbreviation are written small."""
    assert category_words(category) == words


@given(st.text())
def test_category_is_one_short_line(category):
    """Whatever the data hold; said twice it is the same."""
    words = category_words(category)
    assert len(words) <= 40
    assert words == " ".join(words.split()) == category_words(words)
