"""The words that shops use for things, in eight languages.

Words are written in small letters and without accents, as :func:`~coterie.data.vocabulary.words_of` makes them of a
column's name; what they mean together is said there.
"""

from __future__ import annotations

from types import MappingProxyType

__all__ = [
    "AMOUNT",
    "BOOKKEEPING",
    "CATEGORY",
    "CLOCK",
    "COUNT",
    "COUNTRY",
    "COUPON",
    "CUSTOMER",
    "DESCRIPTION",
    "DISCOUNT",
    "EXCHANGE",
    "HANDLING",
    "ID",
    "LISTS",
    "NAME",
    "NO_DISCOUNT",
    "NO_MONEY",
    "NO_TIME",
    "ORDER",
    "PERCENT",
    "PERSON",
    "PRICE",
    "PRODUCT",
    "RATE",
    "SAYS_WHO",
    "STATUS",
    "SUM",
    "TIME",
    "TRAIT",
    "UNIT",
    "VISIT",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CUSTOMER = _words(
    """
    customer customers cust client clients member members household households hshd shopper buyer buyers
    purchaser consumer subscriber donor patient guest kunde kunden kundin abonnent mitglied haushalt cliente
    clientes comprador socio acheteur adherent foyer klient klienta klienci nabywca acquirente klant klanten
    koper lid
    """
)
PERSON = _words(
    """
    user users visitor visitors cookie account contact person caller author profile player nutzer benutzer
    besucher konto utilisateur usuario utente uzytkownik utilizador gebruiker bezoeker email mail
    """
)
ORDER = _words(
    """
    order orders invoice invoices basket baskets transaction transactions trans txn receipt receipts bill
    purchase purchases sale checkout cart ticket bestellung bestell bestellungs auftrag auftrags rechnung
    rechnungs beleg bon kauf einkauf commande commandes facture factures achat achats panier pedido pedidos
    factura facturas compra compras boleta ordine ordini fattura scontrino acquisto zamowienie zamowienia
    faktura faktury paragon encomenda fatura bestelling bestellingen factuur aankoop bonnetje bestel
    """
)
VISIT = _words("session sessions visit visits sitzung besuch visite sesion sessione wizyta sessao sessie bezoek")
PRODUCT = _words(
    """
    product products prod item items lineitem article articles sku stock upc ean gtin asin isbn plu material
    artikel produkt produkte ware produit produits articulo producto productos articolo articoli prodotto
    produto artigo towar towaru produktu artykul track
    """
)
ID = _words(
    """
    id ids no nr num nro number code key uuid guid ref identifier nummer kennung schluessel schlussel numero
    codigo codice kod numer cod identifiant clave referencia referentie
    """
)
TIME = _words(
    """
    date dates datetime time timestamp ts dt day at on created when zeit zeitpunkt zeitstempel datum tag uhrzeit
    jour horodatage heure fecha dia hora data giorno ora dzien czas moment tijd tijdstip dag
    """
)
AMOUNT = _words(
    """
    amount amt revenue sales turnover spend spent spending paid payment betrag umsatz summe erlos erloes
    zahlbetrag gesamtbetrag gesamtpreis montant importe monto ingresos kwota wartosc importo ricavo fatturato
    bedrag omzet waarde valor ca proceeds money
    """
)
SUM = _words(
    """
    total subtotal value net gross sum wert gesamt brutto netto somme ttc ht suma totaal totale dollar dollars
    euro euros usd eur gbp pln price pris preis cena prix precio prezzo preco prijs
    """
)
COUNT = _words(
    """
    quantity quantities qty quant units pieces pcs count volume menge anzahl stuck stueck stk quantite qte
    cantidad cant unidades ilosc sztuk liczba quantita qta pezzi quantidade qtd qtde aantal hoeveelheid stuks
    """
)
PRICE = _words("price unitprice preis einzelpreis stuckpreis prix precio cena prezzo preco prijs stuksprijs tarif")
UNIT = _words("unit units einzel stuck stueck unitaire unitario unitaria jednostkowa per each stuks item piece")
CATEGORY = _words(
    """
    category categories department dept family group segment class genre type kategorie warengruppe abteilung
    sparte rubrik categorie famille rayon rubrique categoria departamento familia kategoria dzial reparto
    seccion secao afdeling groep rubriek
    """
)
DISCOUNT = _words(
    """
    discount discounts disc rebate reduction markdown rabatt rabat nachlass preisnachlass skonto remise rabais
    descuento descuentos sconto desconto korting
    """
)
NO_MONEY = _words(
    """
    freight shipping ship shipment delivery tax taxes vat mwst ust steuer versand porto fracht tva iva btw
    podatek frete envio spedizione cost costs kosten cout costo custo koszt fee fees gebuhr tip budget balance
    income salary limit refund percent pct rate margin profit kostenstelle
    """
)
NO_TIME = _words(
    """
    birth birthday dob geburt geburtsdatum naissance nacimiento nascita urodzenia required due shipped ship
    shipping delivery delivered deliver dispatch estimated expected approved updated modified changed expiry
    expires expiration valid start end signup registration registered since closed resolved cancelled last first
    week month year liefer lieferdatum versand livraison entrega consegna dostawy hire hired join joined enrollment
    anmelde anmeldung registrierung geburts inscription alta registro iscrizione cadastro rejestracji
    """
)
TRAIT = _words(
    """
    name names first last age gender sex type segment cohort lifecycle city country state region zip phone
    address street status group class income education title language count since score email company firstname
    lastname vorname nachname stadt land plz nom prenom ville nombre apellido ciudad nome cognome imie nazwisko
    naam
    """
)
NAME = _words(
    """
    name names description desc title label text bezeichnung beschreibung libelle designation descripcion nombre
    descrizione nome opis nazwa descricao omschrijving naam
    """
)
NO_DISCOUNT = _words("percent pct rate prozent quote share upc id code")
DESCRIPTION = NAME - _words("title")
CLOCK = _words("time clock hour uhrzeit zeit uhr heure hora ora godzina tijd tijdstip")
COUNTRY = _words("country land pays pais paese kraj nation")
STATUS = _words("status zustand etat statut estado stato stan situacao toestand state")
HANDLING = _words(
    """
    payment delivery shipping shipment fulfillment fulfilment zahlung lieferung versand paiement livraison pago
    entrega pagamento consegna pagamento platnosc dostawa betaling levering current final
    """
)
"""What else of an order may have a status."""
EXCHANGE = _words(
    """
    exchange fx currency wechselkurs umrechnungskurs waehrung wahrung devise change cambio divisa moneda valuta
    moeda waluta waluty wisselkoers
    """
)
RATE = _words("rate rates kurs wechselkurs umrechnungskurs taux tipo tasa tasso taxa kurs koers wisselkoers")
COUPON = _words(
    """
    coupon coupons voucher vouchers promocode gutschein gutscheine gutscheincode cupon cupones buono cupom kupon
    waardebon
    """
)
PERCENT = _words("percent pct rate prozent quote share taux pourcentage porcentaje percentuale procent percentage")
BOOKKEEPING = _words("sys system row record import imported load loaded etl inserted ingested synced")
"""What programs note of a row for themselves."""
SAYS_WHO = _words(
    """
    name names firstname lastname surname vorname nachname nom prenom apellido cognome imie nazwisko naam email mail
    phone telephone tel telefon mobile fax address adresse street strasse url link ip comment comments note notes text
    message title subject bemerkung kommentar
    """
)
"""What tells who somebody is, or is free text."""
LISTS = MappingProxyType(
    {
        "coupons": COUPON,
        "products": PRODUCT | _words("sku asin"),
        "campaigns": _words("campaign campaigns kampagne campagne campana campanha kampania"),
        "employees": _words("employee employees staff mitarbeiter employe empleado dipendente pracownik medewerker"),
        "suppliers": _words("supplier suppliers vendor lieferant fournisseur proveedor fornitore dostawca leverancier"),
        "shippers": _words("shipper shippers carrier spediteur transporteur"),
        "categories": CATEGORY - _words("type class group family segment"),
        "regions": _words("region regions territory territories state states district"),
        "stores": _words("store stores shop shops branch filiale magasin tienda negozio sklep winkel"),
        "artists": _words("artist artists album albums genre playlist"),
        "payments": _words("payment payments zahlung paiement pago pagamento platnosc betaling"),
    }
)
"""What a list may be of that is no list of customers, and how its ids are called."""
