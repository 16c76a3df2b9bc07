"""Words that say of an order that it was undone, and of a line that it is no product: data, and how they are compared.

Comes in: values as a source writes them. Goes out: which of them say so. The rule of this module: a value is compared
as a whole, without case, accents and marks; a part of it says nothing, as in ``shipping box`` or ``not returned``.

``return_pending`` and its like are not among the words: nothing has come back yet, and some never do. Only what has
happened is counted; the next export will say how it ended. Who sees it otherwise adds the word in the settings.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coterie.tables import ColumnMap

__all__ = ["CANCEL_WORDS", "FEE_WORDS", "fold", "longest_fee", "says_one_of", "with_default_words"]

_APART, _LESS = "\ue000", "\ue001"
"""Stand in for a blank and a minus that stay; nobody writes them."""
_MARKS = r"[^\w+#<>=%$€£*]|_"
_BETWEEN_DIGITS = re.compile(rf"(?<=[0-9])(?:{_MARKS})+(?=[0-9])")
_MINUS = re.compile(r"^-(?=\w)|(?<=\w)-$")
_NO_MARK = re.compile(rf"[^\W_]|[+#<>=%$€£*{_APART}{_LESS}]")
_UNFOLDED = str.maketrans({"ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d"})


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in re.split(r"[,\n]", text) if phrase.strip())


CANCEL_WORDS = _phrases(
    """
    cancel, cancelled, canceled, cancellation, cancelation, order cancelled, order canceled, annulled
    return, returned, returns, fully returned, sent back, returned to sender, refused, rejected, not delivered
    refund, refunded, fully refunded, reimbursed, charged back, chargeback, reversed, reversal
    void, voided, declined, failed, payment failed, payment error, expired, unavailable
    shipped returned to seller, shipped returning to seller, shipped rejected by buyer
    wc cancelled, wc refunded, wc failed
    storniert, storno, stornierung, abgebrochen, zuruckgegeben, zuruckgesendet, retourniert, retoure, retour
    ruckgabe, ruckerstattet, erstattet, ruckerstattung, abgelehnt, fehlgeschlagen, widerrufen
    annule, annulee, annulation, rembourse, remboursee, retourne, retournee, renvoye, renvoyee, refuse, refusee, echoue
    cancelado, cancelada, anulado, anulada, anulacion, devuelto, devuelta, devolucion, reembolsado, reembolsada
    rechazado, rechazada, fallido
    annullato, annullata, annullamento, stornato, reso, restituito, restituita, rimborsato, rimborsata, rifiutato
    anulowane, anulowano, anulowany, zwrot, zwrocone, zwrocono, zwrocony, reklamacja uznana, odrzucone, odrzucono
    cancelamento, devolvido, devolvida, devolucao, estornado, estorno, recusado
    geannuleerd, annulering, geretourneerd, retour ontvangen, terugbetaald, teruggestuurd, geweigerd, mislukt
    """
)
"""Of a status: what was ordered was not kept. English, German, French, Spanish, Italian, Polish, Portuguese, Dutch."""

FEE_WORDS = _phrases(
    """
    postage, dotcom postage, postage and packing, p p, packing, packaging, carriage, next day carriage, shipping
    shipping cost, shipping costs, shipping fee, shipping fees, shipping charge, shipping charges, shipping and handling
    handling, handling fee, handling charge, delivery, delivery fee, delivery charge, delivery charges, delivery cost
    express delivery, freight, freight charge, freight charges, courier, surcharge, fuel surcharge
    small order surcharge, bank charge, bank charges, bank fee, payment fee, transaction fee, processing fee
    service fee, service charge
    amazon fee, ebay fee, paypal fee, marketplace fee, commission, cruk commission, fee, fees, gift wrap, gift wrapping
    manual, manual adjustment, adjustment, adjustments, price adjustment, adjust bad debt, bad debt, write off
    correction, rounding, rounding difference, discount, discounts, rebate, credit, store credit, goodwill, refund
    samples, sample, deposit, tip, tax, vat, sales tax, donation, insurance, shipping insurance
    versand, versandkosten, porto, porto und verpackung, verpackung, lieferung, lieferkosten, fracht, frachtkosten
    bearbeitungsgebuhr, gebuhr, gebuhren, nachnahmegebuhr, zuschlag, rabatt, gutschrift, korrektur, pfand, trinkgeld
    rundungsdifferenz, bankgebuhren, spende
    frais de port, frais de livraison, livraison, frais d expedition, emballage, remise, frais, frais bancaires
    frais de dossier, ajustement, avoir, arrondi, pourboire
    envio, gastos de envio, portes, embalaje, descuento, ajuste, comision, comisiones, cargos bancarios, propina
    spedizione, spese di spedizione, imballaggio, sconto, rettifica, commissione, commissioni, spese bancarie, mancia
    wysylka, koszt wysylki, koszty wysylki, dostawa, koszt dostawy, przesylka, opakowanie, rabat, korekta, prowizja
    frete, custos de envio, desconto, comissao, gorjeta, taxa, taxas
    verzending, verzendkosten, bezorgkosten, bezorging, verpakking, korting, correctie, toeslag, commissie, fooi
    statiegeld
    """
)
"""Of a product or its description: a fee or an adjustment. The same eight languages."""


def fold(text: str) -> str:
    """Return what stays of a text when case, accents, blanks and marks are left out.

    Parameters
    ----------
    text : str
        As a source writes it.

    Returns
    -------
    str
        Signs that mean something stay (``A+`` is not ``A``), and numbers stay apart.

    Examples
    --------
    >>> fold(" Return_Pending "), fold("Zurückgesendet"), fold("P&P"), fold("U.K.")
    ('returnpending', 'zuruckgesendet', 'pp', 'uk')
    >>> fold("A-"), fold("C++"), fold("ages 18-25")
    ('a-', 'c++', 'ages18 25')
    """
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_UNFOLDED)).strip()
    bare = "".join(mark for mark in plain if not unicodedata.combining(mark))
    apart = _BETWEEN_DIGITS.sub(_APART, _MINUS.sub(_LESS, bare))
    kept = "".join(_NO_MARK.findall(apart))
    return kept.replace(_APART, " ").replace(_LESS, "-")


def says_one_of(values: Iterable[str], words: Iterable[str]) -> tuple[str, ...]:
    """Return the values that are one of the words, however they are written.

    Parameters
    ----------
    values : iterable of str
        As a source writes them.
    words : iterable of str
        What they may say.

    Returns
    -------
    tuple of str
        Sorted.

    Examples
    --------
    >>> says_one_of(["POSTAGE", "Postage ", "POSTAGE STAMP SET"], FEE_WORDS)
    ('POSTAGE', 'Postage ')
    """
    wanted = {fold(word) for word in words} - {""}
    return tuple(
        sorted(value for value in values if value in wanted or (not value.isdecimal() and fold(value) in wanted))
    )


def longest_fee(words: Iterable[str]) -> int:
    """Return how long a value may be and still be one of the words, with some marks and blanks about it.

    Parameters
    ----------
    words : iterable of str
        What it may say.

    Returns
    -------
    int
        Characters.

    Examples
    --------
    >>> longest_fee(("postage",))
    14
    """
    return 2 * max((len(word) for word in words), default=0)


def with_default_words(columns: ColumnMap) -> ColumnMap:
    """Give the usual words to a source that can say them and for which the user has set none.

    Parameters
    ----------
    columns : ColumnMap
        What was recognised.

    Returns
    -------
    ColumnMap

    Examples
    --------
    >>> from coterie.tables import ColumnMap
    >>> with_default_words(ColumnMap("who", "when", product="what")).fee_words == FEE_WORDS
    True
    >>> with_default_words(ColumnMap("who", "when", product="what", fee_words=("toll",))).fee_words
    ('toll',)
    """
    cancel = columns.cancel_words or (CANCEL_WORDS if columns.status else ())
    fees = columns.fee_words or (FEE_WORDS if columns.product or columns.description else ())
    return replace(columns, cancel_words=cancel, fee_words=fees)
