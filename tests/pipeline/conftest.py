"""The stages of a run on the small shop, each made once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pytest

import coterie
from coterie.engines import open_engine
from coterie.pipeline.fitting import Fit, fit_segments
from coterie.pipeline.intake import Intake, take_in
from coterie.pipeline.opening import open_source

if TYPE_CHECKING:
    from collections.abc import Callable

    from coterie.data.synthetic import Shop

SMALL = {"model": {"k_max": 3}, "evidence": {"n_repeats": 2}}


def silent(stage: str, share: float) -> None:
    """Tell nobody."""


def _read(source: object, **options: object) -> Intake:
    with open_engine(threads=2) as engine:
        kept = {name: options.pop(name) for name in ("known", "progress") if name in options}
        return take_in(
            engine,
            open_source(engine, source, progress=silent),
            config=coterie.Config.from_mapping(options),
            **{"progress": silent, **kept},  # type: ignore[arg-type]  # options by name
        )


@pytest.fixture(scope="session")
def read() -> Callable[..., Intake]:
    """Take in a table or a file, in an engine that is closed afterwards."""
    return _read


@pytest.fixture(scope="session")
def intake(shop: Shop) -> Intake:
    """The small shop, taken in."""
    return _read(shop.lines)


@pytest.fixture(scope="session")
def fit(intake: Intake, quick: coterie.Config) -> Fit:
    """The segments of the small shop."""
    return fit_segments(intake, quick, progress=silent)


@pytest.fixture(scope="session")
def small() -> coterie.Config:
    """Settings for the quickest run there is."""
    return coterie.Config.from_mapping(SMALL)


@pytest.fixture(scope="session")
def visits(shop: Shop) -> pa.Table:
    """The small shop without any money: who came, and when."""
    return shop.lines.select(["customer_id", "ordered_at"])


@pytest.fixture(scope="session")
def run_with_returns_only(lines_with_returns_only: pa.Table, quick: coterie.Config) -> coterie.Run:
    """A finished run in which one customer has no purchase."""
    return coterie.segment(lines_with_returns_only, config=quick)


@pytest.fixture(scope="session")
def lines_with_returns_only(shop: Shop) -> pa.Table:
    """The small shop and one customer more, who only sent things back."""
    some = shop.lines.slice(100, 3)
    back = some.set_column(2, "customer_id", pa.array(["999999"] * some.num_rows))
    negative = pc.binary_join_element_wise("-", back["quantity"], "")
    return pa.concat_tables([shop.lines, back.set_column(4, "quantity", negative)])
