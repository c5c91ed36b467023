"""Sentences on method that more than one page says, or a page and the sheet printed of it."""

from __future__ import annotations

from pipeline.page.language import say, say_many, short


def grades() -> str:
    """Return what the evidence grades mean."""
    return say("Evidence grade: A measured, B derived, C largely assumed, X no evidence.")


def choices() -> str:
    """Return that the index rests on choices."""
    return say("Cut points, goalposts and weights are choices, not findings.")


def stable(cut_per_100k: float) -> str:
    """Return when an area is stable."""
    return say_many(
        "An area is stable where it has at most {rate} incident per 100,000 people a year. Rates "
        "of small areas are drawn towards the region's rate, so that one incident among few people "
        "does not decide.",
        "An area is stable where it has at most {rate} incidents per 100,000 people a year. Rates "
        "of small areas are drawn towards the region's rate, so that one incident among few people "
        "does not decide.",
        cut_per_100k,
        rate=short(cut_per_100k),
    )


def violence(rate_years: float) -> str:
    """Return what the colours and arrows of stability are."""
    return say_many(
        "Violent incidents per 100,000 people a year over {years} year. Arrows mark areas where "
        "incidents clearly rise or fall. Darker means worse.",
        "Violent incidents per 100,000 people a year over {years} years. Arrows mark areas where "
        "incidents clearly rise or fall. Darker means worse.",
        rate_years,
        years=short(rate_years),
    )


def rates(blur_km: float) -> list[str]:
    """Return how incidents become rates of areas."""
    return [
        say(
            "Rates of areas with few people are drawn towards the region's rate (empirical "
            "Bayes), so that chance does not make the extremes."
        ),
        say(
            "Incidents known to about 25 km are spread over {km} km; those known to a division "
            "are spread over its people.",
            km=short(blur_km),
        ),
    ]


def points(*, are_shown: bool) -> str:
    """Return which incidents are not shown where they were."""
    if are_shown:
        return say("Incidents whose place is not exact are shown at area level only.")
    return say("Positions of single incidents are withheld; they are shown at area level only.")


def cut_off() -> list[str]:
    """Return when a community is cut off, and when that is not known."""
    return [
        say(
            "A community is cut off where no way leads to a hub in the chosen season, with the "
            "chosen vehicle, past all reported closures."
        ),
        say("It is unknown, and not counted as cut off, where too few roads are mapped to say."),
    ]


def run_out() -> str:
    """Return what becomes of a road whose report has run out."""
    return say(
        "A report that has run out says nothing any more, but a road that it closed stays shut "
        "until someone reports it open: it is drawn as no recent information."
    )


def hubs() -> str:
    """Return what is a hub."""
    return say("Hubs are those of the region file, or else the community with most people.")


def speeds() -> str:
    """Return where speeds are from."""
    return say(
        "Travel speeds are those of the region file's table, less for bad ground and season."
    )


def open_services() -> str:
    """Return that services are open where nobody says otherwise."""
    return say("A service whose source says nothing of its status is taken as open.")
