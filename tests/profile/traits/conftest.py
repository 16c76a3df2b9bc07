"""A made-up table of customers, for the tests of their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from coterie.tables import Trait, TraitKind, TraitRole

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

Customers = tuple[dict[str, "NDArray[np.float64]"], "NDArray[np.int64]"]


def number(
    name: str,
    words: str | None = None,
    role: TraitRole = "basis",
    kind: TraitKind = "number",
    levels: tuple[str, ...] = (),
) -> Trait:
    """One trait."""
    return Trait(name, name.upper(), words or name.replace("_", " "), kind, role, "", levels)


@pytest.fixture(name="trait")
def make_trait() -> Callable[..., Trait]:
    """Makes a trait from its name."""
    return number


TRAITS = (
    number("age", role="descriptor"),
    number("income"),
    number("spending"),
    number("cash_advance"),
    number("store_visits", "number of store visits"),
    number("class", "class", kind="ordered", levels=("bronze", "silver", "gold", "platinum")),
    number("partner", kind="yes/no", levels=("No", "Yes")),
    number("contract", kind="category", levels=("Month-to-month", "One year", "Two year")),
    number("joined", "joining date", kind="date", role="descriptor"),
    number("churn", kind="yes/no", levels=("No", "Yes"), role="target"),
    number("row", role="left out"),
)


def make_customers(seed: int, n: int = 240, strength: float = 1.0) -> Customers:
    """Customers of three kinds, which some columns tell apart and others do not."""
    random = np.random.default_rng(seed)
    kind = random.integers(0, 3, n)
    shift = strength * random.normal(0, 2, (3, 6))[kind]
    noise = random.normal(0, 1, (n, 6))
    x = shift + noise
    contract = np.argmax(random.gumbel(0, 1, (n, 3)) + 2 * strength * np.eye(3)[kind], axis=1)
    values = {
        "age": np.clip(np.rint(45 + 8 * x[:, 0]), 18, 95),
        "income": np.rint(np.exp(10 + x[:, 1] / 2)),
        "spending": np.rint(50 + 10 * x[:, 2]),
        "cash_advance": np.where(x[:, 3] > np.quantile(x[:, 3], 0.65), np.rint(np.exp(4 + x[:, 3])), 0.0),
        "store_visits": 1 + np.floor(np.exp(1 + x[:, 4] / 2)),
        "class": np.clip(np.floor(x[:, 5] + 2.5), 1, 4),
        "partner": (x[:, 0] + random.normal(0, 1, n) > 0).astype(float),
        "joined": np.floor(random.uniform(0, 900, n)),
        "churn": (x[:, 1] < -0.5).astype(float),
        "row": np.arange(n, dtype=float),
    }
    values |= {
        f"contract={level}": (contract == place).astype(float)
        for place, level in enumerate(("Month-to-month", "One year", "Two year"))
    }
    values["income"][random.random(n) < 0.1] = np.nan
    return values, kind


@pytest.fixture(name="traits")
def all_traits() -> tuple[Trait, ...]:
    """All traits of the made-up table."""
    return TRAITS


@pytest.fixture(name="customers")
def make() -> Callable[..., Customers]:
    """Makes customers from a seed."""
    return make_customers
