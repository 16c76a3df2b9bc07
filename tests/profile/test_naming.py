"""Names on real customers, as a marketer would read them."""

from dataclasses import FrozenInstanceError

import numpy as np
import pandas as pd
import pytest
from pydantic import TypeAdapter
from sklearn.cluster import KMeans

from coterie.profile.clock import read_clock
from coterie.profile.naming import SegmentName, name_segments

BASIS = ("recency_days", "n_orders", "monetary_total", "monetary_mean")


def _customers(orders, as_of):
    """Features and clock from orders with columns customer, time, spend."""
    found = orders.groupby("customer").agg(
        n=("time", "size"), first=("time", "min"), last=("time", "max"), spend=("spend", "sum")
    )
    values = {
        "recency_days": ((as_of - found["last"]) / pd.Timedelta(days=1)).to_numpy(),
        "tenure_days": ((as_of - found["first"]) / pd.Timedelta(days=1)).to_numpy(),
        "n_orders": found["n"].to_numpy(dtype=float),
        "monetary_total": found["spend"].to_numpy(),
        "monetary_mean": (found["spend"] / found["n"]).to_numpy(),
    }
    days = (orders["time"].dt.normalize() - pd.Timestamp(0)) // pd.Timedelta(days=1)
    index = found.index.get_indexer(orders["customer"])
    end = (as_of - pd.Timestamp(0)) // pd.Timedelta(days=1)
    return values, read_clock(index, days.to_numpy(), as_of_day=end, n_customers=len(found))


def _clusters(values, basis, k, *, n_init=10):
    X = np.log1p([values[name] for name in basis]).T
    return KMeans(k, n_init=n_init, random_state=0).fit_predict((X - X.mean(axis=0)) / X.std(axis=0))


def _named(customers, basis, k, *, n_init=10):
    """Names with their share of customers; a question mark where weak."""
    values, clock = customers
    labels = _clusters(values, basis, k, n_init=n_init)
    found = name_segments(values, labels, clock=clock)
    shares = np.bincount(labels) / len(labels)
    marked = [name.name + ("" if name.strength == "clear" else "?") for name in found]
    return dict(zip(marked, (round(100 * share) for share in shares), strict=True))


@pytest.fixture(scope="module")
def online_retail(shared_data):
    """The classical core of Online Retail: 18,532 orders of 4,338 customers."""
    lines = pd.read_csv(
        shared_data / "online_retail" / "online_retail.csv.gz", dtype={"CustomerID": str, "InvoiceNo": str}
    )
    lines = lines[lines["CustomerID"].notna() & (lines["Quantity"] > 0) & (lines["UnitPrice"] > 0)]
    lines = lines.assign(spend=lines["Quantity"] * lines["UnitPrice"], time=pd.to_datetime(lines["InvoiceDate"]))
    orders = lines.groupby(["CustomerID", "InvoiceNo"], as_index=False).agg(
        time=("time", "min"), spend=("spend", "sum")
    )
    return orders.rename(columns={"CustomerID": "customer"})


@pytest.fixture(scope="module")
def cdnow(shared_data):
    """All 23,502 customers of CDNOW who paid, one order a day."""
    rows = pd.read_csv(shared_data / "cdnow" / "CDNOW_master.txt", sep=r"\s+")
    rows.columns = ["customer", "date", "items", "spend"]
    rows["time"] = pd.to_datetime(rows["date"].astype(str))
    orders = rows.groupby(["customer", "time"], as_index=False)["spend"].sum()
    return orders[orders["spend"] > 0]


@pytest.mark.parametrize(
    ("k", "names"),
    [
        (3, {"Lapsed low-spend?": 42, "High-value loyal": 35, "New": 23}),
        (5, {"Loyal": 24, "Lapsed low-spend": 24, "At-risk big-ticket?": 20, "New": 18, "High-value loyal": 14}),
    ],
)
def test_online_retail(online_retail, k, names):
    """One UK web shop, one year."""
    customers = _customers(online_retail, pd.Timestamp("2011-12-10"))
    assert _named(customers, (*BASIS, "tenure_days"), k) == pytest.approx(names, abs=1)


