"""What a column's name says of it: an outcome, a trait of a person, a code, an id, words for people to read.

Comes in: a label. Goes out: yes or no. The rule of this module: a name is looked at in parts and as one word, so that
``TrafficType``, ``traffic_type`` and ``TRAFFICTYPE`` say the same; words are those of eight languages.
"""

from __future__ import annotations

import unicodedata

from coterie.data.traits.names import label_parts

__all__ = [
    "names_birth_year",
    "names_code",
    "names_id",
    "names_outcome",
    "names_person",
    "names_revenue",
    "names_segmentation",
    "names_words",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_OUTCOMES = _words(
    """
    churn churned churns target label labels outcome response responded converted conversion default defaulted
    attrition exited lapsed retained attrited cancelled canceled unsubscribed kuendigung kundigung gekuendigt
    abwanderung zielvariable abandono baja desabonnement opzegging
    """
)
_OUTCOMES_ALONE = _words("y class cluster clusters group groups klasse clase classe result returned bought purchased")
_REVENUE = _words("revenue purchase buy sale order umsatz achat compra acquisto")
_SEGMENTATIONS = _words("cluster clusters segment segments segmento segmenten kmeans rfm persona personas segmentation")
_PEOPLE = _words(
    """
    age ages alter edad eta idade leeftijd wiek gender sex geschlecht genre genero sexo sesso geslacht plec birth
    birthday birthdate birthyear yearbirth yob dob geburt geburtsjahr geburtstag geburtsdatum naissance nacimiento
    nascita nascimento geboortejaar marital married marriage familienstand ethnicity ethnic race religion religious
    nationality nationalitaet nationalitat disability disabled kids kid kidhome children child teens teen teenhome
    kinder enfants hijos figli filhos kinderen dependents dependants dependent partner spouse household education
    degree bildung bildungsgrad etudes educacion istruzione educacao opleiding senior seniorcitizen pensioner
    """
)
_PEOPLE_TOGETHER = (
    "customerage",
    "ageyears",
    "agegroup",
    "ageband",
    "agerange",
    "ageclass",
    "yearofbirth",
    "yearbirth",
    "dateofbirth",
    "maritalstatus",
    "householdsize",
    "householdcomp",
    "kidscount",
    "numchildren",
    "hasdependents",
    "seniorcitizen",
    "educationlevel",
)
_PLACES_OF_HOUSEHOLDS = _words("id no nr number income")
_CODES = _words(
    """
    code codes type types channel channels region regions browser browsers system systems segment segments category
    categories status zone area district store branch group class plan product device platform os tier gruppe typ art
    kanal gebiet filiale tipo canal regione zona categoria type soort kanaal regio
    """
)
_CODE_ENDINGS = (
    "code",
    "type",
    "types",
    "channel",
    "region",
    "browser",
    "system",
    "systems",
    "segment",
    "category",
    "status",
    "zone",
)
_IDS = _words("id ids uuid guid key number no nr nummer numero identifier kennung codigo")
_ID_ENDINGS = ("nummer", "number", "numero", "uuid", "guid")
_READ_BY_PEOPLE = _words(
    """
    name names firstname lastname surname fullname vorname nachname nom prenom nombre apellido nome cognome naam
    email mail phone telephone tel fax mobile telefon telefono telefone address street strasse adresse direccion
    indirizzo endereco adres plz zip postcode comment comments note notes remark remarks description url
    website bemerkung
    """
)
_ADDRESSES_ALONE = _words("cap cp")
_ADDRESSES_TOGETHER = (
    "postalcode",
    "zipcode",
    "codepostal",
    "codigopostal",
    "postleitzahl",
    "phonenumber",
    "telephonenumber",
    "mobilenumber",
    "telefonnummer",
    "handynummer",
    "phoneno",
    "telno",
    "numerotelephone",
    "numerodetelephone",
    "numerotelefono",
    "numerodetelefono",
)
_BIRTH_YEARS = ("yearbirth", "birthyear", "yearofbirth", "yob", "geburtsjahr", "geboortejaar", "annodinascita")


def _plain(label: str) -> tuple[tuple[str, ...], str]:
    """Return the parts of a label without accents, and all of it as one word."""
    decomposed = unicodedata.normalize("NFKD", label)
    parts = label_parts("".join(letter for letter in decomposed if not unicodedata.combining(letter)))
    return parts, "".join(parts)


def names_outcome(label: str) -> bool:
    """Say whether a name is that of what one would foretell.

    Parameters
    ----------
    label : str
        The user's name of a column.

    Returns
    -------
    bool

    Examples
    --------
    >>> [names_outcome(label) for label in ("Churn", "y", "AcceptedCmp3", "default_next_month", "Class of travel")]
    [True, True, False, True, False]
    """
    parts, whole = _plain(label)
    return bool(_OUTCOMES & {*parts, whole}) or whole in _OUTCOMES_ALONE


def names_segmentation(label: str) -> bool:
    """Say whether a name is that of an earlier segmentation.

    Parameters
    ----------
    label : str
        The user's name of a column.

    Returns
    -------
    bool

    Examples
    --------
    >>> [names_segmentation(label) for label in ("segment", "ref_sklearn_kmeans", "rfm_score", "Region")]
    [True, True, True, False]
    """
    parts, _ = _plain(label)
    return bool(_SEGMENTATIONS & set(parts))


def names_revenue(label: str) -> bool:
    """Say whether a name is that of money earned; a yes or no under it is an outcome.

    Parameters
    ----------
    label : str
        The user's name of a column.

    Returns
    -------
    bool

    Examples
    --------
    >>> names_revenue("Revenue"), names_revenue("PageValues")
    (True, False)
    """
    return _plain(label)[1] in _REVENUE


def names_person(label: str) -> bool:
    """Say whether a name is that of a trait of the person, not of the customer.

    Parameters
    ----------
    label : str
        The user's name of a column.

    Returns
    -------
    bool

    Examples
    --------
    >>> [names_person(label) for label in ("Age", "Marital_Status", "usage", "household_id", "SENIORCITIZEN")]
    [True, True, False, False, True]
    """
    parts, whole = _plain(label)
    if "household" in parts and _PLACES_OF_HOUSEHOLDS & set(parts):
        return False
    return bool(_PEOPLE & {*parts, whole}) or whole in _PEOPLE_TOGETHER


def names_birth_year(label: str) -> bool:
    """Say whether a name is that of a year of birth.

    Parameters
    ----------
    label : str
        The user's name of a column.

    Returns
    -------
    bool

    Examples
    --------
    >>> names_birth_year("Year_Birth"), names_birth_year("birthday")
    (True, False)
    """
    return any(word in _plain(label)[1] for word in _BIRTH_YEARS)


def names_code(label: str) -> bool:
    """Say whether whole numbers under a name stand for classes.

    Parameters
    ----------
    label : str
        The user's name of a column.

    Returns
    -------
    bool

    Examples
    --------
    >>> [names_code(label) for label in ("Channel", "OperatingSystems", "TRAFFICTYPE", "Grocery")]
    [True, True, True, False]
    """
    parts, whole = _plain(label)
    last = {*parts[-1:], whole}
    return bool(_CODES & last) or whole.endswith(_CODE_ENDINGS)


def names_id(label: str) -> bool:
    """Say whether a name is that of an id.

    Parameters
    ----------
    label : str
        The user's name of a column.

    Returns
    -------
    bool

    Examples
    --------
    >>> names_id("customerID"), names_id("Kundennummer"), names_id("Milk")
    (True, True, False)
    """
    parts, whole = _plain(label)
    return bool(_IDS & {*parts[-1:], whole}) or whole.endswith(_ID_ENDINGS)


def names_words(label: str) -> bool:
    """Say whether a name is that of something only people read: a name, an address, a remark.

    Parameters
    ----------
    label : str
        The user's name of a column.

    Returns
    -------
    bool

    Examples
    --------
    >>> names_words("company_name"), names_words("E-Mail"), names_words("Income")
    (True, True, False)
    """
    parts, whole = _plain(label)
    is_address = whole in _ADDRESSES_ALONE or whole.endswith(_ADDRESSES_TOGETHER)
    return is_address or bool(_READ_BY_PEOPLE & {*parts[-1:], whole})
