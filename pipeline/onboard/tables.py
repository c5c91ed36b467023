"""Copies of the built-in tables of travel and of the index, for a user to read and change."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from pipeline.config import SECTIONS_WITH_TABLES, read_region
from pipeline.errors import ConfigError
from pipeline.stages import BuiltIn, input_folder, table_file

if TYPE_CHECKING:
    from pathlib import Path


def write_tables(project: Path, region: str, *, inputs: Path | None) -> list[str]:
    """Write copies of the built-in tables that a region uses beside its input files.

    A file that is there already is left alone.

    Parameters
    ----------
    project
        Folder that holds `data/`.
    region
        The region's name.
    inputs
        Folder of input files, or of one folder a region; the region file's own if not given.

    Returns
    -------
    list[str]
        What was written or left alone, each with the line of the region file that makes the
        region use it.

    Raises
    ------
    ConfigError
        Where the region uses tables of its own alone.
    """
    path = project / "data" / region / "region.toml"
    settings = read_region(path)
    folder = input_folder(path, settings, inputs)
    named = {
        (section, key): table_file(settings, key, section)
        for section, keys in SECTIONS_WITH_TABLES.items()
        for key in keys
    }
    used = {key: table for key, table in named.items() if isinstance(table, BuiltIn)}
    if not used:
        keys = ", ".join(key for _, key in named)
        raise ConfigError(f"{path}: names tables of its own for all of {keys}")
    folder.mkdir(parents=True, exist_ok=True)
    said = []
    for (section, key), table in used.items():
        copy = folder / table.name
        did = f"left alone {copy}, which is there already" if copy.exists() else f"wrote {copy}"
        if not copy.exists():
            shutil.copyfile(table.path, copy)
        line = f'{key} = "{table.name}"'
        said.append(f"{did}; to use it, set under [{section}]: {line}")
    return said
