"""The library's face: ``segment`` a source, ``load`` a bundle, and a ``Run`` to look at.

Comes in: any dataframe, table or path. Goes out: a :class:`Run`, whose tables are Arrow tables (``to_pandas()`` and
``polars.from_arrow`` are one call away). The rule of this module: it parses, calls one driver and shows.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from coterie import bundle, pipeline
from coterie.config import Config, read_config
from coterie.errors import ConfigError
from coterie.ui.page import content_of
from coterie.ui.report import render_report

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyarrow as pa

    from coterie.bundle import FittedModel, Snapshot
    from coterie.data.detection import Finding
    from coterie.data.ledger import Ledger
    from coterie.displays import Display
    from coterie.model.selection import KSelection
    from coterie.tables import Progress

__all__ = ["Run", "load", "segment"]

ASSIGN_OPTIONS = {"as_of", "memory_limit", "threads"}


class Run:
    """A finished segmentation: its segments, who is in them, and the evidence.

    Parameters
    ----------
    model : FittedModel
        What was learnt.
    snapshot : Snapshot
        The customers it was applied to.

    Examples
    --------
    >>> import coterie
    >>> from coterie.data.synthetic import make_shop
    >>> run = coterie.segment(make_shop(60, n_segments=2).lines, k=2, k_max=2, n_repeats=2)
    >>> run.k_selection.verdict, run.segments["size"].to_pylist()
    ('natural groups', [36, 24])
    """

    def __init__(self, model: FittedModel, snapshot: Snapshot) -> None:
        self.model = model
        self.snapshot = snapshot

    @property
    def segments(self) -> pa.Table:
        """The segments, one a row: id, name, strength, sentence, proof, size, share, money."""
        return self.snapshot.segments_table()

    @property
    def assignments(self) -> pa.Table:
        """The customers, one a row: segment, next nearest segment, distance, margin."""
        return self.snapshot.assignments

    @property
    def customers(self) -> pa.Table:
        """The customers with every feature."""
        return self.snapshot.customers

    @property
    def k_selection(self) -> KSelection:
        """The verdict, the evidence for every K, the choice and its reasons."""
        return self.snapshot.k_selection

    @property
    def ledger(self) -> Ledger:
        """What became of every row and its money."""
        return self.snapshot.ledger

    @property
    def quarantine(self) -> pa.Table:
        """Rows that could not be used, with their text and the reason."""
        return self.snapshot.quarantine

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Which column was recognised as what, and why."""
        return self.snapshot.findings

    @property
    def displays(self) -> Mapping[str, Display]:
        """The pictures: each has ``plot()`` and ``frame()``."""
        return self.snapshot.displays

    def report(self, path: str | Path | None = None) -> str:
        """Return the report as one self-contained HTML page, and write it where a path is given.

        Parameters
        ----------
        path : str or Path, optional
            Where to write it.

        Returns
        -------
        str
            The page.
        """
        page = render_report(content_of(self.model, self.snapshot))
        if path is not None:
            bundle.write_text(Path(path), page)
        return page

    def save(self, directory: str | Path) -> Path:
        """Write the run as a bundle.

        Parameters
        ----------
        directory : str or Path
            A new directory, or an existing bundle that takes a further snapshot.

        Returns
        -------
        Path
            The bundle.

        Raises
        ------
        BundleError
            Where the directory exists and is no bundle.
        StorageError
            Where it cannot be written.
        """
        return bundle.save(self.model, self.snapshot, directory=Path(directory), report=self.report())

    def assign(
        self,
        source: object,
        *,
        progress: Progress | None = None,
        account: Callable[[str], None] | None = None,
        **options: object,
    ) -> pa.Table:
        """Give customers of a new source their segments, without fitting anything again.

        Parameters
        ----------
        source : path, dataframe or table
            Orders, read as in the run, or customers with the basis features as columns.
        progress : callable, optional
            Told the stage and the share done of it.
        account : callable, optional
            Told what became of the rows, sentence by sentence; ``print`` shows it.
        **options
            ``as_of``, ``memory_limit``, ``threads``.

        Returns
        -------
        pyarrow.Table
            The ``assignments`` table of these customers.

        Raises
        ------
        ConfigError
            Where an option is none of these: a fitted model's other settings are what they are.
        """
        for name in options.keys() - ASSIGN_OPTIONS:
            raise ConfigError(f"no option {name}", "assign", f"Use {', '.join(sorted(ASSIGN_OPTIONS))}.")
        config = self.model.config.with_options({"as_of": None, **options})
        return pipeline.assign(self.model, source, config=config, progress=progress, account=account)

    def explain(self, customer: str) -> pipeline.CustomerStory:
        """Say why a customer is in its segment, and what would move it.

        Parameters
        ----------
        customer : str
            The customer's id.

        Returns
        -------
        CustomerStory
            Segment, margin, the features that decide, and the smallest moves.

        Raises
        ------
        DataError
            Where the run has no such customer.
        """
        return pipeline.explain(self.model, self.snapshot, customer=customer)

    def __repr__(self) -> str:
        """Return the verdict and the segments in a few lines."""
        rows = (f"  {row['name']}: {row['size']:,} ({row['share']:.1%})" for row in self.segments.to_pylist())
        return "\n".join([f"Run: {self.k_selection.verdict}{self._when}", *rows])

    @property
    def _when(self) -> str:
        return f", as of {self.snapshot.as_of}" if self.snapshot.as_of else ""

    def _repr_html_(self) -> str:
        cells = "".join(
            f"<tr><td>{escape(row['name'])}</td><td>{row['size']:,}</td><td>{row['share']:.1%}</td>"
            f"<td>{escape(row['sentence'])}</td></tr>"
            for row in self.segments.to_pylist()
        )
        head = "<tr><th>segment</th><th>customers</th><th>share</th><th>in words</th></tr>"
        return f"<p><b>{escape(self.k_selection.verdict)}</b>{self._when}</p><table>{head}{cells}</table>"


