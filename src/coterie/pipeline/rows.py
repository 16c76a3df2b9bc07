"""The rows of an opened customer table: what stands in its columns, which rows are used, and what is read of them.

Comes in: an engine, the opened source and the map of its columns. Goes out: counts, fates, readings and the quarantine.
The rule of this module: it runs the steps that ``data.traits`` hands out, and decides nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from coterie.data.casts import id_sql
from coterie.data.contract import check_contract, lost_columns
from coterie.data.looks import look_at
from coterie.data.traits.counts import MOST_COUNTED, Field, counts_of, counts_step, levels_step, read_levels
from coterie.data.traits.meanings import names_person
from coterie.data.traits.repeats import Fate, content_sql, fates_of, repeats_step
from coterie.data.traits.values import is_read, reading_sql
from coterie.tables import MICROSECONDS_PER_DAY, RAW_ROW, Source, Step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coterie.data.traits.counts import Counts
    from coterie.engines.duckdb import DuckDBEngine, DuckDBRelation
    from coterie.tables import AttributeMap, Trait

__all__ = ["CustomerRows"]

SAMPLE_ROWS = 10_000
"""Rows, drawn by content, in which the writing of days is looked at."""

_MOSTLY = 0.9


@dataclass(frozen=True)
class CustomerRows:
    """An opened customer table and the map of its columns.

    Parameters
    ----------
    engine : DuckDBEngine
        Where the steps run.
    raw : DuckDBRelation
        The opened source.
    columns : AttributeMap
        Which column names the customer, and how values are written.
    """

    engine: DuckDBEngine
    raw: DuckDBRelation
    columns: AttributeMap

    @property
    def fields(self) -> dict[str, Field]:
        """The columns by the user's labels."""
        parts = zip(self.raw.labels, self.raw.columns, self.raw.types, strict=True)
        return {label: Field(label, column, kind) for label, column, kind in parts if column != RAW_ROW}

    @property
    def labels(self) -> list[str]:
        """The user's labels of all columns but the customer's."""
        return [label for label in self.fields if label != self.columns.customer]

    @property
    def n_rows(self) -> int:
        """How many rows there are, besides those that could not be split."""
        return int(self._run(Step("size", ("raw",), "select count(*) as n from raw"))["n"][0].as_py())

    def known_traits(self) -> tuple[Trait, ...]:
        """Return the traits of an earlier run that this table has.

        Returns
        -------
        tuple of Trait
            Under this table's labels, which may differ in case.

        Raises
        ------
        ColumnError
            Where the table lacks a column that makes the segments.
        """
        there = {label.casefold(): label for label in self.fields}
        known = [trait for trait in self.columns.traits if trait.label.casefold() in there]
        needed = [trait.label for trait in self.columns.traits if trait.role == "basis" and trait not in known]
        check_contract(lost_columns(needed, list(self.fields)), where="a table of customers")
        return tuple(replace(trait, label=there[trait.label.casefold()]) for trait in known)

    def count(self, labels: Sequence[str]) -> tuple[Counts, ...]:
        """Count what stands in columns, and each value of those with few.

        Parameters
        ----------
        labels : sequence of str
            The columns.

        Returns
        -------
        tuple of Counts
        """
        fields, missing = [self.fields[label] for label in labels], self.columns.missing
        found = counts_of(fields, self._run(counts_step(fields, decimal=self.columns.decimal, missing=missing)))
        few = [field for field, counts in zip(fields, found, strict=True) if 0 < counts.n_distinct <= MOST_COUNTED]
        levels = read_levels(few, self._run(levels_step(few, missing=missing))) if few else {}
        return tuple(replace(counts, levels=levels.get(counts.label, {})) for counts in found)

    def day_styles(self) -> dict[str, tuple[str, float]]:
        """Look how days are written.

        Returns
        -------
        dict of str to (str, float)
            By label, for columns that hold days: the style, and the share of values in it.
        """
        names = ", ".join(field.column for field in self.fields.values())
        drawn = f"select {names} from raw order by hash({names}) limit {SAMPLE_ROWS}"
        looks = look_at(self._run(Step("sample", ("raw",), drawn)).rename_columns(list(self.fields)))
        return {look.label: (look.likeliest_style, look.day_share) for look in looks if look.day_share >= _MOSTLY}

    def day_after_newest(self, traits: Sequence[Trait]) -> int | None:
        """Return midnight after the newest day of the table.

        Parameters
        ----------
        traits : sequence of Trait
            Its columns.

        Returns
        -------
        int or None
            Microseconds since the epoch; None where it has no day but people's birthdays.
        """
        days = [day for trait in traits if (day := self._day_sql(trait)) is not None]
        if not days:
            return None
        newest = ", ".join(f"max({day}) as d{place}" for place, day in enumerate(days))
        row = self._run(Step("newest", ("raw",), f"select {newest} from raw", self._marks)).to_pylist()[0]
        known = [value for value in row.values() if value is not None]
        return (max(known) // MICROSECONDS_PER_DAY + 1) * MICROSECONDS_PER_DAY if known else None

    def fates(self, traits: Sequence[Trait]) -> dict[int, Fate]:
        """Say which rows are not used.

        Parameters
        ----------
        traits : sequence of Trait
            Its columns; the first day of a customer says which of several rows is the newest.

        Returns
        -------
        dict of int to Fate
            By row number; where no column names the customer, every row is used.
        """
        if self.columns.customer is None:
            return {}
        day = next((day for trait in traits if (day := self._day_sql(trait)) is not None), None)
        names = [field.column for field in self.fields.values()]
        step = repeats_step(
            self._customer(),
            names,
            whole_float_ids=self.columns.whole_float_ids,
            day=day,
            missing=self.columns.missing,
        )
        return fates_of(self._run(step))

    def read(self, traits: Sequence[Trait], fates: Mapping[int, Fate]) -> tuple[pa.Table, dict[str, pa.ChunkedArray]]:
        """Read the used rows.

        Parameters
        ----------
        traits : sequence of Trait
            What to read.
        fates : mapping of int to Fate
            Rows that are not used.

        Returns
        -------
        ids : pyarrow.Table
            row_number and customer_id, sorted by customer; where no column names the customer, by row.
        readings : dict of str to pyarrow.ChunkedArray
            In the same order, by the traits' names.
        """
        used, decimal, missing = [t for t in traits if is_read(t)], self.columns.decimal, self.columns.missing
        values = [
            f"{reading_sql(trait, self.fields[trait.label], decimal=decimal, missing=missing)} as v{place}"
            for place, trait in enumerate(used)
        ]
        sql = f"select {', '.join([RAW_ROW, f'{self._id_sql()} as customer_id', *values])} from raw order by {RAW_ROW}"
        table = self._run(Step("readings", ("raw",), sql, self._marks))
        if fates:
            unused = pc.is_in(table[RAW_ROW], value_set=pa.array(sorted(fates), table[RAW_ROW].type))
            table = table.filter(pc.invert(unused))
        if self.columns.customer is not None:
            table = table.sort_by("customer_id")
        return table.select([RAW_ROW, "customer_id"]), {t.name: table[f"v{place}"] for place, t in enumerate(used)}

    def quarantine(self, fates: Mapping[int, Fate]) -> pa.Table:
        """Return the unusable rows with their text and the reason.

        Parameters
        ----------
        fates : mapping of int to Fate
            Rows that are not used.

        Returns
        -------
        pyarrow.Table
            row_number, reason, text.
        """
        doomed = {row: fate.rule for row, fate in sorted(fates.items()) if fate.effect == "quarantine"}
        rejects = self.engine.rejects(self.raw).select([RAW_ROW, "reason", "text"])
        if not doomed:
            return rejects
        marked = self.engine.read(
            Source(("memory",), "arrow", data=pa.table({"row": list(doomed), "rule": list(doomed.values())}))
        )
        text = content_sql([f"raw.{field.column}" for field in self.fields.values()])
        sql = (
            f"select raw.{RAW_ROW} as {RAW_ROW}, marked.c1 as reason, {text} as text\n"
            f"from raw\njoin marked on raw.{RAW_ROW} = marked.c0"
        )
        step = Step("quarantine", ("raw", "marked"), sql)
        rows = self.engine.table(self.engine.query(step, raw=self.raw, marked=marked))
        return pa.concat_tables([rows.cast(rejects.schema), rejects]).sort_by(RAW_ROW)

    @property
    def _marks(self) -> tuple[tuple[str, object], ...]:
        return tuple((f"missing_{place}", mark) for place, mark in enumerate(self.columns.missing))

    def _run(self, step: Step) -> pa.Table:
        return self.engine.table(self.engine.query(step, raw=self.raw))

    def _customer(self) -> Field:
        there = {label.casefold(): field for label, field in self.fields.items()}
        label = self.columns.customer or ""
        if label.casefold() not in there:
            check_contract(lost_columns([label], list(self.fields)), where="the customer's id")
        return self.fields.get(label) or there[label.casefold()]

    def _id_sql(self) -> str:
        if self.columns.customer is None:
            return f"cast({RAW_ROW} as string)"
        field = self._customer()
        whole, missing = self.columns.whole_float_ids, self.columns.missing
        return id_sql(field.column, whole_float_ids=whole, type=field.type, missing=missing)

    def _day_sql(self, trait: Trait) -> str | None:
        """Return the expression for a day of the customer, not of the person."""
        if trait.kind != "date" or names_person(trait.label):
            return None
        field, missing = self.fields[trait.label], self.columns.missing
        return reading_sql(trait, field, decimal=self.columns.decimal, missing=missing)
