"""A number told in words: what it is, how it is scored, how good the evidence is.

The sentences that the pages and the command share; they take plain values and know no files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.page import drawing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

DASH = "\N{EN DASH}"
REASONS = {
    "no_source": "not known: the region has no source for it",
    "no_value": "not known: the source says nothing of this area",
    "mostly_unknown": "not known: of too many people nothing can be said",
}
"""Why an indicator is absent."""
PILLAR_REASONS = {
    "not_in_table": "no indicator of it in the table",
    "no_data": "no data: an information gap, never a zero",
    "too_little": "too little of its weight is there",
}
LINE = "{value}, which scores {score} of 10; evidence {grade}"
"""What is told of an indicator in an area."""
SCORE_DIGITS = 1


class Unit(NamedTuple):
    """How numbers of a unit are written."""

    name: str
    factor: float = 1.0
    digits: int = 2


def unit_of(unit: str) -> Unit:
    """Return how numbers of an indicator's unit are written: shares in percent."""
    return Unit("%", 100.0, 1) if unit == "share" else Unit(unit)


def number(value: float | None, digits: int) -> str:
    """Return a number without zeros at its end, a dash where there is none."""
    if value is None or value != value:  # noqa: PLR0124  NaN is the one value unlike itself
        return DASH
    text = f"{value:,.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


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
    return LINE.format(
        value=amount(row["value"], rule["unit"]),
        score=number(row["score"], SCORE_DIGITS),
        grade=row["grade"],
    )


def goalposts(rule: Mapping[str, Any]) -> str:
    """Return how an indicator's number becomes a score."""
    low, high = amount(rule["low"], rule["unit"]), amount(rule["high"], rule["unit"])
    if rule["direction"] == "lower_is_better":
        return f"Lower is better: {high} or more scores 0, {low} or less scores 10."
    return f"Higher is better: {low} or less scores 0, {high} or more scores 10."


def weighed(rule: Mapping[str, Any], pillar_weight: float) -> str:
    """Return where an indicator counts, and how much, of the weight of all of its pillar."""
    parts = f"{number(rule['weight'], 2)} of {number(pillar_weight, 2)} parts"
    return f"It has {parts} of the pillar {rule['pillar']}; parts without a number are left out."


def note(rule: Mapping[str, Any], pillar_weight: float) -> str:
    """Return what an indicator is and how it counts, in sentences that hold for all areas."""
    said = [rule["definition"], goalposts(rule), weighed(rule, pillar_weight), came_from(rule)]
    return " ".join(said)


def came_from(rule: Mapping[str, Any]) -> str:
    """Return which column an indicator comes from, and of which version its goalposts are."""
    item = rule.get("item")
    of = f" of {item.replace('|', ' or ')}" if isinstance(item, str) else ""
    table = f"From {rule['column']}{of} in the table {rule['origin']}"
    return f"{table}; goalposts of version {rule['version']} ({rule['table_name']})."


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
    said = {"Parameters": values, "Files": files}
    return " ".join(f"{name}: {text}." for name, text in said.items() if text)


def value_text(value: Any) -> str:  # noqa: ANN401  any parameter
    """Return a parameter as a person writes it."""
    if value is None or value in ([], {}):
        return "none"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_inner_text(inner)}" for key, inner in value.items())
    return ", ".join(_texts(value))


def _inner_text(value: Any) -> str:  # noqa: ANN401  any parameter
    """Return a value of a table; that of a table in a table stands in brackets."""
    return f"({value_text(value)})" if isinstance(value, dict) else value_text(value)


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401  any parameter
    for one in value if isinstance(value, list) else [value]:
        yield f"{one:g}" if isinstance(one, float) else str(one)


def pillar_line(row: Mapping[str, Any]) -> str:
    """Return what is told of a pillar in an area, a row of `pillars`."""
    if row["reason"] in PILLAR_REASONS:
        return PILLAR_REASONS[row["reason"]]
    score, weight = number(row["score"], SCORE_DIGITS), number(row["weight_share"] * 100, 0)
    return f"{score} of 10, from {weight} % of its weight; evidence {row['grade']}"


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
        title=f"{pillar.capitalize()}: {rule['title']}",
        note=f"{note(rule, whole[pillar])} {made_of(settings, own['sources'].dropna())}".strip(),
        line=LINE,
        facts={
            "value": drawing.measured(
                "", own["value"] * unit.factor, unit.name, digits=unit.digits
            ),
            "score": drawing.measured("", own["score"], digits=SCORE_DIGITS),
            "grade": drawing.worded("", own["grade"], grades),
        },
        silent=drawing.worded("", own["reason"], REASONS),
    )
