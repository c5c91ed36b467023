"""The rules of the house, held: who imports whom, what lies where, what does not occur."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import pipeline
from pipeline.config import region_of
from pipeline.imports import imported_by, module_file, parse
from pipeline.schema import OF_AREA, REGION, TABLES
from pipeline.scoring import Drawing, Stated
from pipeline.stability import Rules
from pipeline.stages import EXPORTS, MAPS, STAGES, Stage, counted_people
from pipeline.travel import Travel

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(pipeline.__file__).parent

MAY_IMPORT = {
    "__init__": "notebook",
    "notebook": "notebook built stages page config schema errors",
    "__main__": "cli",
    "cli": (
        "goals engine.run errors screen sample check fetch onboard handbook methods catalogue "
        "whatif sheet explain backcast print strays"
    ),
    "strays": "engine.dag engine.fingerprint engine.store",
    "goals": "stages engine.run config errors screen",
    "whatif": (
        "whatif built folder stages withheld engine.run formats page config stored schema errors"
    ),
    "explain": (
        "explain built names methods stages page config engine.run engine.store schema errors"
    ),
    "backcast": ("backcast built folder scoring paper stages config formats stored errors"),
    "folder": "errors",
    "names": "errors",
    "built": "engine.run engine.store stored errors",
    "sheet": (
        "sheet paper names stages withheld travel failing geo formats page.words engine.store "
        "config stored crs errors"
    ),
    "paper": "paper crs errors",
    "print": (
        "print paper page stages strays withheld built engine.run engine.store config errors"
    ),
    "screen": "engine.run",
    "handbook": "stages schema config",
    "catalogue": "page imports",
    "methods": "stages schema config layers page",
    "stages": "sources layers maps exports schema config engine.dag errors",
    "check": "stages schema config formats errors crs engine.dag",
    "fetch": "fetch stages config errors",
    "onboard": "onboard stages config formats errors crs",
    "sample": "sample errors crs",
    "sources": "formats geo crs errors",
    "formats": "formats errors crs",
    "layers": "travel reasons joining failing stability violence scoring tags geo crs errors",
    "travel": "geo errors",
    "reasons": "travel",
    "joining": "geo",
    "failing": "tags",
    "stability": "violence geo errors",
    "violence": "geo errors",
    "scoring": "geo errors",
    "tags": "errors",
    "maps": "page withheld geo crs errors",
    "page": "page withheld errors",
    "exports": "outgoing field page withheld reasons formats geo crs errors",
    "outgoing": "outgoing page.colours page.words crs errors",
    "field": "page crs",
    "engine": "engine imports stored errors",
    "imports": "errors",
    "withheld": "",
    "stored": "",
    "schema": "errors",
    "tables": "",
    "crs": "errors",
    "config": "errors",
    "geo": "geo",
    "errors": "",
}
"""Room to the rooms and modules of ours that it may import, types included."""

CORE = (
    *("geo", "layers", "travel", "reasons", "joining"),
    *("failing", "stability", "violence", "scoring", "tags"),
)
NO_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
DOMAIN_WORDS = re.compile(
    r"communit|\broads?\b|incident|survey|settlement|village|clinic", re.IGNORECASE
)
KEYWORD = inspect.Parameter("travel", inspect.Parameter.KEYWORD_ONLY)
SHARED = {"travel": Travel, "drawing": Drawing, "stated": Stated, "rules": Rules}
"""What several layers are given alike, by the name under which they take it; under any other name
it is tables or files, whatever they are."""
NOT_NAMED_AFTER_THEIR_STAGE = {"areas": "boundaries"}
MADE_BY = {
    "parquet": "geoparquet",
    "zip": "bundle",
    "json": "stac",
    "md": "readme",
    "txt": "manifest",
}
"""By the ending of an export's name: what makes it, where that bears another name."""

