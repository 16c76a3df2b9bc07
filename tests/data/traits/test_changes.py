"""A column that has become another one is noticed."""

from __future__ import annotations

import pytest

from coterie.data.traits.changes import changed_traits
from coterie.data.traits.counts import Counts
from coterie.tables import Trait


def _trait(kind, *levels: str, role="basis") -> Trait:  # type: ignore[no-untyped-def]  kinds and roles
    return Trait("x", "X", "x", kind, role, "a reason", levels=levels)


@pytest.mark.parametrize(
    ("trait", "facts", "phrase"),
    [
        (_trait("number"), {"n_numbers": 5}, "column 'X' held numbers, and 50% of its values are none now"),
        (_trait("number"), {"n_numbers": 7}, None),
        (
            _trait("yes/no", "no", "yes"),
            {"levels": {"m": 6, "NO": 4}},
            "column 'X' held yes or no, and 60% of its values are none now",
        ),
        (_trait("ordered", "S", "M"), {"levels": {"s": 6, "XXL": 4}}, None),
        (_trait("category", "a", "b"), {"levels": {"c": 10}}, None),
        (_trait("number", role="descriptor"), {"n_numbers": 0}, None),
        (_trait("number"), {"n_present": 0}, None),
    ],
)  # fmt: skip
def test_known_changes(trait: Trait, facts: dict[str, object], phrase: str | None) -> None:
    """A few odd values are dirt, new classes are new, and what makes no segments is free."""
    counts = Counts("X", "text", **{"n_rows": 10, "n_present": 10, **facts})  # type: ignore[arg-type]  facts by name
    assert changed_traits([trait], [counts]) == ((phrase,) if phrase else ())
