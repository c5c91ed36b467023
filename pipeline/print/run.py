"""Sheets on disk: which are asked for, and each written whole, many at once."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline import stages
from pipeline.engine.store import replacing
from pipeline.errors import ConfigError
from pipeline.page import notes
from pipeline.page.language import FOLDER, OWN, speaking
from pipeline.page.withheld import lines
from pipeline.paper.files import file_name
from pipeline.paper.hands import each
from pipeline.print.access import access
from pipeline.print.contents import Sheet
from pipeline.print.extents import divisions, whole
from pipeline.print.isolation import isolation
from pipeline.print.links import links
from pipeline.print.page import FORMATS, PAPERS_MM, files_of
from pipeline.print.resilience import resilience
from pipeline.print.source import OF_PAGE, as_built, read_source
from pipeline.print.stability import stability
from pipeline.print.told import HUB
from pipeline.strays import Places, remember_printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipeline.paper.hands import Done
    from pipeline.print.contents import Extent, Theme
    from pipeline.print.source import Source

PAGES = tuple(OF_PAGE)
LANGUAGES = (OWN, *sorted(path.stem for path in FOLDER.glob("*.po")))
PLAIN = {
    "resilience": resilience,
    "stability": stability,
    "isolation": isolation,
    "links": links,
}
"""Themes that ask nothing but the region."""


class Asked(NamedTuple):
    """What is wanted."""

    pages: tuple[str, ...] = PAGES
    papers: tuple[str, ...] = tuple(PAPERS_MM)
    formats: tuple[str, ...] = FORMATS
    service: str | None = None
    """Of the access sheet; that of the region file's quadrants if not given."""
    scenario: str | None = None
    """Of the access sheet; the base scenario if not given."""
    is_each_division: bool = False
    language: str | None = None
    """The first of the region file's if not given."""
    withheld: tuple[str, ...] = ()
    """Sentences on what was left out beforehand."""


class Job(NamedTuple):
    """One sheet."""

    page: str
    paper: str
    division: str = ""
    """Its code; empty for the region as a whole."""

    def __str__(self) -> str:
        return ", ".join(part for part in (self.page, self.division, self.paper) if part)


class Printing(NamedTuple):
    """Sheets about to be written."""

    jobs: list[Job]
    ended: Iterator[Done]
    """What became of each, its files told; the work is done as this is read."""
    notes: tuple[str, ...]
    """What a user must know about the whole."""


def asked_of(
    page: str | None,
    papers: Sequence[str],
    formats: Sequence[str],
    **others: Any,  # noqa: ANN401  fields of `Asked`
) -> Asked:
    """Return what words of a command ask for; nothing named is all there is.

    Raises
    ------
    ConfigError
        Where there is no such page, paper, format or language.
    """
    pages = _known("page", [page] if page else [], PAGES)
    sizes = _known("paper", [paper.upper() for paper in papers], tuple(PAPERS_MM))
    kinds = _known("format", [kind.lower() for kind in formats], FORMATS)
    if others.get("language"):
        _known("language", [others["language"]], LANGUAGES)
    return Asked(pages, sizes, kinds, **others)


