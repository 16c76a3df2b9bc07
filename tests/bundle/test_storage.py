"""A bundle gives back what it was given, is never half there, and says what is wrong with it."""

from __future__ import annotations

import csv
import json
import re
import shutil
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.bundle import check_target, csv_text, load, save
from coterie.bundle.storage import FORMAT
from coterie.errors import BundleError, StorageError
from coterie.features.catalog import AGGREGATES
from coterie.ui.library import Run, segment

if TYPE_CHECKING:
    import pyarrow as pa

    from coterie.config import Config
    from coterie.data.synthetic import Shop

JSON_FILES = ("bundle.json", "snapshot.json", "segments.json", "k_selection.json", "ledger.json")
DISPLAYS = ("criteria", "elbow", "ledger", "map", "profile", "silhouette", "sizes")
READ = (
    "current",
    *JSON_FILES,
    "arrays.npz",
    "assignments.parquet",
    "customers.parquet",
    "quarantine.parquet",
    *(f"displays/{name}.parquet" for name in DISPLAYS),
)
"""Every file that opening a bundle reads; the others are copies for people."""
FOR_PEOPLE = ("assignments.csv", "report.html", "segments.csv")
MOVES = ("models", "snapshots", "private", *FOR_PEOPLE, "current")
PAGE = "<!DOCTYPE html>\n"
DAMAGES = {"deleted": None, "emptied": 0.0, "cut to a tenth": 0.1, "cut in half": 0.5}


@pytest.fixture(scope="module")
def later_run(shop: Shop, quick: Config) -> Run:
    """The same shop looked at from two months earlier: another snapshot of another model."""
    return segment(shop.lines, config=quick, as_of="2024-11-01")


