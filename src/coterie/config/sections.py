"""Settings of the stages of a run: features, preparation, segments, evidence, machine."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from coterie.config.frozen import Frozen

__all__ = [
    "EngineSettings",
    "EvidenceSettings",
    "FeatureSettings",
    "ModelSettings",
    "OwnFeatureSettings",
    "PreparationSettings",
]


class OwnFeatureSettings(Frozen):
    """A feature of the user's own: a formula over aggregates and features."""

    formula: str = Field(description="As in monetary_total / n_items.")
    unit: str = Field(description="Of its value: money, share, ratio, index, days, orders, or another word.")
    meaning: str | None = Field(None, description="One sentence for the report. Default: the formula.")
    label: str | None = Field(None, description="A few words for axes and tables. Default: the name.")
    scale: Literal["log", "linear"] = Field("linear", description="How it is prepared: log where ratios count.")
    direction: Literal[1, -1, 0] = Field(0, description="Whether more is better (1), worse (-1) or neither (0).")


class FeatureSettings(Frozen):
    """Which features there are, and which of them enter the clustering."""

    basis: tuple[str, ...] | None = Field(
        None,
        description="Features that enter K-means. Default: recency_days, n_orders, monetary_total, as far as known.",
    )
    categories: int = Field(
        8, ge=0, le=100, description="How many of the categories that sell most have their share as a feature."
    )
    own: dict[str, OwnFeatureSettings] = Field({}, description="Features of your own, each by its name.")

    @field_validator("basis", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else value


class PreparationSettings(Frozen):
    """How features are prepared before the clustering."""

    scaling: Literal["standard", "minmax", "robust"] = Field(
        "standard", description="Scale by standard deviation, by range, or by quartiles."
    )
    winsorize: float | None = Field(
        None, ge=0.0, lt=0.5, description="Clip this share of the smallest and of the largest values of a feature."
    )
    outliers: Literal["none", "iqr", "zscore"] = Field(
        "none",
        description="How unusual values are found: iqr, 1.5 ranges between the quartiles beyond them; zscore, 3 "
        "standard deviations from the mean.",
    )
    outlier_action: Literal["flag", "winsorize", "leave_out"] = Field(
        "flag",
        description="What is done about outliers: told only; pulled in to the limit; or left out of the fit and "
        "assigned all the same.",
    )
    impute: Literal["none", "median", "mean", "iterative", "knn"] = Field(
        "median",
        description="Of a table with one row a customer: what fills a gap. A value of the feature, or a model of the "
        "others: linear (iterative), or typical customers (knn). With none, a customer with a gap has no segment.",
    )


class ModelSettings(Frozen):
    """How many segments, and how they are found."""

    k: int | None = Field(None, ge=1, description="Number of segments; left out, the evidence decides.")
    why: str | None = Field(None, description="Why this number was chosen; shown in the report.")
    k_min: int = Field(2, ge=2, description="Smallest number of segments that is tried.")
    k_max: int = Field(12, ge=2, description="Largest number of segments that is tried.")
    n_init: int = Field(10, ge=1, description="Starts of the final clustering; the best one is kept.")
    max_iter: int = Field(300, ge=1, description="Passes over the data of one start, at most.")
    seed: int = Field(0, ge=0, description="Seed of everything random.")


class EvidenceSettings(Frozen):
    """What the evidence must reach before a number of segments counts."""

    valley_depth: float = Field(0.3, gt=0, description="Least fall of the log density between two natural groups.")
    agreement: float = Field(0.75, ge=0, le=1, description="Least agreement (ARI) of split halves.")
    jaccard: float = Field(0.6, ge=0, le=1, description="Least Jaccard index of the segment found again worst.")
    prediction_strength: float = Field(0.75, ge=0, le=1, description="Least prediction strength of natural groups.")
    smallest_share: float = Field(0.05, ge=0, le=1, description="Least share of customers in a segment of useful cuts.")
    cuts_min: int = Field(3, ge=2, description="Smallest number of useful cuts.")
    cuts_max: int = Field(8, ge=2, description="Largest number of useful cuts.")
    n_evidence: int = Field(20_000, ge=100, description="Most customers on whom evidence is measured.")
    n_repeats: int = Field(20, ge=2, description="Pairs of halves for each number of segments.")


class EngineSettings(Frozen):
    """What the machine may spend; changes no result."""

    memory_limit: str | None = Field(
        None, description="Memory the process may use, as in 2GB; tables get less than half and then spill to disk."
    )
    threads: int | None = Field(None, ge=1, description="Threads to use. Default: all.")
