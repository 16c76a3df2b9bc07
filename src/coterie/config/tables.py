"""Settings of the tables beside the main one: where they are, and how they belong to it."""

from __future__ import annotations

from pydantic import Field

from coterie.config.frozen import Frozen

__all__ = ["AppendSettings", "JoinSettings", "TableSettings"]


class TableSettings(Frozen):
    """One table beside the main one: where it is and how it is written."""

    source: str | None = Field(None, description="The file, from the settings file's folder. Default: the main source.")
    table: str | None = Field(None, description="Sheet of a workbook, or table of a database.")
    separator: str | None = Field(None, description="What separates fields of a text: one character, tab or blank.")
    encoding: str | None = Field(None, description="How a text is encoded, by Python's names.")
    header: bool | None = Field(None, description="Whether the first row names the columns.")
    skip_lines: int | None = Field(None, ge=0, description="Lines above the header that are no rows.")


class JoinSettings(TableSettings):
    """A table to look up in: every key stands in it once."""

    on: str | tuple[str, ...] | dict[str, str] = Field(
        description="The key: a column of both tables, several, or {main = 'other'} where the names differ."
    )
    columns: tuple[str, ...] | dict[str, str] | None = Field(
        None, description="Columns to bring over, or {their = 'new name'}. Default: all whose names are new."
    )


class AppendSettings(TableSettings):
    """A table whose rows are added below those of the main one."""

    columns: dict[str, str] = Field({}, description="{their = 'ours'} for columns with another name.")
    returns: bool = Field(
        default=False, description="Whether its rows are returns: amounts and quantities count negative."
    )
