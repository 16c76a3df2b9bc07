"""Scores: the R package's published result, cuts by hand, scikit-learn's own checks, and refusals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator

from coterie.errors import ConfigError, DataError
from coterie.model.rfm import RFMScorer, learn_cuts, rfm_scores

RFM_FILES = Path(__file__).resolve().parents[2] / "data_files" / "rfm"
ANALYSIS_DATE = pd.Timestamp("2006-12-31")
SCORE_COLUMNS = ["recency_score", "frequency_score", "monetary_score"]


@pytest.fixture(scope="module")
def published():
    """The R package's scores of its 995 customers."""
    return pd.read_csv(RFM_FILES / "expected_rfm_orders.csv").set_index("customer_id")


@pytest.fixture(scope="module")
def customers(published):
    """The same customers from their orders, in the package's order of rows."""
    orders = pd.read_csv(RFM_FILES / "rfm_data_orders.csv", parse_dates=["order_date"])
    by_customer = orders.groupby("customer_id")
    recency = (ANALYSIS_DATE - by_customer["order_date"].max()).dt.days
    table = pd.DataFrame({"r": recency, "f": by_customer.size(), "m": by_customer["revenue"].sum()})
    return table.reindex(published.index)


@pytest.fixture(scope="module")
def scores(customers):
    """Our scores by the package's rule."""
    return rfm_scores(customers["r"], customers["f"], customers["m"], rule="quantile-plus-one")


def test_orders_give_the_measures_that_the_package_prints(customers, published):
    """The measures are the same before any score is."""
    printed = published[["recency_days", "transaction_count", "amount"]]
    assert (customers.to_numpy() == printed.to_numpy()).all()


@pytest.mark.parametrize(("score", "column"), list(zip("rfm", SCORE_COLUMNS, strict=True)))
def test_r_package_rule_gives_every_published_score(scores, published, score, column):
    """995 of 995."""
    assert getattr(scores, score).tolist() == published[column].tolist()


def test_r_package_cuts_are_quantiles_plus_one():
    """Type 7: between the order statistics, in proportion."""
    assert learn_cuts(np.array([[0.0], [10.0], [20.0]]), 4, rule="quantile-plus-one") == ((6.0, 11.0, 16.0),)


def test_ties_share_a_score_and_skip_others():
    """Three of five ordered once: they are the first three fifths."""
    scores = rfm_scores([1, 2, 3, 4, 5], [1, 1, 1, 2, 9])
    assert (scores.f.tolist(), scores.cuts[1]) == ([1, 1, 1, 4, 5], (2.0, 2.0, 2.0, 9.0))


def test_recency_is_scored_as_its_mirror():
    """Fewer days are better, by the same shares."""
    scores = rfm_scores([9, 9, 9, 8, 1], [1, 1, 1, 2, 9])
    assert (scores.r.tolist(), scores.cuts[0]) == ([1, 1, 1, 4, 5], (8.0, 9.0, 9.0, 9.0))


def test_a_tie_at_the_top_still_has_the_best_score():
    """Four of five are best: there is nobody above them."""
    assert rfm_scores([1, 1, 1, 1, 9], [2, 2, 2, 2, 1]).f.tolist() == [5, 5, 5, 5, 1]


@pytest.mark.parametrize(("n_bins", "middle"), [(2, 2), (3, 2), (4, 3), (5, 3)])
def test_equal_customers_are_in_the_middle(n_bins, middle):
    """Nobody is best or worst where all are equal."""
    scores = rfm_scores([30, 30], [2, 2], [5.0, 5.0], n_bins=n_bins)
    assert {*scores.r.tolist(), *scores.f.tolist(), *scores.m.tolist()} == {middle}


def test_newcomers_are_better_or_worse_than_equal_customers():
    """Cuts learnt on equal customers still tell more from less."""
    scorer = RFMScorer().fit([[30.0, 2.0], [30.0, 2.0]])
    assert scorer.transform([[29.0, 1.0], [31.0, 3.0]]).tolist() == [[5, 1], [1, 5]]