def _known(what: str, words: Sequence[str], known: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words, each once, in the order of those that are known; all for none."""
    strangers = [word for word in words if word not in known]
    if strangers:
        raise ConfigError(f"no {what} {strangers[0]!r}; there are: {', '.join(known)}")
    return tuple(one for one in known if one in words) or known


def printing(
    project: Path,
    name: str,
    asked: Asked,
    folder: Path,
    *,
    inputs: Path | None = None,
    workers: int | None = None,
) -> Printing:
    """Return the sheets of a region that are asked for, about to be written.

    Raises
    ------
    StageError
        Where the region's layers are not built or not up to date.
    ConfigError
        Where it has no such service, scenario or division.
    """
    source = read_source(project, name, asked.pages, inputs=inputs)
    checked(source, name, asked)
    extents: list[Extent] = [whole(source.areas)]
    notes: tuple[str, ...] = ()
    if asked.is_each_division:
        extents, outside = divisions(source.areas, name)
        if outside:
            notes = (f"{outside} areas lie in no admin-1 division, and are on no sheet",)
    jobs = [
        Job(page, paper, extent.key)
        for page in asked.pages
        for extent in extents
        for paper in asked.papers
    ]
    ended = each(
        jobs,
        partial(write_sheet, asked=asked, folder=folder),
        here=lambda: source,
        there=partial(as_built, project, name, inputs=inputs),
        count=min(workers or os.cpu_count() or 1, len(jobs)),
    )
    remembered = _remembered(ended, Places.of(project, name), source)
    return Printing(jobs, remembered, notes)


def _remembered(ended: Iterator[Done], places: Places, source: Source) -> Iterator[Done]:
    """Give what became of each sheet, and write down which lie among the region's maps."""
    paths: list[Path] = []
    for one in ended:
        paths += one.made or ()
        yield one
    remember_printed(places, paths, stages.published(source.region))


def checked(source: Source, name: str, asked: Asked) -> None:
    """Refuse what the region does not have.

    Raises
    ------
    ConfigError
        Where it has no areas, or no such service or scenario.
    """
    if source.areas.empty:
        raise ConfigError(f"{name}: there is no area to draw")
    if "access" not in asked.pages:
        return
    table = source.table("access")
    service, scenario = _of_access(source, asked)
    for what, one, column in (
        ("service type", service, "service_type"),
        ("scenario", scenario, "scenario"),
    ):
        known = sorted(set(table[column]))
        if one not in known:
            raise ConfigError(
                f"{name}: no {what} {one!r} in the access layer; there are: {', '.join(known)}"
            )


def write_sheet(source: Source, job: Job, *, asked: Asked, folder: Path) -> list[Path]:
    """Write one sheet in each format, and return the paths.

    Each is put in its place whole, and left alone where it is the same already.
    """
    with speaking(asked.language or source.region.map.languages[0]):
        sheet = sheet_of(source, job, asked)
        files = files_of(sheet, source, job.paper, asked.formats)
    paths = []
    for kind, content in files.items():
        path = folder / f"{stem(source, job, asked)}.{kind}"
        with replacing(path) as draft:
            draft.write_bytes(content)
        paths.append(path)
    return paths


def sheet_of(source: Source, job: Job, asked: Asked) -> Sheet:
    """Return what a sheet shows, in the language that is spoken."""
    return Sheet(
        title=source.region.title,
        day=source.day,
        crs=source.areas.crs,
        theme=_theme(source, job.page, asked),
        extent=_extent(source, job.division),
        sources=source.sources(job.page),
        withheld=(*_withheld(source), *lines(source.withheld), *asked.withheld),
        version=source.version,
    )


def stem(source: Source, job: Job, asked: Asked) -> str:
    """Return the name of a sheet's files, without suffix."""
    more = []
    if job.page == "access" and (asked.service or asked.scenario):
        more = [file_name(one) for one in _of_access(source, asked)]
    division = [file_name(job.division)] if job.division else []
    return "-".join([job.page, *more, *division, job.paper.lower()])


def _theme(source: Source, page: str, asked: Asked) -> Theme:
    if page == "access":
        return access(source, *_of_access(source, asked))
    return PLAIN[page](source)


def _of_access(source: Source, asked: Asked) -> tuple[str, str]:
    """Return service and scenario of the access sheet; hubs where nothing has the headline."""
    service = asked.service or source.region.resilience.access_service
    known = set(source.table("access")["service_type"])
    if asked.service is None and service not in known:
        service = HUB
    return service, asked.scenario or source.base


def _extent(source: Source, key: str) -> Extent:
    if not key:
        return whole(source.areas)
    found, _ = divisions(source.areas, source.region.title)
    return next(one for one in found if one.key == key)


def _withheld(source: Source) -> tuple[str, ...]:
    """Return what is not shown as the region file has it; of a published one all is told so."""
    if source.withheld is not None:
        return ()
    return (notes.points(are_shown=source.region.map.show_incident_points),)
