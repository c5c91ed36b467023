from __future__ import annotations

import pandas as pd
import shapely

from pipeline.print.run import Asked, Job, sheet_of
from tests import grid_region
from tests.print_region import FILE, source_of


def test_sources_are_named_with_origin_and_licence() -> None:
    assert source_of().sources("resilience") == (
        "Sources: areas.shp (Survey office; CC BY 4.0); clinics.csv; people.tif.",
        "The region file states no licence for clinics.csv, people.tif.",
    )
    bare = {key: value for key, value in FILE["areas"].items() if key != "licence"}
    assert (
        source_of(areas=bare).sources("links")[1] == "The region file states no licence for them."
    )


def test_a_day_that_is_not_known_is_said() -> None:
    tables = grid_region.tables()
    tables["as_of"] = tables["as_of"].assign(as_of=pd.NaT)
    assert (source_of().day, source_of(tables).day) == ("2024-03-31", "no stated day")


def test_of_a_published_region_what_it_withholds_is_not_shown() -> None:
    tables = grid_region.tables()
    communities = tables["communities"]
    people = communities["people"].mask(communities.index == 0, 5.0)
    few = {**tables, "communities": communities.assign(people=people)}
    withholding = {"k_min": 10, "sensitive": ["market"]}
    services = [*FILE["services"], {"file": "markets.csv", "type": "market"}]
    source = source_of(few, publish=True, withholding=withholding, services=services)
    assert pd.isna(source.table("communities")["people"].iloc[0])
    assert "market" not in set(source.table("access")["service_type"])
    assert "market" not in set(source.table("services")["service_type"])
    assert {one.kind for one in source.withheld or ()} == {"few_people", "sensitive", "incidents"}
    said = " ".join(sheet_of(source, Job("isolation", "A4"), Asked()).withheld)
    assert "Numbers that tell of few people" in said
    assert "Service types that are sensitive" in said
    assert source_of(few, services=services, withholding=withholding).withheld is None


def test_roads_are_one_shape_a_rank() -> None:
    tables = grid_region.tables()
    network = tables["network"]
    classes = {"primary": 1, "tertiary": 2, "residential": 3, "track": 4}
    ranks = network["road_class"].map(classes)
    expected = [network["length_m"][ranks == rank].sum() for rank in range(5)]
    assert [shapely.length(one) for one in source_of().roads] == expected
    dashed = network.assign(is_schematic=network.index == 0, road_class="x")
    roads = source_of({**tables, "network": dashed}).roads
    assert shapely.length(roads[0]) == network["length_m"][0]
    assert shapely.length(roads[4]) == network["length_m"][1:].sum(), "unknown classes come last"
    nothing = source_of({**tables, "network": network[:0]}).roads
    assert [one.is_empty for one in nothing] == [True] * 5
