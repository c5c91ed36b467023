"""The command `resilience`: parse, call, print. The only place that catches errors."""

from __future__ import annotations

import os
import traceback
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.engine.run import build, look, stale
from pipeline.errors import PipelineError, StageError
from pipeline.goals import wanted
from pipeline.screen import Count, Screen, err, last_time, one_line, out, reasons, short, too_large
from pipeline.strays import Places, warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.engine.run import Event, Step

app = typer.Typer(
    name="resilience",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="From a region's files to access and stability layers, isolated communities and maps.",
)

ProjectOption = Annotated[
    Path | None, typer.Option("--project", help="Folder with data/; this one if not given.")
]
InputsOption = Annotated[
    Path | None, typer.Option("--inputs", help="Folder of input files, or of one a region.")
]
ServerOption = Annotated[
    str | None, typer.Option(metavar="URL", help="Ask this server, not the public one.")
]
DebugOption = Annotated[bool, typer.Option("--debug", help="Show the trace of an error.")]
Words = Annotated[list[str] | None, typer.Argument(metavar="[REGION|GOAL]...")]
Regions = Annotated[list[str] | None, typer.Argument(metavar="[REGION]...")]


def main() -> None:
    """Run the command."""
    app()


@app.command()
def sample(project: ProjectOption = None, *, debug: DebugOption = False) -> None:
    """Write the input files of the made-up region, data/sample."""
    from pipeline.sample.write import write_sample

    with _reporting(debug=debug):
        folder = _project(project) / "data" / "sample"
        write_sample(folder)
        out().print(f"wrote {folder}; next: resilience build sample")


@app.command()
def check(
    region: str,
    project: ProjectOption = None,
    inputs: InputsOption = None,
    *,
    debug: DebugOption = False,
) -> None:
    """Say what a region's files are, what is missing, and what would be read."""
    from pipeline.check import check_region

    with _reporting(debug=debug):
        report = check_region(_project(project), region, inputs=inputs)
        out().print(report.text())
        if not report.is_ok:
            raise typer.Exit(1)


@app.command(name="build")
def build_command(
    words: Words = None,
    project: ProjectOption = None,
    inputs: InputsOption = None,
    scheduler: Annotated[
        str, typer.Option(help="threads, processes, sync, or a Dask cluster's tcp://HOST:PORT.")
    ] = "threads",
    workers: Annotated[
        int | None, typer.Option(min=1, help="Stages at once; one a core if not given.")
    ] = None,
    *,
    no_wait: Annotated[
        bool, typer.Option("--no-wait", help="Fail where another run holds the region.")
    ] = False,
    debug: DebugOption = False,
) -> None:
    """Bring outputs up to date: of regions, or of goals such as layers/kivu/access.parquet."""
    with _reporting(debug=debug):
        own = _project(project)
        steps, faults, whole = wanted(own, words or [], inputs)
        for fault in faults:
            err().print(f"error: {fault}")
        with Screen(debug=debug) as screen:
            events = build(
                steps, scheduler=scheduler, workers=workers, wait=not no_wait, tell=screen.hear
            )
        _sum_up(steps, events)
        for region, every in whole.items():
            bad = {event.stage for event in events if event.region == region and event.is_bad}
            if said := warning(Places.of(own, region), every, bad):
                err().print(one_line(said))
        if faults or any(event.is_bad for event in events):
            raise typer.Exit(1)


@app.command()
def plan(
    regions: Regions = None,
    project: ProjectOption = None,
    inputs: InputsOption = None,
    *,
    debug: DebugOption = False,
) -> None:
    """Say what a build would run, why, and how long each took last time."""
    with _reporting(debug=debug):
        steps, faults, _ = wanted(_project(project), regions or [], inputs)
        jobs = look(steps)
        found = stale(jobs)
        todo = [job for job in jobs if job.step.key in found]
        for job in todo:
            changes = found[job.step.key] if job.record else None
            out().print(f"{' '.join(job.step.key)}: {reasons(changes)}{last_time(job)}")
        seconds = sum(job.record.get("seconds", 0.0) for job in todo)
        known = f"; {seconds:.1f} s last time, as far as known" if seconds else ""
        out().print(f"{len(todo)} of {len(jobs)} stages would run{known}")
        for fault in faults:
            err().print(f"error: {fault}")
        if faults:
            raise typer.Exit(1)


