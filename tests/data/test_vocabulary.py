"""Names of columns, as shops in eight languages write them, speak of the right roles and of no other."""

import pytest

from coterie.data.vocabulary import ROLES, is_visit, list_named, name_points, words_of

BEST = {
    "customer": """CustomerID customer_id customerid Member_number household_id user_id COOKIE Kundennummer Kunden-Nr.
        kunde numero_client client_id cliente id_cliente klient nr_klienta klant klantnummer codice_cliente Email""",
    "time": """InvoiceDate order_date orderdate Date timestamp transaction_timestamp created_at Bestelldatum Datum
        Time opened_at Rechnungsdatum date_commande fecha fecha_pedido data data_ordine data_zamowienia besteldatum
        purchased_on""",
    "order": """InvoiceNo order_id OrderNumber basket_id transaction_id Rechnungsnummer Bestellnummer Auftrags-Nr
        numéro_commande pedido num_pedido ordine numer_zamówienia factuurnummer receipt_no session_id""",
    "amount": """revenue sales_value dollar_value total_amount TotalPrice order_total payment_value Umsatz
        Rechnungsbetrag Gesamtpreis Bestellwert montant importe kwota wartość importo valor bedrag omzet net_sales""",
    "quantity": """Quantity qty number_of_cds Menge Anzahl Stück quantité cantidad ilość quantità quantidade aantal
        lineitem_quantity units_sold""",
    "unit_price": """UnitPrice unit_price Einzelpreis prix_unitaire precio_unitario cena_jednostkowa prezzo stuksprijs
        price_per_unit""",
    "product": """StockCode product_id sku ArtikelNr Artikelnummer itemDescription product_name produit_id
        codigo_producto articolo id_produktu ean""",
    "category": """category department product_category Warengruppe product_group catégorie kategoria categoria
        product_type""",
    "discounts": "retail_disc coupon_match_disc discount_amount Rabatt remise descuento sconto korting rabat",
    "discount_rate": "discount_pct DiscountRate Rabattprozent taux_remise",
    "coupons": "coupon coupon_code promo_code voucher Gutscheincode cupon",
    "clock": "Uhrzeit hour heure godzina ora",
    "description": "Description Bezeichnung opis descripción",
    "country": "Country ship_country BillingCountry country_code Land pays país kraj",
    "status": "status order_status Bestellstatus payment_status statut_commande",
    "rate": "exchange_rate fx_rate Wechselkurs taux_de_change tasa_cambio kurs_waluty",
}
NOTHING = """store_id employee_id freight freight_value ship_name ship_via week platform event Webpage age
    income incident_state marital_status channel region tax shipping_cost note border recorder weekday"""


@pytest.mark.parametrize(("role", "label"), [(role, label) for role in BEST for label in BEST[role].split()])
def test_a_plain_name_speaks_of_its_role(role, label):
    """More than of any other."""
    points = name_points(label)
    assert max(points, key=points.get) == role


@pytest.mark.parametrize("label", NOTHING.split())
def test_other_names_speak_of_no_role(label):
    """Neither do words that only look alike."""
    assert name_points(label) == {}


@pytest.mark.parametrize(
    ("better", "worse", "role"),
    [
        ("order_date", "shipped_date", "time"),
        ("order_date", "birth_date", "time"),
        ("order_purchase_timestamp", "order_delivered_customer_date", "time"),
        ("customer_id", "customer_name", "customer"),
        ("customer_id", "user_id", "customer"),
        ("user_id", "user_cohort", "customer"),
        ("customer_id", "id", "customer"),
        ("StockCode", "Description", "product"),
        ("product_id", "product_name", "product"),
        ("order_id", "session_id", "order"),
        ("revenue", "total", "amount"),
        ("opened_at", "sys_created_at", "time"),
        ("date", "Dt_Customer", "time"),
        ("order_date", "hire_date", "time"),
        ("Country", "BillingCountry", "country"),
        ("BillingCountry", "ship_country", "country"),
        ("quantity", "reopen_count", "quantity"),
    ],
)
def test_some_names_say_it_better(better, worse, role):
    """So they are taken where a table has both."""
    assert name_points(better)[role] > name_points(worse).get(role, 0)


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("CustomerID", ("customer", "id")),
        ("HTTPStatus", ("http", "status")),
        ("Kunden-Nr.", ("kunden", "nr")),
        ("Bestelldatum", ("bestell", "datum")),
        ("Rechnungsnummer", ("rechnungs", "nummer")),
        ("größe", ("grosse",)),
        ("Ilość sztuk", ("ilosc", "sztuk")),
        ("złoty", ("zloty",)),
        ("unitprice2", ("unitprice", "2")),
        ("", ()),
        ("№ 客户", ("no",)),
    ],
)
def test_names_are_taken_apart(label, words):
    """At capitals, marks and digits; compounds of known words too."""
    assert words_of(label) == words


def test_every_role_has_names():
    """No role is forgotten."""
    assert set(BEST) == set(ROLES)


@pytest.mark.parametrize(("label", "expected"), [("session_id", True), ("visit", True), ("order_session", False)])
def test_a_visit_is_no_order(label, expected):
    """But may stand in for one."""
    assert is_visit(label) == expected


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("product_id", "products"),
        ("coupon_upc", "coupons"),
        ("Lieferantennummer", None),
        ("supplier_id", "suppliers"),
        ("campaign_id", "campaigns"),
        ("territory_id", "regions"),
        ("order_id", "orders"),
        ("customer_id", None),
        ("Region", None),
        ("id", None),
    ],
)
def test_an_id_may_say_what_a_table_lists(label, expected):
    """Unless it is a customer's, or speaks of nothing."""
    assert list_named(label) == expected


@pytest.mark.parametrize(("better", "worse"), [("InvoiceId", "InvoiceLineId"), ("order_no", "order_position_no")])
def test_the_id_of_a_line_is_hardly_that_of_an_order(better, worse):
    """Lines of one order have different ones."""
    assert name_points(better)["order"] >= name_points(worse)["order"] + 2


def test_a_category_is_better_known_by_its_name_than_by_its_id():
    """Segments are told by the words of it."""
    assert name_points("category_name")["category"] > name_points("category_id")["category"]


def test_a_genre_is_a_category():
    """In shops of music, films and books."""
    assert name_points("Genre") == {"category": 3.0}


@pytest.mark.parametrize("label", ["€", "$", "123", ""])
def test_a_name_without_words_is_no_category(label):
    """It holds no word that could say so."""
    assert "category" not in name_points(label)
