"""What the user names, made a source: paths, packed files, texts, workbooks, databases, JSON, tables in memory.

Comes in: a path, several, a pattern, ``-`` for standard input, or a table in memory. Goes out: a
:class:`~coterie.tables.Source` that an engine can open. The rule of this folder: what a file is, its content says,
never its name; nothing is written beside it.
"""

from __future__ import annotations

from coterie.data.sources.choices import Reading
from coterie.data.sources.entry import resolve_source

__all__ = ["Reading", "resolve_source"]
