"""Customer segments that can be trusted, explained and acted on.

>>> import coterie
>>> run = coterie.segment("orders.csv")  # doctest: +SKIP
>>> run.segments  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coterie.config import Config
    from coterie.errors import CoterieError, CoterieWarning
    from coterie.model.kmeans import KMeans
    from coterie.model.preparation import SignedLog, Winsorizer
    from coterie.model.rfm import RFMScorer
    from coterie.model.selection import KSelection, choose_k
    from coterie.ui.library import Run, load, segment

__version__ = "0.1.0"

__all__ = [
    "Config",
    "CoterieError",
    "CoterieWarning",
    "KMeans",
    "KSelection",
    "RFMScorer",
    "Run",
    "SignedLog",
    "Winsorizer",
    "choose_k",
    "load",
    "segment",
]

_HOMES = {
    "Config": "coterie.config",
    "CoterieError": "coterie.errors",
    "CoterieWarning": "coterie.errors",
    "KMeans": "coterie.model.kmeans",
    "KSelection": "coterie.model.selection",
    "RFMScorer": "coterie.model.rfm",
    "Run": "coterie.ui.library",
    "SignedLog": "coterie.model.preparation",
    "Winsorizer": "coterie.model.preparation",
    "choose_k": "coterie.model.selection",
    "load": "coterie.ui.library",
    "segment": "coterie.ui.library",
}


def __getattr__(name: str) -> object:
    """Open the home of a public name when it is first asked for, so that importing the package stays light."""
    if name not in _HOMES:
        message = f"module 'coterie' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted([*__all__, "__version__"])