MINIMAL = {
    "title": "R",
    "areas": {"file": "a.gpkg", "id": ["id"], "level": 2},
    "people": {"file": "p.tif", "kind": "raster"},
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def dotted(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def where(path: Path, line: int) -> str:
    return f"{path.relative_to(PACKAGE.parent)}:{line}"


def room_of(module: str) -> str:
    return [*module.split("."), "__init__"][1]


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and module of each import of ours, dotted names of functions included."""
    module = dotted(path)
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(parse(path)):
        for name in imported_by(node, package):
            if name.startswith("pipeline.") and module_file(name):
                yield getattr(node, "lineno", 0), name
        if isinstance(node, ast.Constant) and re.fullmatch(
            r"pipeline(\.\w+)+:\w+", str(node.value)
        ):
            yield node.lineno, str(node.value).partition(":")[0]


def is_package_of_allowed(name: str, allowed: list[str]) -> bool:
    """Whether a name is only the package on the way to an allowed module (`engine` for `.run`)."""
    return any(other.startswith(f"{name}.") for other in allowed)


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_nothing_imports_what_it_may_not(path: Path) -> None:
    room = room_of(dotted(path))
    assert room in MAY_IMPORT, f"{path}: a new room; say in MAY_IMPORT what it may import"
    allowed = MAY_IMPORT[room].split()
    faults = []
    for line, name in imports(path):
        target = name.removeprefix("pipeline.")
        fits = any(target == other or target.startswith(f"{other}.") for other in allowed)
        if not fits and not is_package_of_allowed(target, allowed):
            faults.append(f"{where(path, line)}: {room} may import {allowed}, not {name}")
        if room in ("sources", "layers", "maps", "exports") and room_of(name) == room:
            faults.append(f"{where(path, line)}: files of {room} do not import each other: {name}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_no_module_is_a_drawer_for_anything(path: Path) -> None:
    assert not NO_NAMES & set(path.relative_to(PACKAGE).with_suffix("").parts), (
        f"{path}: name it after what it holds"
    )


def outside_world(node: ast.AST) -> str | None:
    """Return what a node takes from the outside world: files, clocks, chance, a screen."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        base = [getattr(node, "module", None) or ""]
        names = [name.split(".")[0] for name in [*base, *(alias.name for alias in node.names)]]
        banned = {"pathlib", "Path", "logging", "os", "io", "time", "random", "tempfile", "shutil"}
        return next((name for name in names if name in banned), None)
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func)
        if name in {"open", "print", "input"} or re.search(
            r"(^|\.)(now|today|utcnow|perf_counter|read_\w+|to_parquet|to_csv|to_file|savez?)$",
            name,
        ):
            return f"{name}()"
        if name.endswith("default_rng") and not (node.args or node.keywords):
            return f"{name}() without a seed"
    if isinstance(node, ast.Attribute):
        name = ast.unparse(node)
        random = re.search(r"(np|numpy)\.random\.(\w+)$", name)
        if random and random[2] not in {"default_rng", "Generator", "SeedSequence", "PCG64"}:
            return f"{name}, which has no seed"
        if re.search(r"(^|\.)(environ|getenv)$", name):
            return name
    return None


@pytest.mark.parametrize(
    "path",
    [path for path in modules() if room_of(dotted(path)) in CORE],
    ids=dotted,
)
def test_the_core_touches_no_files_clocks_chance_or_screen(path: Path) -> None:
    faults = [
        f"{where(path, getattr(node, 'lineno', 0))}: {found} is not for {CORE}"
        for node in ast.walk(parse(path))
        if (found := outside_world(node))
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("code", "is_bad"),
    [
        ("from pathlib import Path", True),
        ("open('x')", True),
        ("print(1)", True),
        ("date.today()", True),
        ("pd.Timestamp.now()", True),
        ("np.random.rand(3)", True),
        ("np.random.default_rng()", True),
        ("np.random.default_rng(7)", False),
        ("import os", True),
        ("gpd.read_file(x)", True),
        ("import numpy as np", False),
        ("from datetime import date", False),
    ],
)
def test_the_guard_of_the_core_sees_what_it_should(code: str, *, is_bad: bool) -> None:
    assert any(outside_world(node) for node in ast.walk(ast.parse(code))) is is_bad


@pytest.mark.parametrize(
    "path", [path for path in modules() if room_of(dotted(path)) == "geo"], ids=dotted
)
def test_geo_knows_no_word_of_our_domain(path: Path) -> None:
    faults = [
        f"{where(path, number)}: {found[0]!r} is a word of our domain"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (found := DOMAIN_WORDS.search(line))
    ]
    assert not faults, "\n".join(faults)


def lines_of_code(path: Path) -> int:
    """Return how many lines are left without blank lines, comments and docstrings."""
    tree = parse(path)
    prose = {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(getattr(node.value, "value", None), str)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    lines = path.read_text(encoding="utf-8").splitlines()
    is_code = [line.strip() and not line.strip().startswith("#") for line in lines]
    return sum(bool(is_one) and i not in prose for i, is_one in enumerate(is_code, 1))


def test_the_engine_stays_small() -> None:
    sizes = {path.name: lines_of_code(path) for path in (PACKAGE / "engine").glob("*.py")}
    assert sum(sizes.values()) < 500, f"the engine is kept under 500 lines of code: {sizes}"


def stage_id(stage: Stage) -> str:
    return stage.name


@pytest.mark.parametrize("stage", STAGES, ids=stage_id)
def test_an_output_is_made_by_the_file_that_bears_its_name(stage: Stage) -> None:
    module, _, function = stage.function.partition(":")
    _, room, file = module.split(".")
    name = stage.name.removesuffix(".html")
    # A file by its whole name, by that without its ending, or by its ending: all of a kind.
    names = {name.replace(".", "_"), *name.split(".")}
    names |= {MADE_BY[ending] for ending in names & set(MADE_BY)}
    rooms = {"page": {"maps"}, "file": {"exports"}, "array": {"layers"}}
    rooms["table"] = {"sources", "layers"}
    assert room in rooms[stage.makes], f"{stage.name}: a {stage.makes} is not made in {room}/"
    named = {NOT_NAMED_AFTER_THEIR_STAGE.get(name, name) for name in names}
    assert file in named, f"{stage.name}: made by {module}"
    assert function in names, f"{stage.name}: made by the function {function}"


@pytest.mark.parametrize("stage", STAGES, ids=stage_id)
def test_a_stage_promises_a_table_and_needs_earlier_tables(stage: Stage) -> None:
    if stage.makes == "table":
        assert stage.name in TABLES, f"{stage.name} has no table in pipeline/schema.py"
    before = STAGES[: STAGES.index(stage)]
    kinds = {"table", "array", *(["file"] if stage.makes == "file" else [])}
    tables = {other.name for other in before if other.makes in kinds}
    strangers = set(stage.needs) - tables
    assert not strangers, f"{stage.name} needs {strangers}, which no stage before it makes"


def test_every_table_of_the_schema_has_one_stage() -> None:
    names = [stage.name for stage in STAGES]
    assert len(names) == len(set(names))
    assert set(TABLES) == {stage.name for stage in STAGES if stage.makes == "table"}


@pytest.mark.parametrize("stage", STAGES, ids=stage_id)
def test_a_function_takes_what_its_stage_gives(stage: Stage) -> None:
    region = region_of(MINIMAL, Path("r/region.toml"))
    parameters = stage.parameters(region)
    given = {*stage.needs, *parameters}
    given |= {"files"} if stage.inputs is not None else set()
    given |= {"draft"} if stage.makes == "file" else set()
    given |= {"before"} if stage.recalls else set()
    module, _, name = stage.function.partition(":")
    path = module_file(module)
    assert path, f"stage {stage.name}: {module} is not written yet"
    function = getattr(importlib.import_module(module), name, None)
    assert function, f"stage {stage.name}: {path} has no function {name}"
    taken = dict(inspect.signature(function).parameters)
    for others in [n for n, p in taken.items() if p.kind is inspect.Parameter.VAR_KEYWORD]:
        del taken[others]
        names = SHARED[others].__annotations__ if others in SHARED else stage.needs
        taken |= dict.fromkeys(names, KEYWORD)
    says = f"stage {stage.name}, {stage.function}:"
    missing, unknown = given - set(taken), set(taken) - given
    assert not missing, f"{says} stages.py gives {missing}, which the function does not take"
    assert not unknown, f"{says} the function takes {unknown}, which stages.py does not give"
    positional = [n for n, p in taken.items() if p.kind is not KEYWORD.kind]
    assert not positional, f"{says} {positional} must be keyword-only"
    if stage.split:
        assert isinstance(parameters[stage.split], list), f"{says} split is no list parameter"


@pytest.mark.parametrize("stage", [*MAPS, *EXPORTS], ids=stage_id)
def test_whatever_is_shown_keeps_back_what_is_withheld(stage: Stage) -> None:
    region = region_of(MINIMAL, Path("r/region.toml"))
    module, _, name = stage.function.partition(":")
    function = getattr(importlib.import_module(module), name)
    assert "publish" in stage.parameters(region), f"{stage.name}: stages.py gives no `publish`"
    assert "publish" in inspect.signature(function).parameters, f"{name} is not `@withholding`"
    counting = {need for need in stage.needs if need in counted_people()}
    # Who is kept back is worked out from these, and must be the same in every output.
    assert not counting or {"areas", "communities"} <= set(stage.needs), stage.name


def test_every_number_of_people_is_marked_as_one() -> None:
    counted = counted_people()
    unmarked = [
        f"{name}.{column_name}"
        for name, table in TABLES.items()
        for column_name, column in table.columns.items()
        if "people" in column_name and column.dtype in ("int", "float")
        if column_name not in counted.get(name, {})
    ]
    assert not unmarked, f"say in schema.py what they count: {unmarked}"
    for name, columns in counted.items():
        held = {*TABLES[name].columns, OF_AREA, REGION, ""}
        for column_name, rule in columns.items():
            strangers = {one for value in rule.values() for one in value.split("|")} - held
            assert not strangers, f"{name}.{column_name} names {strangers}"


def test_decisions_are_numbered_without_a_gap_and_say_their_number() -> None:
    pages = sorted((PACKAGE.parent / "docs" / "decisions").glob("*.md"))
    numbers = [page.name.partition("-")[0] for page in pages]
    assert numbers == [f"{place:03d}" for place in range(1, len(pages) + 1)]
    heads = [page.read_text(encoding="utf-8").split(maxsplit=2)[:2] for page in pages]
    assert heads == [["#", f"{place}."] for place in range(1, len(pages) + 1)]


def test_every_room_is_told_of_to_who_looks_for_one() -> None:
    told = (PACKAGE.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rooms = [room for room in MAY_IMPORT if not room.startswith("__")]
    assert [room for room in rooms if not re.search(rf"pipeline/{room}[/.]", told)] == []


def test_links_between_documents_lead_somewhere() -> None:
    top = PACKAGE.parent
    pages = [*top.glob("*.md"), *(top / "docs").rglob("*.md"), *(top / "layers").glob("*.md")]
    lost = [
        f"{page.relative_to(top)}: {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert not lost
