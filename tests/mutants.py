"""Break the code on purpose and see whether a test notices: `make mutants`.

Comes in: the files whose mistakes would be the worst. Goes out: how many seeded mutants each file's own tests kill, and
the mutants that lived, with their lines. The rule: one small change at a time, in a copy of the package; the files of
the project are never touched.

A mutant changes one operator, number or truth value, in Python or in the SQL that a string holds.
"""

from __future__ import annotations

import argparse
import ast
import io
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import tokenize
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
SOURCE = PROJECT / "src" / "coterie"
FILES = (
    "data/cleaning.py",
    "data/rules.py",
    "features/catalog.py",
    "model/lloyd.py",
    "model/rfm/scores.py",
    "model/rfm/segments.py",
    "model/selection.py",
    "model/verdict.py",
    "profile/composition.py",
    "profile/conditions.py",
    "profile/distinctness.py",
)
WANTED_SHARE = 0.8
TIMEOUT_S = 300

PYTHON_SWAPS = {
    "+": "-",
    "-": "+",
    "*": "/",
    "/": "*",
    "//": "/",
    "<": "<=",
    "<=": "<",
    ">": ">=",
    ">=": ">",
    "==": "!=",
    "!=": "==",
    "and": "or",
    "or": "and",
    "not": "",
    "in": "not in",
    "True": "False",
    "False": "True",
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
}
SQL_SWAPS = {
    "<": "<=",
    "<=": "<",
    ">": ">=",
    ">=": ">",
    "=": "<>",
    "<>": "=",
    "+": "-",
    "-": "+",
    "*": "/",
    "and": "or",
    "or": "and",
    "is null": "is not null",
    "is not null": "is null",
    "min": "max",
    "max": "min",
    "sum": "max",
}
SQL_WORD = re.compile(r"(?<= )(?:<=|>=|<>|[<>=+*-]|is not null|is null|and|or)(?= )|\b(?:min|max|sum)(?=\()")
LOOKS_LIKE_SQL = re.compile(
    r"\b(?:select|case when|is null|is not null)\b|\b(?:cast|coalesce|nullif|sum|min|max)\(|[<>=]"
)


@dataclass(frozen=True)
class Mutant:
    """One change: characters of a line that are replaced."""

    line: int
    start: int
    end: int
    text: str

    def apply(self, source: str) -> str:
        """Return the source with the change."""
        lines = source.splitlines(keepends=True)
        old = lines[self.line - 1]
        lines[self.line - 1] = old[: self.start] + self.text + old[self.end :]
        return "".join(lines)


def find_mutants(source: str) -> list[Mutant]:
    """Return every change that leaves the file valid Python, docstrings and annotations left alone."""
    quiet = _quiet_places(source)
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    found = [mutant for token in tokens if token.start not in quiet for mutant in _mutants_of(token)]
    return [mutant for mutant in found if _is_valid(mutant.apply(source))]


def _quiet_places(source: str) -> set[tuple[int, int]]:
    """Positions of tokens that no test can see: docstrings, annotations, `__all__`, type-checking blocks."""
    quiet = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            quiet |= _span(node, source)
        for part in ("annotation", "returns"):
            if isinstance(getattr(node, part, None), ast.AST):
                quiet |= _span(getattr(node, part), source)
    return quiet


def _span(node: ast.AST, source: str) -> set[tuple[int, int]]:
    """Every position inside a node."""
    first, last = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0)
    width = max(len(line) for line in source.splitlines()) + 1
    start = (first, getattr(node, "col_offset", 0))
    end = (last, getattr(node, "end_col_offset", 0))
    return {
        (line, column) for line in range(first, last + 1) for column in range(width) if start <= (line, column) < end
    }


def _mutants_of(token: tokenize.TokenInfo) -> list[Mutant]:
    line, start = token.start
    if token.type == tokenize.NUMBER:
        return [Mutant(line, start, token.end[1], f"({token.string} + 1)")]
    if token.type in {tokenize.OP, tokenize.NAME} and token.string in PYTHON_SWAPS:
        return [Mutant(line, start, token.end[1], PYTHON_SWAPS[token.string])]
    if token.type == tokenize.STRING and LOOKS_LIKE_SQL.search(token.string):
        return list(_sql_mutants(token))
    return []


def _sql_mutants(token: tokenize.TokenInfo) -> list[Mutant]:
    found = []
    for offset, text in enumerate(token.string.splitlines()):
        shift = token.start[1] if offset == 0 else 0
        found += [
            Mutant(token.start[0] + offset, shift + m.start(), shift + m.end(), SQL_SWAPS[m.group()])
            for m in SQL_WORD.finditer(text)
        ]
    return found


def _is_valid(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def tests_of(name: str) -> list[str]:
    """Return the test files that answer for a source file: its own, and the laws of its subject."""
    own = PROJECT / "tests" / Path(name).parent / f"test_{Path(name).stem}.py"
    subjects = (Path(name).stem, Path(name).parent.name)
    laws = [PROJECT / "tests" / "laws" / f"test_{subject}_laws.py" for subject in subjects]
    return [str(path) for path in (own, *laws) if path.exists()]


def is_killed(copy: Path, name: str, mutated: str) -> bool:
    """Run the tests on a copy of the package with one file changed; say whether any fails."""
    target = copy / "coterie" / name
    original = target.read_text(encoding="utf-8")
    target.write_text(mutated, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--no-header", *tests_of(name)]
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        run = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, timeout=TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired:
        return True
    finally:
        target.write_text(original, encoding="utf-8")
    return run.returncode != 0


def report(name: str, *, sample: int, seed: int, copy: Path) -> float:
    """Print what became of a file's seeded mutants; return the share that was killed."""
    source = (SOURCE / name).read_text(encoding="utf-8")
    mutants = find_mutants(source)
    chosen = random.Random(f"{seed} {name}").sample(mutants, min(sample, len(mutants)))  # noqa: S311  no secret
    if is_killed(copy, name, source):
        print(f"{name}: its tests fail on the unbroken file")
        return 0.0
    alive = [mutant for mutant in chosen if not is_killed(copy, name, mutant.apply(source))]
    share = 1 - len(alive) / max(len(chosen), 1)
    print(
        f"{name}: {len(chosen) - len(alive)} of {len(chosen)} killed ({share:.0%}); {len(mutants)} could be made",
        flush=True,
    )
    for mutant in sorted(alive, key=lambda m: m.line):
        print(f"  lived  {name}:{mutant.line}  {mutant.apply(source).splitlines()[mutant.line - 1].strip()}")
    return share


def main() -> int:
    """Break every listed file and compare with the share that is wanted."""
    parser = argparse.ArgumentParser(description="Break the code on purpose and see the tests go red.")
    parser.add_argument("files", nargs="*", default=FILES, help="files below src/coterie")
    parser.add_argument("--sample", type=int, default=25, help="mutants of each file")
    parser.add_argument("--seed", type=int, default=0, help="which mutants")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        shutil.copytree(SOURCE, copy / "coterie", ignore=shutil.ignore_patterns("__pycache__"))
        shares = {name: report(name, sample=options.sample, seed=options.seed, copy=copy) for name in options.files}
    weak = [name for name, share in shares.items() if share < WANTED_SHARE]
    print(f"below {WANTED_SHARE:.0%}: {', '.join(weak)}" if weak else f"every file at {WANTED_SHARE:.0%} or more")
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main())
