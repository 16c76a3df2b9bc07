"""What the report says of a run: the results of the rooms, sorted into the sections of the page.

Comes in: a fitted model and a snapshot, fresh or from a bundle. Goes out: the
:class:`~coterie.ui.report_content.ReportContent` that ``ui.report`` renders. The rule of this module: it sorts and
words, it computes nothing but counts of members.
"""

from __future__ import annotations

import re
import shlex
from collections import Counter
from typing import TYPE_CHECKING, Literal

import pyarrow.compute as pc

from coterie.config import Config
from coterie.displays.wording import quantity
from coterie.tables import AttributeMap
from coterie.ui.amounts import level_words, trait_words, traits_by_feature
from coterie.ui.report_content import (
    BORDER_MARGIN,
    ColumnLine,
    CoreLine,
    DataSection,
    EvidenceRow,
    FeatureLine,
    LedgerLine,
    ReportContent,
    Reproduction,
    SegmentSection,
    SelectionSection,
    TraitLine,
    TypicalValue,
)

if TYPE_CHECKING:
    import pyarrow as pa

    from coterie.bundle import FittedModel, Segment, Snapshot
    from coterie.data.ledger import Ledger
    from coterie.model.selection import KSelection
    from coterie.profile.description import FeatureProfile
    from coterie.tables import Feature, Trait

__all__ = ["content_of"]

FIRST_REASONS = 3
"""The verdict, how often it is found again, and what else is as good; the rest stands where K is explained."""

MOST_TYPICAL = 16
"""Features that are listed of a segment; of more, those in which it differs least are left out."""

_USES = {
    "basis": "makes the segments",
    "descriptor": "describes them",
    "target": "outcome: shown, never used",
    "left out": "left out",
}
_KINDS = {
    "number": "number",
    "ordered": "classes in an order",
    "yes/no": "yes or no",
    "category": "classes",
    "date": "day",
    "id": "id",
    "text": "text",
    "constant": "one value",
}

_NO_PATH = re.compile(r"^(a table in memory|standard input)$| and \d+ more$")
"""Sources that a command cannot name."""

_EVIDENCE_FIELDS = (
    "k",
    "inertia",
    "silhouette",
    "davies_bouldin",
    "calinski_harabasz",
    "dunn",
    "agreement",
    "agreement_sd",
    "jaccard_min",
    "prediction_strength",
    "smallest_share",
    "depth",
)
_WITHOUT_OPTION = {"n_init", "max_iter", "joins", "appends", "own"}
_SCALINGS = {
    "standard": "so that each has mean 0 and standard deviation 1",
    "minmax": "so that each runs from 0 to 1",
    "robust": "so that each has median 0 and quartiles 1 apart",
}
_METHODS = {
    "iqr": "more than 1.5 ranges between the quartiles beyond them",
    "zscore": "more than 3 standard deviations from the mean",
}
_ACTIONS = {
    "flag": "marked, and took part like all others",
    "winsorize": "pulled in to the limit",
    "leave_out": "left out when the segments were made, and assigned to the nearest",
}
_FILLS = {
    "none": "were left as they are: their customers have no segment",
    "median": "were filled, with the middle value of the other customers or with their most frequent class",
    "mean": "were filled, with the mean of the other customers or with their most frequent class",
    "iterative": "were filled, by linear models of the customer's other values",
    "knn": "were filled, from the groups of customers without gaps that are most like the customer",
}


def content_of(model: FittedModel, snapshot: Snapshot) -> ReportContent:
    """Collect what the report says.

    Parameters
    ----------
    model : FittedModel
        What was learnt.
    snapshot : Snapshot
        The customers it was applied to.

    Returns
    -------
    ReportContent
        Ready for ``render_report``.
    """
    selection, warning = snapshot.k_selection, snapshot.ledger.warning
    n_unassigned = snapshot.assignments["segment_id"].null_count
    return ReportContent(
        title=f"Customers of {snapshot.source}",
        source=model.config.data.about or "",
        as_of=snapshot.as_of,
        verdict=selection.verdict,
        verdict_sentences=(*filter(None, [warning]), *selection.reasons[:FIRST_REASONS], *selection.notes),
        n_customers=snapshot.assignments.num_rows - n_unassigned,
        segments=tuple(_segment_section(segment, model, snapshot) for segment in snapshot.segments),
        selection=_selection_section(selection),
        data=_data_section(model, snapshot),
        features=tuple(_feature_lines(model)),
        preparation=_preparation(model, snapshot),
        reproduction=_reproduction(model, snapshot),
        displays=snapshot.displays,
        n_unassigned=n_unassigned,
        unassigned_reason=_unassigned_reason(snapshot.assignments),
        has_orders=not isinstance(model.columns, AttributeMap),
    )


