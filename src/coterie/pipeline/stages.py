"""How far a stage is: the share of its queries that are done, each weighted by what it usually costs.

Comes in: an engine, whom to tell, and the weights. Goes out: calls of ``progress``. The rule of this module: a share
never falls.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coterie.engines.duckdb import DuckDBEngine
    from coterie.tables import Progress

__all__ = ["watched_stage"]


@contextmanager
def watched_stage(engine: DuckDBEngine, stage: str, *, weights: Sequence[float], progress: Progress) -> Iterator[None]:
    """Tell of a stage while its queries run.

    Parameters
    ----------
    engine : DuckDBEngine
        What runs the queries.
    stage : str
        Its name.
    weights : sequence of float
        The usual cost of each query, in the order in which they come; what comes after them counts nothing.
    progress : callable
        Told the stage and the share done.

    Yields
    ------
    None

    Examples
    --------
    >>> from coterie.engines import open_engine
    >>> from coterie.tables import Step
    >>> told = []
    >>> with open_engine(threads=1) as engine:
    ...     with watched_stage(engine, "counting", weights=[1, 3], progress=lambda stage, share: told.append(share)):
    ...         _ = engine.query(Step("one", (), "select 1 as n"))
    >>> told
    [0.0, 0.25, 1.0]
    """
    whole = sum(weights) or 1.0
    n_done = 0

    def tell(share: float) -> None:
        nonlocal n_done
        weight = weights[n_done] if n_done < len(weights) else 0.0
        progress(stage, min((sum(weights[:n_done]) + weight * share) / whole, 1.0))
        n_done += share == 1

    progress(stage, 0.0)
    with engine.watched(tell):
        yield
    progress(stage, 1.0)
