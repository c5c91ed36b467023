"""Make one output: what a worker does, in whatever process it is."""

from __future__ import annotations

import copy
import os
import time
import traceback
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.engine import store
from pipeline.engine.fingerprint import digest
from pipeline.errors import MISSING, PipelineError, SourceError, StageError
from pipeline.stored import read_stored, recalled, write_stored

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from pipeline.engine.dag import Step

LIBRARIES = "geopandas numba numpy pandas pyarrow pyogrio pyproj rasterio scipy shapely"
version = cache(metadata.version)
ABSENT = "(absent)"
"""What an ingredient was, or is, where there was or is none."""


@dataclass(frozen=True)
class Job:
    """One step with what it is made of now, and what it was made of: all that travels."""

    step: Step
    tables: Mapping[str, Path]
    """Where the table of each need lies."""
    now: Mapping[str, Any]
    """Hashes of `inputs`, `needs`, `code` and `output`, and the plain `parameters`."""
    record: Mapping[str, Any]
    """The same when the output was built, and how that went; empty if it never was."""

    @property
    def ingredients(self) -> dict[str, tuple[Any, Any]]:
        """Each ingredient, such as `parameters.walk_kmh`, as it was and as it is."""
        old = _flat({kind: self.record[kind] for kind in self.now if kind in self.record})
        new = _flat(self.now)
        return {name: (old.get(name, ABSENT), new.get(name, ABSENT)) for name in {**old, **new}}

    @property
    def changes(self) -> dict[str, tuple[Any, Any]]:
        """The ingredients that differ; empty if the output is fresh."""
        if all(self.record.get(kind) == value for kind, value in self.now.items()):
            return {}
        found = {name: pair for name, pair in self.ingredients.items() if pair[0] != pair[1]}
        return found or {"parameters": (self.record.get("parameters"), self.now["parameters"])}


@dataclass(frozen=True)
class Event:
    """What a build tells of a step."""

    region: str
    stage: str
    status: str
    """pending, running, waiting, part; at last fresh, built, same (bytes), failed or skipped."""
    message: str = ""
    seconds: float = 0.0
    output: str | None = None
    notes: Sequence[str] = ()
    trace: str = ""

    @property
    def is_bad(self) -> bool:
        """Whether the output is not what it should be now."""
        return self.status in ("failed", "skipped")


def _flat(value: Any, name: str = "") -> dict[str, Any]:  # noqa: ANN401  any JSON
    """Return nested mappings and lists as one mapping with dotted names."""
    inner = dict(enumerate(value)) if isinstance(value, list) else value
    if not isinstance(inner, dict) or not inner:
        return {name: value}
    dotted = [_flat(part, f"{name}.{key}" if name else f"{key}") for key, part in inner.items()]
    return {key: part for flat in dotted for key, part in flat.items()}


def make_part(job: Job, needs: Sequence[Event]) -> Event:
    """Make one part of a table, to wait for the others in the records' folder."""
    return _guarded(job, needs, _part)


def make_output(job: Job, needs: Sequence[Event], parts: Sequence[Event]) -> Event:
    """Make one output, of its parts if there are any, and record how."""
    bad = next((part for part in parts if part.is_bad), None)
    seconds = sum(part.seconds for part in parts)
    paths = [Path(str(part.output)) for part in parts if part.status == "part"]
    return bad or _guarded(job, needs, partial(_output, parts=paths, seconds=seconds))


def _guarded(job: Job, needs: Sequence[Event], make: Callable[[Job], Event]) -> Event:
    """Make something if what its needs came to still asks for it; a fault becomes an event."""
    tell = partial(Event, *job.step.key)
    built = job.record.get("built")
    last = f"; the output of {built} stays" if built and job.now["output"] else ""
    if blocked := sorted(need.stage for need in needs if need.is_bad):
        return tell("skipped", f"it needs {', '.join(blocked)}{last}")
    hashes = {**job.now["needs"], **{need.stage: need.output for need in needs}}
    job = replace(job, now={**job.now, "needs": hashes})
    if not job.changes:
        return tell("fresh", output=job.now["output"])
    try:
        return make(job)
    except Exception as error:  # noqa: BLE001  one stage's fault stops no other
        kind = "" if isinstance(error, PipelineError) else f"{type(error).__name__}: "
        return tell("failed", f"{kind}{error}{last}", trace=traceback.format_exc())


def _part(job: Job) -> Event:
    started = time.perf_counter()
    table, rejected, _ = _table(job)
    if rejected is not None:
        raise StageError("a stage that is cut into parts cannot reject rows")
    with store.replacing(job.step.output) as draft:
        write_stored(table, draft)
    seconds = time.perf_counter() - started
    return Event(*job.step.key, "part", seconds=seconds, output=str(job.step.output))


def _output(job: Job, *, parts: Sequence[Path], seconds: float) -> Event:
    """Write an output and how it was made."""
    step, started = job.step, time.perf_counter()
    made: dict[str, Any] = {}
    with store.replacing(step.output) as draft:
        if step.makes in ("table", "array"):
            table, rejected, notes = _table(job, parts)
            write_stored(table, draft)
            store.write_rejected(step, rejected)
            made = {"rows": len(table), "notes": list(notes)}
            if rejected is not None:
                made["fallen"] = {
                    str(k): int(n) for k, n in rejected["action"].value_counts().items()
                }
        elif step.makes == "page":
            draft.write_text(_call(job), encoding="utf-8", newline="\n")
        else:
            _call(job, draft=draft)
    made["output"] = digest(step.output)
    made["libraries"] = {name: version(name) for name in LIBRARIES.split()}
    made["seconds"] = round(seconds + time.perf_counter() - started, 3)
    made["built"] = datetime.now(UTC).isoformat(timespec="seconds")
    store.write_record(step, {**job.now, **made})
    status = "same" if made["output"] == job.now["output"] else "built"
    return Event(*step.key, status, "", made["seconds"], made["output"], made.get("notes", ()))


def _call(job: Job, **extra: Path) -> Any:  # noqa: ANN401  a table, rows with notes, or text
    """Call a step's function on its files, tables and parameters."""
    step, given = job.step, dict[str, Any](extra)
    for file in step.files or ():
        if not os.access(file, os.R_OK):
            raise SourceError(MISSING, file=file)
    given |= {"files": list(step.files)} if step.files is not None else {}
    given |= {need: read_stored(path) for need, path in job.tables.items()}
    given |= {"before": recalled(step.output)} if step.recalls else {}
    return store.resolve(step.function)(**given, **copy.deepcopy(dict(step.parameters)))


def _table(job: Job, parts: Sequence[Path] = ()) -> tuple[Any, Any, Sequence[str]]:
    """Return a step's table, held to its promise, the rows that are not in it, and notes."""
    result = _joined(parts) if parts else _call(job)
    table, rejected, notes = result if isinstance(result, tuple) else (result, None, ())
    if job.step.conform:
        table = store.resolve(job.step.conform)(job.step.name, table)
    return table, rejected, notes


def _joined(parts: Sequence[Path]) -> pd.DataFrame:
    """Return the rows of all parts, which are used up."""
    import pandas as pd  # noqa: PLC0415  heavy

    tables: list[pd.DataFrame] = [read_stored(part) for part in parts]
    for part in parts:
        part.unlink()
    return pd.concat(tables, ignore_index=True)