def _segment_section(segment: Segment, model: FittedModel, snapshot: Snapshot) -> SegmentSection:
    members = snapshot.assignments.filter(pc.equal(snapshot.assignments["segment_id"], segment.segment_id))
    margins = members["margin"].drop_null()
    near = pc.sum(pc.less(margins, BORDER_MARGIN)).as_py() if len(margins) else None
    following = Counter(members["next_segment_id"].drop_null().to_pylist())
    typical = _typical_values(segment, model)
    n_listed = MOST_TYPICAL if isinstance(model.columns, AttributeMap) else len(typical)
    neighbour = max(model.segment_ids, key=lambda id_: following[id_])  # of equals the first, whatever the ids say
    return SegmentSection(
        segment_id=segment.segment_id,
        name=segment.name.name,
        strength=segment.name.strength,
        sentence=segment.name.sentence,
        proof=segment.name.proof,
        size=segment.profile.size,
        share=segment.profile.share,
        money_e4=segment.profile.money_e4,
        money_share=segment.profile.money_share,
        typical=typical[:n_listed],
        n_alike=max(len(typical) - n_listed, 0),
        found_again=None,
        border_share=near / len(margins) if near is not None else None,
        neighbour=model.names[neighbour] if following else "",
    )


def _typical_values(segment: Segment, model: FittedModel) -> tuple[TypicalValue, ...]:
    """Return every feature of a segment; of a customer table with many, the most telling first."""
    known = {feature.name: feature for feature in model.features}
    behind = traits_by_feature(model.features, model.traits)
    values = [
        _typical_value(found, known[found.feature], behind.get(found.feature))
        for found in segment.profile.features
        if found.typical is not None and found.typical_base is not None
    ]
    if len(values) > MOST_TYPICAL and isinstance(model.columns, AttributeMap):
        values.sort(key=lambda line: -abs(line.delta or 0.0))
    return tuple(values)


def _typical_value(found: FeatureProfile, feature: Feature, trait: Trait | None) -> TypicalValue:
    value, base = found.typical or 0.0, found.typical_base or 0.0
    if found.kind == "share above" and found.threshold is not None and trait is not None and trait.kind == "ordered":
        label = f"{feature.title} above {level_words(found.threshold, trait)}"
        return TypicalValue(label, "share", value, base, found.delta)
    if found.kind == "share above" and found.threshold is not None:
        label = f"{feature.title} above {quantity(found.threshold, feature.unit)}"
        return TypicalValue(label, "share", value, base, found.delta)
    words, base_words = trait_words(value, trait), trait_words(base, trait)
    return TypicalValue(feature.title, feature.unit, value, base, found.delta, words, base_words)


def _selection_section(selection: KSelection) -> SelectionSection:
    return SelectionSection(
        k=selection.k,
        reasons=selection.reasons,
        notes=(*selection.notes, selection.disagreement),
        evidence=tuple(
            EvidenceRow(**{name: getattr(row, name) for name in _EVIDENCE_FIELDS}) for row in selection.evidence
        ),
        criteria=selection.criteria,
        equally_good=selection.equally_good,
        n_evidence=selection.n_evidence,
        override=selection.why,
    )


def _data_section(model: FittedModel, snapshot: Snapshot) -> DataSection:
    ledger, core = snapshot.ledger, snapshot.ledger.core
    return DataSection(
        columns=tuple(
            ColumnLine(finding.role, finding.column or "", finding.reason, finding.sure)
            for finding in snapshot.findings
            if finding.role not in _USES
        ),
        traits=_trait_lines(model),
        ledger=_ledger_lines(ledger),
        rows_in=ledger.rows_in,
        rows_used=ledger.rows_used,
        rows_quarantined=ledger.rows_quarantined,
        rows_set_aside=ledger.rows_set_aside,
        core=CoreLine(core.rows, core.orders, core.customers, core.money_e4) if core else None,
        quarantine_path=f"private/{snapshot.snapshot_id}/quarantine.parquet",
    )


def _ledger_lines(ledger: Ledger) -> tuple[LedgerLine, ...]:
    return tuple(
        LedgerLine(
            rule=row.rule,
            meaning=row.meaning,
            effect=row.effect,
            n_rows=row.n_rows,
            rows_left=row.rows_left,
            money_e4=row.money_e4,
            money_left_e4=row.money_left_e4,
        )
        for row in ledger.rows
    )


