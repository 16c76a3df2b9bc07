"""The classical core of Online Retail, recomputed from its text without the package."""

import runpy
from decimal import Decimal
from pathlib import Path

SCRIPT = Path(__file__).with_name("online_retail_core.py")


def test_the_core_is_the_published_one(shared_data):
    """397,884 lines, 18,532 invoices, 4,338 customers, 8,911,407.90 pounds."""
    count_core = runpy.run_path(str(SCRIPT))["count_core"]
    core = count_core(shared_data / "online_retail" / "online_retail.csv.gz")
    assert core == (397_884, 18_532, 4_338, Decimal("8911407.904"))


def test_the_script_is_short_enough_to_check_by_eye():
    """At most twenty lines, and nothing of the package."""
    text = SCRIPT.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 20
    assert "coterie" not in text
