"""The report says what its content says, safely, in one file."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from html.parser import HTMLParser
from math import tanh
from types import SimpleNamespace

import numpy as np
import pytest
from jinja2 import UndefinedError

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


def _sentence(size: int, orders: float, days: int, spend: float) -> str:
    typical = f"{orders:.0f} orders, {spend:,.0f} in all, last order {days} days ago"
    return f"{size:,} customers. Typical member: {typical} (base: 2 orders, 674 in all, 50 days)."


def _proof(spend: float) -> tuple[str, ...]:
    low, ratio, high = (spend / base for base in (704, 674, 644))
    interval = f"{ratio:.1f} times the base, 95 % interval {low:.1f} to {high:.1f}"
    silent = "79 % silent for more than 110 days and twice their own gap (base 30 %, 76 to 81 %)."
    return (f"Median spend {spend:,.0f} against 674: {interval}.", silent)


def segments() -> tuple[SegmentSection, ...]:
    """Five segments as a web shop has them."""
    return tuple(
        SegmentSection(
            segment_id=f"s{position}",
            name=name,
            strength="weak" if name.startswith("At-risk") else "clear",
            sentence=_sentence(size, orders, days, spend),
            proof=_proof(spend),
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
        ("cancellation", "The order number starts with C.", "kept, marked", 8_872, 401_564,
         -611_342_0900, 8_273_265_8100),
    )  # fmt: skip
    return tuple(
        LedgerLine(rule, meaning, effect, n, rows_left=left, money_e4=money, money_left_e4=money_left)
        for rule, meaning, effect, n, left, money, money_left in lines
    )


def _shares(amounts: tuple[int, ...]) -> list[float]:
    return [amount / sum(amounts) for amount in amounts]


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
        "sizes": SegmentSizesDisplay(NAMES, _shares(SIZES), money_shares=_shares(MONEY)),
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
            "No gaps were found, so the number of segments is a choice among those that are found again.",
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
            ColumnLine("customer", "CustomerID", "Its name says customer, and its values repeat."),
            ColumnLine("order", "InvoiceNo", "Its name says invoice, and each belongs to one customer."),
            ColumnLine("time", "InvoiceDate", "All are dates; 8,012 can only be month first.", sure=False),
            ColumnLine("quantity", "Quantity", "Its name says quantity; whole numbers."),
            ColumnLine("unit_price", "UnitPrice", "Its name says price; numbers with decimals."),
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
            "These 5 segments are cut lines that a fresh half of your customers gives again (agreement 0.79).",
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


class Page(HTMLParser):
    """A parsed page: its elements in order, its text, and whether every tag is closed where it should be."""

    def __init__(self, content: ReportContent) -> None:
        super().__init__()
        self.html = render_report(content)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.misplaced: list[str] = []
        self._open: list[str] = []
        self.feed(self.html)
        self.close()
        self.misplaced += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.words += [" "] if tag in {"td", "th", "dt", "dd", "small"} else []
        self._open += [tag] if tag not in VOID else []

    def handle_endtag(self, tag: str) -> None:
        self.misplaced += [] if self._open and self._open.pop() == tag else [tag]

    def handle_data(self, data: str) -> None:
        self.words += [] if "style" in self._open else [data]

    @property
    def text(self) -> str:
        """What a reader reads, with plain blanks."""
        return re.sub(r"\s+", " ", "".join(self.words))

    def attributes(self, name: str) -> list[str]:
        """All values of one attribute."""
        return [str(attrs[name]) for _, attrs in self.elements if name in attrs]

    def tags(self, *names: str) -> list[str]:
        """Tags of these names, in order."""
        return [tag for tag, _ in self.elements if tag in names]


@pytest.fixture(scope="module")
def page() -> Page:
    """The example, rendered once."""
    return Page(example())


def without_money() -> ReportContent:
    """The same shop without any amount."""
    plain = tuple(replace(segment, money_e4=None, money_share=None, typical=()) for segment in segments())
    lines = tuple(replace(line, money_e4=None, money_left_e4=None) for line in ledger())
    core = CoreLine(397_884, 18_532, 4_338)
    return example(segments=plain, data=replace(data_section(), ledger=lines, core=core), displays={})


def test_every_tag_is_closed(page):
    """The page is well-formed."""
    assert page.misplaced == []
    assert page.html.startswith('<!DOCTYPE html>\n<html lang="en">')


def test_the_verdict_comes_first_then_segments_then_choice_then_data(page):
    """The order of the page is the order of a reader's questions."""
    ids = [identity for identity in page.attributes("id") if not identity.startswith("segment-")]
    assert ids == ["verdict", "segments", "each", "choice", "data", "again", "words"]


