"""What shops call their columns, in eight languages: how well a name fits each role.

Comes in: a column's name. Goes out: the parts it is made of, and points per role. The rule of this module: a name is a
thing (customer, order, product) with a word for its kind (id, day, money, number), and a word that says it is another
thing (birth, shipping, tax) outweighs both. Words are written without accents.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

__all__ = ["ROLES", "is_visit", "name_points", "words_of"]

ROLES = ("customer", "time", "order", "amount", "quantity", "unit_price", "product", "category", "discounts")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CUSTOMER = _words(
    """
    customer customers cust client clients member members household households hshd shopper buyer buyers
    purchaser consumer subscriber donor patient guest kunde kunden kundin abonnent mitglied haushalt cliente
    clientes comprador socio acheteur adherent foyer klient klienta klienci nabywca acquirente klant klanten
    koper lid
    """
)
_PERSON = _words(
    """
    user users visitor visitors cookie account contact person caller author profile player nutzer benutzer
    besucher konto utilisateur usuario utente uzytkownik utilizador gebruiker bezoeker email mail
    """
)
_ORDER = _words(
    """
    order orders invoice invoices basket baskets transaction transactions trans txn receipt receipts bill
    purchase purchases sale checkout cart ticket bestellung bestell bestellungs auftrag auftrags rechnung
    rechnungs beleg bon kauf einkauf commande commandes facture factures achat achats panier pedido pedidos
    factura facturas compra compras boleta ordine ordini fattura scontrino acquisto zamowienie zamowienia
    faktura faktury paragon encomenda fatura bestelling bestellingen factuur aankoop bonnetje bestel
    """
)
_VISIT = _words("session sessions visit visits sitzung besuch visite sesion sessione wizyta sessao sessie bezoek")
_PRODUCT = _words(
    """
    product products prod item items lineitem article articles sku stock upc ean gtin asin isbn plu material
    artikel produkt produkte ware produit produits articulo producto productos articolo articoli prodotto
    produto artigo towar towaru produktu artykul track
    """
)
_ID = _words(
    """
    id ids no nr num nro number code key uuid guid ref identifier nummer kennung schluessel schlussel numero
    codigo codice kod numer cod identifiant clave referencia referentie
    """
)
_TIME = _words(
    """
    date dates datetime time timestamp ts dt day at on created when zeit zeitpunkt zeitstempel datum tag uhrzeit
    jour horodatage heure fecha dia hora data giorno ora dzien czas moment tijd tijdstip dag
    """
)
_AMOUNT = _words(
    """
    amount amt revenue sales turnover spend spent spending paid payment betrag umsatz summe erlos erloes
    zahlbetrag gesamtbetrag gesamtpreis montant importe monto ingresos kwota wartosc importo ricavo fatturato
    bedrag omzet waarde valor ca proceeds money
    """
)
_SUM = _words(
    """
    total subtotal value net gross sum wert gesamt brutto netto somme ttc ht suma totaal totale dollar dollars
    euro euros usd eur gbp pln price pris preis cena prix precio prezzo preco prijs
    """
)
_COUNT = _words(
    """
    quantity quantities qty quant units pieces pcs count volume menge anzahl stuck stueck stk quantite qte
    cantidad cant unidades ilosc sztuk liczba quantita qta pezzi quantidade qtd qtde aantal hoeveelheid stuks
    """
)
_PRICE = _words("price unitprice preis einzelpreis stuckpreis prix precio cena prezzo preco prijs stuksprijs tarif")
_UNIT = _words("unit units einzel stuck stueck unitaire unitario unitaria jednostkowa per each stuks item piece")
_CATEGORY = _words(
    """
    category categories department dept family group segment class genre type kategorie warengruppe abteilung
    sparte rubrik categorie famille rayon rubrique categoria departamento familia kategoria dzial reparto
    seccion secao afdeling groep rubriek
    """
)
_DISCOUNT = _words(
    """
    discount discounts disc rebate reduction markdown rabatt rabat nachlass preisnachlass skonto remise rabais
    descuento descuentos sconto desconto korting
    """
)
_NO_MONEY = _words(
    """
    freight shipping ship shipment delivery tax taxes vat mwst ust steuer versand porto fracht tva iva btw
    podatek frete envio spedizione cost costs kosten cout costo custo koszt fee fees gebuhr tip budget balance
    income salary limit refund percent pct rate margin profit kostenstelle
    """
)
_NO_TIME = _words(
    """
    birth birthday dob geburt geburtsdatum naissance nacimiento nascita urodzenia required due shipped ship
    shipping delivery delivered deliver dispatch estimated expected approved updated modified changed expiry
    expires expiration valid start end signup registration registered since closed resolved cancelled last first
    week month year liefer lieferdatum versand livraison entrega consegna dostawy
    """
)
_TRAIT = _words(
    """
    name names first last age gender sex type segment cohort lifecycle city country state region zip phone
    address street status group class income education title language count since score email company firstname
    lastname vorname nachname stadt land plz nom prenom ville nombre apellido ciudad nome cognome imie nazwisko
    naam
    """
)
_NAME = _words(
    """
    name names description desc title label text bezeichnung beschreibung libelle designation descripcion nombre
    descrizione nome opis nazwa descricao omschrijving naam
    """
)
_NO_DISCOUNT = _words("percent pct rate prozent quote share upc id code")
_KNOWN = frozenset().union(
    _CUSTOMER, _PERSON, _ORDER, _VISIT, _PRODUCT, _ID, _TIME, _AMOUNT, _SUM, _COUNT, _PRICE, _UNIT, _CATEGORY, _DISCOUNT
)
_LINKS = frozenset({"", "s", "n", "en", "es"})
"""What German and Dutch put between the words of a compound."""


@cache
def words_of(label: str) -> tuple[str, ...]:
    """Return the words a column's name is made of.

    Parameters
    ----------
    label : str
        The name.

    Returns
    -------
    tuple of str
        Lower case, without accents; compounds of known words are taken apart.

    Examples
    --------
    >>> words_of("CustomerID"), words_of("Bestelldatum"), words_of("número_pedido")
    (('customer', 'id'), ('bestell', 'datum'), ('numero', 'pedido'))
    """
    plain = unicodedata.normalize("NFKD", label.replace("ł", "l").replace("Ł", "L").replace("ß", "ss"))
    plain = "".join(mark for mark in plain if not unicodedata.combining(mark))
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", plain)
    words = re.findall(r"[a-z]+|[0-9]+", parted.lower())
    return tuple(part for word in words for part in _compound(word))


@cache
def name_points(label: str) -> dict[str, float]:
    """Return how well a name fits each role.

    Parameters
    ----------
    label : str
        The column's name.

    Returns
    -------
    dict of str to float
        Points of the roles it fits: 3 says it plainly, 1 is a hint.

    Examples
    --------
    >>> name_points("CustomerID"), name_points("order_date"), name_points("shipped_date")
    ({'customer': 3.0}, {'time': 3.0}, {'time': 0.5})
    """
    words = words_of(label)
    has = set(words)
    points = {
        "customer": _customer_points(words, has),
        "time": _time_points(has),
        "order": _order_points(words, has),
        "amount": _amount_points(has),
        "quantity": _quantity_points(words, has),
        "unit_price": _price_points(has),
        "product": _product_points(has),
        "category": _category_points(has),
        "discounts": 2.0 if has & _DISCOUNT and not has & _NO_DISCOUNT else 0.0,
    }
    return {role: value for role, value in points.items() if value}


def is_visit(label: str) -> bool:
    """Say whether a name speaks of visits, and not of orders.

    Parameters
    ----------
    label : str
        The column's name.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_visit("session_id"), is_visit("order_id")
    (True, False)
    """
    words = set(words_of(label))
    return bool(words & _VISIT) and not words & _ORDER


def _compound(word: str) -> tuple[str, ...]:
    """Take a compound apart, if known words make up all of it."""
    if word in _KNOWN or len(word) < len("xxxxx"):
        return (word,)
    for cut in range(len(word) - 2, 2, -1):
        head, tail = word[:cut], word[cut:]
        for link in _LINKS:
            stem = head.removesuffix(link) if link else head
            if stem in _KNOWN and head.endswith(link) and (rest := _compound(tail)) and set(rest) <= _KNOWN:
                return (stem, *rest)
    return (word,)


def _customer_points(words: tuple[str, ...], has: set[str]) -> float:
    if words == ("id",):
        return 1.0
    subject = 2.0 if has & _CUSTOMER else 1.7 if has & _PERSON else 0.0
    if not subject or has & (_TIME | _AMOUNT | _SUM | _COUNT | _DISCOUNT | _NO_MONEY):
        return 0.0
    if has & (_TRAIT - {"email"}):
        return 0.5
    return subject + bool(has & _ID)


def _time_points(has: set[str]) -> float:
    if not has & _TIME or has & _ID:
        return 0.0
    if has & _NO_TIME:
        return 0.5
    return 3.0 if has & (_ORDER | _VISIT) else 2.0


def _order_points(words: tuple[str, ...], has: set[str]) -> float:
    if words == ("id",):
        return 0.6
    subject = 2.0 if has & _ORDER else 1.2 if has & _VISIT else 0.0
    others = _TIME | _AMOUNT | _SUM | _COUNT | _PRICE | _DISCOUNT | _NO_MONEY | _CUSTOMER | _PRODUCT | _NO_TIME | _TRAIT
    return subject + bool(has & _ID) if subject and not has & others else 0.0


def _amount_points(has: set[str]) -> float:
    if has & (_NO_MONEY | _DISCOUNT | _ID | _TIME | _COUNT):
        return 0.0
    if has & _PRICE and has & _UNIT:
        return 0.0
    if has & _AMOUNT:
        return 3.0
    return 2.0 if has & _SUM - _PRICE else 1.0 if has & _PRICE else 0.0


def _quantity_points(words: tuple[str, ...], has: set[str]) -> float:
    counts_things = words[:2] in {("number", "of"), ("no", "of"), ("nr", "of")} or words[:1] in {("n",), ("num",)}
    if has & (_PRICE | _AMOUNT | _NO_MONEY | _DISCOUNT | _TIME) or (has & _ID and not counts_things):
        return 0.0
    if not has & _COUNT:
        return 2.0 if counts_things else 0.0
    return 3.0 if has <= _COUNT | _PRODUCT | _ORDER | _UNIT | {"of", "line", "total", "sold"} else 1.0


def _price_points(has: set[str]) -> float:
    if not has & _PRICE or has & (_NO_MONEY | _DISCOUNT | {"total", "gesamt", "totaal", "totale"}):
        return 0.0
    return 3.0 if has & (_UNIT | {"unitprice", "einzelpreis", "stuckpreis", "stuksprijs"}) else 2.0


def _product_points(has: set[str]) -> float:
    if has & (_AMOUNT | _SUM | _COUNT | _PRICE | _DISCOUNT | _TIME | _CATEGORY):
        return 0.0
    if not has & _PRODUCT:
        return 1.0 if has & {"description", "bezeichnung", "designation"} else 0.0
    return 3.0 if has & _ID or has & {"sku", "upc", "ean", "asin", "isbn"} else 1.5 if has & _NAME else 2.0


def _category_points(has: set[str]) -> float:
    if has & (_CUSTOMER | _PERSON | _ORDER | _NO_MONEY):
        return 0.0
    plain = {"category", "department", "kategorie", "categorie", "categoria", "kategoria", "warengruppe", "abteilung"}
    if has & plain:
        return 3.0
    return 2.0 if has & _CATEGORY and has & _PRODUCT else 0.0
