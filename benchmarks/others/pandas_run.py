"""The steps of a run as one writes them with pandas and scikit-learn: clean, count, choose K, cluster, write.

`python pandas_run.py orders.parquet folder`. The choice of K is the usual loop: ten starts and three indices for K of 2
to 12, on 20,000 customers; no halves, no names, no report.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score
from sklearn.preprocessing import StandardScaler

SAMPLE, SILHOUETTE_SAMPLE = 20_000, 10_000


def clean(raw: pd.DataFrame) -> pd.DataFrame:
    """Drop what cannot be used, value the lines, and mark what was taken back."""
    lines = raw.dropna(subset=["customer_id", "invoice_date", "quantity", "unit_price"]).drop_duplicates()
    cancelled = lines["invoice"].str.startswith("C")
    amount = (lines["quantity"] * lines["unit_price"]).round(4)
    return lines.assign(amount=amount.where(~cancelled & (lines["quantity"] >= 0), -amount.abs()))


def count(lines: pd.DataFrame) -> pd.DataFrame:
    """Return a row per customer with the features of the catalogue that most people know."""
    bought = lines["amount"].clip(lower=0)
    lines = lines.assign(
        gross=bought, returned=(-lines["amount"]).clip(lower=0), pieces=lines["quantity"].clip(lower=0)
    )
    orders = lines.groupby(["customer_id", "invoice"], as_index=False).agg(
        time=("invoice_date", "min"), gross=("gross", "sum"), returned=("returned", "sum"), pieces=("pieces", "sum")
    )
    orders["is_purchase"] = orders["gross"] > 0
    orders["day"] = orders["time"].dt.floor("D")
    purchases = orders[orders["is_purchase"]]
    as_of = orders["time"].max().floor("D") + pd.Timedelta(days=1)
    money = orders.groupby("customer_id").agg(gross=("gross", "sum"), returned=("returned", "sum"))
    customers = purchases.groupby("customer_id").agg(
        n_orders=("invoice", "size"), first=("time", "min"), last=("time", "max"), n_items=("pieces", "sum")
    )
    customers["n_days"] = purchases.groupby("customer_id")["day"].nunique()
    customers["n_products"] = lines.groupby("customer_id")["stock_code"].nunique()
    customers = customers.join(money)
    customers["monetary_total"] = customers["gross"] - customers["returned"]
    customers["recency_days"] = (as_of - customers["last"]) / pd.Timedelta(days=1)
    customers["tenure_days"] = (as_of - customers["first"]) / pd.Timedelta(days=1)
    return customers


def choose(X: np.ndarray) -> int:
    """Return the K of the best silhouette."""
    rows = np.random.default_rng(0).choice(len(X), min(SAMPLE, len(X)), replace=False)
    scores = {}
    for k in range(2, 13):
        labels = KMeans(k, n_init=10, random_state=0).fit_predict(X[rows])
        scores[k] = silhouette_score(X[rows], labels, sample_size=min(SILHOUETTE_SAMPLE, len(rows)), random_state=0)
        davies_bouldin_score(X[rows], labels)
        calinski_harabasz_score(X[rows], labels)
    return max(scores, key=scores.__getitem__)


def main() -> None:
    """Run the steps."""
    customers = count(clean(pd.read_parquet(sys.argv[1])))
    basis = customers[["recency_days", "n_orders", "monetary_total"]]
    X = StandardScaler().fit_transform(np.sign(basis) * np.log1p(basis.abs()))
    customers["segment"] = KMeans(choose(X), n_init=10, random_state=0).fit_predict(X)
    print(customers.groupby("segment").describe(percentiles=[0.25, 0.5, 0.75]))
    folder = Path(sys.argv[2])
    customers.to_parquet(folder / "customers.parquet")
    customers[["segment"]].to_csv(folder / "assignments.csv")


if __name__ == "__main__":
    main()