def test_headings_never_skip_a_level(page):
    """One h1, then each heading at most one level deeper than the one before."""
    levels = [int(tag[1]) for tag in page.tags("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert max(np.diff(levels)) == 1


def test_ids_are_unique_and_links_find_them(page):
    """Every link leads to a place on this page."""
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in page.attributes("href")} <= set(ids)


def test_nothing_outside_is_needed(page):
    """No network: no address but within the page, no script, no import in the style."""
    assert [link for link in page.attributes("href") if not link.startswith("#")] == []
    assert [source for source in page.attributes("src") if not source.startswith("data:image/svg+xml;base64,")] == []
    assert page.tags("script", "link", "iframe", "object", "embed", "form") == []
    assert "http" not in page.html
    assert not re.search(r"@import|url\(", page.html)


def test_the_file_is_small(page):
    """Below one megabyte, all pictures included."""
    assert len(page.html.encode()) < 1_000_000


def test_the_same_content_gives_the_same_bytes(page):
    """No clock, no chance."""
    assert render_report(example()) == page.html


def test_every_picture_has_words(page):
    """Alternative text and a caption for each."""
    assert len(page.attributes("alt")) == len(displays())
    assert all(len(alt) > 40 for alt in page.attributes("alt"))
    assert len(page.tags("figcaption")) == len(displays())


def test_every_header_cell_has_a_scope(page):
    """A screen reader knows what a header is for."""
    assert all(attrs.get("scope") in {"col", "row"} for tag, attrs in page.elements if tag == "th")


def test_the_phone_is_told_the_width(page):
    """Without it a phone shows a shrunken desktop."""
    assert ("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}) in page.elements


@pytest.mark.parametrize(
    "sentence",
    [
        "Useful cuts of a continuum",
        "Recorded orders of one UK web shop, 2010-12-01 to 2011-12-09. State of 2011-12-10.",
        "High-value loyal 520 12 % £4,812,377 58 % steady clear",
        "days since the last order 12 50 much less",
        "money spent in all £4,812 £674 much more",
        "8.0 % of its members lie near a border to another segment (margin below 0.1).",
        "The nearest segment is Loyal.",
        "Steady: when the customers are cut into random halves, this segment is found again at 0.90 of 1.",
        "3, 4 and 5 segments are equally defensible. This report uses 5.",
        "Silhouette 2",
        "Valleys none",
        "unit price UnitPrice Its name says price",
        "5 in use 0.79 ± 0.03 10 %",
        "541,909 rows were read: 401,564 were used, 135,120 were set aside by a rule, and 5,225 could not be used",
        "(orders.coterie/private/quarantine.parquet)",
        "All are dates; 8,012 can only be month first. please check",
        "no customer The customer is empty. set aside 135,080 406,829 £1,447,682 £8,300,066",
        "397,884 rows, 18,532 orders and 4,338 customers, and £8,911,408 in money",
        "34 customers have no segment. They have returns but no purchase, so there is no last order.",
        "recency_days days Days since the last order. makes the segments",
        "return_share share Money given back over money spent before returns. describes them",
        "k_min = 2",
        "coterie run online_retail.csv.gz --seed 0",
    ],
)
def test_the_page_says(page, sentence):
    """What is in the content is on the page, as people write it."""
    assert sentence in page.text


def test_without_amounts_money_vanishes_and_that_is_said():
    """No column, no zero, no dash in its place."""
    page = Page(without_money())
    assert "The source carries no amounts, so nothing here is said about money." in page.text
    assert "the ledger counts rows only" in page.text
    assert not re.search(r"£|Spend|Money left|in money", page.text.replace("Typical member: 11 orders", ""))


def test_rules_that_met_no_row_are_one_line(page):
    """They were applied, so they are named, but they have nothing to show."""
    assert "Rules that met no row: unreadable." in page.text
    assert "The row could not be split" not in page.text


def test_an_empty_quarantine_is_not_looked_for():
    """No path to nothing."""
    page = Page(example(displays={}, data=replace(data_section(), rows_quarantined=0)))
    assert "and none had to go to the quarantine. No row is lost." in page.text


def test_what_is_not_known_is_not_shown():
    """The smallest content: no segments, no evidence, no pictures."""
    page = Page(
        example(
            verdict="not reproducible",
            segments=(),
            selection=SelectionSection(k=None, reasons=("No number of segments was found again.",)),
            data=DataSection((), (), 7, 7, 0, 0),
            features=(),
            preparation=(),
            displays={},
            n_unassigned=0,
            reproduction=Reproduction("0.1.0", "coterie run a.csv", 0, "m"),
        )
    )
    assert page.misplaced == []
    assert "There are no segments to show." in page.text
    assert page.tags("table", "figure", "article", "ol") == []


def test_unknown_evidence_has_no_column():
    """A criterion that was not measured is not a column of dashes; a single gap is a dash."""
    rows = (EvidenceRow(2, agreement=0.9), EvidenceRow(3))
    page = Page(example(displays={}, selection=SelectionSection(k=2, reasons=(), evidence=rows)))
    assert "Segments Agreement 2 in use 0.90 3 \N{EN DASH}" in page.text


def test_a_persons_choice_is_told():
    """An override stands out with its reason."""
    page = Page(
        example(displays={}, selection=replace(selection(), k=4, override="The sales team works in four regions."))
    )
    assert "Chosen by a person, not by the rule: The sales team works in four regions." in page.text


def test_a_display_of_no_known_place_is_shown_at_the_end():
    """Nothing that was given is dropped."""
    assert "Orange" in Page(example(displays={"other": displays()["profile"]})).text


@pytest.mark.parametrize(
    ("found_again", "word"), [(0.75, "Steady"), (0.74, "Fairly steady"), (0.6, "Fairly steady"), (0.59, "Unsteady")]
)
def test_steadiness_has_edges(found_again, word):
    """The words follow the limits that the glossary names."""
    segment = replace(segments()[0], found_again=found_again)
    assert f"{word}: when the customers" in Page(example(segments=(segment,), displays={})).text


@pytest.mark.parametrize(
    ("delta", "word"),
    [
        (0.32, "similar"),
        (0.33, "more"),
        (0.474, "much more"),
        (-0.33, "less"),
        (-0.9, "much less"),
        (None, "\N{EN DASH}"),
    ],
)
def test_differences_have_edges(delta, word):
    """The words follow the limits that the glossary names."""
    segment = replace(segments()[0], typical=(TypicalValue("visits", "visits", 2, 1, delta),))
    assert f"visits 2 1 {word}" in Page(example(segments=(segment,), displays={})).text


def test_a_unit_that_the_label_lacks_is_added():
    """Otherwise the number would have none."""
    segment = replace(segments()[0], typical=(TypicalValue("time with us", "days", 400, 200),))
    assert "time with us in days 400 200" in Page(example(segments=(segment,), displays={})).text


NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} {% raw %}",
    "\u202eevil \u05e9\u05dc\u05d5\u05dd",
    "\U0001f600 \x00\x1b[31m \ud800\uffff",
    "w" * 10_000,
)


