"""The report says what its content says, safely, in one file."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from html.parser import HTMLParser
from math import tanh

import numpy as np
import pytest

from coterie.displays import (
    ElbowDisplay,
    KSelectionDisplay,
    LedgerDisplay,
    ProfileDisplay,
    SegmentMapDisplay,
    SegmentSizesDisplay,
    SilhouetteDisplay,
)
from coterie.ui.report import render_report
from coterie.ui.report_content import (
    ColumnLine,
    CoreLine,
    DataSection,
    EvidenceRow,
    FeatureLine,
    LedgerLine,
    ReportContent,
    Reproduction,
    SegmentSection,
    SelectionSection,
    TypicalValue,
)

NAMES = ("High-value loyal", "Loyal", "New", "At-risk big-ticket", "Lapsed low-spend")
SIZES = (520, 1130, 780, 870, 1038)
MONEY = (4_812_377_0000, 1_790_113_0000, 512_210_0000, 987_654_0000, 209_871_0000)
STATES = ((12, 11.0, 4812.0), (21, 6.0, 1204.0), (30, 1.0, 310.0), (141, 2.0, 886.0), (248, 1.0, 205.0))
LABELS = ("days since the last order", "orders", "money spent in all")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def segments() -> tuple[SegmentSection, ...]:
    """Five segments as a web shop has them."""
    return tuple(
        SegmentSection(
            segment_id=f"s{position}",
            name=name,
            strength="weak" if name.startswith("At-risk") else "clear",
            sentence=(
                f"{size:,} customers ({100 * size / sum(SIZES):.0f} %). Typical member: {orders:.0f} orders, {spend:,.0f} in "
                f"all, last order {days} days ago (base: 2 orders, 674 in all, 50 days)."
            ),
            proof=(
                f"median spend {spend:,.0f} against 674: {spend / 674:.1f} × the base, 95 % interval "
                f"{spend / 674 - 0.4:.1f} to {spend / 674 + 0.4:.1f}; 99 % chance that a member spends more than a non-member.",
                "79 % silent for more than 110 days and twice their own gap (base 30 %, 76 to 81 %).",
            ),
            size=size,
            share=size / sum(SIZES),
            money_e4=money_e4,
            money_share=money_e4 / sum(MONEY),
            typical=(
                TypicalValue(LABELS[0], "days", days, 50, delta=tanh((days - 60) / 80)),
                TypicalValue(LABELS[1], "orders", orders, 2, delta=tanh((orders - 2.5) / 3)),
                TypicalValue(LABELS[2], "money", spend, 674.5, delta=tanh((spend - 674) / 500)),
                TypicalValue("share of the money that went back", "share", 0.021, 0.034),
            ),
            found_again=0.9 - 0.08 * position,
            border_share=0.08 + 0.03 * position,
            neighbour=NAMES[(position + 1) % len(NAMES)],
        )
        for position, (name, size, money_e4, (days, orders, spend)) in enumerate(
            zip(NAMES, SIZES, MONEY, STATES, strict=True)
        )
    )


def evidence() -> tuple[EvidenceRow, ...]:
    """What was measured for 2 to 12 segments."""
    agreements = (0.94, 0.90, 0.78, 0.79, 0.72, 0.66, 0.60, 0.58, 0.55, 0.54, 0.50)
    return tuple(
        EvidenceRow(
            k=k,
            inertia=14_400 / k,
            silhouette=0.43 - 0.02 * k,
            davies_bouldin=0.8 + 0.03 * k,
            calinski_harabasz=4_000 - 120.0 * k,
            dunn=0.6 - 0.02 * k,
            agreement=agreement,
            agreement_sd=0.03,
            jaccard_min=agreement - 0.1,
            prediction_strength=agreement - 0.15,
            smallest_share=0.5 / k,
        )
        for k, agreement in enumerate(agreements, start=2)
    )


def ledger() -> tuple[LedgerLine, ...]:
    """Rules that took rows out of a web shop's export, in order."""
    lines = (
        ("unreadable", "The row could not be split into columns.", "quarantine", 0, 541_909, 0, 9_747_747_9340),
        ("no customer", "The customer is empty.", "set aside", 135_080, 406_829, 1_447_682_1240, 8_300_065_8100),
        ("duplicate", "The same line again, with order, product and time.", "quarantine", 5_225, 401_604,
         26_800_0000, 8_273_265_8100),
        ("no price", "The price is not above zero.", "set aside", 40, 401_564, 0, 8_273_265_8100),
        ("cancellation", "The order number starts with C.", "kept, marked", 8_872, 401_564, -611_342_0900, 8_273_265_8100),
    )  # fmt: skip
    return tuple(
        LedgerLine(rule, meaning, effect, n, rows_left=left, money_e4=money, money_left_e4=money_left)
        for rule, meaning, effect, n, left, money, money_left in lines
    )


