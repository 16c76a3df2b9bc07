"""Every development data set is recognised as what was written down before the code: its kind, columns and writing.

What must come out stands in ``intake.toml``. Whole runs, and sources that a settings file joins, are tested beside it.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from coterie.data.vocabulary import ROLES
from coterie.engines import open_engine
from coterie.errors import InputError, UnsureError
from coterie.pipeline.opening import open_source
from coterie.pipeline.reading import recognise

if TYPE_CHECKING:
    from coterie.data.detection import Detection, Finding

DATASETS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("intake.toml").read_text(encoding="utf-8"))[
    "dataset"
]
PLAIN = [each for each in DATASETS if "config" not in each]
OF_TRAITS = "nothing to make segments of"
"""A refusal that the traits of the customers decide, not the columns."""
SEVERAL = ("discounts", "coupons")
WRITING = ("time_style", "cancel_prefix", "missing")


def _params(datasets: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(each, id=each["path"]) for each in datasets]


def _silent(stage: str, share: float) -> None:
    """Tell nobody."""


def _recognised(expected: dict[str, Any], shared_data: Path, asked: list[str]) -> Detection:
    """Recognise a data set, with a person at hand who knows the answers."""

    def answer(finding: Finding) -> str:
        asked.append(finding.role)
        return str(expected["answers"][finding.role])

    with open_engine(threads=2) as engine:
        raw = open_source(engine, shared_data / expected["path"], progress=_silent)
        told = {role: label for role, label in expected.get("answers", {}).items() if role not in expected["asks"]}
        return recognise(engine, raw, overrides=told, ask=answer)


def _columns_of(detection: Detection) -> dict[str, str]:
    single = [role for role in ROLES if role not in SEVERAL]
    found = {role: getattr(detection.columns, role, None) for role in single}
    return {role: label for role, label in found.items() if label}


@pytest.mark.parametrize("expected", _params([each for each in PLAIN if each["kind"] != "refused"]))
def test_a_data_set_is_recognised(expected: dict[str, Any], shared_data: Path) -> None:
    """Kind, columns, discounts, coupons, and what had to be asked."""
    asked: list[str] = []
    found = _recognised(expected, shared_data, asked)
    assert found.kind == expected["kind"]
    assert _columns_of(found) == expected.get("columns", {})
    assert {role: list(getattr(found.columns, role, ())) for role in SEVERAL} == {
        role: expected.get(role, []) for role in SEVERAL
    }
    assert asked == expected.get("asks", [])


@pytest.mark.parametrize("expected", _params([each for each in PLAIN if set(WRITING) & each.keys()]))
def test_the_writing_of_a_data_set_is_recognised(expected: dict[str, Any], shared_data: Path) -> None:
    """The style of its times, what marks a cancellation and what a missing value."""
    columns = _recognised(expected, shared_data, []).columns
    found = {name: getattr(columns, name) for name in WRITING if name in expected}
    assert found == {name: tuple(value) if isinstance(value := expected[name], list) else value for name in found}


@pytest.mark.parametrize("expected", _params([each for each in PLAIN if each["kind"] == "refused"]))
def test_what_is_neither_orders_nor_customers_is_refused(expected: dict[str, Any], shared_data: Path) -> None:
    """In one line that says what to do; what its traits refuse is a table of customers until then."""
    if OF_TRAITS in expected["says"]:
        assert _recognised(expected, shared_data, []).kind == "customers"
        return
    with pytest.raises(InputError) as caught:
        _recognised(expected, shared_data, [])
    assert [word for word in expected["says"] if word not in str(caught.value)] == []


@pytest.mark.parametrize("expected", _params([each for each in PLAIN if "asks" in each]))
def test_without_anybody_to_ask_the_option_is_named(expected: dict[str, Any], shared_data: Path) -> None:
    """With the columns that may be meant."""
    with open_engine(threads=2) as engine, pytest.raises(UnsureError) as caught:
        recognise(engine, open_source(engine, shared_data / expected["path"], progress=_silent), overrides={})
    role = expected["asks"][0]
    assert expected["answers"][role] in caught.value.where
    assert f"--{role}" in caught.value.remedy
