"""Recompute the classical core of Online Retail from the raw text; knows nothing of the package."""

import csv
import gzip
import sys
from decimal import Decimal


def count_core(path: str) -> tuple[int, int, int, Decimal]:
    """Return lines, invoices, customers and pounds of what was sold to known customers."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        kept = [r for r in csv.DictReader(file) if r["CustomerID"] and not r["InvoiceNo"].startswith("C")]
    sold = [r for r in kept if int(r["Quantity"]) > 0 and Decimal(r["UnitPrice"]) > 0]
    pounds = sum((int(r["Quantity"]) * Decimal(r["UnitPrice"]) for r in sold), Decimal(0))
    return len(sold), len({r["InvoiceNo"] for r in sold}), len({r["CustomerID"] for r in sold}), pounds


if __name__ == "__main__":
    sys.stdout.write("{} lines, {} invoices, {} customers, {} pounds\n".format(*count_core(sys.argv[1])))
