"""The reference pages, made from the schema itself, so that they cannot go stale."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from pipeline.config import Region
from pipeline.schema import TABLES, meaning, unit

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from pipeline.schema import Column, Table

TYPE_WORDS = {str: "text", float: "number", int: "whole number", bool: "true or false"}


def region_page() -> str:
    """Return `docs/region.md`: every key of a region file, with type, default and meaning."""
    parts = [
        "# The region file",
        (
            "`data/<region>/region.toml` says what a region's files are and overrides defaults. "
            "An unknown key is an error. Defaults marked *assumption* are ours, not the field's."
        ),
    ]
    sections: list[tuple[str, type[BaseModel]]] = [("", Region)]
    for heading, model in sections:
        parts += _section(heading, model)
        if model is Region:
            sections += _subsections(model)
    return "\n\n".join(parts) + "\n"


def dictionary_page() -> str:
    """Return `docs/data-dictionary.md`: every table's key, geometry and columns."""
    parts = [
        "# Data dictionary",
        (
            "One Parquet file a table in `layers/<region>/`. Rows are unique by the key and sorted "
            "by it. Geometry is in the region's metric reference system. An empty cell means that "
            "nothing is known; no number stands for absence."
        ),
    ]
    for name, table in TABLES.items():
        parts += _table(name, table)
    return "\n\n".join(parts) + "\n"


def _subsections(model: type[BaseModel]) -> list[tuple[str, type[BaseModel]]]:
    """Return the keys of a model that hold sections of their own, with TOML headings."""
    found = []
    for name, field in model.model_fields.items():
        inner = field.annotation
        if get_origin(inner) is list:
            inner, heading = get_args(inner)[0], f"[[{name}]]"
        else:
            heading = f"[{name}]"
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            found.append((heading, inner))
    return found


def _section(heading: str, model: type[BaseModel]) -> list[str]:
    """Return one section's heading, sentence and table of keys."""
    title = [f"## `{heading}`"] if heading else []
    inner = {name for name, _ in _inner_names(model)}
    rows = [
        f"| `{name}` | {_type(field.annotation)} | {_default(field)} | {field.description} |"
        for name, field in model.model_fields.items()
        if name not in inner
    ]
    head = "| key | type | default | meaning |\n| --- | --- | --- | --- |"
    return [*title, (model.__doc__ or "").strip(), "\n".join([head, *rows])]


def _inner_names(model: type[BaseModel]) -> list[tuple[str, type[BaseModel]]]:
    return [(heading.strip("[]"), inner) for heading, inner in _subsections(model)]


def _type(annotation: Any) -> str:  # noqa: ANN401  any annotation
    """Return a type in words."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(arguments[0])
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in arguments)
    if origin in (Union, types.UnionType):
        return _type(next(a for a in arguments if a is not type(None)))
    if origin is list:
        return f"list of {_type(arguments[0])}"
    if origin is dict:
        return f"table of {_type(arguments[1])}"
    return TYPE_WORDS.get(annotation, getattr(annotation, "__name__", str(annotation)))


def _default(field: FieldInfo) -> str:
    """Return a default in words."""
    value = field.get_default(call_default_factory=True, validated_data={})
    if value is PydanticUndefined:
        return "**required**"
    if value in (None, [], {}):
        return ""
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(inner)}" for key, inner in value.items())
    return f"`{_plain(value)}`"


def _plain(value: Any) -> str:  # noqa: ANN401  any default
    """Return a value as a person writes it."""
    if isinstance(value, dict):
        return "(" + ", ".join(f"{key} {_plain(inner)}" for key, inner in value.items()) + ")"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value).replace("True", "true")


def _table(name: str, table: Table) -> list[str]:
    """Return one table's heading, sentence and columns."""
    geometry = f" Geometry: {table.geometry}." if table.geometry else ""
    keys = ", ".join(f"`{column}`" for column in table.key)
    head = (
        "| column | type | unit | range | may be empty | meaning |\n"
        "| --- | --- | --- | --- | --- | --- |"
    )
    rows = [_column(column_name, column) for column_name, column in table.columns.items()]
    return [f"## `{name}`", f"{table.doc} Key: {keys}.{geometry}", "\n".join([head, *rows])]


def _column(name: str, column: Column) -> str:
    """Return one column's row."""
    empty = "yes" if column.nullable else ""
    cells = (f"`{name}`", column.dtype, unit(name), _range(column), empty, meaning(column))
    return f"| {' | '.join(cells)} |"


def _range(column: Column) -> str:
    """Return the closed range in words; empty where there is none."""
    if column.high is not None:
        return f"{column.low:g} to {column.high:g}"
    return f"from {column.low:g}" if column.low is not None else ""
