"""What the report says of a run: every number is the run's, and the command makes it again."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import pyarrow as pa
import pytest

from coterie import segment
from coterie.config import Config, read_config
from coterie.tables import Outliers
from coterie.ui.cli import app
from coterie.ui.page import content_of
from coterie.ui.report_content import BORDER_MARGIN

if TYPE_CHECKING:
    from pathlib import Path

    from coterie import Run
    from coterie.data.synthetic import Shop
    from coterie.ui.report_content import ReportContent

RUNS = ["shop_run", "cloud_run", "single_run"]


def _content(run: Run, **settings: object) -> ReportContent:
    model = replace(run.model, config=run.model.config.with_options(settings))
    return content_of(model, run.snapshot)


@pytest.mark.parametrize("which", RUNS)
def test_the_page_says_what_the_run_says(which: str, request: pytest.FixtureRequest) -> None:
    """Verdict, day, source, sizes, money, proof: taken over, in the order of the segments."""
    run: Run = request.getfixturevalue(which)
    content = content_of(run.model, run.snapshot)
    rows = run.segments.to_pylist()
    assert (content.verdict, content.as_of) == (run.k_selection.verdict, "2025-01-01")
    assert content.title == "Customers of a table in memory"
    for name in ("segment_id", "name", "strength", "sentence", "size", "share", "money_e4", "money_share"):
        assert [getattr(section, name) for section in content.segments] == [row[name] for row in rows]
    assert ["\n".join(section.proof) for section in content.segments] == [row["proof"] for row in rows]
    assert (content.n_customers, content.n_unassigned, content.unassigned_reason) == (300, 0, "")
    assert content.displays is run.displays


def test_much_that_is_unread_stands_before_the_verdict(shop_run: Run) -> None:
    """Whoever reads only the box knows that the segments rest on some of the rows."""
    plain = content_of(shop_run.model, shop_run.snapshot).verdict_sentences
    n_rows = shop_run.ledger.rows_in
    ledger = replace(shop_run.ledger, rows_used=0, rows_quarantined=n_rows, rows_set_aside=0)
    told = content_of(shop_run.model, replace(shop_run.snapshot, ledger=ledger)).verdict_sentences
    assert told == (ledger.warning, *plain)
    assert f"{n_rows:,} of {n_rows:,} rows (100 %) could not be used" in told[0]


def test_borders_and_neighbours_are_counted(shop_run: Run) -> None:
    """Members near a border, as a share; the segment that is second nearest to most, of equals the first."""
    rows = shop_run.assignments.to_pylist()
    for section in content_of(shop_run.model, shop_run.snapshot).segments:
        members = [row for row in rows if row["segment_id"] == section.segment_id]
        near = [row for row in members if row["margin"] < BORDER_MARGIN]
        following = [row["next_segment_id"] for row in members]
        most = max(following.count(id_) for id_ in shop_run.model.segment_ids)
        first = next(id_ for id_ in shop_run.model.segment_ids if following.count(id_) == most)
        assert section.border_share == len(near) / len(members)
        assert section.neighbour == shop_run.model.names[first]


def test_the_order_of_customers_decides_no_tie(shop_run: Run) -> None:
    """Under other ids the same customers stand in another order; the neighbours stay."""
    table = shop_run.assignments
    turned = replace(shop_run.snapshot, assignments=table.take(list(range(table.num_rows - 1, -1, -1))))
    assert content_of(shop_run.model, turned).segments == content_of(shop_run.model, shop_run.snapshot).segments


def test_quantile_groups_have_no_border(cloud_run: Run) -> None:
    """No distance, no neighbour; how they were cut is said instead of a preparation."""
    content = content_of(cloud_run.model, cloud_run.snapshot)
    assert {(section.border_share, section.neighbour) for section in content.segments} == {(None, "")}
    assert content.preparation == ("Nothing was clustered: the groups are cut at quantiles of the values themselves.",)
    assert content.selection.k is None


def test_one_segment_has_no_neighbour(single_run: Run) -> None:
    """Nobody lies on a border to nothing; the person's reason is shown."""
    content = content_of(single_run.model, single_run.snapshot)
    assert [(section.border_share, section.neighbour) for section in content.segments] == [(0.0, "")]
    assert (content.selection.k, content.selection.override) == (1, "one letter for everybody")


