"""What the user names becomes one table of raw rows."""

from __future__ import annotations

import pyarrow as pa

from coterie.engines import open_engine
from coterie.pipeline.opening import open_source


def test_a_table_keeps_its_labels_and_gets_row_numbers():
    """The user's names stand beside those that SQL uses."""
    stages: list[str] = []
    with open_engine() as engine:
        raw = open_source(engine, pa.table({"Kunde": ["a"]}), progress=lambda stage, _: stages.append(stage))
    assert (raw.columns, raw.labels) == (("row_number", "c0"), ("row_number", "Kunde"))
    assert stages == ["reading"]
