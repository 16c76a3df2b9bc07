"""A name says the same in any case and with any marks, and no more than it says."""

from __future__ import annotations

import pytest

from coterie.data.traits import meanings


@pytest.mark.parametrize(
    ("says", "labels"),
    [
        (
            meanings.names_outcome,
            ["Churn", "label", "y", "Response", "Kündigung", "default payment next month", "CLASS"],
        ),
        (meanings.names_segmentation, ["segment", "Cluster_ID", "rfm_score", "ref_sklearn_kmeans"]),
        (meanings.names_revenue, ["Revenue", "PURCHASE"]),
        (
            meanings.names_person,
            ["Age", "CUSTOMERAGE", "gender", "Marital_Status", "SeniorCitizen", "Geschlecht", "kids_count"],
        ),
        (meanings.names_birth_year, ["Year_Birth", "YEARBIRTH", "Geburtsjahr"]),
        (meanings.names_code, ["Region", "TrafficType", "TRAFFICTYPE", "OperatingSystems", "zip_code"]),
        (meanings.names_id, ["customerID", "CUST_ID", "Kundennummer", "uuid"]),
        (meanings.names_words, ["company_name", "E-Mail", "phone", "Fax", "Adresse"]),
        (meanings.names_words, ["PLZ", "Postleitzahl", "ZIP", "zip code", "billing_zip", "postal code", "CP", "CAP"]),
        (meanings.names_words, ["postcode", "ZipCode", "code postal", "phone_number", "Telefonnummer", "PhoneNo"]),
    ],
)
def test_names_that_say_it(says, labels) -> None:  # type: ignore[no-untyped-def]  the functions share a signature
    """In any case, with humps or with marks."""
    assert [label for label in labels if not says(label)] == []


@pytest.mark.parametrize(
    ("says", "labels"),
    [
        (meanings.names_outcome, ["AcceptedCmp3", "Milk", "class_of_travel", "yearly"]),
        (meanings.names_segmentation, ["Region", "segmental"]),
        (meanings.names_revenue, ["PageValues", "revenue_2011"]),
        (meanings.names_person, ["usage", "Average", "household_id", "household_income", "package"]),
        (meanings.names_birth_year, ["birthday", "year"]),
        (meanings.names_code, ["Grocery", "type_of_milk_litres"]),
        (meanings.names_id, ["Milk", "idle"]),
        (meanings.names_words, ["PhoneService", "Income", "named_accounts", "spending_cap"]),
    ],
)
def test_names_that_do_not(says, labels) -> None:  # type: ignore[no-untyped-def]  the same
    """A word inside another word is none."""
    assert [label for label in labels if says(label)] == []