@pytest.fixture(scope="module")
def pristine(shop_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle that nobody touches."""
    return _saved(shop_run, tmp_path_factory.mktemp("pristine") / "shop.coterie")


@pytest.fixture
def saved(pristine: Path, tmp_path: Path) -> Path:
    """A bundle to damage."""
    return Path(shutil.copytree(pristine, tmp_path / "shop.coterie"))


def _saved(run: Run, directory: Path) -> Path:
    """Save a run with a page that need not be drawn."""
    return save(run.model, run.snapshot, directory=directory, report=PAGE)


def _tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def _file(root: Path, ending: str) -> Path:
    return next(path for path in root.rglob("*") if path.as_posix().endswith(f"/{ending}"))


def _harm(path: Path, share_left: float | None) -> None:
    content = path.read_bytes()
    path.unlink()
    if share_left is not None:
        path.write_bytes(content[: int(len(content) * share_left)])


# What goes in comes out


@pytest.mark.parametrize("which", ["shop_run", "cloud_run", "single_run", "club_run"])
def test_records_and_tables_come_back_equal(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Clusters, quantile groups or one segment: nothing is lost, rounded or turned into something else."""
    run: Run = request.getfixturevalue(which)
    model, snapshot = load(_saved(run, tmp_path / "x.coterie"))
    for name in (
        "model_id",
        "kind",
        "columns",
        "traits",
        "attributes",
        "basis",
        "features",
        "baseline",
        "segment_ids",
        "names",
        "bounds",
    ):
        assert getattr(model, name) == getattr(run.model, name), name
    for name in ("snapshot_id", "source", "as_of", "segments", "ledger", "findings"):
        assert getattr(snapshot, name) == getattr(run.snapshot, name), name
    for name in ("customers", "assignments", "quarantine"):
        assert getattr(snapshot, name).equals(getattr(run.snapshot, name), check_metadata=True), name
    assert (model.version, model.config) == (run.model.version, run.model.config)
    assert snapshot.k_selection.to_dict() == run.k_selection.to_dict()


def test_a_bundle_from_before_customer_tables_is_still_read(shop_run: Run, saved: Path) -> None:
    """What was not written then has its default now."""
    file = _file(saved, "bundle.json")
    described = json.loads(file.read_text(encoding="utf-8"))
    del described["attributes"]
    for feature in described["features"]:
        del feature["group"]
    file.write_text(json.dumps(described), encoding="utf-8")
    model = load(saved)[0]
    assert (model.attributes, model.features) == ((), shop_run.model.features)


def test_a_customer_table_that_was_saved_assigns_as_before(club_run: Run, club: pa.Table, tmp_path: Path) -> None:
    """Traits, fills and shared scales are all there is to it."""
    again = Run(*load(_saved(club_run, tmp_path / "club.coterie")))
    assert again.snapshot.as_of == "2023-12-29"
    assert again.assign(club).equals(club_run.assignments)
    assert again.report() == club_run.report()


def test_the_plan_comes_back_to_the_last_bit(shop_run: Run, pristine: Path) -> None:
    """Whatever assigns a customer is the same before and after."""
    plan, expected = load(pristine)[0].plan, shop_run.model.plan
    assert plan is not None
    assert expected is not None
    assert plan.centers.tobytes() == expected.centers.tobytes()
    assert (plan.features, plan.grid, plan.segment_ids) == (expected.features, expected.grid, expected.segment_ids)
    assert [dict(entry) for entry in plan.preparation] == [dict(entry) for entry in expected.preparation]


@pytest.mark.parametrize("name", DISPLAYS)
def test_displays_come_back_equal(shop_run: Run, pristine: Path, name: str) -> None:
    """The numbers behind every picture, and which kind of picture it is."""
    found, expected = load(pristine)[1].displays, shop_run.displays
    assert sorted(found) == list(DISPLAYS)
    assert type(found[name]) is type(expected[name])
    assert found[name].frame().equals(expected[name].frame(), check_metadata=True)


def test_saving_twice_writes_the_same_files(shop_run: Run, pristine: Path, tmp_path: Path) -> None:
    """Nothing in the whole tree depends on the day, the place or chance."""
    assert _tree(_saved(shop_run, tmp_path / "elsewhere")) == _tree(pristine)


def test_a_loaded_bundle_saves_as_itself(pristine: Path, tmp_path: Path) -> None:
    """Opening and writing again changes no byte."""
    assert _tree(_saved(Run(*load(pristine)), tmp_path / "again")) == _tree(pristine)


def test_saving_the_same_run_again_changes_nothing(shop_run: Run, saved: Path, pristine: Path) -> None:
    """A snapshot that is already there is not another one."""
    _saved(shop_run, saved)
    assert _tree(saved) == _tree(pristine)


# Who may see what


def test_the_model_holds_no_customer(shop_run: Run, pristine: Path) -> None:
    """What may be shipped holds no id of a customer."""
    ids = {id_.encode() for id_ in shop_run.customers["customer_id"].to_pylist()}
    content = b" ".join(_tree(pristine / "models").values())
    assert ids & set(re.findall(rb"[\w.+-]+", content)) == set()
    assert ids & set(re.findall(rb"[\w.+-]+", (pristine / "assignments.csv").read_bytes())) == ids


def test_nothing_is_a_pickle(pristine: Path) -> None:
    """A bundle that came by mail can run no code: every file is of a kind that holds data only."""
    tree = _tree(pristine)
    assert {Path(name).suffix for name in tree} == {"", ".csv", ".html", ".json", ".npz", ".parquet"}
    assert [name for name, content in tree.items() if content.startswith(b"\x80")] == []
    with np.load(_file(pristine, "arrays.npz"), allow_pickle=False) as arrays:
        assert [array.dtype.kind for array in arrays.values()] == ["f"]


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_private_rows_are_for_the_owner_alone(shop_run: Run, later_run: Run, saved: Path) -> None:
    """Raw rows lie behind mode 0700, also where the folder was deleted and has to be made again."""
    _saved(shop_run, saved)
    assert stat.S_IMODE((saved / "private").stat().st_mode) == 0o700
    shutil.rmtree(saved / "private")
    _saved(later_run, saved)
    assert stat.S_IMODE((saved / "private").stat().st_mode) == 0o700


# Another snapshot


def test_a_further_snapshot_comes_into_force(later_run: Run, saved: Path, pristine: Path) -> None:
    """The bundle opens as the new one; every part of the old one is still there, untouched."""
    _saved(later_run, saved)
    before, after = _tree(pristine), _tree(saved)
    assert load(saved)[1].snapshot_id == later_run.snapshot.snapshot_id
    assert (saved / "assignments.csv").read_text(encoding="utf-8") == csv_text(later_run.assignments)
    assert len(list((saved / "snapshots").iterdir())) == len(list((saved / "models").iterdir())) == 2
    kept = [name for name in before if name not in {*FOR_PEOPLE, "current"}]
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert not (saved / "lock").exists()


@pytest.mark.parametrize("move", MOVES)
def test_a_failure_in_between_leaves_the_old_snapshot_in_force(
    later_run: Run, saved: Path, pristine: Path, monkeypatch: pytest.MonkeyPatch, move: str
) -> None:
    """Whichever move fails, ``current`` still names what was there; the next attempt goes through."""
    whole = {name: getattr(Path, name) for name in ("rename", "replace")}

    def failing(name: str) -> object:
        def rename(path: Path, target: Path) -> Path:
            if saved in target.parents and target.relative_to(saved).parts[0] == move:
                raise OSError(5, "Input/output error")
            return Path(whole[name](path, target))

        return rename

    with monkeypatch.context() as patch:
        for name in whole:
            patch.setattr(Path, name, failing(name))
        with pytest.raises(StorageError, match=r"cannot write: input/output error \(.*shop\.coterie\)\. Free"):
            _saved(later_run, saved)
    assert (saved / "current").read_bytes() == (pristine / "current").read_bytes()
    assert Run(*load(saved)).assignments.equals(Run(*load(pristine)).assignments)
    assert [path.name for path in saved.parent.iterdir()] == [saved.name]
    _saved(later_run, saved)
    assert load(saved)[1].snapshot_id == later_run.snapshot.snapshot_id


def test_a_failure_of_the_first_write_leaves_nothing(
    shop_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a bundle is no bundle."""

    def refuse(*_: Path) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(StorageError, match="read-only file system"):
        _saved(shop_run, tmp_path / "x.coterie")
    assert list(tmp_path.iterdir()) == []


def test_a_bundle_that_is_being_written_is_refused(later_run: Run, saved: Path) -> None:
    """Two runs never write to one bundle; the lock of the other one stays."""
    (saved / "lock").touch()
    before = _tree(saved)
    with pytest.raises(BundleError) as caught:
        _saved(later_run, saved)
    assert caught.value.what == "another run is writing to this bundle"
    assert caught.value.where == str(saved / "lock")
    assert "delete that file" in caught.value.remedy
    assert _tree(saved) == before


# Where a bundle may go


def test_a_bundle_may_go_where_nothing_is_or_a_bundle_is(saved: Path, tmp_path: Path) -> None:
    """A new place, an empty folder, an older bundle."""
    (tmp_path / "empty").mkdir()
    for place in ("new", "empty", saved.name):
        check_target(tmp_path / place)


def test_an_empty_folder_becomes_the_bundle(shop_run: Run, pristine: Path, tmp_path: Path) -> None:
    """As if it had not been there."""
    (tmp_path / "empty").mkdir()
    assert _tree(_saved(shop_run, tmp_path / "empty")) == _tree(pristine)


def test_what_is_no_bundle_is_never_overwritten(shop_run: Run, tmp_path: Path) -> None:
    """Somebody's file, or folder with files, stays as it is."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("precious")
    for place in (tmp_path / "mine", tmp_path / "mine" / "thesis.txt"):
        with pytest.raises(BundleError) as caught:
            save(shop_run.model, shop_run.snapshot, directory=place, report="")
        assert (caught.value.what, caught.value.where) == ("this exists and is no bundle", str(place))
        assert "Nothing was overwritten" in caught.value.remedy
    assert _tree(tmp_path) == {"mine/thesis.txt": b"precious"}


# Damage


def test_every_file_is_either_read_or_for_people(pristine: Path) -> None:
    """The lists of this test forget none."""
    known = {_file(pristine, ending) for ending in (*READ, *FOR_PEOPLE)} | {pristine / name for name in FOR_PEOPLE}
    assert {path for path in pristine.rglob("*") if path.is_file()} == known


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("ending", READ)
def test_a_damaged_file_is_the_user_s_error(saved: Path, ending: str, damage: str) -> None:
    """Each file deleted or cut short in turn: one sentence with exit code 2, never a traceback of a reader."""
    _harm(_file(saved, ending), DAMAGES[damage])
    with pytest.raises(BundleError) as caught:
        load(saved)
    assert caught.value.exit_code == 2
    assert caught.value.where == str(saved)
    assert caught.value.remedy


@pytest.mark.parametrize("content", ["null", "3", '"x"', "[[]]", '{"format": "new"}'])
@pytest.mark.parametrize("ending", JSON_FILES)
def test_json_of_another_shape_is_the_user_s_error(saved: Path, ending: str, content: str) -> None:
    """A file that can be read, but says something else."""
    _file(saved, ending).write_text(content)
    with pytest.raises(BundleError, match="damaged"):
        load(saved)


@given(
    ending=st.sampled_from([*JSON_FILES, "arrays.npz"]), place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7)
)
def test_a_flipped_bit_is_an_error_of_the_bundle_or_none(
    pristine: Path, tmp_path_factory: pytest.TempPathFactory, ending: str, place: float, bit: int
) -> None:
    """Whatever bit of a description or of the centres is flipped, no other error comes out."""
    broken = Path(shutil.copytree(pristine, tmp_path_factory.mktemp("flipped") / "x"))
    content = bytearray(_file(broken, ending).read_bytes())
    content[int(place * len(content))] ^= 1 << bit
    _file(broken, ending).write_bytes(content)
    with suppress(BundleError):
        load(broken)


@pytest.mark.parametrize("ending", [each for each in READ if each != "current"])
def test_running_again_mends_a_damaged_bundle(shop_run: Run, saved: Path, pristine: Path, ending: str) -> None:
    """That is what the error advises."""
    _harm(_file(saved, ending), DAMAGES["cut in half"])
    _saved(shop_run, saved)
    assert _tree(saved) == _tree(pristine)


def test_what_cannot_be_mended_is_put_back(shop_run: Run, saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure in the middle of mending loses nothing that was there."""
    _harm(_file(saved, "customers.parquet"), DAMAGES["cut in half"])
    before, whole = _tree(saved), Path.rename

    def rename(path: Path, target: Path) -> Path:
        if target.parent == saved / "snapshots" and not path.name.endswith(".old"):
            raise OSError(5, "Input/output error")
        return whole(path, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(StorageError, match="input/output error"):
        _saved(shop_run, saved)
    assert _tree(saved) == before


def test_tables_for_people_are_rounded_and_stored_ones_are_not(shop_run: Run, pristine: Path) -> None:
    """Spend in money beside shares of four digits; the snapshot's own tables are exact."""
    with (pristine / "segments.csv").open(encoding="utf-8", newline="") as file:
        shown = next(csv.DictReader(file))
    row = shop_run.segments.to_pylist()[0]
    assert "money_e4" not in shown
    assert shown["spend"] == f"{row['money_e4'] / 10_000:.2f}"
    assert [shown[name] for name in ("share", "money_share")] == [
        str(round(row[name], 4)) for name in ("share", "money_share")
    ]
    assert load(pristine)[1].assignments == shop_run.assignments
    cells = (pristine / "assignments.csv").read_text(encoding="utf-8").splitlines()[1].split(",")
    assert str(round(shop_run.assignments["margin"][0].as_py(), 6)) in cells


def test_what_is_for_people_may_be_deleted(shop_run: Run, saved: Path) -> None:
    """The page and the tables beside it are copies."""
    for name in FOR_PEOPLE:
        (saved / name).unlink()
    assert load(saved)[1].snapshot_id == shop_run.snapshot.snapshot_id


def test_a_model_from_before_it_carried_aggregates_has_the_catalogue_s(saved: Path) -> None:
    """Every bundle of format 1 stays readable."""
    path = _file(saved, "bundle.json")
    described = json.loads(path.read_text(encoding="utf-8"))
    del described["aggregates"]
    path.write_text(json.dumps(described), encoding="utf-8")
    assert load(saved)[0].aggregates == AGGREGATES


def test_a_format_of_the_future_is_refused(saved: Path) -> None:
    """It is not taken for damage."""
    file = _file(saved, "bundle.json")
    file.write_text(json.dumps({**json.loads(file.read_text(encoding="utf-8")), "format": FORMAT + 1}))
    with pytest.raises(BundleError) as caught:
        load(saved)
    assert caught.value.what == f"format {FORMAT + 1} is newer than this version reads"
    assert caught.value.where == str(file.parent)
    assert caught.value.remedy == "Update coterie."


def test_no_bundle_is_no_bundle(tmp_path: Path) -> None:
    """A folder that a run has not written is said to be that."""
    for place in (tmp_path, tmp_path / "none"):
        with pytest.raises(BundleError, match=r"no bundle is here .*Name a directory that coterie run has written"):
            load(place)


def test_a_folder_with_a_file_called_current_is_no_bundle(tmp_path: Path) -> None:
    """A bundle is told by its parts, not by one name that others use too."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "current").write_text("precious")
    with pytest.raises(BundleError, match="this exists and is no bundle"):
        check_target(tmp_path / "mine")


def test_a_place_in_no_folder_is_refused_before_any_work(tmp_path: Path) -> None:
    """A slip in the path costs a second, not a run."""
    with pytest.raises(StorageError, match=r"no such folder .*Make it first"):
        check_target(tmp_path / "nowhere" / "orders.coterie")
