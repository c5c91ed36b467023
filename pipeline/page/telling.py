"""A number told in words: what it is, how it is scored, how good the evidence is.

The sentences that the pages and the command share; they take plain values and know no files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.page import drawing, language, words
from pipeline.page.language import Words, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

DASH = "\N{EN DASH}"
REASONS = Words(
    {
        "no_source": "not known: the region has no source for it",
        "no_value": "not known: the source says nothing of this area",
        "mostly_unknown": "not known: of too many people nothing can be said",
    }
)
"""Why an indicator is absent."""
PILLAR_REASONS = Words(
    {
        "not_in_table": "no indicator of it in the table",
        "no_data": "no data: an information gap, never a zero",
        "too_little": "too little of its weight is there",
    }
)
UNITS = Words(
    {
        "per 100k a year": "per 100k a year",
        "USD per kg": "USD per kg",
        "organisations": "organisations",
    }
)
"""Units of the shipped table that are words; others are told as they are."""
SCORE_DIGITS = 1


class Unit(NamedTuple):
    """How numbers of a unit are written."""

    name: str
    factor: float = 1.0
    digits: int = 2


def unit_of(unit: str) -> Unit:
    """Return how numbers of an indicator's unit are written: shares in percent."""
    return Unit("%", 100.0, 1) if unit == "share" else Unit(UNITS.get(unit, unit))


def number(value: float | None, digits: int) -> str:
    """Return a number without zeros at its end, a dash where there is none."""
    if value is None or value != value:  # noqa: PLR0124  NaN is the one value unlike itself
        return DASH
    rounded = round(value, digits) + 0.0  # no zero below zero
    plain = f"{rounded:.{digits}f}"
    needed = len(plain.rstrip("0").partition(".")[2]) if digits else 0
    return language.number(rounded, needed)


def amount(value: float | None, unit: str) -> str:
    """Return a number with its unit."""
    own = unit_of(unit)
    if value is None or value != value:  # noqa: PLR0124  NaN
        return DASH
    return f"{number(value * own.factor, own.digits)} {own.name}".strip()


def line(row: Mapping[str, Any], rule: Mapping[str, Any]) -> str:
    """Return what is told of an indicator in an area: number, score, evidence, or why none.

    Parameters
    ----------
    row
        A row of `indicators`.
    rule
        Its row of `indicator_rules`.
    """
    if row["reason"] in REASONS:
        return REASONS[row["reason"]]
    return template().format(
        value=amount(row["value"], rule["unit"]),
        score=number(row["score"], SCORE_DIGITS),
        grade=row["grade"],
    )


def template() -> str:
    """Return what is told of an indicator in an area, with its values in braces."""
    return say("{value}, which scores {score} of 10; evidence {grade}")


def goalposts(rule: Mapping[str, Any]) -> str:
    """Return how an indicator's number becomes a score."""
    low, high = amount(rule["low"], rule["unit"]), amount(rule["high"], rule["unit"])
    if rule["direction"] == "lower_is_better":
        return say(
            "Lower is better: {high} or more scores 0, {low} or less scores 10.",
            low=low,
            high=high,
        )
    return say(
        "Higher is better: {low} or less scores 0, {high} or more scores 10.", low=low, high=high
    )


def weighed(rule: Mapping[str, Any], pillar_weight: float) -> str:
    """Return where an indicator counts, and how much, of the weight of all of its pillar."""
    return say(
        "It has {part} of {whole} parts of the pillar {pillar}; parts without a number are left "
        "out.",
        part=number(rule["weight"], 2),
        whole=number(pillar_weight, 2),
        pillar=_pillar(rule["pillar"]).lower(),
    )


def note(rule: Mapping[str, Any], pillar_weight: float) -> str:
    """Return what an indicator is and how it counts, in sentences that hold for all areas."""
    definition = say(rule["definition"])
    return " ".join([definition, goalposts(rule), weighed(rule, pillar_weight), came_from(rule)])


def came_from(rule: Mapping[str, Any]) -> str:
    """Return which column an indicator comes from, and of which version its goalposts are."""
    item = rule.get("item")
    values = {
        "column": rule["column"],
        "table": rule["origin"],
        "version": rule["version"],
        "name": rule["table_name"],
    }
    if not isinstance(item, str):
        return say(
            "From {column} in the table {table}; goalposts of version {version} ({name}).",
            **values,
        )
    return say(
        "From {column} of {items} in the table {table}; goalposts of version {version} ({name}).",
        items=_alternatives(item),
        **values,
    )