def test_own_cuts_are_used_as_given():
    """At a cut is beyond it: 30 days are no longer "within 30", 2 orders are two."""
    scores = rfm_scores([29, 30, 90], [1, 2, 5], [9.99, 10, 100], cuts=[[30, 90], [2, 5], [10, 100]])
    assert [scores.r.tolist(), scores.f.tolist(), scores.m.tolist()] == [[3, 2, 1], [1, 2, 3], [1, 2, 3]]


def test_own_cuts_may_repeat():
    """Who skips a score on purpose may."""
    assert rfm_scores([1, 2], [1, 2], cuts=[[2, 2], [2, 2]]).f.tolist() == [1, 3]


def test_without_money_there_is_no_money_score():
    """What is not known is not scored."""
    scores = rfm_scores([1, 2], [3, 4])
    assert (scores.m, len(scores.cuts)) == (None, 2)


def test_cuts_are_plain_floats():
    """They go into JSON as they are."""
    assert {type(cut) for column in rfm_scores([1, 2], [3, 4], [5, 6]).cuts for cut in column} == {float}


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
def test_scorer_passes_the_checks_of_scikit_learn():
    """An estimator among estimators."""
    results = check_estimator(RFMScorer(), on_skip=None)
    assert [result["check_name"] for result in results if result["status"] == "failed"] == []


def test_scorer_gives_the_scores_of_the_function(customers):
    """Two doors, one room."""
    X = customers.to_numpy(dtype=float)
    scores = rfm_scores(X[:, 0], X[:, 1], X[:, 2])
    assert (RFMScorer().fit_transform(X) == np.column_stack([scores.r, scores.f, scores.m])).all()


def test_scorer_stands_in_a_pipeline_with_names(customers):
    """Names pass through, scores can be scaled."""
    pipeline = make_pipeline(RFMScorer(n_bins=4), StandardScaler()).fit(customers)
    assert pipeline.get_feature_names_out().tolist() == ["r", "f", "m"]


def test_scorer_with_own_cuts_learns_nothing(customers):
    """Cuts by a marketer's head stay as they are."""
    own = [[30, 90], [2, 5], [10, 100]]
    assert RFMScorer(cuts=own).fit(customers).cuts_ == ((30, 90), (2, 5), (10, 100))


CONFIG_FAULTS = {
    "n_bins is 1": {"n_bins": 1},
    "n_bins is 2.5": {"n_bins": 2.5},
    "unknown rule 'deciles'": {"rule": "deciles"},
    "cuts for 1 measures": {"cuts": [[1]]},
    "different numbers of cuts": {"cuts": [[1], [1, 2]]},
    "or none": {"cuts": [[], []]},
    "not ascending": {"cuts": [[2, 1], [1, 2]]},
    "not ascending numbers": {"cuts": [[1, float("nan")], [1, 2]]},
}


@pytest.mark.parametrize("message", CONFIG_FAULTS)
def test_setting_out_of_range_is_refused(message):
    """With what, where and what to do."""
    with pytest.raises(ConfigError, match=message) as caught:
        rfm_scores([1, 2], [3, 4], **CONFIG_FAULTS[message])
    assert caught.value.where
    assert caught.value.remedy.endswith(".")


DATA_FAULTS = {
    r"recency, 1 of 2 customers": ([1, np.nan], [1, 2]),
    r"frequency, 2 of 2 customers": ([1, 2], [np.inf, np.nan]),
    r"measures of shapes \[\(2,\), \(1,\)\]": ([1, 2], [1]),
    r"measures of shapes \[\(1, 2\)": ([[1, 2]], [[1, 2]]),
    "no customers": ([], []),
}


@pytest.mark.parametrize("message", DATA_FAULTS)
def test_unusable_measures_are_refused(message):
    """The measure and the number of customers, never a row."""
    with pytest.raises(DataError, match=message) as caught:
        rfm_scores(*DATA_FAULTS[message])
    assert caught.value.remedy.endswith(".")