def _feature_lines(model: FittedModel) -> list[FeatureLine]:
    """Return what was counted of each customer; columns of the source have a table of their own."""
    lines, stated = [], traits_by_feature(model.features, model.traits)
    for feature in model.features:
        if feature.name in stated or isinstance(model.columns, AttributeMap):
            continue
        role: Literal["basis", "descriptor"] = "basis" if feature.name in model.basis else "descriptor"
        lines.append(FeatureLine(feature.title, feature.unit, feature.meaning, role))
    return lines


def _preparation(model: FittedModel, snapshot: Snapshot) -> tuple[str, ...]:
    if model.plan is None:
        return ("Nothing was clustered: the groups are cut at quantiles of the values themselves.",)
    titles = {feature.name: feature.title for feature in model.features}
    logged = [
        titles[name] for name, entry in zip(model.basis, model.plan.preparation, strict=True) if entry["log_unit"]
    ]
    sentences = []
    n_filled = sum(snapshot.customers[name].null_count for name in _read_columns(model).values())
    if isinstance(model.columns, AttributeMap) and n_filled:
        sentences.append(f"{n_filled:,} missing values {_FILLS[model.config.preparation.impute]}.")
    if any(feature.group for feature in model.features if feature.name in model.basis):
        sentences.append("Classes became a yes or no each; together they count as much as one number.")
    if logged:
        sentences.append(f"Ratios count rather than differences: logarithms were taken of {', '.join(logged)}.")
    if model.config.preparation.winsorize:
        share = model.config.preparation.winsorize
        sentences.append(f"The smallest and the largest {share:.1%} of each feature were pulled in to the value there.")
    sentences += _outliers(model)
    sentences.append(f"All features were scaled, {_SCALINGS[model.config.preparation.scaling]}.")
    return tuple(sentences)


def _outliers(model: FittedModel) -> tuple[str, ...]:
    """Say how many values are unusual, and what was done about them."""
    found = model.plan.outliers if model.plan else None
    if found is None:
        return ()
    titles = {feature.name: feature.title for feature in model.features}
    counts = [f"{titles[name]} {count:,}" for name, count in zip(model.basis, found.counts, strict=True) if count]
    where = f" ({', '.join(counts)})" if counts else ""
    seen = f"Unusual values, {_METHODS[found.method]}: {found.n_customers:,} customers{where}"
    return (f"{seen}; they were {_ACTIONS[found.action]}.",)


def _trait_lines(model: FittedModel) -> tuple[TraitLine, ...]:
    makers = _read_columns(model)
    return tuple(_trait_line(trait, makes_segments=trait.name in makers) for trait in model.traits)


def _trait_line(trait: Trait, *, makes_segments: bool) -> TraitLine:
    """Say what a column is used for: what a person has chosen goes before its role."""
    role, reason = trait.role, trait.reason
    if makes_segments and role != "basis":
        role, reason = "basis", "you have chosen it"
    elif role == "basis" and not makes_segments:
        role, reason = "descriptor", "you have chosen other columns"
    return TraitLine(trait.label, _KINDS[trait.kind], _USES[role], f"{reason[:1].upper()}{reason[1:]}.")


def _read_columns(model: FittedModel) -> dict[str, str]:
    """Return one column of ``customers`` for each column of the source that makes the segments, by its name."""
    groups = {feature.name: feature.group for feature in model.features}
    return {groups[name] or name: name for name in model.basis}


def _reproduction(model: FittedModel, snapshot: Snapshot) -> Reproduction:
    return Reproduction(
        version=model.version,
        command=_command(model.config, snapshot),
        seed=model.config.model.seed,
        model_id=model.model_id,
        config=_settings(model.config).to_toml(),
    )


def _settings(config: Config) -> Config:
    """Leave out what the machine may spend: it changes no result, and a bundle does not keep it."""
    return Config.from_mapping(config.model_dump(exclude={"engine"}))


def _command(config: Config, snapshot: Snapshot) -> str:
    """Write the command that makes the run again; what no option can say goes into a settings file."""
    options: list[str] = []
    for setting in Config.settings():
        value = getattr(getattr(config, setting.section), setting.name)
        if value == setting.default or setting.section == "engine" or setting.name == "source":
            continue
        if setting.section == "evidence" or setting.name in _WITHOUT_OPTION:
            options = ["--config", "settings.toml"]
            break
        shown = ",".join(value) if isinstance(value, tuple) else str(value)
        options += [f"--{setting.name.replace('_', '-')}", shown]
    source = "SOURCE" if _NO_PATH.search(snapshot.source) else snapshot.source
    return shlex.join(["coterie", "run", source, *options])


def _unassigned_reason(assignments: pa.Table) -> str:
    reasons = assignments["reason"].drop_null().unique().to_pylist()
    return f"Why: {'; '.join(sorted(reasons))}." if reasons else ""
