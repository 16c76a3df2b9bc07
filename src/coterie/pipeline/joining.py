"""Tables beside the main one: rows added below it, columns looked up for it.

Comes in: the main table, the others, and how they belong together. Goes out: one relation, with sentences on what did
not match. The rule of this module: no row is multiplied and none is lost; the rows themselves stay in the engine.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from coterie.data.joins import (
    Key,
    append_step,
    comparable,
    join_step,
    key_facts_step,
    last_row_step,
    matches_step,
    repeated_keys_step,
    signs_step,
)
from coterie.data.numerals import Writing, writing_step
from coterie.errors import ColumnError, DataError
from coterie.tables import RAW_ROW

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coterie.config import AppendSettings, JoinSettings
    from coterie.engines.duckdb import DuckDBEngine, DuckDBRelation
    from coterie.tables import Step

__all__ = ["Beside", "appended", "joined"]


@dataclass(frozen=True)
class Beside:
    """A table beside the main one.

    Parameters
    ----------
    name : str
        How people call it: file, and table or sheet.
    relation : DuckDBRelation
        Its rows.
    """

    name: str
    relation: DuckDBRelation


def joined(engine: DuckDBEngine, main: Beside, *, lookup: Beside, settings: JoinSettings) -> Beside:
    """Look columns up in another table.

    Parameters
    ----------
    engine : DuckDBEngine
        Where the steps run.
    main, lookup : Beside
        The table whose rows are kept, and the one to look up in.
    settings : JoinSettings
        Key and columns.

    Returns
    -------
    Beside
        The main table with more columns, and more notes.

    Raises
    ------
    ColumnError
        Where a column is not there, or would be there twice.
    DataError
        Where a key stands in the lookup twice, or none matches.
    """
    pairs = _pairs(settings.on)
    main_key = _key(main, [ours for ours, _ in pairs])
    key = _key(lookup, [theirs for _, theirs in pairs])
    brought = _brought(main, lookup, settings, keys=[theirs for _, theirs in pairs])
    main_facts = _row(engine, key_facts_step(main_key), keyed=main.relation)
    facts = _row(engine, key_facts_step(key), keyed=lookup.relation)
    main_key, key = comparable(main_key, key, main_facts=main_facts, facts=facts)
    named = " and ".join(theirs for _, theirs in pairs)
    repeated = _row(engine, repeated_keys_step(key), lookup=lookup.relation)
    if repeated["n_keys"]:
        what = f"{repeated['n_keys']:,} keys stand in {repeated['n_rows']:,} rows; the join would multiply rows"
        remedy = "Join on a column, or several, whose values stand there once; or make the finer table the source."
        raise DataError(what, f"{lookup.name}: {named}", remedy)
    matches = _row(engine, matches_step(main_key, key), main=main.relation, lookup=lookup.relation)
    if matches["n_main_alone"] == matches["n_main"]:
        what = "no key of the main table is in the table to join"
        raise DataError(what, f"{lookup.name}: {named}", "Check the setting on; zeros in front may be lost in one.")
    where = _columns_by_label(lookup.relation)
    step = join_step(main.relation.columns, main_key, lookup=key, brought=[where[theirs] for theirs in brought])
    found = engine.query(step, main=main.relation, lookup=lookup.relation)
    notes = (*main.relation.notes, *lookup.relation.notes, *_told(main, lookup, matches))
    labels = (*main.relation.labels, *brought.values())
    return replace(main, relation=replace(found, labels=labels, rejects=main.relation.rejects, notes=notes))


def appended(
    engine: DuckDBEngine, main: Beside, *, more: Beside, settings: AppendSettings, negated: Sequence[str] = ()
) -> Beside:
    """Add the rows of another table below.

    Parameters
    ----------
    engine : DuckDBEngine
        Where the steps run.
    main, more : Beside
        The table above, and the one whose rows are added.
    settings : AppendSettings
        Which column goes where.
    negated : sequence of str
        The main table's columns whose numbers change their sign in the rows added, unless most are negative already.

    Returns
    -------
    Beside

    Raises
    ------
    ColumnError
        Where the tables have no column in common, or a column is not there.
    """
    _refuse_unknown(settings.columns, more)
    _refuse_unknown(list(settings.columns.values()), main)
    own = _own_columns(more.relation)
    renamed = {settings.columns.get(label, label): column for label, column in own.items()}
    labels = main.relation.labels[1:]
    added = [renamed.get(label) for label in labels]
    if not any(added):
        remedy = "Say which column is which by the setting columns."
        raise ColumnError(f"no column of {main.name} is there", more.name, remedy)
    turned = _turned(engine, more, {label: renamed[label] for label in negated if label in renamed})
    last = _row(engine, last_row_step(), main=main.relation)["last_row"]
    n_before = max(last, pc.max(main.relation.rejects[RAW_ROW]).as_py() or 0)
    places = frozenset(place for place, label in enumerate(labels) if label in turned)
    types, writings = main.relation.types[1:], _writings(engine, main, more=more, added=added)
    step = append_step(types, added, n_before=n_before, negated=places, writings=writings)
    found = engine.query(step, main=main.relation, more=more.relation)
    theirs = more.relation.rejects
    theirs = theirs.set_column(0, RAW_ROW, pc.add(theirs[RAW_ROW], n_before).cast(pa.int64()))
    rejects = pa.concat_tables([main.relation.rejects, theirs.cast(main.relation.rejects.schema)])
    notes = (*main.relation.notes, *more.relation.notes, *_told_columns(main, more, renamed))
    return replace(main, relation=replace(found, labels=main.relation.labels, rejects=rejects, notes=notes))


def _turned(engine: DuckDBEngine, more: Beside, columns: Mapping[str, tuple[str, str]]) -> frozenset[str]:
    """Return the columns whose sign is to change: those that are not mostly negative as they are."""
    if not columns:
        return frozenset()
    signs = _row(engine, signs_step(list(columns.values())), more=more.relation)
    places = enumerate(columns)
    return frozenset(label for place, label in places if 2 * signs[f"n_negative_{place}"] < signs[f"n_known_{place}"])


def _writings(
    engine: DuckDBEngine, main: Beside, *, more: Beside, added: Sequence[tuple[str, str] | None]
) -> dict[int, Writing]:
    """Return the places where numbers meet text, and how the text writes numbers."""
    ours, theirs = {}, {}
    for place, (own, other) in enumerate(zip(main.relation.types[1:], added, strict=True)):
        if other and own == "text" and other[1] != "text":
            ours[place] = f"c{place}"
        elif other and own != "text" and other[1] == "text":
            theirs[place] = other[0]
    found: dict[int, Writing] = {}
    for table, columns in ((main, ours), (more, theirs)):
        if columns:
            facts = _row(engine, writing_step(list(columns.values())), texts=table.relation)
            found |= {place: Writing.of(facts, number) for number, place in enumerate(columns)}
    return found


def _pairs(on: str | Sequence[str] | Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the key as pairs of names: the main table's, the other's."""
    if isinstance(on, str):
        return [(on, on)]
    return list(on.items()) if isinstance(on, dict) else [(name, name) for name in on]


