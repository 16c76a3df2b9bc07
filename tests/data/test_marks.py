"""Words are compared without case, accents and marks, and only as a whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.data.marks import CANCEL_WORDS, FEE_WORDS, fold, longest_fee, says_one_of, with_default_words
from coterie.tables import ColumnMap

LETTERS = st.text(st.characters(categories=("L", "N", "P", "Z", "M")), max_size=20)


@given(text=LETTERS)
def test_folding_twice_changes_nothing(text):
    """What stays is what is compared."""
    assert fold(fold(text)) == fold(text)


@given(text=st.text("abcdefghij -_.", max_size=20))
def test_case_does_not_matter(text):
    """Written large, small or as a title."""
    assert fold(text.upper()) == fold(text.title()) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("UK", " u.k. "), ("Wine", "WINE"), ("Red-Wine", "red  wine"), ("Pâté", "pate"), ("STRASSE", "Straße")],
)
def test_spellings_of_one_thing_are_equal(one, other):
    """Case, accents, blanks and marks are habits of writing."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("A+", "A"), ("A-", "A"), ("C++", "C#"), ("<25", ">25"), ("-5", "5"), ("1.5", "15"), ("2-3", "23"), ("日", "本")],
)
def test_signs_that_mean_something_stay(one, other):
    """Grades, bounds, numbers: these are not habits."""
    assert fold(one) != fold(other)


@pytest.mark.parametrize("words", [CANCEL_WORDS, FEE_WORDS])
def test_words_are_stated_once_and_survive_folding(words):
    """Each can be found, and none twice."""
    folded = [fold(word) for word in words]
    assert all(folded)
    assert len(set(folded)) == len(folded)


@pytest.mark.parametrize(
    "status",
    ["cancelled", "Canceled", "RETURNED", "refunded", "charge-back", "Storniert", "annulé", "annullata", "Cancelado"],
)
def test_cancelled_orders_are_known_by_their_status(status):
    """As exports of shops write it."""
    assert says_one_of([status], CANCEL_WORDS) == (status,)


@pytest.mark.parametrize("status", ["geannuleerd", "ZWROT", "zurückgesendet", "devolvido", "wc-refunded"])
def test_other_languages_are_known_too(status):
    """Eight of them."""
    assert says_one_of([status], CANCEL_WORDS) == (status,)


@pytest.mark.parametrize(
    "status",
    [
        "completed",
        "placed",
        "shipped",
        "paid",
        "delivered",
        "pending",
        "not returned",
        "return_pending",
        "no refund",
        "",
    ],
)
def test_what_was_kept_is_not_called_undone(status):
    """A return that is announced has not come back; a part of a value says nothing."""
    assert says_one_of([status], CANCEL_WORDS) == ()


@pytest.mark.parametrize(
    "product",
    ["POSTAGE", "DOTCOM POSTAGE", "Manual", "CARRIAGE", "Discount", "SAMPLES", "Bank Charges", "AMAZON FEE"],
)
def test_fees_are_known_by_their_name(product):
    """What a well-known web shop books beside its products."""
    assert says_one_of([product], FEE_WORDS) == (product,)


@pytest.mark.parametrize(
    "product",
    [
        "SHIPPING CRATE SHELF",
        "GIFT VOUCHER",
        "PADS TO MATCH ALL CUSHIONS",
        "Dotcomgiftshop Gift Voucher £20.00",
        "22423",
    ],
)
def test_products_are_no_fees(product):
    """Whatever words stand in their names; a voucher is something one buys."""
    assert says_one_of([product], FEE_WORDS) == ()


def test_the_users_words_may_be_codes():
    """Letters or digits."""
    assert says_one_of(["DOT", "99", "9"], ("dot", "99")) == ("99", "DOT")


@given(words=st.lists(st.sampled_from(FEE_WORDS), min_size=1))
def test_every_word_is_short_enough_to_be_looked_at(words):
    """Even with blanks about it."""
    assert all(len(f"  {word}  ") <= longest_fee(words) + len("    ") for word in words)
    assert longest_fee(()) == 0


def test_words_are_given_only_to_who_can_say_them():
    """A status for cancellations, a product or description for fees."""
    bare = with_default_words(ColumnMap("who", "when"))
    assert (bare.cancel_words, bare.fee_words) == ((), ())
    full = with_default_words(ColumnMap("who", "when", status="state", description="text"))
    assert (full.cancel_words, full.fee_words) == (CANCEL_WORDS, FEE_WORDS)


def test_the_users_words_stand_alone():
    """Who names words means these."""
    own = ColumnMap("who", "when", status="state", product="what", cancel_words=("lost",), fee_words=("toll",))
    assert with_default_words(own) == own
