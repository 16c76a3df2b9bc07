"""The plan can be found again, and every planted fault is counted."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from coterie.data.synthetic import make_shop, write_shop
from coterie.errors import ConfigError


def prepared_features(lines):
    """Return customers and their standardised log recency, orders and spend, straight from the export."""
    who, customer = np.unique(lines["customer_id"].to_numpy(zero_copy_only=False), return_inverse=True)
    time_s = pc.cast(pc.cast(lines["ordered_at"], pa.timestamp("s")), pa.int64()).to_numpy()
    amount = lines["quantity"].to_numpy(zero_copy_only=False).astype(float) * lines["unit_price"].cast(pa.float64())
    pairs = np.unique(np.column_stack([customer, lines["order_id"].cast(pa.int64())]), axis=0)
    last_s = np.zeros(len(who), dtype=np.int64)
    np.maximum.at(last_s, customer, time_s)
    as_of_s = (time_s.max() // 86_400 + 1) * 86_400
    columns = [(as_of_s - last_s) / 86_400, np.bincount(pairs[:, 0]), np.bincount(customer, weights=amount)]
    logs = np.log(np.column_stack(columns))
    return who, (logs - logs.mean(axis=0)) / logs.std(axis=0)


def planted(shop, who):
    truth = dict(zip(*(shop.plan[name].to_pylist() for name in ("customer_id", "segment")), strict=True))
    return np.array([truth[customer] for customer in who])


@pytest.mark.parametrize(
    ("n_customers", "n_segments", "seed"), [(5_000, 4, 0), (5_000, 4, 1), (2_000, 2, 2), (5_000, 8, 3)]
)
def test_the_plan_is_found_again(n_customers, n_segments, seed):
    """K-means on features that are computed from the export agrees with the plan."""
    shop = make_shop(n_customers, n_segments=n_segments, random_state=seed)
    who, X = prepared_features(shop.lines)
    labels = KMeans(n_segments, n_init=5, random_state=0).fit_predict(X)
    assert adjusted_rand_score(planted(shop, who), labels) >= 0.95


@pytest.mark.parametrize("n_segments", [2, 3, 4, 5, 8])
@pytest.mark.parametrize("separation", [3.0, 6.0, 9.0])
def test_centres_are_as_far_apart_as_asked(n_segments, separation):
    """Measured on the export: at least so many standard deviations within a segment, and not much more."""
    shop = make_shop(5_000, n_segments=n_segments, separation=separation)
    who, X = prepared_features(shop.lines)
    segment = planted(shop, who)
    centers = np.array([X[segment == name].mean(axis=0) for name in np.unique(segment)])
    residual = X - centers[np.unique(segment, return_inverse=True)[1]]
    between = np.linalg.norm((centers[:, None] - centers) / residual.std(axis=0), axis=2)
    nearest = between[~np.eye(n_segments, dtype=bool)].min()
    assert separation <= nearest <= 1.2 * separation
    assert shop.description["separation"] == pytest.approx(nearest)


def test_the_same_seed_gives_the_same_shop():
    """And another seed another one."""
    first, again, other = (make_shop(200, dirt=0.01, random_state=seed) for seed in (5, 5, 6))
    assert first.lines.equals(again.lines)
    assert first.plan.equals(again.plan)
    assert not first.lines.equals(other.lines)


def test_everybody_is_in_the_plan_and_orders():
    """One row for each customer; nobody without an order."""
    shop = make_shop(500, n_segments=3)
    assert shop.plan.num_rows == 500
    assert sorted(shop.lines["customer_id"].unique().to_pylist()) == shop.plan["customer_id"].to_pylist()
    assert len(shop.plan["segment"].unique()) == 3


def test_lines_are_an_export():
    """All text, in the order of time; ids keep their zeros; no line twice."""
    lines = make_shop(300).lines
    assert {field.type for field in lines.schema} == {pa.string()}
    assert lines["ordered_at"].to_pylist() == sorted(lines["ordered_at"].to_pylist())
    assert lines["customer_id"][0].as_py().startswith("000")
    assert len({tuple(row.values()) for row in lines.to_pylist()}) == lines.num_rows


def test_the_description_counts_the_clean_lines():
    """Lines and money of the export, to the ten-thousandth."""
    shop = make_shop(200)
    amounts = pc.multiply(
        shop.lines["quantity"].cast(pa.decimal128(9, 0)), shop.lines["unit_price"].cast(pa.decimal128(12, 2))
    )
    assert shop.description["n_lines"] == shop.lines.num_rows
    assert shop.description["money_e4"] == int(pc.sum(amounts).as_py() * 10_000)


def test_the_last_order_is_of_the_last_day():
    """So that the default as_of, the midnight after it, is the planned one."""
    shop = make_shop(300, n_days=100)
    days = sorted(time[:10] for time in shop.lines["ordered_at"].to_pylist())
    assert (days[-1], shop.description["as_of"]) == ("2024-12-31", "2025-01-01")
    assert days[0] >= "2024-09-23"


def test_dirt_adds_as_many_lines_as_it_says():
    """Each kind its share of the clean lines; the clean lines stay."""
    clean, dirty = make_shop(200), make_shop(200, dirt=0.005)
    counts = dirty.description["faults"]
    assert set(counts.values()) == {round(0.005 * clean.lines.num_rows)}
    assert dirty.lines.num_rows == clean.lines.num_rows + sum(counts.values())
    assert set(map(str, clean.lines.to_pylist())) <= set(map(str, dirty.lines.to_pylist()))


def test_without_dirt_no_fault_is_planted():
    """The kinds are named all the same."""
    assert set(make_shop(50).description["faults"].values()) == {0}


def test_one_segment_has_no_neighbour():
    """There is nothing to be far from."""
    assert make_shop(50, n_segments=1).description["separation"] is None


@pytest.mark.parametrize("format_", ["csv", "parquet"])
def test_a_shop_is_written_with_its_plan(tmp_path, format_):
    """What is read back is what was made."""
    shop = make_shop(60, dirt=0.01)
    path = write_shop(shop, tmp_path / "new" / "shop", format=format_)
    text = pcsv.ConvertOptions(column_types=dict.fromkeys(shop.lines.column_names, pa.string()))
    lines = pcsv.read_csv(path, convert_options=text) if format_ == "csv" else pq.read_table(path)
    assert lines.equals(shop.lines)
    assert pcsv.read_csv(path.parent / "plan.csv", convert_options=text).equals(shop.plan)
    assert json.loads((path.parent / "shop.json").read_text()) == shop.description


@pytest.mark.parametrize(
    ("options", "what", "remedy"),
    [
        ({"n_segments": 9}, "n_segments is 9", "Choose 1 to 8."),
        ({"n_customers": 3}, "n_customers is 3", "Choose 4 to 100000000."),
        ({"n_days": 7}, "n_days is 7", "Choose 30 to 10000."),
        ({"separation": 0}, "separation is 0", "Choose 0.1 to 100.0."),
        ({"dirt": 0.5}, "dirt is 0.5", "Choose 0.0 to 0.1."),
    ],
)
def test_a_number_out_of_range_is_refused(options, what, remedy):
    """The three parts of the error."""
    with pytest.raises(ConfigError) as caught:
        make_shop(**options)
    assert (caught.value.what, caught.value.where, caught.value.remedy) == (what, "make_shop", remedy)
