"""Words of the data that do harm elsewhere: shown by the report, defused in CSV, kept whole in the data."""

import re
import shutil

import pytest

import coterie
from coterie.config import Config
from tests.odd_files.corpus import FILES

QUICK = Config.from_mapping({"model": {"k": 2, "k_max": 2}, "evidence": {"n_repeats": 2}})
NAMES = (
    "ids-html.csv", "ids-quotes.csv", "ids-formula.csv", "ids-at.csv", "ids-hebrew.csv", "ids-override.csv",
    "ids-emoji.csv", "ids-nul.csv", "ids-escape.csv", "ids-long.csv", "odd-goods.csv", "odd-names.csv",
)  # fmt: skip
SIGNED = ("ids-zeros.csv", "ids-plus.csv", "ids-exponent.csv", "ids-wide.csv")


def _run(name, folder):
    path = FILES[name].write(folder)
    return coterie.segment(path, config=QUICK), path


@pytest.mark.parametrize("name", NAMES)
def test_odd_words_harm_neither_report_nor_csv(name, tmp_path):
    """No markup from the data, no marks that turn the page, no formula in a cell."""
    run, _ = _run(name, tmp_path)
    bundle = run.save(tmp_path / "odd.coterie")
    page = (bundle / "report.html").read_text(encoding="utf-8")
    assert re.findall(r"<script>alert|<b>customer_id|<b>Tray|onload=alert\(\d+\)>", page) == []
    assert set(page) & set("\0\x1b\N{RIGHT-TO-LEFT OVERRIDE}\N{LEFT-TO-RIGHT OVERRIDE}") == set()
    table = (bundle / "assignments.csv").read_text(encoding="utf-8")
    assert re.findall(r'^"?[=@]', table, re.MULTILINE) == []
    assert "\0" not in table


@pytest.mark.parametrize("name", [*NAMES, *SIGNED])
def test_ids_are_kept_whole(name, tmp_path):
    """As they stand in the file, but for blanks around; whoever asks for a customer finds it."""
    run, path = _run(name, tmp_path)
    ids = run.assignments["customer_id"].to_pylist()
    text = path.read_text(encoding="utf-8").replace('""', '"')
    assert [one for one in ids if one not in text] == []
    assert len(set(ids)) == 40
    assert run.explain(ids[0]).assigned["customer_id"] == ids[0]


def test_signed_and_padded_ids_survive_the_csv(tmp_path):
    """No apostrophe, no lost zero."""
    for name in ("ids-zeros.csv", "ids-plus.csv"):
        run, _ = _run(name, tmp_path)
        bundle = run.save(tmp_path / "odd.coterie")
        lines = (bundle / "assignments.csv").read_text(encoding="utf-8").splitlines()[1:]
        assert {line.partition(",")[0] for line in lines} == set(run.assignments["customer_id"].to_pylist())
        shutil.rmtree(bundle)
