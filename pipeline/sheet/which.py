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
        raise ConfigError(f"{built.name}: {nobody} in {built.base}; no sheet to write")
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
    is_wanted = (reach["service_type"] == HUB) & (reach["scenario"] == built.base)
    table: pd.DataFrame = reach[is_wanted]
    return table
<<<<<<< HEAD
=======


def _one(ids: pd.Series, names: pd.Series, about: pd.Series, word: str, what: str) -> str:
    """Return the one id that a word means."""
    if (ids == word).any():
        return word
    plain = names.astype("str").str.casefold().str.strip()
    own = ids[plain == word.casefold().strip()]
    if len(own) == 1:
        return str(own.iloc[0])
    if len(own):
        said = sorted(f"{i} ({said})" for i, said in zip(own, about[own.index], strict=True))
        more = f"; and {len(said) - LISTED} more" if len(said) > LISTED else ""
        raise StageError(
            f"{len(said)} bear the name {word!r}; give the id of one: "
            + "; ".join(said[:LISTED])
            + more
        )
    raise StageError(f"no {what} bears the id or name {word[:80]!r}; {_near(ids, names, word)}")


def _near(ids: pd.Series, names: pd.Series, word: str) -> str:
    """Return words with names and ids that are like a word."""
    known = {str(name).casefold(): str(name) for name in names.dropna()}
    close = [known[name] for name in get_close_matches(word.casefold(), known, n=5, cutoff=0.6)]
    close += get_close_matches(word, ids.tolist(), n=3, cutoff=0.8)
    if close:
        return f"close to it: {', '.join(dict.fromkeys(close))}"
    return "layers/<region>/communities.parquet and hubs.parquet list all"
>>>>>>> e741408 (Convoy sheets: tests, the flow of many, README)
