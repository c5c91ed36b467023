"""Sheets on disk: one, or many at once in processes of their own."""

from __future__ import annotations

import multiprocessing
import os
import re
from concurrent.futures import ProcessPoolExecutor, as_completed
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from pipeline.engine.store import replacing
from pipeline.sheet.facts import sheet_of
from pipeline.sheet.gpx import gpx_text
from pipeline.sheet.page import pdf_of
from pipeline.sheet.region import built_region
from pipeline.sheet.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipeline.sheet.region import Built

MOST_NAME = 80
"""Letters of an id that a file's name takes."""
FEW = 4
"""Sheets that are quicker written one by one."""
SYMBOLS = {
    "hub": "Flag, Blue",
    "community": "Residence",
    "service": "Medical Facility",
    "weakest": "Danger Area",
    "reached": "Trail Head",
}
"""Way point symbols that receivers know."""


class Ended(NamedTuple):
    """What became of one sheet."""

    community_id: str
    path: Path | None
    """The PDF; None where it was not written."""
    fault: str = ""
    """Why not."""


def file_name(community_id: str) -> str:
    """Return an id as a file's name, without suffix: plain letters, digits, `-`, `_`, `.`.

    Where that is not the id itself, some of its hash is added, so that no two ids share a name.
    """
    safe = re.sub(r"[^A-Za-z0-9_.-]+", "_", community_id).strip("._-")[:MOST_NAME]
    if safe and safe == community_id:
        return safe
    return f"{safe}~{sha256(community_id.encode(errors='surrogatepass')).hexdigest()[:8]}".lstrip(
        "~"
    )


def write_sheet(source: Source, community_id: str, folder: Path) -> Path:
    """Write the PDF and the GPX file of one community, and return the PDF's path.

    Each is put in its place whole, and left alone where it is the same already.
    """
    sheet = sheet_of(source, community_id)
    is_shown = source.region.map.show_incident_points
    pdf = pdf_of(sheet, source.ground, shows_incidents=is_shown)
    points = [(spot.name, SYMBOLS[spot.kind], spot.at) for spot in sheet.picture.spots]
    name = f"{sheet.title} {community_id}"
    tracks = [(name, sheet.track), (f"{name}, round the weakest link", sheet.other_track)]
    gpx = gpx_text(name, points, sheet.route, tracks)
    goal = folder / f"{file_name(community_id)}.pdf"
    for path, content in ((goal, pdf), (goal.with_name(f"{goal.stem}.gpx"), gpx.encode())):
        with replacing(path) as draft:
            draft.write_bytes(content)
    return goal


def write_sheets(
    built: Built,
    community_ids: Sequence[str],
    folder: Path,
    *,
    workers: int | None = None,
) -> Iterator[Ended]:
    """Write many sheets, telling what became of each as it ends; one that fails stops no other.

    Parameters
    ----------
    workers
        Processes at once; one a core if not given.
    """
    ids = sorted(community_ids)
    count = min(workers or os.cpu_count() or 1, -(-len(ids) // FEW))
    return _one_by_one(built, ids, folder) if count < 2 else _at_once(built, ids, folder, count)


def _one_by_one(built: Built, ids: Sequence[str], folder: Path) -> Iterator[Ended]:
    """Write sheets in this process."""
    source = Source(built)
    for community_id in ids:
        yield _ended(source, community_id, folder)


def _at_once(built: Built, ids: Sequence[str], folder: Path, count: int) -> Iterator[Ended]:
    """Write sheets in processes; each reads the region once."""
    context = multiprocessing.get_context("spawn")
    of_region = built.project, built.name
    with ProcessPoolExecutor(count, context, _begin, of_region) as pool:
        jobs = {pool.submit(_in_process, one, folder): one for one in ids}
        for job in as_completed(jobs):
            fault = job.exception()
            if fault:  # the process itself died
                yield Ended(jobs[job], None, f"{type(fault).__name__}: {fault}")
            else:
                yield job.result()


_SOURCES: list[Source] = []
"""What this process has read, for the sheets that it writes."""


def _begin(project: Path, region: str) -> None:
    _SOURCES[:] = [Source(built_region(project, region))]


def _in_process(community_id: str, folder: Path) -> Ended:
    return _ended(_SOURCES[0], community_id, folder)


def _ended(source: Source, community_id: str, folder: Path) -> Ended:
    """Write one sheet; whatever goes wrong with it is told, and stops no other."""
    try:
        return Ended(community_id, write_sheet(source, community_id, folder))
    except Exception as error:  # noqa: BLE001  told by id, with its kind
        return Ended(community_id, None, f"{type(error).__name__}: {error}")
