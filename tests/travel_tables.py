"""The built-in tables of the travel model, read as a build reads them."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pipeline
from pipeline.layers.scenarios import scenarios
from pipeline.schema import conform

if TYPE_CHECKING:
    import pandas as pd

FOLDER = Path(pipeline.__file__).parent / "tables"
FILES = {
    "class_speeds": "class_speeds_rural.csv",
    "caps": "caps_osrm.csv",
    "factors": "factors_default.csv",
    "vehicles": "vehicles_default.csv",
}


def table_of(name: str, path: Path) -> pd.DataFrame:
    """Return the table of one of these sources that a file holds."""
    read = getattr(import_module(f"pipeline.sources.{name}"), name)
    return conform(name, read(files=[path], table=path.name).table)


def built_in() -> dict[str, pd.DataFrame]:
    """Return all that `speeds` needs beside the network."""
    tables = {name: table_of(name, FOLDER / file) for name, file in FILES.items()}
    return {**tables, "scenarios": scenarios_of(tables)}


def scenarios_of(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the scenarios of some factors and vehicles."""
    found = scenarios(factors=tables["factors"], vehicles=tables["vehicles"], asked=[])
    return conform("scenarios", found)
