"""The public face as a user writes it: never run, only read by mypy, which must know every type."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, assert_type

import numpy as np

import coterie

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl


def segment_a_file() -> None:
    """A path and a few settings are enough."""
    run = coterie.segment("orders.csv", customer="who", k=4, why="four regional teams")
    assert_type(run, coterie.Run)
    assert_type(run.k_selection, coterie.KSelection)
    assert_type(run.report(), str)
    assert_type(run.save("orders.coterie"), Path)


def segment_a_table(orders: pd.DataFrame, more: pl.DataFrame, config: coterie.Config) -> list[coterie.Run]:
    """Tables of every kind are taken as they are."""
    return [coterie.segment(orders, config=config), coterie.segment(more, config="run.toml")]


def open_a_bundle(path: Path) -> coterie.Run:
    """A bundle opens as the run that wrote it."""
    return coterie.load(path)


def follow_a_run(stages: list[str]) -> coterie.Run:
    """Progress is told to any callable."""

    def note(stage: str, share: float) -> None:
        stages.append(f"{stage} {share:.0%}")

    return coterie.segment(Path("orders.parquet"), progress=note)


def cluster_a_matrix() -> None:
    """The estimators are scikit-learn's kind."""
    values = np.ones((10, 2))
    model = coterie.KMeans(n_clusters=3, random_state=0).fit(values)
    assert_type(model, coterie.KMeans)
    assert_type(coterie.choose_k(values), coterie.KSelection)


def catch_what_the_user_can_mend() -> str:
    """Errors have three parts."""
    try:
        coterie.segment("no such file")
    except coterie.CoterieError as error:
        return f"{error.what} {error.where} {error.remedy}"
    return ""
