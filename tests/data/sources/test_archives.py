"""Packed files hold what was packed; a damaged one is refused."""

import bz2
import gzip
import io
import lzma
import zipfile

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.data.sources.archives import chunks_of, head_of, packing_of, reading, unpacked
from coterie.data.sources.spools import Spool
from coterie.errors import SourceError

TEXT = b"id;day\n" + b"".join(b"%05d;2011-01-31\n" % number for number in range(5_000))


def _zip(members):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


PACKED = {
    "gzip": gzip.compress(TEXT),
    "bzip2": bz2.compress(TEXT),
    "xz": lzma.compress(TEXT),
    "zstandard": pa.compress(TEXT, "zstd", asbytes=True),
    "zip": _zip({"shop/orders.csv": TEXT, "__MACOSX/shop/._orders.csv": b"x", "shop/.DS_Store": b"x", "empty/": b""}),
}


@pytest.mark.parametrize("packing", PACKED)
def test_a_packed_file_is_known_and_unpacked(packing, tmp_path, spool):
    """By its first bytes, whatever its name; what a Mac adds is no file of the user's."""
    path = tmp_path / "orders"
    path.write_bytes(PACKED[packing])
    assert packing_of(path) == packing
    assert unpacked(path, packing, spool=spool).read_bytes() == TEXT


@pytest.mark.parametrize("packing", PACKED)
@given(cut=st.floats(0.01, 0.99))
def test_a_cut_off_file_is_refused(packing, cut, tmp_path_factory):
    """At any place; what could be read of it is not taken for all."""
    spool = Spool()
    path = tmp_path_factory.mktemp("cut") / "orders"
    path.write_bytes(PACKED[packing][: max(10, int(len(PACKED[packing]) * cut))])
    with pytest.raises(SourceError, match="damaged or cut off") as caught:
        unpacked(path, packing, spool=spool)
    assert packing in caught.value.what
    assert caught.value.remedy == "Copy or export it again."


def test_a_gzip_file_is_read_in_passing(tmp_path):
    """Its head and its pieces, without a copy."""
    path = tmp_path / "orders"
    path.write_bytes(PACKED["gzip"])
    with reading(path) as file:
        assert file.read(6) == b"id;day"
    assert head_of(path) == TEXT
    assert b"".join(chunks_of(path)) == TEXT


@pytest.mark.parametrize(
    ("members", "what"),
    [
        ({}, "the zip archive holds 0 files: nothing"),
        ({"b.csv": b"x", "a.csv": b"y"}, "the zip archive holds 2 files: a.csv, b.csv"),
    ],
)
def test_an_archive_is_the_users_to_choose_from(members, what, tmp_path, spool):
    """The files are listed."""
    path = tmp_path / "orders.zip"
    path.write_bytes(_zip(members))
    with pytest.raises(SourceError) as caught:
        unpacked(path, "zip", spool=spool)
    assert (caught.value.what, caught.value.remedy) == (what, "Unpack it and name the files that are to be read.")


@pytest.mark.parametrize(
    ("place", "value", "what"), [(6, 1, "locked by a password"), (8, 99, "packed in an unusual way")]
)
def test_an_archive_that_python_cannot_open_is_said_so(place, value, what, tmp_path, spool):
    """The flag of a password, and an unknown method, in both headers of the archive."""
    content = bytearray(_zip({"orders.csv": TEXT}))
    content[place] = value
    content[content.index(b"PK\x01\x02") + place + 2] = value
    path = tmp_path / "orders.zip"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=what):
        unpacked(path, "zip", spool=spool)


def test_a_file_that_may_not_be_read_is_said_so(tmp_path):
    """With the system's word for it."""
    with pytest.raises(SourceError) as caught:
        packing_of(tmp_path / "nowhere")
    assert caught.value.what == "cannot be read: No such file or directory"