def nasty_content(text: str) -> ReportContent:
    """The example with one text in every field that data or users can fill."""
    segment = replace(
        segments()[0],
        name=text,
        sentence=text,
        proof=(text,),
        neighbour=text,
        typical=(TypicalValue(text, text, 1.0, 2.0, 0.5),),
    )
    data = replace(
        data_section(),
        columns=(ColumnLine(text, text, text, sure=False),),
        ledger=(LedgerLine(text, text, text, 1, 2, 3, 4), LedgerLine(text, text, text, 0, 2, 0, 4)),
        quarantine_path=text,
        notes=(text,),
    )
    choice = replace(selection(), reasons=(text,), notes=(text,), criteria={text: 2}, override=text)
    return example(
        title=text,
        source=text,
        as_of=text,
        verdict_sentences=(text,),
        segments=(segment,),
        selection=choice,
        data=data,
        features=(FeatureLine(text, text, text, "basis"),),
        preparation=(text,),
        reproduction=Reproduction(text, text, 0, text, text),
        displays={text: SegmentSizesDisplay([text], [1.0])},
        currency=text,
        unassigned_reason=text,
    )


@pytest.mark.parametrize("text", NASTY)
def test_text_from_data_cannot_break_the_page(text):
    """The same elements as with harmless text, well-formed, in UTF-8, without what a page cannot carry."""
    page, harmless = Page(nasty_content(text)), Page(nasty_content("harmless"))
    assert page.misplaced == []
    assert page.tags("script", "img", "form") == harmless.tags("script", "img", "form") == ["img"]
    assert [tag for tag, _ in page.elements] == [tag for tag, _ in harmless.elements]
    assert not set("\u202e\x00\x1b\ud800\uffff") & set(page.html)
    assert page.html.encode()


def test_long_text_is_visibly_cut():
    """Ten thousand characters end in an ellipsis, in the page and in its pictures."""
    page = Page(nasty_content("w" * 10_000))
    assert "w" * 79 + "…" in page.text
    assert "w" * 1_201 not in page.html
    picture = base64.b64decode(page.attributes("src")[0].partition(",")[2]).decode()
    assert "w" * 40 not in picture


def test_names_are_isolated_from_their_neighbours():
    """A right-to-left name does not turn the line around it."""
    name = "\u05e7\u05d1\u05d5\u05e6\u05d4"
    segment = replace(segments()[0], name=name)
    assert f"<bdi>{name}</bdi>" in Page(example(segments=(segment,), displays={})).html


def test_templates_refuse_a_name_that_is_missing():
    """A gap in the content is an error, not an empty place."""
    nameless = SimpleNamespace(name="n_orders", meaning="Number of orders.", role="basis")
    with pytest.raises(UndefinedError, match="unit"):
        render_report(example(displays={}, features=(nameless,)))
