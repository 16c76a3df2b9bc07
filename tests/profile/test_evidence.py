"""What is measured once for all rules."""

import numpy as np
import pytest

from coterie.profile.clock import read_clock
from coterie.profile.evidence import column_of, gather, share_features
from coterie.tables import Feature

LABELS = np.array([0, 0, 1, 1])


def test_absent_columns_are_not_guessed():
    """No column: no effect, delta 0, median 0, no lift, no shares of money."""
    evidence = gather({"recency_days": np.arange(4.0)}, LABELS)
    view = evidence.views[0]
    assert (view.effect("n_orders"), view.delta("n_orders"), view.level("n_orders", 1)) == (None, 0.0, None)
    assert (view.median("n_orders"), view.proportion("single"), view.pooled_ratio("return_share")) == (0.0, None, None)
    assert (len(evidence.lifts), len(evidence.spend_shares), evidence.basket) == (0, 0, "items_per_order")


def test_other_columns_of_customers_are_left_alone():
    """Only what names are made from is compared."""
    evidence = gather({"n_orders": np.arange(4.0), "first_order_us": np.arange(4), "share:Wine": np.ones(4)}, LABELS)
    assert set(evidence.effects) == {"n_orders", "share:Wine"}
    assert evidence.categories == ("share:Wine",)


def test_pooled_shares_come_from_the_exact_aggregates():
    """Money returned over money spent, of all members together; missing money adds nothing."""
    values = {
        "gross_e4": np.array([100.0, 300.0, 100.0, np.nan]),
        "returned_e4": np.array([0.0, 40.0, 50.0, np.nan]),
        "discount_e4": np.array([0.0, 100.0, 0.0, 0.0]),
    }
    evidence = gather(values, LABELS)
    assert evidence.pooled["return_share"].tolist() == [0.1, 0.5, 0.18]
    assert evidence.pooled["discount_share"].tolist() == [0.2, 0.0, 100 / 600]
    assert evidence.views[0].pooled_ratio("discount_share") == pytest.approx(1.2)


def test_nothing_returned_at_all_has_no_ratio():
    """Nothing to divide by."""
    evidence = gather({"gross_e4": np.ones(4), "returned_e4": np.zeros(4)}, LABELS)
    assert evidence.views[0].pooled_ratio("return_share") is None


def test_spend_shares_are_exact_where_net_is_known():
    """Net money if it is there, else the total; none of nothing."""
    net = gather({"net_e4": np.array([10, 20, 30, 40]), "monetary_total": np.ones(4)}, LABELS)
    assert net.spend_shares.tolist() == [0.3, 0.7]
    assert gather({"monetary_total": np.array([1.0, 2, 3, 4])}, LABELS).spend_shares.tolist() == [0.3, 0.7]
    assert gather({"net_e4": np.zeros(4)}, LABELS).spend_shares.tolist() == [0.0, 0.0]


def test_shares_are_known_by_unit_or_name():
    """The catalogue says which features are shares."""
    odd = Feature("voucher_rate", "share", "x", "Vouchers.", direction=0, role="descriptor")
    assert share_features([odd], {"recent_share": 0, "n_orders": 0}) == {"voucher_rate", "recent_share"}


def test_a_name_does_not_make_a_share_of_what_has_another_unit():
    """What the definition says counts before what the name sounds like."""
    times = Feature("basket_share", "ratio", "x", "Times.", direction=0, role="descriptor")
    assert share_features([times], {"basket_share": 0, "other_share": 0}) == {"other_share"}


def test_one_excessive_return_moves_no_mean():
    """Who returns three times what was bought has returned everything."""
    values = {"return_share": np.array([0.0, 3.7, 0.0, 0.5])}
    assert gather(values, LABELS).effects["return_share"][0].segment == 0.5
    assert column_of(values, "return_share", bounded=False).max() == 3.7


def test_the_clock_is_counted_per_segment():
    """Silent, new and overdue are shares of members."""
    clock = read_clock(np.array([0, 0, 1, 2, 3]), np.array([0, 2, 4, 99, 1]), as_of_day=100, n_customers=4)
    evidence = gather({"n_orders": np.array([2.0, 1, 1, 1])}, LABELS, clock=clock)
    assert [found.share for found in evidence.proportions["silent"]] == [1.0, 0.5]
    assert [found.share for found in evidence.proportions["new"]] == [0.0, 0.5]
    assert [found.share for found in evidence.proportions["overdue"]] == [1.0, 0.5]
    assert [found.share for found in evidence.proportions["single"]] == [0.5, 1.0]
    assert not evidence.has_history


def test_signatures_order_segments_by_size_then_rank():
    """Whatever the labels."""
    values = {"n_orders": np.array([1.0, 2, 3, 4, 5])}
    one, other = gather(values, [0, 0, 0, 1, 1]), gather(values, [1, 1, 1, 0, 0])
    assert one.signature(0) == other.signature(1) == (-3.0, 6.0)
    assert one.signature(1) == other.signature(0)
