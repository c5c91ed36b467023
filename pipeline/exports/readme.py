"""The page that travels with a region's files: what they are, and what they do not say."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from pipeline.outgoing.meanings import meanings
from pipeline.outgoing.tables import LAYERS, OTHERWISE, layer
from pipeline.page import words
from pipeline.page.withheld import lines
from pipeline.withheld import withholding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from pipeline.outgoing.meanings import Meaning
    from pipeline.withheld import Withheld

KINDS = {
    "gpkg": "all layers in one GeoPackage; QGIS opens them coloured, with columns explained",
    "csv": "for a spreadsheet",
    "parquet": "GeoParquet, for notebooks and databases",
    "gpx": "for a satellite navigation receiver or a phone",
    "kml": "for Google Earth and phones",
    "json": "STAC item, for catalogues",
    "zip": "all of these files and this page",
}
"""What files are, by their ending."""
FILES = {
    "travel_times.tif": "minutes to services from every cell of a grid, a Cloud Optimized GeoTIFF",
    "travel_states.tif": "why there is no way from a cell, in the same grid",
    "communities.pmtiles": "communities as vector tiles, for web maps, and for the pages of "
    "access and isolation where they are too many for these",
    "withheld.csv": "what was withheld, a line a number",
}
"""The same of files that are no layer in another form."""
MARKED = re.compile(r"([\\`*_\[\]|#~!])")
INVISIBLE = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]+")
"""Control characters, line ends, and marks that turn the direction of the text around them."""
CSV_NOTES = (
    "CSV files are UTF-8 with commas, days as YYYY-MM-DD; without HXL hashtags in a second row "
    "they begin with a byte order mark, which spreadsheets need. An empty cell says that nothing "
    "is known; no number stands for absence. Read codes as text: spreadsheets drop leading "
    "zeros. `longitude` and `latitude` are a point's place; of lines and surfaces, one on them. "
    "A text that a spreadsheet would run as a formula has an apostrophe put before it; the "
    "GeoPackage and GeoParquet hold it as it is."
)
COD_NOTES = (
    "`ADMn_PCODE` and `ADMn_EN` are code and name of the administrative division of level n, as in "
    "the common operational datasets (COD); names are the source's own, in whatever language. "
    "Coordinates are in EPSG:4326."
)
PATTERNS = (
    "`<type>` stands for a type of service, or `hub`; `<scenario>` for season and vehicle, as in "
    "`dry_4x4`. A share is 0 to 1."
)
WHOLE = "Nothing: the region file does not ask for it (`publish`). Think before you publish this."
LIMITS = (
    "Unknown is not unreachable: `status` and `reason` say which.",
    "A way that is not on the road map does not exist here.",
    "Minutes are modelled from road classes, surfaces, seasons and vehicles; nobody drove them.",
    "No recorded incident is no proof of safety, and a road without a recent report is not open.",
    "Nothing here forecasts violence. All of it speaks of the day above and grows old.",
)


@withholding
def readme(
    *,
    draft: Path,
    title: str,
    gpkg: Path,
    names: Sequence[str],
    sources: Sequence[Mapping[str, str | None]],
    docs: Mapping[str, Mapping[str, Any]],
    layer_docs: Mapping[str, str],
    base_scenario: str,
    withheld: Sequence[Withheld] | None,
    as_of: pd.DataFrame,
    indicator_rules: pd.DataFrame,
    **tables: Any,  # noqa: ANN401  with geometry or not
) -> None:
    """Write the page: files, sources, licences, grades, limits, and what each column means.

    Texts of files and of the region file are shown as they are and are never marked text.

    Parameters
    ----------
    gpkg
        The region's GeoPackage: files begin with its name.
    names
        What follows in the names of the files that the page tells of.
    sources
        `file`, `where_from` and `licence` of each input file.
    docs
        What columns of the pipeline's tables mean, by table and column.
    layer_docs
        What the pipeline's tables are.
    withheld
        What was kept back; None where nothing is asked to be.
    """
    day = as_of["as_of"].iloc[0]
    known = day == day  # noqa: PLR0124  NaT is the one day unlike itself
    versions = ", ".join(f"`{name}`" for name in sorted(indicator_rules["method_version"].unique()))
    parts = [
        f"# {shown(title)}",
        f"Day of the layers: {day:%Y-%m-%d}." if known else "The day of the layers is not known.",
        f"Version of the method: {versions}. Numbers compare where it is the same.",
        "## Files",
        _table(
            ("file", "what it is"),
            [(f"`{gpkg.stem}.{name}`", _kind(name, layer_docs)) for name in names],
        ),
        "`sha256sum -c manifest-sha256.txt` says whether they are whole.",
        CSV_NOTES,
        COD_NOTES,
        "## Sources and licences",
        _sources(sources),
        "## Evidence grades",
        _table(("grade", "meaning"), [(code, said) for code, said in words.GRADES.items()]),
        "## What was withheld",
        _list(lines(withheld) or [WHOLE]),
        f"`{gpkg.stem}.withheld.csv` lists each number and row.",
        "## Limits",
        _list(LIMITS),
        "## Columns",
        PATTERNS,
        *_columns(docs, layer_docs, base_scenario, tables),
    ]
    draft.write_text("\n\n".join(parts) + "\n", encoding="utf-8", newline="\n")


def shown(text: object) -> str:
    """Return a text as Markdown shows it: no markup, no HTML, on one line."""
    plain = INVISIBLE.sub(" ", str(text)).strip()
    return MARKED.sub(r"\\\1", html.escape(plain, quote=False))


def _kind(name: str, layer_docs: Mapping[str, str]) -> str:
    """Return what a file is: its layer, and whom its form is for."""
    first, _, ending = name.rpartition(".")
    kind = FILES.get(name) or KINDS.get(ending, "")
    return f"{_doc(first, layer_docs)} {kind[:1].upper()}{kind[1:]}." if first in LAYERS else kind


def _doc(name: str, layer_docs: Mapping[str, str]) -> str:
    return LAYERS[name].doc or layer_docs[OTHERWISE.get(name, name)]


def _sources(sources: Sequence[Mapping[str, str | None]]) -> str:
    """Return the table of input files."""
    rows = [
        tuple(
            shown(source[key]) if source[key] else "not stated"
            for key in ("file", "where_from", "licence")
        )
        for source in sources
    ]
    note = (
        "What is made from a file is bound by its licence. Where none is stated, ask the publisher "
        "before you pass these files on."
    )
    return f"{_table(('file', 'where from', 'licence'), rows)}\n\n{note}"


def _columns(
    docs: Mapping[str, Mapping[str, Any]],
    layer_docs: Mapping[str, str],
    base_scenario: str,
    tables: Mapping[str, Any],
) -> list[str]:
    """Return one section a layer; columns of one pattern are told once."""
    parts = []
    for name in LAYERS:
        made = layer(name, tables, base_scenario)
        by_pattern = {one.pattern: one for one in meanings(name, made, docs)}
        count = len(made.table)
        parts += [
            f"### {name}",
            f"{_doc(name, layer_docs)} {count:,} {'row' if count == 1 else 'rows'}.",
            _table(("column", "unit", "meaning"), [_row(one) for one in by_pattern.values()]),
        ]
    return parts


def _row(one: Meaning) -> tuple[str, str, str]:
    return f"`{one.pattern}`", one.unit, one.plain.replace("|", "\\|")


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _list(sentences: Sequence[str]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)