def test_typical_values_are_beside_the_base(shop_run: Run) -> None:
    """In the profile's order, by the features' titles; a share above a threshold says which."""
    titles = {feature.name: feature for feature in shop_run.model.features}
    for section, found in zip(
        content_of(shop_run.model, shop_run.snapshot).segments, shop_run.snapshot.segments, strict=True
    ):
        known = [each for each in found.profile.features if each.typical is not None]
        assert [(value.value, value.base, value.delta) for value in section.typical] == [
            (each.typical, each.typical_base, each.delta) for each in known
        ]
        for value, each in zip(section.typical, known, strict=True):
            assert value.label.startswith(titles[each.feature].title)
            assert (" above " in value.label) == (each.kind == "share above")


def test_a_feature_that_most_lack_is_told_as_a_share(shop_run: Run) -> None:
    """Where the typical value is that of nobody, the share above a threshold stands there, with the threshold."""
    first, *others = shop_run.snapshot.segments
    returned = next(each for each in first.profile.features if each.feature == "return_share")
    told = replace(returned, kind="share above", threshold=0.25, typical=0.5, typical_base=0.1)
    profile = replace(first.profile, features=(told,))
    snapshot = replace(shop_run.snapshot, segments=(replace(first, profile=profile), *others))
    value = content_of(shop_run.model, snapshot).segments[0].typical[0]
    assert value.label.startswith("returned share above 25")
    assert (value.unit, value.value, value.base) == ("share", 0.5, 0.1)


@pytest.mark.parametrize("which", RUNS)
def test_the_evidence_is_the_selection_s(which: str, request: pytest.FixtureRequest) -> None:
    """A row for each K, the same numbers, and on how many customers they rest."""
    run: Run = request.getfixturevalue(which)
    section = content_of(run.model, run.snapshot).selection
    assert [row.k for row in section.evidence] == [row.k for row in run.k_selection.evidence]
    for row, measured in zip(section.evidence, run.k_selection.evidence, strict=True):
        assert (row.silhouette, row.agreement, row.smallest_share) == (
            measured.silhouette,
            measured.agreement,
            measured.smallest_share,
        )
    assert section.n_evidence == 300
    assert run.k_selection.disagreement in section.notes


def test_the_account_of_the_data_is_the_ledger_s(shop_run: Run) -> None:
    """Columns with their reasons; every rule; where the quarantine lies."""
    section = content_of(shop_run.model, shop_run.snapshot).data
    ledger = shop_run.ledger
    assert [(line.rule, line.n_rows, line.money_e4) for line in section.ledger] == [
        (row.rule, row.n_rows, row.money_e4) for row in ledger.rows
    ]
    assert section.rows_in == section.rows_used + section.rows_quarantined + section.rows_set_aside
    assert (section.core.customers, section.core.money_e4) == (ledger.core.customers, ledger.core.money_e4)
    assert section.quarantine_path == f"private/{shop_run.snapshot.snapshot_id}/quarantine.parquet"
    assert len(section.columns) == len(shop_run.findings)


def test_features_say_their_part(shop_run: Run) -> None:
    """The basis, and what only describes."""
    features = content_of(shop_run.model, shop_run.snapshot).features
    assert [line.role for line in features].count("basis") == 3
    assert len(features) == len(shop_run.model.features)


def test_customers_without_a_segment_are_counted_with_their_reasons(shop_run: Run) -> None:
    """Each reason once."""
    table = shop_run.assignments
    nowhere = pa.array([None] * 3 + table["segment_id"].to_pylist()[3:])
    reasons = pa.array(["no order", "no value", "no order"] + [None] * 297)
    replaced = table.set_column(1, "segment_id", nowhere).set_column(6, "reason", reasons)
    content = content_of(shop_run.model, replace(shop_run.snapshot, assignments=replaced))
    assert (content.n_customers, content.n_unassigned) == (297, 3)
    assert content.unassigned_reason == "Why: no order; no value."


