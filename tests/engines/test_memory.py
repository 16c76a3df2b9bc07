"""A limit is the process's; the database gets less than half of it, and knows what the system allows."""

import resource
import subprocess
import sys

import pytest

from coterie.engines.memory import available_bytes, database_bytes, give_back, parse_size


@pytest.mark.parametrize(
    ("text", "n_bytes"),
    [("2GB", 2 * 10**9), ("512 MB", 512 * 10**6), ("1.5gib", 3 * 2**29), ("4096", 4096), (" 10kb ", 10_000)],
)
def test_sizes_are_read_as_people_write_them(text, n_bytes):
    """Thousands, or 1,024 where it says so."""
    assert parse_size(text) == n_bytes


@pytest.mark.parametrize("text", ["much", "-1GB", "0GB", "2 GBB", "GB"])
def test_what_is_no_size_is_refused(text):
    """The caller says what to do."""
    with pytest.raises(ValueError, match=text):
        parse_size(text)


def test_the_database_gets_less_than_half():
    """And enough to start with."""
    assert 0.3e9 < database_bytes("1GB") < 0.5e9
    assert database_bytes("1MB") == 32_000_000


def test_without_a_limit_the_systems_counts():
    """The machine's memory at most."""
    assert database_bytes(None) < available_bytes()


def test_an_address_space_is_a_limit():
    """As in a process that may have 700 MB."""
    limit = 700_000_000
    program = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (700_000_000, 700_000_000));"
        "import sys; sys.path[:] = sys.argv[1:] + sys.path;"
        "from coterie.engines.memory import available_bytes; print(available_bytes())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(done.stdout) == limit
    assert resource.getrlimit(resource.RLIMIT_AS)[0] != limit


def test_giving_back_is_always_allowed():
    """Where the system cannot, nothing happens."""
    give_back()