def segment(
    source: object = None,
    *,
    config: Config | str | Path | None = None,
    progress: Progress | None = None,
    ask: Callable[[Finding], str] | None = None,
    **options: object,
) -> Run:
    """Segment the customers of a source.

    Parameters
    ----------
    source : path, dataframe or table, optional
        Orders, one line or one order a row, or customers: a path, a pattern, pandas, polars, Arrow or a DuckDB
        relation. Default: ``data.source`` of the settings.
    config : Config, str or Path, optional
        Settings, or the TOML file that holds them.
    progress : callable, optional
        Told the stage and the share done of it.
    ask : callable, optional
        Given a :class:`~coterie.data.findings.Finding` with a question and choices, answers it. Without one, what is
        unsure is refused, with the options that settle it.
    **options
        Settings by name, as on the command line: ``customer``, ``time``, ``amount``, ``k``, ``seed`` ...

    Returns
    -------
    Run
        Segments, assignments, evidence and ledger.

    Raises
    ------
    InputError
        Where the source or an option cannot be used.

    Examples
    --------
    >>> import coterie
    >>> from coterie.data.synthetic import make_shop
    >>> shop = make_shop(n_customers=300, random_state=0)
    >>> run = coterie.segment(shop.lines, k=4)
    >>> run.segments.num_rows
    4
    """
    settings = config if isinstance(config, Config) else read_config(config) if config else Config()
    model, snapshot = pipeline.segment(source, settings.with_options(options), progress=progress, ask=ask)
    return Run(model, snapshot)


def load(path: str | Path) -> Run:
    """Open a bundle.

    Parameters
    ----------
    path : str or Path
        The bundle's directory.

    Returns
    -------
    Run
        The snapshot in force and the model that made it.

    Raises
    ------
    BundleError
        Where there is no bundle, or it is damaged.

    Examples
    --------
    >>> import coterie
    >>> coterie.load("nowhere.coterie")
    Traceback (most recent call last):
    ...
    coterie.errors.BundleError: no bundle is here (nowhere.coterie). Name a directory that coterie run has written.
    """
    return Run(*bundle.load(Path(path)))