@pytest.mark.parametrize(
    ("settings", "sentences"),
    [
        ({}, ["Ratios count", "mean 0 and standard deviation 1"]),
        ({"scaling": "minmax"}, ["Ratios count", "runs from 0 to 1"]),
        ({"scaling": "robust", "winsorize": 0.01}, ["Ratios count", "1.0% of each feature", "median 0"]),
    ],
    ids=str,
)
def test_the_preparation_is_told(shop_run: Run, settings: dict[str, object], sentences: list[str]) -> None:
    """Logarithms, clipping, scaling: what was done, and nothing else."""
    told = _content(shop_run, **settings).preparation
    assert len(told) == len(sentences)
    assert [part for part, sentence in zip(sentences, told, strict=True) if part not in sentence] == []


@pytest.mark.parametrize(
    ("action", "done"),
    [("flag", "took part like all others"), ("winsorize", "pulled in"), ("leave_out", "assigned to the nearest")],
)
def test_unusual_values_are_counted_with_what_was_done(
    shop_run: Run, action: Literal["flag", "winsorize", "leave_out"], done: str
) -> None:
    """By feature, those without any left out."""
    assert shop_run.model.plan is not None
    found = Outliers("iqr", action, ((None, 9.0),) * 3, (4, 0, 2), 5)
    model = replace(shop_run.model, plan=replace(shop_run.model.plan, outliers=found))
    (told,) = (said for said in content_of(model, shop_run.snapshot).preparation if said.startswith("Unusual"))
    first, _, third = (feature.title for feature in model.features if feature.name in model.basis)
    assert f"beyond them: 5 customers ({first} 4, {third} 2); they were" in told
    assert done in told


@pytest.mark.parametrize(
    ("impute", "said"),
    [
        ("none", "left as they are"),
        ("median", "middle value"),
        ("mean", "the mean of"),
        ("iterative", "linear models"),
        ("knn", "groups of customers"),
    ],
)
def test_what_fills_a_gap_is_told(club_run: Run, impute: str, said: str) -> None:
    """First of all, with how many there were."""
    told = _content(club_run, impute=impute).preparation[0]
    assert " missing values were " in told
    assert said in told


def test_a_linear_basis_takes_no_logarithm(shop: Shop) -> None:
    """Then nothing is said of ratios."""
    run = segment(shop.lines, basis="recent_share,tenure_days", k=2, k_max=2, n_repeats=2)
    assert [sentence for sentence in content_of(run.model, run.snapshot).preparation if "Ratios" in sentence] == []


# The command


SAYABLE = {
    "nothing": {},
    "a number": {"k": 4, "why": "four teams; it's $HOME"},
    "a day": {"as_of": "2024-05-06", "time_style": "dmy", "decimal": ","},
    "a list": {"basis": "n_orders, tenure_days", "winsorize": 0.01},
    "odd names": {"customer": "Kunden Nr.", "about": 'a "shop" & more'},
}


