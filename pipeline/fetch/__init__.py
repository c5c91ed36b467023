"""Downloads of what a region file names by place: the one room that asks the internet.

A place's roads come whole or not at all: the answers of the servers lie in `.osm-cache` beside the
region's input files until all are there, then they become one file and are thrown away.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from pipeline.config import read_region
from pipeline.errors import ConfigError, SourceError
from pipeline.fetch.extract import is_whole, write_extract
from pipeline.fetch.servers import Servers, download
from pipeline.stages import input_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CACHE = ".osm-cache"
MAX_AGE_S = 7 * 24 * 3600
"""Answers older than this are asked for anew: a network of two different weeks is none."""


def fetch_region(
    project: Path,
    region: str,
    *,
    inputs: Path | None,
    again: bool,
    overpass: str | None,
    nominatim: str | None,
    tell: Callable[[str], None],
) -> None:
    """Download the roads of every place that a region file names, in the order of the file.

    What broke off goes on where it stopped. A file that is there stays until its successor is
    complete.

    Parameters
    ----------
    project
        Folder that holds `data/`.
    region
        The region's name.
    inputs
        Folder of input files, or of one folder a region; the region file's own if not given.
    again
        Whether to download what is there already.
    overpass, nominatim
        Addresses of the servers; the public ones if not given.
    tell
        Hears one line a step.

    Raises
    ------
    ConfigError
        Where the region file names no place, or an address is none.
    SourceError
        Where a place is not known, a server cannot be reached or refuses, or nothing can be
        written.
    """
    path = project / "data" / region / "region.toml"
    settings = read_region(path)
    places = {entry.file: entry.place for entry in settings.roads if entry.place}
    if not places:
        raise ConfigError(
            f'{path}: no place to fetch; `[[roads]]` with `place = "..."` in the place of `file` '
            "names one"
        )
    servers = Servers.named(overpass, nominatim)
    folder = input_folder(path, settings, inputs)
    for file, place in places.items():
        goal = folder / file
        if goal.exists() and not again:
            tell(f"{place}: {goal} is there; --again downloads it anew")
        else:
            with _writing(goal):
                _fetch(place, goal, servers, tell)


def _fetch(place: str, goal: Path, servers: Servers, tell: Callable[[str], None]) -> None:
    """Bring a place's answers together, make them one file, and throw them away."""
    cache = goal.parent / CACHE / goal.stem
    cache.mkdir(parents=True, exist_ok=True)
    with _alone(cache, place):
        kept = _usable(cache)
        if kept:
            tell(f"{place}: goes on after {kept} answers that are there already")
        download(place, cache, servers, tell)
        draft = cache / goal.name
        nodes, ways = write_extract(sorted(cache.glob("*.json")), draft)
        if not ways:
            shutil.rmtree(cache)
            raise SourceError("OpenStreetMap has no roads there; name another place", file=place)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(goal)
        shutil.rmtree(cache)
        tell(f"{place}: wrote {goal}, {ways:,} ways on {nodes:,} nodes")
    with suppress(OSError):  # another place's answers may lie beside it
        cache.parent.rmdir()


def _usable(cache: Path) -> int:
    """Return how many answers of a download that broke off are of use; the others are removed."""
    answers = list(cache.glob("*.json"))
    for answer in answers:
        is_old = time.time() - answer.stat().st_mtime > MAX_AGE_S
        if is_old or not is_whole(answer):
            answer.unlink()
    return len([answer for answer in answers if answer.exists()])


@contextmanager
def _alone(cache: Path, place: str) -> Iterator[None]:
    """Hold a place's answers alone."""
    folder = os.open(cache, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(folder)
        raise ConfigError(f"{place}: another run is fetching it; wait for that one") from None
    try:
        yield
    finally:
        os.close(folder)


@contextmanager
def _writing(goal: Path) -> Iterator[None]:
    """Say in words that nothing can be written."""
    try:
        yield
    except OSError as error:
        raise SourceError(
            f"cannot be written ({error.strerror or error}). Make room, or name another folder "
            "with --inputs; what came so far is kept",
            file=goal,
        ) from error
