"""Which communities a command means: by id or by name, by hub, by status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import ConfigError
from pipeline.names import one_of

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.sheet.region import Built

HUB = "hub"
LISTS = "layers/<region>/communities.parquet and hubs.parquet list them"


def asked(
    built: Built, *, community: str | None, hub: str | None, is_all_unreachable: bool
) -> list[str]:
    """Return the communities that one of three ways of asking means, by id.

    Raises
    ------
    ConfigError
        Where none or more than one of them is used, or nobody is meant.
    StageError
        Where a word means no community or hub, or several.
    """
    if (community is not None) + (hub is not None) + is_all_unreachable != 1:
        raise ConfigError("give one of: a COMMUNITY (name or id), --all-unreachable, --hub NAME")
    if community is not None:
        return [community_id(built, community)]
    if hub is None:
        found, nobody = unreachable(built), "every community reaches a hub"
    else:
        found, nobody = of_hub(built, hub_id(built, hub)), f"{hub} is no community's nearest hub"
    if not found:
        base = built.region.travel.base_scenario
        raise ConfigError(f"{built.name}: {nobody} in {base}; no sheet to write")
    return found


def community_id(built: Built, word: str) -> str:
    """Return the one community that bears an id, or a name (case does not matter).

    An id goes before a name.

    Raises
    ------
    StageError
        Where none does, with close matches; where several bear the name, with id, area, people.
    """
    communities = built.tables["communities"]
    areas = built.tables["areas"].set_index("area_id")["area_name"]
    about = communities["area_id"].map(areas) + communities["people"].map(", {:,.0f} people".format)
    return one_of(
        communities["community_id"], communities["community_name"], about, word, "community", LISTS
    )


def hub_id(built: Built, word: str) -> str:
    """Return the one hub that bears an id, or a name; as `community_id` does.

    Raises
    ------
    StageError
        As `community_id`.
    """
    hubs = built.tables["hubs"]
    return one_of(hubs["hub_id"], hubs["hub_name"], hubs["hub_name"], word, HUB, LISTS)


def of_hub(built: Built, hub: str) -> list[str]:
    """Return the communities whose nearest hub in the base scenario it is, sorted."""
    reach = _to_hubs(built)
    return sorted(reach["community_id"][reach["service_id"] == hub])


def unreachable(built: Built) -> list[str]:
    """Return the communities that do not reach a hub in the base scenario, sorted.

    Those of any status but `reachable`: conditional and unknown ones too.
    """
    reach = _to_hubs(built)
    return sorted(reach["community_id"][reach["status"] != "reachable"])


def _to_hubs(built: Built) -> pd.DataFrame:
    reach = built.tables["reach"]
    is_base = reach["scenario"] == built.region.travel.base_scenario
    table: pd.DataFrame = reach[is_base & (reach["service_type"] == HUB)]
    return table
