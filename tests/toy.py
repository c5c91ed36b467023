"""A toy project of one small package, for the engine's tests."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.engine.dag import Step
from pipeline.engine.run import Event, build

TOY = {
    "__init__.py": '"""Toy."""\n',
    "sources.py": '''"""Reads numbers."""
import pandas as pd


def numbers(*, files, unit):
    """Numbers of all files; negative ones are rejected."""
    table = pd.concat([pd.read_csv(file) for file in files], ignore_index=True)
    rejected = table[table["value"] < 0].assign(action="rejected")
    kept = table[table["value"] >= 0].sort_values("value", ignore_index=True)
    return kept.assign(unit=unit), rejected, [f"{len(table)} rows, {len(kept)} kept"]
''',
    "maths.py": '''"""Arithmetic."""


def times(values, factor):
    """Multiply."""
    # a comment
    return values * factor
''',
    "layers.py": '''"""Tables from tables."""
import pandas as pd

from toy import maths


def scaled(*, numbers, factor):
    """Numbers by a factor."""
    return pd.DataFrame({"value": maths.times(numbers["value"], factor)})


def powers(*, numbers, exponents):
    """Every number to every power."""
    parts = [
        pd.DataFrame({"value": numbers["value"] ** exponent, "exponent": exponent})
        for exponent in exponents
    ]
    return pd.concat(parts, ignore_index=True)


def signs(*, scaled):
    """Whether numbers are positive."""
    return pd.DataFrame({"is_positive": scaled["value"] > 0})


def tally(*, numbers, before):
    """How many numbers there are now, after how many there were."""
    seen = [] if before is None else before["n"].tolist()
    return pd.DataFrame({"n": seen if seen[-1:] == [len(numbers)] else [*seen, len(numbers)]})


def total(*, signs, powers):
    """One row."""
    return pd.DataFrame({"n": [len(signs)], "sum": [powers["value"].sum()]})
''',
    "edges.py": '''"""Pages and files."""


def page(*, total, title):
    """Page."""
    return f"<h1>{title}</h1>{total['sum'][0]}\\n"


def note(*, total, draft):
    """File."""
    draft.write_text(str(total["n"][0]), encoding="utf-8")
''',
}


@dataclass
class Toy:
    """A project of one package and one file of numbers a region, in a folder of its own."""

    root: Path

    def lay_out(self) -> None:
        """Write the package and the input of one region, east."""
        for name, text in TOY.items():
            path = self.root / "toy" / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.write()

    def write(self, region: str = "east", values: str = "value\n3\n1\n-1\n2\n") -> None:
        """Write a region's input."""
        folder = self.root / "data" / region
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "numbers.csv").write_text(values, encoding="utf-8")

    def edit(self, module: str, old: str, new: str) -> None:
        """Change the package's text, and have it imported anew."""
        path = self.root / "toy" / module
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        forget()

    def steps(self, region: str = "east", **changed: object) -> list[Step]:
        """Return the region's steps, some parameters changed."""
        home, maps = self.root / "layers" / region, self.root / "maps" / region
        numbers = (self.root / "data" / region / "numbers.csv",)

        def table(name: str, *needs: str, module: str = "layers") -> Step:
            output, function = home / f"{name}.parquet", f"toy.{module}:{name}"
            return Step(region, name, "table", function, output, home, needs)

        steps = [
            replace(table("numbers", module="sources"), files=numbers, parameters={"unit": "m"}),
            replace(table("scaled", "numbers"), parameters={"factor": 2}),
            replace(
                table("powers", "numbers"), parameters={"exponents": [1, 2, 3]}, split="exponents"
            ),
            table("signs", "scaled"),
            table("total", "signs", "powers"),
            replace(
                table("total.html", "total"),
                makes="page",
                function="toy.edges:page",
                output=maps / "total.html",
                parameters={"title": region},
            ),
            replace(
                table("note", "total"),
                makes="file",
                function="toy.edges:note",
                output=home / f"{region}.note",
            ),
        ]
        return [
            replace(step, parameters={k: changed.get(k, v) for k, v in step.parameters.items()})
            for step in steps
        ]

    def build(
        self, *regions: str, scheduler: str = "sync", workers: int | None = None, **changed: object
    ) -> dict[str, str]:
        """Build regions and return what became of each step that was not fresh."""
        events = self.events(*regions, scheduler=scheduler, workers=workers, **changed)
        assert not [event.trace for event in events if event.trace]
        return {event.stage: event.status for event in events}

    def events(
        self, *regions: str, scheduler: str = "sync", workers: int | None = None, **changed: object
    ) -> list[Event]:
        """Build regions and return every last event."""
        steps = [step for name in regions or ("east",) for step in self.steps(name, **changed)]
        return build(steps, scheduler=scheduler, workers=workers)

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Python in a process of its own, where the package can be imported."""
        return subprocess.run(
            [sys.executable, *arguments],
            capture_output=True,
            text=True,
            check=False,
            env=self.environment,
        )

    @property
    def environment(self) -> dict[str, str]:
        """Return an environment in which another Python finds the package."""
        here = Path(__file__).resolve().parents[1]
        return {**os.environ, "PYTHONPATH": os.pathsep.join([str(self.root), str(here)])}

    def outputs(self) -> dict[str, bytes]:
        """Return the bytes of every output and rejected row, by path."""
        paths = [
            path
            for folder in ("layers", "maps")
            for path in sorted((self.root / folder).rglob("*"))
            if path.is_file() and not any(part.startswith(".") for part in path.parts[-3:])
        ]
        return {str(path.relative_to(self.root)): path.read_bytes() for path in paths}

    def times(self) -> dict[str, int]:
        """Return the time of every output, by path."""
        return {name: (self.root / name).stat().st_mtime_ns for name in self.outputs()}


def forget() -> None:
    """Have the toy package imported anew."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "toy"]:
        del sys.modules[name]
    importlib.invalidate_caches()