def _key(table: Beside, labels: Sequence[str]) -> Key:
    if not labels:
        raise ColumnError("a join without a key", table.name, "Name the column by the setting on.")
    _refuse_unknown(labels, table)
    columns = _own_columns(table.relation)
    return Key(tuple(columns[label][0] for label in labels), tuple(columns[label][1] for label in labels))


def _brought(main: Beside, lookup: Beside, settings: JoinSettings, *, keys: Sequence[str]) -> dict[str, str]:
    """Return the columns to bring over, and what they are called then."""
    there = set(main.relation.labels)
    if settings.columns is None:
        return {name: name for name in lookup.relation.labels[1:] if name not in there and name not in keys}
    wanted = settings.columns if isinstance(settings.columns, dict) else {name: name for name in settings.columns}
    _refuse_unknown(wanted, lookup)
    names = list(wanted.values())
    for theirs, name in wanted.items():
        if name in there or names.count(name) > 1:
            remedy = f"Give it another name: columns = {{ {theirs!r} = 'another name' }}."
            raise ColumnError(f"column {name!r} would be there twice", lookup.name, remedy)
    return dict(wanted)


def _refuse_unknown(labels: Sequence[str] | Mapping[str, str], table: Beside) -> None:
    there = table.relation.labels[1:]
    for label in labels:
        if label not in there:
            near = get_close_matches(label, there, n=3, cutoff=0.5)
            remedy = f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(there[:12])}."
            raise ColumnError(f"no column {label!r}", table.name, remedy)


def _columns_by_label(relation: DuckDBRelation) -> dict[str, str]:
    return dict(zip(relation.labels, relation.columns, strict=True))


def _own_columns(relation: DuckDBRelation) -> dict[str, tuple[str, str]]:
    """Return each column's name in SQL and its type, by the user's name."""
    found = zip(relation.labels, relation.columns, relation.types, strict=True)
    return {label: (column, type_) for label, column, type_ in found if column != RAW_ROW}


def _row(engine: DuckDBEngine, step: Step, **inputs: DuckDBRelation) -> dict[str, int]:
    return dict(engine.table(engine.query(step, **inputs)).to_pylist()[0])


def _told(main: Beside, lookup: Beside, matches: Mapping[str, int]) -> list[str]:
    """Return what did not match, both ways, and what could not be looked up in."""
    told = []
    if matches["n_main_alone"]:
        told.append(
            f"{matches['n_main_alone']:,} of {matches['n_main']:,} rows of {main.name} have no row in {lookup.name}; "
            "they stay, without its columns."
        )
    if matches["n_lookup_alone"]:
        told.append(
            f"{matches['n_lookup_alone']:,} of {matches['n_lookup']:,} rows of {lookup.name} "
            f"have no row in {main.name}."
        )
    if lookup.relation.rejects.num_rows:
        n_rows = lookup.relation.rejects.num_rows
        rows = f"{n_rows:,} row{'' if n_rows == 1 else 's'}"
        told.append(f"{rows} of {lookup.name} cannot be read; nothing is looked up there.")
    return told


def _told_columns(main: Beside, more: Beside, renamed: Mapping[str, object]) -> list[str]:
    lacking = [label for label in main.relation.labels[1:] if label not in renamed]
    spare = [label for label in renamed if label not in main.relation.labels]
    told = [f"{more.name} lacks {', '.join(lacking)}: missing in its rows."] if lacking else []
    return told + ([f"Columns of {more.name} that are left out: {', '.join(spare)}."] if spare else [])
