"""Files of passage are private, and gone when nobody needs them."""

import errno
import sys

import pytest

from coterie.data.sources.spools import Spool, writing
from coterie.errors import StorageError


def test_paths_never_meet(spool):
    """Two files of one name lie in two folders."""
    paths = [spool.path("orders.csv") for _ in range(2)]
    assert [path.name for path in paths] == ["orders.csv", "orders.csv"]
    assert paths[0].parent != paths[1].parent


@pytest.mark.skipif(sys.platform == "win32", reason="rights are another thing there")
def test_the_folder_is_for_the_user_alone(spool):
    """Rows of customers lie in it."""
    assert spool.folder.stat().st_mode & 0o777 == 0o700


def test_the_folder_goes_with_its_holder():
    """Nothing is left behind."""
    spool = Spool()
    folder = spool.folder
    spool.path("orders.csv").write_text("id")
    del spool
    assert not folder.exists()


def test_a_full_disk_is_said_so(spool):
    """What, where, and what to do."""
    path = spool.path("orders.csv")
    with pytest.raises(StorageError) as caught, writing(path):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert caught.value.what == "cannot write orders.csv: No space left on device"
    assert caught.value.where == str(path.parent)
    assert caught.value.remedy.endswith(".")
