"""Words are written as names are taken apart: in small letters, without accents, each in one piece."""

import re

import pytest

from coterie.data import words

SETS = {name: getattr(words, name) for name in words.__all__ if name != "LISTS"} | dict(words.LISTS)


@pytest.mark.parametrize("name", SETS)
def test_words_can_be_met(name):
    """What has a capital, an accent or a mark would never be found in a name."""
    assert [word for word in SETS[name] if not re.fullmatch("[a-z]+", word)] == []
    assert SETS[name]


def test_no_list_is_one_of_customers():
    """A word for a customer makes no table a list of something else."""
    assert {name: found for name, of in words.LISTS.items() if (found := of & (words.CUSTOMER | words.PERSON))} == {}
