"""What every test may count on: data by fixture, one plotting backend, the same examples every time.

A test that lacks something of its machine skips and says why. Under ``REQUIRE=all`` such a skip is a failure, except
where the folder of development data, which lies outside the project, is not there at all.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import numpy as np
import pyarrow as pa
import pytest

import coterie
from coterie.data.synthetic import Shop, make_shop

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

os.environ.setdefault("MPLBACKEND", "Agg")

PROJECT = Path(__file__).resolve().parents[1]
SHARED = PROJECT.parent / "shared"
DATA_FILES = PROJECT / "tests" / "data_files"
CLUB_BASIS = "Income (k$),NumVisits,Plan,Newsletter"
SHARED_ABSENT = "the folder ../shared with development data is not beside this project"

hypothesis.settings.register_profile("house", deadline=None, derandomize=True, max_examples=50)
hypothesis.settings.register_profile("search", deadline=None, derandomize=False, max_examples=1000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of development data beside the project; skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(SHARED_ABSENT)
    return SHARED / "data"


@pytest.fixture(scope="session")
def cdnow_sample() -> Path:
    """Path of the CDNOW sample: 6,919 purchases of 2,357 customers, blanks as separators, no header."""
    return DATA_FILES / "cdnow" / "CDNOW_sample.txt"


@pytest.fixture(scope="session")
def sample_run(cdnow_sample: Path) -> coterie.Run:
    """A finished run on the CDNOW sample; made once, not to be changed."""
    return coterie.segment(cdnow_sample, customer="column1", amount="column5")


@pytest.fixture(scope="session")
def quick() -> coterie.Config:
    """Settings for a run of less than a second."""
    return coterie.Config.from_mapping({"evidence": {"n_repeats": 3}, "model": {"k_max": 5}})


@pytest.fixture(scope="session")
def shop() -> Shop:
    """A small shop with four planted segments and faulty rows of every kind."""
    return make_shop(300, dirt=0.002)


@pytest.fixture(scope="session")
def shop_run(shop: Shop, quick: coterie.Config) -> coterie.Run:
    """A finished run on the small shop; made once, not to be changed."""
    return coterie.segment(shop.lines, config=quick)


@pytest.fixture(scope="session")
def cloud() -> Shop:
    """A small shop whose customers form one round cloud."""
    return make_shop(300, n_segments=1)


@pytest.fixture(scope="session")
def cloud_run(cloud: Shop, quick: coterie.Config) -> coterie.Run:
    """A finished run on the cloud, in which quantile groups take the place of clusters."""
    return coterie.segment(cloud.lines, config=quick)


@pytest.fixture(scope="session")
def thrifty_run(shop: Shop, quick: coterie.Config) -> coterie.Run:
    """The run on the small shop with one thread and little memory."""
    return coterie.segment(shop.lines, config=quick, threads=1, memory_limit="1GB")


@pytest.fixture(scope="session")
def single_run(shop: Shop, quick: coterie.Config) -> coterie.Run:
    """A finished run in which a person put everybody into one segment."""
    return coterie.segment(shop.lines, config=quick, k=1, k_max=2, why="one letter for everybody")


@pytest.fixture(scope="session")
def club() -> pa.Table:
    """A table of club members, one a row, as text: three planted groups by income, visits and plan, and odd columns."""
    rng = np.random.default_rng(7)
    group = np.repeat([0, 1, 2], 80)
    income = rng.normal(np.array([20.0, 60.0, 60.0])[group], 4.0)
    visits = rng.poisson(np.array([3.0, 3.0, 30.0])[group])
    plan = np.array(["Basic", "Gold", "Gold"])[group]
    plan[::40] = "gold "
    plan[5] = "Trial"
    columns = {
        "Member ID": [f"M{number:03d}" for number in range(240)],
        "Age": [str(age) for age in rng.integers(18, 80, 240)],
        "Age group": [("18-34", "35-54", "55+")[place] for place in rng.integers(0, 3, 240)],
        "Income (k$)": ["" if place % 30 == 0 else f"{value:.1f}" for place, value in enumerate(income)],
        "NumVisits": [str(number) for number in visits],
        "Plan": plan.tolist(),
        "Newsletter": [("no", "Yes")[place] for place in rng.integers(0, 2, 240)],
        "Joined on": [f"{1 + day % 28:02d}.{1 + day % 12:02d}.2023" for day in rng.integers(0, 300, 240)],
        "E-mail": [f"m{number}@club.example" for number in range(240)],
        "Currency": ["EUR"] * 240,
        "Churn": [("No", "Yes")[place] for place in rng.integers(0, 2, 240)],
    }
    return pa.table(columns)


@pytest.fixture(scope="session")
def club_run(club: pa.Table, quick: coterie.Config) -> coterie.Run:
    """A finished run on the club, by numbers and classes; made once, not to be changed."""
    return coterie.segment(club, config=quick, basis=CLUB_BASIS)


@pytest.fixture
def heeded_interrupts() -> Iterator[None]:
    """Ctrl-C is heard, also where the tests were started in the background, which makes a shell ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def skips_count_as_failures() -> bool:
    """Say whether a skipped test is a failure in this run."""
    return os.environ.get("REQUIRE", "") == "all"


def _is_excused(report: pytest.TestReport | pytest.CollectReport) -> bool:
    return hasattr(report, "wasxfail") or SHARED_ABSENT in str(report.longrepr)


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if skips_count_as_failures() and report.skipped and not _is_excused(report):
        report.outcome = "failed"
        report.longrepr = f"skipped, but REQUIRE=all allows no skip: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn the skip of a test into a failure where nothing may be skipped."""
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Do the same where a whole file skips."""
    report = yield
    _refuse_skip(report)
    return report