@pytest.mark.parametrize(
    ("k", "names"),
    [
        (3, {"Lapsed one-time": 48, "Lapsed big-ticket": 31, "High-value loyal": 22}),
        (
            5,
            {
                "Lapsed one-time, low-spend": 31,
                "Lapsed one-time": 26,
                "At-risk regulars?": 19,
                "Lapsed high-value big-ticket": 12,
                "High-value loyal": 11,
            },
        ),
    ],
)
def test_cdnow(cdnow, k, names):
    """Buyers of one quarter, followed for eighteen months: nobody is new."""
    assert _named(_customers(cdnow, pd.Timestamp("1998-07-01")), BASIS, k, n_init=3) == pytest.approx(names, abs=1)


def test_a_month_of_online_retail_has_no_time_words(online_retail):
    """31 days do not show who is lapsed, new or loyal; what was bought can still be said."""
    as_of = pd.Timestamp("2011-12-10")
    month = online_retail[online_retail["time"] >= as_of - pd.Timedelta(days=31)]
    values, clock = _customers(month, as_of)
    found = name_segments(values, _clusters(values, BASIS[:3], 3), clock=clock)
    assert (clock.days_seen, clock.has_history) == (31.0, False)
    assert sorted(name.name for name in found) == ["High-value repeat", "Single-order", "Single-order, recent"]
    assert all("in the 31 days seen" in name.sentence for name in found)


@pytest.mark.parametrize("k", [3, 5, 8])
def test_random_segments_of_real_customers_have_no_clear_name(online_retail, k):
    """Neither clear names nor clear claims in their proof."""
    values, clock = _customers(online_retail, pd.Timestamp("2011-12-10"))
    found = name_segments(values, np.random.default_rng(k).integers(0, k, len(clock.new)), clock=clock)
    assert {name.strength for name in found} == {"weak"}
    assert {line for name in found for line in name.proof if "(weak)" not in line and "told apart" not in line} == set()


def test_high_value_customers_come_back_most_and_lapsed_ones_least(online_retail):
    """Named 90 days before the end, then counted: .92 of the high-value come back, .37 of the lapsed."""
    then = pd.Timestamp("2011-09-11")
    early = online_retail[online_retail["time"] < then]
    values, clock = _customers(early, then)
    labels = _clusters(values, (*BASIS, "tenure_days"), 5)
    back = np.isin(np.unique(early["customer"]), online_retail.loc[online_retail["time"] >= then, "customer"])
    names = [name.name for name in name_segments(values, labels, clock=clock)]
    comeback = {name: back[labels == segment].mean() for segment, name in enumerate(names)}
    assert comeback["High-value loyal"] > 0.85
    assert max(comeback.values()) == comeback["High-value loyal"]
    lapsed = [share for name, share in comeback.items() if name.startswith("Lapsed")]
    assert max(lapsed) < 0.5


def test_claims_of_the_name_come_first():
    """Then all others that hold."""
    spend, orders = np.repeat([20.0, 300.0], 20), np.repeat([1.0, 5.0], 20)
    one, other = name_segments({"n_orders": orders, "monetary_total": spend}, np.repeat([0, 1], 20))
    assert (one.claims, other.claims) == (("ONE", "LOW"), ("HIGH", "FREQ"))
    assert (one.strength, other.strength) == ("clear", "clear")


def test_a_name_cannot_be_changed():
    """It was proven as it is."""
    (found,) = name_segments({"n_orders": np.ones(20)}, np.zeros(20, dtype=int))
    with pytest.raises(FrozenInstanceError):
        found.name = "Loyal"


def test_features_and_clock_go_by_name():
    """Nobody could tell them apart in a call."""
    with pytest.raises(TypeError, match="positional"):
        name_segments({"n_orders": np.ones(20)}, np.zeros(20, dtype=int), ())


def test_names_are_stored_and_read_as_they_are():
    """They travel through the bundle as JSON."""
    adapter = TypeAdapter(tuple[SegmentName, ...])
    found = name_segments({"n_orders": np.repeat([1.0, 5.0], 20)}, np.repeat([0, 1], 20))
    assert adapter.validate_json(adapter.dump_json(found)) == found
