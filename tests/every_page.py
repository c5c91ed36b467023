"""Every page that there is, that of a what-if too, written into a folder to be opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd

from pipeline.page import language
from pipeline.whatif.differences import changes
from pipeline.whatif.page import page
from tests import grid_region
from tests.chain import CRS
from tests.whatif_layers import layers_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

WHATIF = "whatif"
PAGES = (*grid_region.PAGES, WHATIF)
MAP_PAGES = tuple(name for name in PAGES if name != "index")
ODD = grid_region.Names(
    title=f'\u202e\N{HOSPITAL} "it\'s" & co \u0627\u0644\u0628\u0644\u062f {"x" * 300}',
    area="\u202e\u0627\u0644\u0642\u0631\u064a\u0629",
    community="n" * 300,
    service="\N{HOSPITAL}\N{ZERO WIDTH JOINER}\N{FIRE}",
    report="\u2066'\"><b>",
    hub="\u0645\u062f\u064a\u0646\u0629 &amp;",
    kind="k" * 300,
    road="\n\t",
)
"""Marks that turn the direction of what follows, emoji, quotes, and names without an end."""


def written(
    folder: Path,
    names: grid_region.Names,
    *,
    tongue: str = language.OWN,
    languages: Sequence[str] = (language.OWN,),
) -> Path:
    """Return the folder, with every page in it in one language."""
    folder.mkdir(parents=True, exist_ok=True)
    made = grid_region.tables(names=names)
    setting = {"title": names.title, "languages": list(languages)}
    for name in grid_region.PAGES:
        other = {"show_incident_points": True} if name == "stability" else {}
        html = grid_region.build(name, made, names, language=tongue, setting=setting, **other)
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    (folder / f"{WHATIF}.html").write_text(_whatif(names, tongue), encoding="utf-8")
    return folder


def _whatif(names: grid_region.Names, tongue: str) -> str:
    """Return the page if a road was closed, all got slower, and a service was added."""
    layers = layers_of(3)
    people = layers.table("communities")
    layers.tables["communities"] = people.assign(
        community_name=[f"{names.community} {n + 1}" for n in range(len(people))]
    )
    for name in ("network", "services"):
        layers.tables[name] = layers.table(name).assign(source=f"{name}.csv")
    layers.tables["hubs"] = layers.table("hubs").assign(hub_name=names.hub)
    layers.tables["areas"] = layers.table("areas").assign(area_name=f"{names.area} 1")
    reach = layers.table("reach")
    after = reach.assign(minutes=reach["minutes"] + 30)
    found = changes(reach, after, layers.table("communities"))
    links = layers.table("network")[:1].assign(deed="closed")
    added = gpd.GeoDataFrame(
        {"service_name": [names.service], "service_type": ["health"], "source": ["f.csv"]},
        geometry=gpd.points_from_xy([1000], [1000]),
        crs=CRS,
    )
    tables = {"network": layers.table("network")}
    layers.steps["isolation.html"].parameters["setting"]["title"] = names.title
    return page(
        layers, tables, found, links=links, added=added, told=[names.report], language=tongue
    )
