"""A first region file, guessed from the columns of the files that there are."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.config import RegionName, region_of
from pipeline.errors import ConfigError, PipelineError
from pipeline.formats.tables import read_frame, texts
from pipeline.formats.toml_text import toml_comment, toml_line
from pipeline.onboard.columns import Line, areas_lines, is_ground, kinds, raster_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

PBF_SUFFIXES = (".pbf", ".osm")
RASTER_SUFFIXES = (".tif", ".tiff", ".vrt")
SIDE_SUFFIXES = (".dbf", ".prj", ".shx", ".cpg", ".sbn", ".sbx", ".qpj", ".xml", ".toml", ".md")
ORDER = (
    *("areas", "people", "roads", "places", "services", "incidents", "closures", "surveys"),
    "evidence",
)


class Entry(NamedTuple):
    """One entry of the region file."""

    kind: str
    lines: list[Line]


def first_region_file(project: Path, region: str, files: Sequence[Path]) -> tuple[Path, list[str]]:
    """Write `data/<region>/region.toml` from what the files' columns look like.

    Every guess bears a comment that says what to check. Several files of polygons: the one with
    most rows is taken as the areas.

    Parameters
    ----------
    project
        Folder that holds `data/`.
    region
        The new region's name.
    files
        Boundaries, people, and whatever else there is; folders stand for the files in them.

    Returns
    -------
    tuple[Path, list[str]]
        The file, and what became of each input file, for people to read.

    Raises
    ------
    ConfigError
        Where the region has a file already, a file is not there, or no boundaries or people are
        among the files.
    """
    path = project / "data" / region / "region.toml"
    if not RegionName.fullmatch(region):
        raise ConfigError(
            f"{region!r} is no region name: lower-case letters, digits, `-` and `_`, at most 64"
        )
    if path.exists():
        raise ConfigError(f"{path} is there already; edit it, or move it away first")
    paths = _given(files)
    folder = Path(os.path.commonpath([file.parent for file in paths])) if paths else project
    entries, notes = _entries(paths, folder)
    for kind in ("areas", "people"):
        if not any(entry.kind == kind for entry in entries):
            raise ConfigError(
                f"no {kind} among the files: a region needs boundaries (polygons) and people (a "
                f"raster .tif, or a table by area). {'; '.join(notes)}"
            )
    inputs = Path(os.path.relpath(folder, path.parent.resolve())).as_posix()
    text = _text(region, inputs, entries)
    region_of(tomllib.loads(text), path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path, notes


def _text(region: str, inputs: str, entries: Sequence[Entry]) -> str:
    """Return the region file."""
    lines = [
        "# Written from the columns of the files. Look at every line with `guess`, then run",
        f"# `resilience check {toml_comment(region)}`. Every key is in docs/region.md.",
        toml_line("title", region.replace("-", " ").replace("_", " ").title(), "guess: its name"),
    ]
    if inputs != ".":
        lines.append(toml_line("inputs", inputs))
    for entry in sorted(entries, key=lambda entry: ORDER.index(entry.kind)):
        is_single = entry.kind in ("areas", "people")
        lines += ["", f"[{entry.kind}]" if is_single else f"[[{entry.kind}]]"]
        lines += [toml_line(*line) for line in entry.lines]
    return "\n".join(lines) + "\n"


def _given(files: Sequence[Path]) -> list[Path]:
    """Return the files, folders opened, without the side files of shapefiles."""
    missing = [str(file) for file in files if not file.exists()]
    if missing:
        raise ConfigError(f"no such file: {', '.join(missing)}")
    opened = [one for file in files for one in (file.iterdir() if file.is_dir() else [file])]
    # Not resolved: a link counts as lying where it lies.
    paths = {Path(os.path.abspath(file)) for file in opened}  # noqa: PTH100
    return sorted(
        path for path in paths if path.is_file() and path.suffix.lower() not in SIDE_SUFFIXES
    )


def _entries(paths: Sequence[Path], folder: Path) -> tuple[list[Entry], list[str]]:
    """Return the entries that the files make, and what became of each file."""
    frames: dict[Path, Any] = {}
    entries: list[Entry] = []
    notes: list[str] = []
    for path in paths:
        if path.name.lower().endswith(PBF_SUFFIXES):
            entries.append(_entry("roads", path, folder, []))
        elif path.suffix.lower() in RASTER_SUFFIXES:
            kind, lines = raster_lines(path.stem)
            entries.append(_entry(kind, path, folder, lines))
        else:
            try:
                frames[path] = read_frame(path, {})
            except PipelineError as error:
                notes.append(f"left out: {error}")
    codes = _take_areas(frames, folder, entries, notes)
    for path, frame in frames.items():
        found = list(kinds(path.stem, frame, codes))
        entries += [_entry(kind, path, folder, lines) for kind, lines in found]
        if not found:
            notes.append(f"left out: {path}: neither its columns nor its geometry are known")
    return _one_people(entries, notes)


def _take_areas(
    frames: dict[Path, Any], folder: Path, entries: list[Entry], notes: list[str]
) -> set[str]:
    """Move the files of polygons out of the frames, and return the areas' codes."""
    grounds = [path for path, frame in frames.items() if is_ground(frame)]
    if not grounds:
        return set()
    most = max(grounds, key=lambda path: len(frames[path]))
    lines, columns = areas_lines(frames[most])
    entries.append(_entry("areas", most, folder, lines))
    codes = set(texts(frames[most][columns[0]]).dropna()) if columns else set()
    for path in grounds:
        del frames[path]
        if path != most:
            notes.append(f"left out: {path}: polygons too, but fewer than the areas'")
    return codes


def _one_people(entries: list[Entry], notes: list[str]) -> tuple[list[Entry], list[str]]:
    """Return the entries with people once, a raster before a table, and notes on them all."""
    people = sorted((e for e in entries if e.kind == "people"), key=lambda e: e.lines[1][1])
    for extra in people[1:]:
        entries.remove(extra)
        notes.append(f"left out: {extra.lines[0][1]}: people come from {people[0].lines[0][1]}")
    return entries, [*(f"{e.kind}: {e.lines[0][1]}" for e in entries), *notes]


def _entry(kind: str, path: Path, folder: Path, lines: list[Line]) -> Entry:
    return Entry(kind, [("file", path.relative_to(folder).as_posix(), ""), *lines])
