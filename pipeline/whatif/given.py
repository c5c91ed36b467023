"""Files that a user adds to a question: read as the region's own are, told of in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import config
from pipeline.built import read
from pipeline.errors import ConfigError, CrsError, PipelineError, SourceError, StageError
from pipeline.formats.tables import find_column, read_frame, texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from pipeline.built import Layers

DEFAULT_CLASS = "unclassified"
CLASS_COLUMNS = ("highway", "fclass", "road_class")
TYPE_COLUMNS = ("service_type", "type")
NAME_COLUMNS = ("service_name", "road_name", "closure_name", "name")
NAMED = 5
"""How many rows are named that could not be used."""


def closures(layers: Layers, file: str) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return the places that a file names, whatever it says of their status, and notes."""
    spec = config.Closures(file="closures").model_dump(mode="json")
    return _told(layers, "closures", file, spec | {"status": None})


def roads(layers: Layers, file: str) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return the roads of a file, and notes.

    Its class column is known by its name; without one every road is `unclassified`.
    """
    frame = _frame(file)
    column = find_column(frame, CLASS_COLUMNS)
    spec = config.Roads(
        file="roads",
        class_column=column,
        default_class=DEFAULT_CLASS,
        name=find_column(frame, NAME_COLUMNS),
    )
    table, notes = _told(layers, "roads", file, spec.model_dump(mode="json"))
    is_bare = texts(frame[column]).isna().any() if column else True
    if is_bare:
        whose = "roads without a class" if column else "its roads"
        notes.append(
            f"{Path(file).name}: {whose} are taken as `{DEFAULT_CLASS}`; a column `highway` says "
            "otherwise"
        )
    return table, notes


def services(layers: Layers, value: str) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return the services of `FILE` or `TYPE=FILE`, all of them open, and notes."""
    types = list(layers.steps["reach"].parameters["service_types"])
    stated, file = _type_and_file(value, types)
    frame = _frame(file)
    spec: dict[str, Any] = {"name": find_column(frame, NAME_COLUMNS)}
    if stated:
        spec["type"] = stated
    else:
        spec |= _types_in(frame, file, types)
    return _told(layers, "services", file, spec)


def _type_and_file(value: str, types: Sequence[str]) -> tuple[str | None, str]:
    """Return the type that a value states, None if it states none, and the file."""
    stated, equals, file = value.partition("=")
    if not equals or Path(value).exists():
        return None, value
    _check_types([stated], types, "--add-service")
    return stated, file


def _types_in(frame: Any, file: str, types: Sequence[str]) -> dict[str, Any]:  # noqa: ANN401
    """Return how to read the types that a column holds."""
    column = find_column(frame, TYPE_COLUMNS)
    if column is None:
        raise SourceError(
            f"does not say of what type its services are: write TYPE={Path(file).name}, or add a "
            f"column `service_type`; the region's types are: {', '.join(types) or 'none'}",
            file=file,
        )
    found = texts(frame[column])
    if found.isna().any():
        row = int(found.index[found.isna()][0])
        raise SourceError(f"column {column} is empty; name a type", file=file, row=row)
    _check_types(sorted(set(found)), types, f"{file}: column {column}")
    return {"type_column": column, "types": {name: name for name in types}}


def _check_types(found: Sequence[str], types: Sequence[str], where: str) -> None:
    strangers = [name for name in found if name not in types]
    if strangers:
        raise ConfigError(
            f"{where}: {', '.join(map(repr, strangers[:NAMED]))} is no service type of the region; "
            f"its types are: {', '.join(types) or 'none'}. The region file adds types"
        )


def _frame(file: str) -> Any:  # noqa: ANN401  plain or with geometry
    """Return a file's rows, to look at its columns."""
    try:
        return read_frame(Path(file), {})
    except PipelineError as error:
        raise _mendable(error, file) from None


def _told(
    layers: Layers, name: str, file: str, spec: Mapping[str, Any]
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return a file's table as the step of that name reads it, and what became of its rows."""
    path = Path(file)
    given = {"areas": layers.table("areas"), "specs": [dict(spec)]}
    try:
        table, rejected, notes = read(layers.steps[name], [path], **given)
    except PipelineError as error:
        raise _mendable(error, file) from None
    if not len(table):
        raise SourceError(
            f"holds no {name} to use ({'; '.join(rejected['reason'][:NAMED]) or 'no rows'})",
            file=file,
        )
    rows = zip(rejected["row"][:NAMED], rejected["reason"][:NAMED], strict=True)
    return table, [*notes, *(f"{path.name}, row {row}: {reason}" for row, reason in rows)]


def _mendable(error: PipelineError, file: str) -> PipelineError:
    """Return the error with a way to mend it that fits a file which no region file names."""
    if isinstance(error, CrsError):
        return CrsError(
            f"{str(error).partition('; ')[0]}; save the file with its reference system: a "
            "shapefile needs its .prj beside it, GeoJSON is longitude and latitude, a GeoPackage "
            "holds any"
        )
    is_there = bool(file) and Path(file).exists()
    return error if is_there else StageError(f"{file or 'an empty name'}: no such file")
