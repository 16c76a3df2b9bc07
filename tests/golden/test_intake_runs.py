"""Every development data set, run with no options (or with the one settings file that joins it), is what it must be.

What must come out was written down in ``intake.toml`` before the code. Recognition alone is tested beside it; here the
whole run is made, and its segments must be named by words that fit the data.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import coterie
from coterie.errors import InputError

GOLDEN = Path(__file__).parent
DATASETS: list[dict[str, Any]] = tomllib.loads((GOLDEN / "intake.toml").read_text(encoding="utf-8"))["dataset"]
RUN = [pytest.param(each, id=each["path"]) for each in DATASETS if each["kind"] != "refused"]
PLAIN = ("average", "mixed", "small group", "all customers")
"""Names of segments of which nothing can be said."""


def _run(expected: dict[str, Any], shared_data: Path, tmp_path: Path) -> coterie.Run:
    place = shared_data / expected["path"]
    if "config" not in expected:
        return coterie.segment(place, **expected.get("answers", {}))
    settings = tmp_path / "settings.toml"
    text = (GOLDEN / "joins" / expected["config"]).read_text(encoding="utf-8")
    settings.write_text(text.replace('source = "', f'source = "{place.as_posix()}/'), encoding="utf-8")
    return coterie.segment(config=settings)


def _faults(expected: dict[str, Any], run: coterie.Run) -> list[str]:
    """Say in which way a run is not what it must be."""
    basis = {name.partition("=")[0] for name in run.model.basis}
    wanted, least = set(expected.get("basis", basis)), set(expected.get("basis_has", ()))
    names = [name.lower() for name in run.segments["name"].to_pylist()]
    family = expected.get("family", [""])
    odd = [name for name in names if not any(word in name for word in family) and not name.startswith(PLAIN)]
    roles = {trait.name: trait for trait in getattr(run.model.columns, "traits", ())}
    kept = [name for name in expected.get("left_out", {}) if roles[name].role not in {"left out", "target"}]
    unexplained = [name for name, word in expected.get("left_out", {}).items() if word not in roles[name].reason]
    makers = [name for name in expected.get("descriptors", ()) if roles[name].role != "descriptor"]
    return [
        *([f"basis {sorted(basis)}"] if basis != wanted or not least <= basis else []),
        *(f"name {name!r}" for name in odd),
        *(f"{name} is not left out" for name in kept),
        *(f"{name} is left out because {roles[name].reason!r}" for name in unexplained),
        *(f"{name} is no descriptor" for name in makers),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("expected", RUN)
def test_run_without_options_is_what_it_must_be(expected: dict[str, Any], shared_data: Path, tmp_path: Path) -> None:
    """Basis, roles and the words of the names."""
    assert _faults(expected, _run(expected, shared_data, tmp_path)) == []


@pytest.mark.parametrize("expected", [pytest.param(e, id=e["path"]) for e in DATASETS if e["kind"] == "refused"])
def test_what_is_no_table_of_customers_is_refused(expected: dict[str, Any], shared_data: Path) -> None:
    """In one line that says what to do."""
    with pytest.raises(InputError) as caught:
        coterie.segment(shared_data / expected["path"])
    assert [word for word in expected["says"] if word not in str(caught.value)] == []
