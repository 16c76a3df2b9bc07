"""Where a process may have little address space, its libraries reserve little; elsewhere nothing is touched."""

import subprocess
import sys

import pytest

PROGRAM = """
import json, os, resource, sys
limit = int(sys.argv[1])
if limit:
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
from coterie.ui.frugality import reserve_little
was_limited = reserve_little()
import numpy, duckdb, pyarrow, pyarrow.compute
duckdb.connect(config={"threads": 2, "memory_limit": "100MB"})
print(json.dumps([was_limited, os.environ.get("OPENBLAS_NUM_THREADS"), pyarrow.default_memory_pool().backend_name]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such limit")
@pytest.mark.parametrize(("limit", "told"), [(600_000_000, '[true, "1", "system"]'), (0, "[false, null, ")])
def test_libraries_fit_in_a_small_address_space(limit, told, monkeypatch):
    """Six hundred megabytes hold the three largest; without care they would reserve a billion bytes."""
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    monkeypatch.delenv("ARROW_DEFAULT_MEMORY_POOL", raising=False)
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(limit)], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(told)
