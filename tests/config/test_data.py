"""Settings of the data: lists may be typed with commas; what is set of columns is handed on by role."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from coterie.config import DataSettings


@pytest.mark.parametrize("name", ["missing", "cancel_words", "fee_words", "targets", "leave_out", "kinds"])
def test_a_list_may_be_typed_with_commas(name: str) -> None:
    """As the command line gives it."""
    assert getattr(DataSettings.model_validate({name: "one, two words"}), name) == ("one", "two words")


def test_what_is_set_of_columns_is_handed_on_by_role() -> None:
    """Where the rows are, from when on they count and what is said of them is none of it."""
    data = DataSettings(
        customer="Kunde", missing=("?", "k.A."), source="a.csv", table="Orders", skip_lines=2, about="x"
    )
    assert data.overrides() == {"customer": "Kunde", "missing": "?,k.A."}


@pytest.mark.parametrize("setting", [{"skip_lines": -1}, {"joins": [{"source": "a.csv"}]}, {"appends": [{"on": "a"}]}])
def test_impossible_settings_are_refused(setting: dict[str, object]) -> None:
    """A join has a key, an appended table has none."""
    with pytest.raises(ValidationError):
        DataSettings.model_validate(setting)
