"""Run what is stale and only that. The one place with Dask, imported when something runs."""

from __future__ import annotations

import json
import os
from concurrent.futures import BrokenExecutor
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from itertools import groupby
from multiprocessing import parent_process
from threading import Thread
from typing import TYPE_CHECKING, Any

from pipeline.engine import store
from pipeline.engine.dag import Step, closure
from pipeline.engine.fingerprint import Code, Memo, digest, input_hash, text_hash
from pipeline.engine.make import ABSENT, Event, Job, make_output, make_part
from pipeline.errors import StageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from multiprocessing.process import BaseProcess
    from pathlib import Path

LOCAL = ("threads", "processes", "sync")
Key = tuple[str, str]
__all__ = ["ABSENT", "Event", "Job", "Step", "build", "closure", "look", "stale"]


def look(steps: Iterable[Step], *, remember: bool = True) -> list[Job]:
    """Return every step, in an order in which they can run, with what it is made of now.

    The steps of one region stand together and hold what they need.

    Parameters
    ----------
    remember
        Write down hashes that are new; without it no file is touched.
    """
    jobs: dict[Key, Job] = {}
    steps = list(steps)
    if not steps:
        return []
    code = Code(steps[0].home.parent / store.RECORDS)
    memos = [code.memo]
    for home, group in groupby(steps, key=lambda step: step.home):
        memos.append(memo := Memo(home / store.RECORDS / "hashes.json"))
        members = list(group)
        for step in closure(members, [member.name for member in members]):
            jobs[step.key] = _job(step, [jobs[step.region, n] for n in step.needs], memo, code)
    for memo in memos if remember else ():
        memo.save()
    return list(jobs.values())


def _job(step: Step, needs: Sequence[Job], memo: Memo, code: Code) -> Job:
    now = {
        "inputs": {name: input_hash(file, memo) for name, file in _named(step).items()},
        "needs": {need.step.name: need.now["output"] for need in needs},
        "parameters": json.loads(json.dumps(step.parameters, allow_nan=False)),
        "code": code.of(step),
        "output": memo.get(step.output, digest),
    }
    tables = {need.step.name: need.step.output for need in needs}
    return Job(step, tables, now, store.read_record(step))


def _named(step: Step) -> dict[str, Path]:
    """Return a step's input files by their path below the folder that holds them all."""
    files = step.files or ()
    root = os.path.commonpath([file.parent for file in files]) if files else ""
    return {os.path.relpath(file, root): file for file in files}


def stale(jobs: Iterable[Job]) -> dict[Key, dict[str, tuple[Any, Any]]]:
    """Return the changes of each step that may run; a need that may run is new as `rebuilt`."""
    found: dict[Key, dict[str, tuple[Any, Any]]] = {}
    for job in jobs:
        rebuilt = [need for need in job.step.needs if (job.step.region, need) in found]
        needs = {f"needs.{need}": (job.now["needs"][need], "rebuilt") for need in rebuilt}
        if changes := job.changes | needs:
            found[job.step.key] = changes
    return found


def build(
    steps: Sequence[Step],
    *,
    scheduler: str = "threads",
    workers: int | None = None,
    wait: bool = True,
    tell: Callable[[Event], None] = lambda _event: None,
) -> list[Event]:
    """Bring outputs up to date and return what became of each that was not.

    Parameters
    ----------
    steps
        As `look` takes them.
    scheduler
        `threads`, `processes`, `sync`, or the address of a Dask scheduler, `tcp://host:port`.
    workers
        How many steps run at once, and into how many parts one is cut; one a core if not given.
    wait
        Whether to wait for another run on the same region, or to fail that region.
    tell
        Hears every event.
    """
    if scheduler not in LOCAL and not scheduler.startswith(("tcp://", "tls://")):
        raise StageError(f"no scheduler {scheduler}; use {', '.join(LOCAL)} or tcp://HOST:PORT")
    ended: dict[Key, Event] = {}

    def hear(event: Event) -> None:
        tell(event)
        if event.status not in ("pending", "running", "waiting"):
            ended[event.region, event.stage] = event

    said = partial(Event, "", "", "waiting")
    homes = {job.step.home for job in _stale_jobs(steps)}
    with ExitStack() as locks:
        for home in sorted(homes):
            try:
                locks.enter_context(store.locked(home, wait=wait, tell=lambda m: hear(said(m))))
            except StageError as error:
                homes.discard(home)
                hear(Event(home.name, "", "failed", str(error)))
        held = [step for step in steps if step.home in homes]
        store.clean({folder for step in held for folder in (step.output.parent, step.home)})
        # Looked at again: the run that held the lock may have built them.
        jobs = {job.step.key: job for job in _stale_jobs(held)}
        for key, job in jobs.items():
            hear(Event(*key, "pending", seconds=job.record.get("seconds", 0.0)))
        fault = _compute(list(jobs.values()), scheduler, workers, hear) if jobs else ""
        for key in [key for key in jobs if key not in ended]:
            hear(Event(*key, "failed", f"its worker was lost: {fault}"))
    return list(ended.values())