@app.command()
def why(
    goal: str,
    project: ProjectOption = None,
    inputs: InputsOption = None,
    *,
    debug: DebugOption = False,
) -> None:
    """Show the old and the new hash or value of all that an output is made of."""
    with _reporting(debug=debug):
        steps, faults, _ = wanted(_project(project), [goal], inputs)
        if faults:
            raise StageError(faults[0])
        jobs = look(steps)
        found = stale(jobs)
        needed = {need for step in steps for need in step.needs}
        for job in [job for job in jobs if job.step.name not in needed]:
            changes = found.get(job.step.key, {})
            out().print(f"{' '.join(job.step.key)}: {'stale' if changes else 'fresh'}")
            for name, (old, new) in {**job.ingredients, **changes}.items():
                mark = "*" if name in changes else " "
                out().print(f"{mark} {name}: {short(old)} -> {short(new)}")


@app.command()
def fetch(
    region: str,
    project: ProjectOption = None,
    inputs: InputsOption = None,
    overpass: ServerOption = None,
    nominatim: ServerOption = None,
    *,
    again: Annotated[
        bool, typer.Option("--again", help="Download anew what is there already.")
    ] = False,
    debug: DebugOption = False,
) -> None:
    """Download the roads of the places that a region file names; no other verb downloads."""
    from pipeline.fetch import fetch_region

    with _reporting(debug=debug):
        fetch_region(
            _project(project),
            region,
            inputs=inputs,
            again=again,
            overpass=overpass,
            nominatim=nominatim,
            tell=out().print,
        )
        out().print(f"next: resilience build {region}")


@app.command()
def new(
    region: str, files: list[Path], project: ProjectOption = None, *, debug: DebugOption = False
) -> None:
    """Write a first region file from the files that there are."""
    from pipeline.onboard import first_region_file

    with _reporting(debug=debug):
        path, notes = first_region_file(_project(project), region, files)
        for note in notes:
            out().print(note)
        out().print(f"wrote {path}; next: resilience check {region}")


@app.command()
def tables(
    region: str,
    project: ProjectOption = None,
    inputs: InputsOption = None,
    *,
    debug: DebugOption = False,
) -> None:
    """Write copies of the built-in tables of travel (speeds, vehicles...), to change them."""
    from pipeline.onboard.tables import write_tables

    with _reporting(debug=debug):
        for line in write_tables(_project(project), region, inputs=inputs):
            out().print(line)


@app.command()
def whatif(
    region: str,
    project: ProjectOption = None,
    inputs: InputsOption = None,
    to: Annotated[Path | None, typer.Option(help="Folder; whatif/REGION if not given.")] = None,
    *,
    close: Annotated[
        list[str] | None, typer.Option(metavar="LINK|FILE", help="Close these links.")
    ] = None,
    open_: Annotated[
        list[str] | None, typer.Option("--open", metavar="LINK|FILE", help="Open these links.")
    ] = None,
    add_road: Annotated[
        list[str] | None, typer.Option(metavar="FILE", help="Add the roads of a line file.")
    ] = None,
    add_service: Annotated[
        list[str] | None, typer.Option(metavar="[TYPE=]FILE", help="Add the services of a file.")
    ] = None,
    debug: DebugOption = False,
) -> None:
    """Say who gains and loses if links closed or opened, or roads or services were added."""
    from pipeline.whatif.run import Asked, what_if
    from pipeline.whatif.shown import shown

    with _reporting(debug=debug):
        asked = Asked(close or [], open_ or [], add_road or [], add_service or [])
        own = _project(project)
        answer = what_if(own, region, asked, to=to, inputs=inputs, tell=out().print)
        for part in shown(answer):
            out().print(part)
        out().print(f"map: {answer.folder / 'whatif.html'}")


