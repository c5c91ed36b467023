"""What lies where a region publishes, and its region file does not make.

Such as pages of a language that is named no longer, or sheets that were printed before the region
was published. Whoever copies the folder gives them away. Nothing is deleted here.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.engine.fingerprint import text_hash
from pipeline.engine.store import read_record, replacing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from pipeline.engine.dag import Step

    Publish = Mapping[str, Any]

NO_STRAYS = ("README", "README.md", "README.txt")
NAMED = 5
"""How many files are named."""


class Places(NamedTuple):
    """Where outputs of a region lie."""

    home: Path
    """Its tables."""
    maps: Path

    @classmethod
    def of(cls, project: Path, region: str) -> Places:
        """Return the places of a region of a project."""
        return cls(project / "layers" / region, project / "maps" / region)

    @property
    def exports(self) -> Path:
        """What is given away."""
        return self.home / "exports"

    @property
    def sheets(self) -> Path:
        """Map sheets, if no other folder is named."""
        return self.maps / "print"

    @property
    def printed(self) -> Path:
        """The list of sheets among the maps, with a hash of what they keep back.

        It stays in the office: from the hash in a sheet itself one could guess the types that are
        withheld.
        """
        return self.home / ".printed.json"


def warning(places: Places, steps: Sequence[Step], bad: Collection[str] = ()) -> str:
    """Return a warning of a region's strays, in words; empty where there are none.

    Parameters
    ----------
    steps
        Every step of the region.
    bad
        Names of those whose output is not what it should be now.
    """
    publish = _published(steps)
    found = strays(places, steps, publish, bad)
    if not found:
        return ""
    project, region = places.maps.parents[1], places.maps.name
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    named = ", ".join(os.path.relpath(path, project) for path in found[:NAMED]) + more
    if publish is None:
        return (
            f"warning: {region}: nothing in its region file makes {named}; delete what is no "
            "longer needed"
        )
    return (
        f"warning: {region} is published, and its region file as it is now did not make {named}: "
        "what is withheld may be in there, and go wherever the folder goes. Delete it; sheets can "
        f"be printed again with `resilience print {region}`"
    )


def strays(
    places: Places,
    steps: Sequence[Step],
    publish: Publish | None,
    bad: Collection[str] = (),
) -> list[str]:
    """Return the paths of what lies where a region publishes and its region file does not make.

    Hidden files are no strays. Where nothing is published, sheets are none either; else those that
    were printed when as much was withheld as now. An output that could not be made anew is one
    where the one that is there keeps back something else, or where it cannot be known.
    """
    now = text_hash(publish)
    old = [step for step in steps if publish is not None and step.name in bad]
    other = {step.name for step in old if _is_given_away(step) and _kept_back(step) != now}
    own = {str(step.output) for step in steps if step.name not in other}
    own |= {path for path, kept_back in _printed(places).items() if kept_back == now}
    left_alone = {str(places.exports), str(places.home / "rejected")}
    if publish is None:
        left_alone.add(str(places.sheets))
    found = (
        *_below(places.maps, left_alone),
        *_below(places.exports),
        *(entry.path for entry in _entries(places.home, left_alone)),
    )
    return [path for path in found if path not in own]


def remember_printed(places: Places, files: Iterable[Path], publish: Publish | None) -> None:
    """Write down which sheets were printed among a region's maps, and what they keep back.

    A place that cannot be written to is no fault: a published region then takes them for strays.
    """
    paths = [os.path.abspath(path) for path in files]  # noqa: PTH100  keeps the user's links
    own = {path: text_hash(publish) for path in paths if Path(path).is_relative_to(places.maps)}
    if not own:
        return
    told = {
        os.path.relpath(path, places.maps): [kept_back, *_state(path)]
        for path, kept_back in {**_printed(places), **own}.items()
    }
    with suppress(OSError), replacing(places.printed) as draft:
        draft.write_text(json.dumps(told, indent=1, sort_keys=True), encoding="utf-8")


def _printed(places: Places) -> dict[str, str]:
    """Return the hash of what each sheet keeps back that is as it was printed."""
    try:
        told = dict(json.loads(places.printed.read_bytes()))
        found = {str(places.maps / name): (seen, then) for name, (then, *seen) in told.items()}
    except (OSError, ValueError, TypeError):
        return {}
    return {path: then for path, (seen, then) in found.items() if seen == _state(path)}


def _state(path: str) -> list[int]:
    """Return the size and time of a file; empty where there is none."""
    try:
        seen = os.stat(path)  # noqa: PTH116
    except OSError:
        return []
    return [seen.st_size, seen.st_mtime_ns]


def _published(steps: Iterable[Step]) -> Publish | None:
    """Return what a region keeps back, as its pages are told; None where it is not published."""
    told = (step.parameters["publish"] for step in steps if "publish" in step.parameters)
    return next(told, None)


def _is_given_away(step: Step) -> bool:
    return step.makes in ("page", "file")


def _kept_back(step: Step) -> str:
    """Return the hash of what an output kept back when it was made; of nothing if not known."""
    return text_hash(read_record(step).get("parameters", {}).get("publish"))


def _below(folder: Path, left_alone: Collection[str] = ()) -> Iterator[str]:
    """Yield the files of a folder and of those in it."""
    for entry in _entries(folder, left_alone):
        if entry.is_dir(follow_symlinks=False):
            yield from _below(Path(entry.path), left_alone)
        else:
            yield entry.path


def _entries(folder: Path, left_alone: Collection[str]) -> list[os.DirEntry[str]]:
    """Return what a folder holds, by name; nothing of one that is not there."""
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        return []
    return [
        entry
        for entry in found
        if not entry.name.startswith(".")
        and entry.name not in NO_STRAYS
        and entry.path not in left_alone
    ]