def _stale_jobs(steps: Sequence[Step]) -> list[Job]:
    found = stale(jobs := look(steps))
    return [job for job in jobs if job.step.key in found]


def _compute(
    jobs: Sequence[Job], scheduler: str, workers: int | None, hear: Callable[[Event], None]
) -> str:
    """Run jobs with Dask, tell of each that starts or ends, and return why some may not have."""
    graph: dict[str, tuple[Any, ...]] = {}

    def start(task: str, *_: object) -> None:
        hear(Event(graph[task][1].step.region, graph[task][1].step.name, "running"))

    def end(task: str, event: Event, *_: object) -> None:
        if graph[task][0] is make_output:  # which tells of its parts too
            hear(event)

    try:
        if scheduler in LOCAL:
            import geopandas  # noqa: F401, PLC0415  once, before threads do it all at the same time
            from dask.base import get_scheduler  # noqa: PLC0415  heavy
            from dask.callbacks import Callback  # noqa: PLC0415  heavy

            graph |= _graph(jobs, workers or (1 if scheduler == "sync" else os.cpu_count() or 1))
            get = partial(get_scheduler(scheduler=scheduler), initializer=_end_with_parent)  # type: ignore[no-untyped-call]
            with Callback(pretask=start, posttask=end):  # type: ignore[no-untyped-call]
                get(graph, [*graph], num_workers=workers, chunksize=1, optimize_graph=False)
        else:
            from distributed import Client, as_completed  # noqa: PLC0415  heavy

            with Client(scheduler) as client:  # type: ignore[no-untyped-call]
                graph |= _graph(jobs, workers or sum(client.nthreads().values()))
                futures = client.get(graph, [*graph], sync=False)
                for future in as_completed(futures):  # type: ignore[no-untyped-call]
                    if future.status == "finished":
                        end(future.key, future.result())
    except (BrokenExecutor, OSError) as error:
        return str(error)
    return "perhaps for want of memory: fewer --workers need less"


def _graph(jobs: Sequence[Job], parts: int) -> dict[str, tuple[Any, ...]]:
    """Return the Dask graph of jobs; task names say stage, region, part and content."""
    names: dict[Key, str] = {}
    for job in jobs:
        content = text_hash([str(job.step.output), job.now])[:8]
        names[job.step.key] = f"{job.step.name}-{job.step.region}-{content}"
    graph: dict[str, tuple[Any, ...]] = {}
    for job in jobs:
        step, name = job.step, names[job.step.key]
        needs = [names[step.region, n] for n in step.needs if (step.region, n) in names]
        values = list(step.parameters[step.split]) if step.split else []
        n = min(parts, len(values))
        cuts = [values[i * len(values) // n : (i + 1) * len(values) // n] for i in range(n)]
        pieces = {f"{i + 1}of{n}-{name}": cut for i, cut in enumerate(cuts)} if n > 1 else {}
        for piece, cut in pieces.items():
            given = {**step.parameters, str(step.split): cut}
            output = step.home / store.RECORDS / "parts" / f"{piece}.parquet"
            part = replace(step, parameters=given, output=output)
            graph[piece] = (make_part, replace(job, step=part), needs)
        graph[name] = (make_output, job, needs, list(pieces))
    return graph


def _end_with_parent() -> None:
    """Let a worker process end when the run is killed, so that it writes nothing later."""

    def watch(parent: BaseProcess) -> None:
        parent.join()
        os._exit(1)

    if parent := parent_process():
        Thread(target=watch, args=[parent], daemon=True).start()
