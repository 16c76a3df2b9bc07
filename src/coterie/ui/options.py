"""Command line options, made from the settings: one help sentence, stated once in ``config``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coterie.config import Config

__all__ = [
    "About",
    "Amount",
    "AsJson",
    "AsOf",
    "Basis",
    "ConfigFile",
    "Customer",
    "Decimal",
    "K",
    "KMax",
    "KMin",
    "MemoryLimit",
    "Order",
    "Out",
    "Price",
    "Product",
    "Quantity",
    "Scaling",
    "Seed",
    "Threads",
    "Time",
    "TimeStyle",
    "Why",
    "Winsorize",
]

_HELP = {setting.name: setting.help for setting in Config.settings()}

Customer = Annotated[str | None, typer.Option("--customer", help=_HELP["customer"])]
Time = Annotated[str | None, typer.Option("--time", help=_HELP["time"])]
Order = Annotated[str | None, typer.Option("--order", help=_HELP["order"])]
Amount = Annotated[str | None, typer.Option("--amount", help=_HELP["amount"])]
Quantity = Annotated[str | None, typer.Option("--quantity", help=_HELP["quantity"])]
Price = Annotated[str | None, typer.Option("--price", help=_HELP["price"])]
Product = Annotated[str | None, typer.Option("--product", help=_HELP["product"])]
TimeStyle = Annotated[str | None, typer.Option("--time-style", help=_HELP["time_style"])]
Decimal = Annotated[str | None, typer.Option("--decimal", help=_HELP["decimal"])]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DAY", help=_HELP["as_of"])]
About = Annotated[str | None, typer.Option("--about", help=_HELP["about"])]
Basis = Annotated[str | None, typer.Option("--basis", metavar="NAMES", help=_HELP["basis"] + " Separate by commas.")]
Scaling = Annotated[str | None, typer.Option("--scaling", help=_HELP["scaling"])]
Winsorize = Annotated[float | None, typer.Option("--winsorize", metavar="SHARE", help=_HELP["winsorize"])]
K = Annotated[int | None, typer.Option("--k", help=_HELP["k"])]
Why = Annotated[str | None, typer.Option("--why", help=_HELP["why"])]
KMin = Annotated[int | None, typer.Option("--k-min", help=_HELP["k_min"])]
KMax = Annotated[int | None, typer.Option("--k-max", help=_HELP["k_max"])]
Seed = Annotated[int | None, typer.Option("--seed", help=_HELP["seed"])]
MemoryLimit = Annotated[str | None, typer.Option("--memory-limit", metavar="SIZE", help=_HELP["memory_limit"])]
Threads = Annotated[int | None, typer.Option("--threads", help=_HELP["threads"])]
ConfigFile = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Settings in a TOML file.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="The bundle to write. Default: SOURCE.coterie.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