def _alternatives(item: str) -> str:
    """Return names with bars between them as a choice of them."""
    first, *more = item.split("|")
    for other in more:
        first = say("{one} or {other}", one=first, other=other)
    return first


def _pillar(code: str) -> str:
    return words.PILLARS.get(code, code)


def made_of(settings: Mapping[str, Any], lists: Iterable[str]) -> str:
    """Return what an indicator's numbers are made with and from, in sentences.

    Parameters
    ----------
    settings
        Parameters by name.
    lists
        Names of files, with commas where there are several; each is told once.
    """
    values = ", ".join(f"{name} = {value_text(value)}" for name, value in settings.items())
    files = ", ".join(sorted({file for one in lists for file in one.split(", ")}))
    said = []
    if values:
        said.append(say("Parameters: {values}.", values=values))
    if files:
        said.append(say("Files: {files}.", files=files))
    return " ".join(said)


def value_text(value: Any) -> str:  # noqa: ANN401  any parameter
    """Return a parameter as a person writes it."""
    if value is None or value in ([], {}):
        return say("none")
    if isinstance(value, dict):
        return ", ".join(f"{key} {_inner_text(inner)}" for key, inner in value.items())
    return ", ".join(_texts(value))


def _inner_text(value: Any) -> str:  # noqa: ANN401  any parameter
    """Return a value of a table; that of a table in a table stands in brackets."""
    return f"({value_text(value)})" if isinstance(value, dict) else value_text(value)


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401  any parameter
    for one in value if isinstance(value, list) else [value]:
        yield language.short(one) if isinstance(one, float) else str(one)


def pillar_line(row: Mapping[str, Any]) -> str:
    """Return what is told of a pillar in an area, a row of `pillars`."""
    if row["reason"] in PILLAR_REASONS:
        return PILLAR_REASONS[row["reason"]]
    return say(
        "{score} of 10, from {weight} % of its weight; evidence {grade}",
        score=number(row["score"], SCORE_DIGITS),
        weight=number(row["weight_share"] * 100, 0),
        grade=row["grade"],
    )


def told(
    rules: pd.DataFrame,
    indicators: pd.DataFrame,
    area_ids: Sequence[str],
    made_with: Mapping[str, Mapping[str, Any]],
) -> tuple[drawing.Told, ...]:
    """Return what a page's popups unfold of each indicator: `note`, `made_of` and `line`.

    By pillar, then by name; the sentences once, the numbers by area.

    Parameters
    ----------
    made_with
        Parameters that shape the numbers, by the table that they come from.
    """
    whole = rules.groupby("pillar")["weight"].sum()
    own = dict(iter(indicators.groupby("indicator")))
    none = indicators.iloc[:0]
    return tuple(
        _told(
            rule,
            own.get(rule["indicator"], none).set_index("area_id").reindex(list(area_ids)),
            whole,
            made_with.get(rule["origin"], {}),
        )
        for rule in rules.sort_values(["pillar", "indicator"]).to_dict("records")
    )


def _told(
    rule: Mapping[Any, Any],
    own: pd.DataFrame,
    whole: pd.Series[float],
    settings: Mapping[str, Any],
) -> drawing.Told:
    """Return what is unfolded of one indicator."""
    unit, pillar = unit_of(rule["unit"]), rule["pillar"]
    grades = dict(zip("ABCX", "ABCX", strict=True))
    return drawing.Told(
        title=say("{pillar}: {title}", pillar=_pillar(pillar), title=say(rule["title"])),
        note=f"{note(rule, whole[pillar])} {made_of(settings, own['sources'].dropna())}".strip(),
        line=template(),
        facts={
            "value": drawing.measured(
                "", own["value"] * unit.factor, unit.name, digits=unit.digits
            ),
            "score": drawing.measured("", own["score"], digits=SCORE_DIGITS),
            "grade": drawing.worded("", own["grade"], grades),
        },
        silent=drawing.worded("", own["reason"], REASONS),
    )