@pytest.mark.parametrize("kind", SAYABLE)
def test_the_command_makes_the_same_settings(shop_run: Run, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """What stands on the page can be pasted into a shell: the command line reads it back as the settings of the run."""
    seen: list[Config] = []
    monkeypatch.setattr("coterie.ui.cli._segment_and_save", lambda _, config, *__, **___: seen.append(config))
    config = Config().with_options(SAYABLE[kind])
    snapshot = replace(shop_run.snapshot, source="my orders.csv")
    command = content_of(replace(shop_run.model, config=config), snapshot).reproduction.command
    program, *words = shlex.split(command)
    app(words, standalone_mode=False)
    assert (program, words[:2]) == ("coterie", ["run", "my orders.csv"])
    assert seen == [config]


@pytest.mark.parametrize("settings", [{"n_repeats": 3}, {"n_init": 2}, {"max_iter": 9, "k": 3}], ids=str)
def test_what_no_option_can_say_goes_by_file(shop_run: Run, tmp_path: Path, settings: dict[str, object]) -> None:
    """The configuration on the page is that file."""
    config = Config().with_options({**settings, "threads": 2})
    reproduction = content_of(replace(shop_run.model, config=config), shop_run.snapshot).reproduction
    (tmp_path / "settings.toml").write_text(reproduction.config, encoding="utf-8")
    assert reproduction.command == "coterie run SOURCE --config settings.toml"
    assert read_config(tmp_path / "settings.toml") == Config().with_options(settings)


def test_the_page_knows_version_model_and_seed(shop_run: Run) -> None:
    """What makes the same segments again."""
    reproduction = _content(shop_run, seed=7).reproduction
    assert (reproduction.version, reproduction.model_id) == (shop_run.model.version, shop_run.model.model_id)
    assert reproduction.seed == 7


# Tables with one row a customer


def test_every_column_of_a_customer_table_is_accounted_for(club_run: Run, club: pa.Table) -> None:
    """What it was read as, what it is used for, and why; roles are not told twice."""
    data = content_of(club_run.model, club_run.snapshot).data
    assert [line.column for line in data.traits] == club.column_names[1:]
    uses = {line.column: (line.kind, line.use) for line in data.traits}
    assert uses["Age"] == ("number", "describes them")
    assert uses["Plan"] == ("classes", "makes the segments")
    assert uses["Churn"] == ("yes or no", "outcome: shown, never used")
    assert uses["E-mail"] == ("text", "left out")
    assert {line.role for line in data.columns} & {"basis", "descriptor", "target", "left out"} == set()
    assert [line.reason for line in data.traits if not line.reason.endswith(".")] == []


def test_columns_that_a_person_has_left_out_of_the_segments_say_so(club: pa.Table, quick: Config) -> None:
    """Their own role is not what they are used for."""
    run = segment(club, config=quick, basis="Age,NumVisits")
    told = {line.column: (line.use, line.reason) for line in content_of(run.model, run.snapshot).data.traits}
    assert told["Age"] == ("makes the segments", "You have chosen it.")
    assert told["Income (k$)"] == ("describes them", "You have chosen other columns.")


def test_typical_members_of_a_customer_table_are_told_in_words(club_run: Run) -> None:
    """Classes by their names, outcomes beside them."""
    section = content_of(club_run.model, club_run.snapshot).segments[0]
    lines = {line.label: line for line in section.typical}
    assert {"age group above 18-34", "age group above 35-54"} & set(lines)
    assert lines["churn"].unit == "share"
    assert section.n_alike == 0


def test_of_many_columns_the_most_telling_are_listed(club_run: Run) -> None:
    """How many are not is said."""
    model, snapshot = club_run.model, club_run.snapshot
    profiles = [
        replace(segment, profile=replace(segment.profile, features=segment.profile.features * 3))
        for segment in snapshot.segments
    ]
    section = content_of(model, replace(snapshot, segments=tuple(profiles))).segments[0]
    deltas = [abs(line.delta or 0.0) for line in section.typical]
    assert (len(section.typical), deltas) == (16, sorted(deltas, reverse=True))
    assert section.n_alike == len(profiles[0].profile.features) - 16


def test_filling_and_classes_are_told_among_the_preparation(club_run: Run) -> None:
    """And which columns count by ratios."""
    told = content_of(club_run.model, club_run.snapshot).preparation
    assert told[0].startswith("8 missing values were filled")
    assert "Classes became a yes or no each; together they count as much as one number." in told
    assert "Ratios count rather than differences: logarithms were taken of visits." in told


def test_a_report_without_orders_speaks_of_none(club_run: Run) -> None:
    """No money, no core, no rows of orders; and without a day, no day."""
    page = club_run.report()
    told = page.partition('id="again"')[0]
    assert "What each column is used for" in told
    assert [
        word for word in ("classical core", "carries no amounts", "recency", "RFM", "last order") if word in told
    ] == []
    assert "State of 2023-12-29" in page
    assert "State of" not in _undated(club_run).report()


def _undated(run: Run) -> Run:
    return type(run)(run.model, replace(run.snapshot, as_of=None))


def test_a_run_without_a_day_says_so_nowhere(club_run: Run) -> None:
    """In a notebook and in a line of code."""
    undated = _undated(club_run)
    assert "as of" not in repr(undated)
    assert "as of" not in undated._repr_html_()
    assert "as of 2023-12-29" in repr(club_run)
