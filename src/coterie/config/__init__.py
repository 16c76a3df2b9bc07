"""All settings of a run: the tree, its sections, and the file they are read from."""

from __future__ import annotations

from coterie.config.data import DataSettings
from coterie.config.sections import (
    EngineSettings,
    EvidenceSettings,
    FeatureSettings,
    ModelSettings,
    OwnFeatureSettings,
    PreparationSettings,
)
from coterie.config.tables import AppendSettings, JoinSettings, TableSettings
from coterie.config.tree import Config, Setting, read_config

__all__ = [
    "AppendSettings",
    "Config",
    "DataSettings",
    "EngineSettings",
    "EvidenceSettings",
    "FeatureSettings",
    "JoinSettings",
    "ModelSettings",
    "OwnFeatureSettings",
    "PreparationSettings",
    "Setting",
    "TableSettings",
    "read_config",
]
