"""Settings of the stages of a run."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from coterie.config import FeatureSettings


def test_a_basis_may_be_typed_with_commas() -> None:
    """As the command line gives it."""
    assert FeatureSettings.model_validate({"basis": "recency_days, n_orders"}).basis == ("recency_days", "n_orders")


def test_a_list_of_the_wrong_kind_is_refused() -> None:
    """A number is no name."""
    with pytest.raises(ValidationError):
        FeatureSettings.model_validate({"basis": [5]})
