"""What a build and a plan look like: a bar on a terminal, plain lines in a log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from pipeline.engine.run import ABSENT

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.engine.run import Event, Job

UNKNOWN_SECONDS = 1.0
"""What a stage that never ran counts on the progress bar."""
REASONS_SHOWN = 4
MOST_PAGE_BYTES = 8_000_000
FEW = 10
"""Things that are done before anybody asks how many are."""


class Screen:
    """Shows a build as it goes; a context, so that the bar goes too."""

    def __init__(self, *, debug: bool) -> None:
        self._debug = debug
        self._expected: dict[tuple[str, str], float] = {}
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeRemainingColumn(),
            console=out(),
            transient=True,
            disable=not out().is_terminal,
        )
        self._task = self._bar.add_task("", total=0)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def hear(self, event: Event) -> None:
        """Show one event."""
        key = (event.region, event.stage)
        if event.status == "pending":
            self._expected[key] = event.seconds or UNKNOWN_SECONDS
            self._bar.update(self._task, total=sum(self._expected.values()))
        elif event.status == "running":
            self._bar.update(self._task, description=" ".join(key))
        else:
            self._bar.update(self._task, advance=self._expected.get(key, 0.0))
            self._say(event)

    def _say(self, event: Event) -> None:
        name = " ".join(part for part in (event.region, event.stage) if part)
        if event.is_bad:
            err().print(f"{name}: {event.status}: {one_line(event.message)}")
            if self._debug and event.trace:
                err().print(event.trace)
            return
        if event.status == "waiting":
            self._bar.console.print(event.message)
            return
        self._bar.console.print(f"{name}: {event.status}, {event.seconds:.1f} s")
        for note in event.notes:
            self._bar.console.print(f"  {note}")


class Count:
    """Shows how many of many are done: a bar on a terminal, a line for each tenth in a log."""

    def __init__(self, what: str, total: int) -> None:
        self._what, self._total, self._done = what, total, 0
        self._bar = Progress(
            TextColumn("{task.description} {task.completed:.0f} of {task.total:.0f}"),
            BarColumn(),
            TimeRemainingColumn(),
            console=out(),
            transient=True,
            disable=not out().is_terminal or total < FEW,
        )
        self._task = self._bar.add_task(what, total=total)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def one_more(self) -> None:
        """Show that one more is done."""
        self._done += 1
        self._bar.update(self._task, advance=1)
        tenth = self._done * 10 // self._total > (self._done - 1) * 10 // self._total
        if tenth and not out().is_terminal and self._total >= FEW:
            out().print(f"{self._done} of {self._total} {self._what}")


def reasons(changes: dict[str, tuple[Any, Any]] | None) -> str:
    """Return in words why a step is stale; None if it was never built."""
    if changes is None:
        return "never built"
    said = [_reason(name, old, new) for name, (old, new) in changes.items()]
    more = f"; and {len(said) - REASONS_SHOWN} more" if len(said) > REASONS_SHOWN else ""
    return "; ".join(said[:REASONS_SHOWN]) + more


def _reason(ingredient: str, old: object, new: object) -> str:
    kind, _, name = ingredient.partition(".")
    if kind == "inputs":
        is_gone = new in (None, ABSENT)
        return f"input {name} {'is new' if old == ABSENT else 'is gone' if is_gone else 'changed'}"
    if kind == "needs":
        return f"{name} {'is to be rebuilt' if new == 'rebuilt' else 'changed'}"
    if kind == "parameters":
        return f"{name} changed from {short(old)} to {short(new)}"
    if kind == "output":
        return "output is missing" if new is None else "output is not as it was built"
    return f"{kind} changed"


def last_time(job: Job) -> str:
    """Return how long a step took last time, in brackets; empty if it never ran."""
    return f" ({job.record['seconds']:.1f} s last time)" if job.record else ""


def too_large(page: Path) -> str:
    """Return what is said of a page that is too large to carry; empty of others, and of none."""
    size = page.stat().st_size if page.exists() else 0
    if size <= MOST_PAGE_BYTES:
        return ""
    return (
        f"{page}: {size / 1e6:.1f} MB; a page of more than {MOST_PAGE_BYTES / 1e6:.0f} MB is slow "
        "to carry and to open: draw areas of a higher level, fewer scenarios or service types, or "
        "two regions"
    )


def short(value: object) -> str:
    """Return a value in at most 40 characters; a hash by its first 12."""
    text = "none" if value is None else str(value)
    is_hash = len(text) == 64 and set(text) <= set("0123456789abcdef")
    return text[:12] if is_hash else text if len(text) <= 40 else f"{text[:37]}..."


def one_line(text: str) -> str:
    """Return a text as one line."""
    return " ".join(text.split())


def out() -> Console:
    """Return what to print on: plain text, unbroken, on today's standard output."""
    return Console(highlight=False, markup=False, soft_wrap=True)


def err() -> Console:
    """Return the same for standard error."""
    return Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
