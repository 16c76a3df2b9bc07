"""Words for more and less of what nobody foresaw."""

import numpy as np
import pytest

from coterie.profile.traits.gauges import gather
from coterie.profile.traits.phrases import amount_word, family_of, level_words, statement_word
from coterie.tables import Trait


@pytest.fixture(name="amount")
def make_amount(trait):
    """Makes a gauge of an amount from its words."""

    def make(words, kind="number"):
        return gather({"x": [1.0, 2.0]}, [0, 1], traits=[trait("x", words, kind=kind)]).gauges[0]

    return make


@pytest.fixture(name="level")
def make_level(trait):
    """Makes a gauge of a level."""

    def make(words, level):
        found = trait("x", words, kind="category", levels=(level,))
        return gather({f"x={level}": [0.0, 1.0]}, [0, 1], traits=[found]).gauges[0]

    return make


@pytest.mark.parametrize(
    ("words", "more", "less"),
    [
        ("annual income", "high annual income", "low annual income"),
        ("age", "older", "younger"),
        ("customer age", "older", "younger"),
        ("account age", "high account age", "low account age"),
        ("year of birth", "younger", "older"),
        ("tenure", "long-standing", "newer"),
        ("number of store visits", "many store visits", "few store visits"),
        ("num deals purchases", "many deals purchases", "few deals purchases"),
    ],
)
def test_people_have_words_for_more_and_less(amount, words, more, less):
    """High and low are for what has none."""
    assert (amount_word(amount(words), 1), amount_word(amount(words), -1)) == (more, less)


@pytest.mark.parametrize(
    ("median", "sign", "word"), [(30, -1, "young"), (31, -1, "younger"), (65, 1, "senior"), (64, 1, "older")]
)
def test_young_and_senior_need_an_age(amount, median, sign, word):
    """Younger than the others is not yet young."""
    assert amount_word(amount("age"), sign, typical=float(median)) == word


def test_classes_of_age_have_no_years(amount):
    """The second of six classes is no age of two."""
    assert amount_word(amount("age", "ordered"), -1, typical=2.0) == "younger"


@pytest.mark.parametrize(
    ("words", "kind", "comparative", "very"),
    [
        ("income", "number", "lower income", "very low income"),
        ("age", "number", "younger", "much younger"),
        ("number of visits", "number", "fewer visits", "very few visits"),
        ("joining date", "date", "later joining date", "much later joining date"),
        ("date of birth", "date", "younger", "much younger"),
        ("tenure", "number", "newer", "much newer"),
    ],
)
def test_comparatives_and_extremes(amount, words, kind, comparative, very):
    """Between namesakes."""
    gauge = amount(words, kind)
    assert [amount_word(gauge, -1, degree=degree) for degree in ("comparative", "very")] == [comparative, very]


@pytest.mark.parametrize(
    ("spelled", "words"),
    [
        ("Yes", "internet"),
        ("No", "no internet"),
        ("none", "no internet"),
        ("Other", "other internet"),
        ("3", "internet 3"),
        ("50-74", "internet 50-74"),
        ("DSL", "internet DSL"),
        ("Fiber optic", "fiber optic"),
        ("Hotel/Restaurant/Cafe", "hotel/restaurant/cafe"),
        ("Returning_Visitor", "returning visitor"),
        ("McDonald", "McDonald"),
        ("line\nbreak", "line break"),
        ("x" * 10_000, "x" * 29 + "…"),
    ],
)
def test_a_level_that_says_little_is_told_with_its_column(level, spelled, words):
    """And one that is long or wild is written as people read."""
    assert level_words(level("internet", spelled)) == words


def test_statements_have_degrees(trait):
    """Four in five, a half, or more often than elsewhere."""
    partner = trait("partner", kind="yes/no", levels=("No", "Yes"))
    gauge = gather({"partner": np.array([0.0, 1.0])}, [0, 1], traits=[partner]).gauges[0]
    shares = [0.8, 0.79, 0.5, 0.49]
    assert [statement_word(gauge, 1, share=share) for share in shares] == [
        "partner",
        "mostly partner",
        "mostly partner",
        "more often partner",
    ]
    assert [statement_word(gauge, -1, share=share) for share in (0.2, 0.21)] == ["no partner", "less often partner"]
    assert [statement_word(gauge, sign) for sign in (1, -1)] == ["more often partner", "less often partner"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("cash advance", "cash advance"),
        ("full payment share", "full payment"),
        ("number of kids", "kids"),
        ("share", "share"),
    ],
)
def test_that_there_is_any_is_said_without_the_measure(trait, words, said):
    """Whoever has a share of full payments pays in full at times."""
    (gauge,) = gather({"x": [0.0, 0.0, 3.0]}, [0, 0, 1], traits=[trait("x", words)]).gauges
    assert level_words(gauge) == said


@pytest.mark.parametrize(
    ("words", "values", "less"),
    [
        ("store visits", [1.0, 2.0], "few store visits"),
        ("service calls", [0.0, 2.0], "few service calls"),
        ("tickets per month", [0.0, 2.0], "few tickets per month"),
        ("orders last year", [3.0, 2.0], "few orders last year"),
        ("purchases", [1.5, 2.0], "low purchases"),
        ("purchases frequency", [1.0, 2.0], "low purchases frequency"),
        ("order value", [1.0, 2.0], "low order value"),
    ],
)
def test_what_is_counted_is_many_or_few(trait, words, values, less):
    """Whole numbers of things one counts; money spent on purchases is high or low."""
    assert amount_word(gather({"x": values}, [0, 1], traits=[trait("x", words)]).gauges[0], -1) == less


@pytest.mark.parametrize(("label", "more"), [("NumWebPages", "many pages"), ("Numeric", "high pages")])
def test_the_users_own_label_may_say_that_it_counts(label, more):
    """Its plain words have lost that."""
    pages = Trait("x", label, "pages", "number", "basis", "")
    assert amount_word(gather({"x": [1.0, 2.0]}, [0, 1], traits=[pages]).gauges[0], 1) == more


def test_a_level_is_not_rather_than_no(level):
    """Not month-to-month; but no internet, where the level only says yes."""
    assert statement_word(level("contract", "Month-to-month"), -1, share=0.1) == "not month-to-month"
    assert statement_word(level("internet", "Yes"), -1, share=0.1) == "no internet"


@pytest.mark.parametrize(
    ("words", "kind", "family"), [("age", "date", "date"), ("born", "date", "age"), ("age", "ordered", "age")]
)
def test_families_follow_words_and_kind(amount, words, kind, family):
    """A date of birth is an age; the date of an age is a date."""
    assert family_of(amount(words, kind)) == family


def test_names_of_places_and_months_keep_their_capital(trait):
    """A segment is mostly United Kingdom, not mostly united kingdom."""
    country = trait("country", kind="category", levels=("United Kingdom", "Peru"))
    values = {f"country={level}": [0.0, 1.0] for level in country.levels}
    assert [level_words(gauge) for gauge in gather(values, [0, 1], traits=[country]).gauges] == [
        "United Kingdom",
        "Peru",
    ]
