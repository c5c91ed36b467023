"""Sheets on disk: one, or many at once in processes of their own."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from pipeline.engine.store import replacing
from pipeline.paper.files import file_name
from pipeline.paper.hands import each
from pipeline.sheet.facts import sheet_of
from pipeline.sheet.gpx import gpx_text
from pipeline.sheet.page import pdf_of
from pipeline.sheet.region import built_region
from pipeline.sheet.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipeline.paper.hands import Done
    from pipeline.sheet.region import Built

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
) -> Iterator[Done]:
    """Write many sheets, telling what became of each as it ends; one that fails stops no other.

    Parameters
    ----------
    workers
        Processes at once; one a core if not given.
    """
    ids = sorted(community_ids)
    return each(
        ids,
        partial(write_sheet, folder=folder),
        here=partial(Source, built),
        there=partial(_read, built.project, built.name),
        count=min(workers or os.cpu_count() or 1, -(-len(ids) // FEW)),
    )


def _read(project: Path, region: str) -> Source:
    return Source(built_region(project, region))