@app.command()
def explain(
    region: str,
    area: str,
    indicator: Annotated[
        str | None, typer.Argument(help="An indicator, a pillar, or a column of an area's table.")
    ] = None,
    project: ProjectOption = None,
    inputs: InputsOption = None,
    *,
    debug: DebugOption = False,
) -> None:
    """Say how a number of an area came about, from its score back to the rows of the files."""
    from pipeline.explain.run import explain as told

    with _reporting(debug=debug):
        typer.echo(told(_project(project), region, area, indicator, inputs=inputs))


@app.command()
def sheet(
    region: str,
    community: Annotated[
        str | None, typer.Argument(metavar="[COMMUNITY]", help="Its name or id.")
    ] = None,
    project: ProjectOption = None,
    to: Annotated[Path | None, typer.Option(help="Folder; sheets/REGION if not given.")] = None,
    hub: Annotated[
        str | None, typer.Option(metavar="NAME", help="All whose nearest hub it is.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Sheets at once; one a core if not given.")
    ] = None,
    *,
    all_unreachable: Annotated[
        bool, typer.Option("--all-unreachable", help="All that do not reach a hub.")
    ] = False,
    debug: DebugOption = False,
) -> None:
    """Write a one-page convoy sheet, PDF with GPX, for a community, or for many at once."""
    from pipeline.sheet.region import built_region
    from pipeline.sheet.which import asked
    from pipeline.sheet.write import write_sheets

    with _reporting(debug=debug):
        own = _project(project)
        built = built_region(own, region)
        ids = asked(built, community=community, hub=hub, is_all_unreachable=all_unreachable)
        folder = to or own / "sheets" / region
        ended = []
        with Count("sheets", len(ids)) as count:
            for one in write_sheets(built, ids, folder, workers=workers):
                count.one_more()
                ended.append(one)
        faults = sorted(f"{one.job}: {one.fault}" for one in ended if one.fault)
        for fault in faults:
            err().print(f"error: {one_line(fault)}")
        written = [one.made for one in ended if one.made]
        if len(ids) == 1 and written:
            out().print(f"wrote {written[0]} and {written[0].stem}.gpx")
        else:
            out().print(f"wrote {len(written)} of {len(ids)} sheets to {folder}")
        if faults:
            raise typer.Exit(1)