def displays() -> dict[str, object]:
    """All pictures of a report."""
    generator = np.random.default_rng(0)
    centers = np.array([[-1.2, 1.9, 2.0], [-0.8, 0.8, 0.6], [-1.0, -0.7, -0.8], [0.3, -0.2, 0.4], [1.1, -0.9, -1.1]])
    labels = np.repeat(np.arange(len(NAMES)), SIZES)
    matrix = centers[labels] + generator.normal(0, 0.5, (labels.size, 3))
    lines, rows = ledger(), evidence()
    ks = [row.k for row in rows]
    curves = {
        "Agreement": [row.agreement for row in rows],
        "Worst segment found again": [row.jaccard_min for row in rows],
        "Prediction strength": [row.prediction_strength for row in rows],
        "Silhouette": [row.silhouette for row in rows],
    }
    return {
        "sizes": SegmentSizesDisplay(
            NAMES, [n / sum(SIZES) for n in SIZES], money_shares=[m / sum(MONEY) for m in MONEY]
        ),
        "map": SegmentMapDisplay.from_matrix(matrix, labels, NAMES, features=LABELS),
        "profile": ProfileDisplay(np.clip(centers / 2.2, -1, 1), NAMES, LABELS),
        "criteria": KSelectionDisplay(
            ks,
            curves,
            limits={"Agreement": 0.75, "Worst segment found again": 0.6, "Prediction strength": 0.75},
            chosen=5,
            equally_good=(3, 4, 5),
        ),
        "elbow": ElbowDisplay.from_inertia(ks, [row.inertia for row in rows], chosen=5),
        "silhouette": SilhouetteDisplay.from_values(generator.beta(4, 4, labels.size) - 0.15, labels, NAMES),
        "ledger": LedgerDisplay(
            [line.rule for line in lines],
            [line.effect for line in lines],
            n_rows=[line.n_rows for line in lines],
            rows_left=[line.rows_left for line in lines],
            money_e4=[line.money_e4 for line in lines],
            money_left_e4=[line.money_left_e4 for line in lines],
            currency="£",
        ),
    }


def selection() -> SelectionSection:
    """A choice among three equally good numbers."""
    return SelectionSection(
        k=5,
        reasons=(
            "No gaps were found between groups, so the number of segments is a choice among those that are found again.",
            "5 is the finest of them: agreement 0.79 on 4,338 customers, and its smallest segment holds 12 % of them.",
        ),
        notes=(
            "The elbow and the silhouette disagree: the silhouette alone says 2, which is only high and low.",
            "One group stands apart: customers with 11 orders and more.",
        ),
        evidence=evidence(),
        criteria={
            "Agreement and worst segment": 5,
            "Silhouette": 2,
            "Davies-Bouldin": 2,
            "Calinski-Harabasz": 2,
            "Elbow": 4,
            "Prediction strength": 3,
            "Valleys": None,
        },
        equally_good=(3, 4, 5),
        n_evidence=4_338,
    )


def data_section() -> DataSection:
    """What was done to a web shop's export."""
    return DataSection(
        columns=(
            ColumnLine("customer", "CustomerID", "Its name says customer, and 4,372 values repeat over 541,909 rows."),
            ColumnLine(
                "order", "InvoiceNo", "Its name says invoice, and each value belongs to one customer and one time."
            ),
            ColumnLine("time", "InvoiceDate", "All values are dates; 8,012 can only be month first.", sure=False),
            ColumnLine("quantity", "Quantity", "Its name says quantity; whole numbers."),
            ColumnLine("unit price", "UnitPrice", "Its name says price; numbers with decimals."),
        ),
        ledger=ledger(),
        rows_in=541_909,
        rows_used=401_564,
        rows_quarantined=5_225,
        rows_set_aside=135_120,
        core=CoreLine(397_884, 18_532, 4_338, 8_911_407_9000),
        quarantine_path="orders.coterie/private/quarantine.parquet",
        notes=("The amount is quantity times unit price; returns are taken off.",),
    )


def example(**changes: object) -> ReportContent:
    """A whole report on a web shop, with the changes asked for."""
    content = ReportContent(
        title="Customers of online_retail.csv.gz",
        source="Recorded orders of one UK web shop, 2010-12-01 to 2011-12-09.",
        as_of="2011-12-10",
        verdict="useful cuts",
        verdict_sentences=(
            "Your customers form one continuous cloud, without gaps between groups.",
            "These 5 segments are cut lines that a fresh half of your customers gives again (agreement 0.79 on 4,338 "
            "customers). 3, 4 and 5 segments are equally defensible.",
        ),
        n_customers=4_338,
        segments=segments(),
        selection=selection(),
        data=data_section(),
        features=(
            FeatureLine("recency_days", "days", "Days since the last order.", "basis"),
            FeatureLine("n_orders", "orders", "Number of orders.", "basis"),
            FeatureLine("monetary_total", "money", "Money spent in all, returns taken off.", "basis"),
            FeatureLine("return_share", "share", "Money given back over money spent before returns.", "descriptor"),
        ),
        preparation=(
            "Each feature was put on a logarithmic scale, because a few customers have very much.",
            "Each was then brought to mean 0 and standard deviation 1, so that all count the same.",
        ),
        reproduction=Reproduction(
            version="0.1.0",
            command="coterie run online_retail.csv.gz --seed 0",
            seed=0,
            model_id="m-5f1c9a7e",
            config='seed = 0\nas_of = "2011-12-10"\n\n[selection]\nk_min = 2\nk_max = 12\n',
        ),
        displays=displays(),
        currency="£",
        n_unassigned=34,
        unassigned_reason="They have returns but no purchase, so there is no last order.",
    )
    return replace(content, **changes)
