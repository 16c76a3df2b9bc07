"""What all settings are: frozen, and strict about names."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

__all__ = ["Frozen"]


class Frozen(BaseModel):
    """Settings that cannot be changed, and admit no name that they do not know.

    Examples
    --------
    >>> Frozen.model_config["extra"]
    'forbid'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