@app.command(name="print")
def print_command(
    region: str,
    page: Annotated[
        str | None,
        typer.Argument(help="resilience, access, stability, isolation or links; all if not given."),
    ] = None,
    project: ProjectOption = None,
    inputs: InputsOption = None,
    to: Annotated[Path | None, typer.Option(help="Folder; maps/REGION/print if not given.")] = None,
    paper: Annotated[
        list[str] | None, typer.Option(metavar="A4|A3", help="Only this; both if not given.")
    ] = None,
    format_: Annotated[
        list[str] | None,
        typer.Option("--format", metavar="pdf|png", help="Only this; both if not given."),
    ] = None,
    service: Annotated[
        str | None, typer.Option(metavar="TYPE", help="Of the access sheet.")
    ] = None,
    scenario: Annotated[
        str | None, typer.Option(metavar="NAME", help="Of the access sheet.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="The region file's first if not given.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Sheets at once; one a core if not given.")
    ] = None,
    *,
    each_admin1: Annotated[
        bool, typer.Option("--each-admin1", help="One sheet an admin-1 division.")
    ] = False,
    debug: DebugOption = False,
) -> None:
    """Write map sheets to hang up and to carry: A4 and A3, PDF and PNG, readable in grey."""
    from pipeline.print.run import asked_of, printing

    with _reporting(debug=debug):
        own = _project(project)
        asked = asked_of(
            page,
            paper or [],
            format_ or [],
            service=service,
            scenario=scenario,
            language=language,
            is_each_division=each_admin1,
        )
        folder = to or Places.of(own, region).sheets
        work = printing(own, region, asked, folder, inputs=inputs, workers=workers)
        ended = []
        with Count("sheets", len(work.jobs)) as count:
            for one in work.ended:
                count.one_more()
                ended.append(one)
        for fault in sorted(f"{one.job}: {one.fault}" for one in ended if one.fault):
            err().print(f"error: {one_line(fault)}")
        for note in work.notes:
            out().print(note)
        written = [one for one in ended if not one.fault]
        out().print(f"wrote {len(written)} of {len(ended)} sheets to {folder}")
        if len(written) < len(ended):
            raise typer.Exit(1)


@app.command()
def backcast(
    region: str,
    years: Annotated[int, typer.Option(help="How many years to go back.")],
    project: ProjectOption = None,
    inputs: InputsOption = None,
    to: Annotated[Path | None, typer.Option(help="Folder; backcast/REGION if not given.")] = None,
    *,
    debug: DebugOption = False,
) -> None:
    """Recompute past years with today's method: a table, a chart, and what changed most."""
    from pipeline.backcast.run import backcast as answer_of
    from pipeline.backcast.shown import shown

    with _reporting(debug=debug):
        own = _project(project)
        answer = answer_of(own, region, years, to=to, inputs=inputs, tell=out().print)
        for part in shown(answer):
            out().print(part)
        out().print(f"chart: {answer.folder / 'backcast.png'}")


@app.command()
def docs(project: ProjectOption = None, *, debug: DebugOption = False) -> None:
    """Write what is made from the code: the reference pages in docs/, catalogues of languages."""
    from pipeline import catalogue
    from pipeline.handbook import dictionary_page, region_page
    from pipeline.methods import methods_page

    pages = {
        "region.md": region_page,
        "data-dictionary.md": dictionary_page,
        "methods.md": methods_page,
    }
    with _reporting(debug=debug):
        folder = _project(project) / "docs"
        folder.mkdir(parents=True, exist_ok=True)
        for name, page in pages.items():
            (folder / name).write_text(page(), encoding="utf-8")
            out().print(f"wrote {folder / name}")
        for path in catalogue.files():
            path.write_text(catalogue.updated(path.stem), encoding="utf-8")
            out().print(f"wrote {path}")


def by_ending(files: Sequence[Path]) -> str:
    """Return the names of files; of more than one with the same ending, how many they are."""
    endings = [path.suffix for path in files]
    single = [path.name for path in files if endings.count(path.suffix) == 1]
    many = [f"{endings.count(e)} {e}" for e in sorted(set(endings)) if endings.count(e) > 1]
    return ", ".join([*single, *many])


def _sum_up(steps: Sequence[Step], events: Sequence[Event]) -> None:
    """Say how many outputs are fresh, where the maps begin, and what can be given away.

    Pages that are too large are told of, whether they are new or not.
    """
    counts: dict[str, int] = {}
    for event in events:
        counts[event.status] = counts.get(event.status, 0) + 1
    counts["fresh"] = counts.get("fresh", 0) + len(steps) - len([e for e in events if e.stage])
    said = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()) if count)
    out().print(f"{len(steps)} outputs: {said}" if steps else "nothing to build")
    regions = {event.region for event in events} or {step.region for step in steps[:1]}
    for step in steps:
        is_index = step.output.name == "index.html" and step.output.exists()
        if is_index and step.region in regions:
            out().print(f"maps of {step.region}: {step.output}")
        if step.makes == "page" and step.region in regions and (told := too_large(step.output)):
            err().print(told)
    for region in sorted(regions):
        files = [s.output for s in steps if s.region == region and s.makes == "file"]
        if found := sorted(path for path in files if path.exists()):
            out().print(f"exports of {region}: {found[0].parent}: {by_ending(found)}")


def _project(folder: Path | None) -> Path:
    return Path(os.path.abspath(folder or "."))  # noqa: PTH100  keeps the user's links


@contextmanager
def _reporting(*, debug: bool) -> Iterator[None]:
    """Say an error in one line and end with 1."""
    try:
        yield
    except PipelineError as error:
        if debug:
            traceback.print_exc()
        err().print(f"error: {one_line(str(error))}")
        raise typer.Exit(1) from None
