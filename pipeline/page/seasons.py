"""The switches of scenarios: one of seasons and one of vehicles where every pair is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.page import legend, words
from pipeline.page.language import say

if TYPE_CHECKING:
    from collections.abc import Sequence


def ordered(scenarios: Sequence[str]) -> list[str]:
    """Return scenarios as their switches count them: by season, then by vehicle.

    Where pairs are lacking the order stays. The first stays the first either way.
    """
    seasons, vehicles = _parts(scenarios)
    return [f"{season}-{vehicle}" for season in seasons for vehicle in vehicles] or list(scenarios)


def switches(scenarios: Sequence[str]) -> tuple[str, ...]:
    """Return two switches whose values add up to a place among `ordered`, or one list of all."""
    seasons, vehicles = _parts(scenarios)
    if not seasons:
        named = [words.scenario(name) for name in scenarios]
        return (legend.switch("scenario", say("Scenario"), named),)
    by_vehicle = [_capital(words.vehicle(name)) for name in vehicles]
    by_season = [words.season(name) for name in seasons]
    return (
        legend.switch("scenario", say("Season"), by_season, part="season", step=len(vehicles)),
        legend.switch("scenario", say("Vehicle"), by_vehicle, part="vehicle"),
    )


def _parts(scenarios: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the seasons and vehicles, each in the order of mention; none if a pair is lacking."""
    parts = [name.partition("-")[::2] for name in scenarios]
    seasons, vehicles = (list(dict.fromkeys(part)) for part in zip(*parts, strict=True))
    is_whole = len(seasons) * len(vehicles) == len(set(parts))
    has_choice = len(seasons) > 1 and len(vehicles) > 1 and all(vehicles)
    return (seasons, vehicles) if is_whole and has_choice else ([], [])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
