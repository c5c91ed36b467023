"""The panel's parts as HTML: switches, legend blocks that also switch layers, lists."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.page import colours, language, words
from pipeline.page.escape import text
from pipeline.page.language import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SIZE_STEPS = (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)


@dataclass(frozen=True)
class Entry:
    """One swatch and what it stands for; `shape` is a class of the page's style."""

    label: str
    colour: str
    shape: str = "box"


def switch(
    name: str,
    label: str,
    choices: Sequence[str],
    *,
    chosen: int = 0,
    most_buttons: int = 3,
    part: str = "",
    step: int = 1,
) -> str:
    """Return a choice of one in several: buttons for few, a list for many.

    A switch may have parts, each with a name of its own; the values that are chosen add up. `step`
    is how much further the next choice is.
    """
    if len(choices) < 2:
        return ""
    own = part or name
    heading = f'<p class="switch-label" id="switch-{own}">{text(label)}</p>'
    if len(choices) > most_buttons:
        options = "".join(
            f'<option value="{n * step}"{" selected" if n == chosen else ""}>'
            f"{text(choice)}</option>"
            for n, choice in enumerate(choices)
        )
        return (
            f'<div class="switch">{heading}<select data-switch="{name}" '
            f'aria-labelledby="switch-{own}">{options}</select></div>'
        )
    buttons = "".join(
        f'<label><input type="radio" name="{own}" data-switch="{name}" value="{n * step}"'
        f"{' checked' if n == chosen else ''}><span>{text(choice)}</span></label>"
        for n, choice in enumerate(choices)
    )
    return (
        f'<div class="switch">{heading}<div class="buttons" role="radiogroup" '
        f'aria-labelledby="switch-{own}">{buttons}</div></div>'
    )


def block(
    layer: str,
    title: str,
    entries: Sequence[Entry] = (),
    *,
    note: str = "",
    body: str = "",
    is_on: bool = True,
) -> str:
    """Return one legend block; its heading switches the layer on and off.

    The swatch of a single entry stands in the heading, without a label of its own.

    `body` is HTML of ours and goes in as it is; all else is escaped.
    """
    is_single = len(entries) == 1
    return (
        f'<section class="block" data-block="{layer}"><label class="block-title">'
        f'<input type="checkbox" data-layer="{layer}"{" checked" if is_on else ""}>'
        f"<span>{text(title)}</span>{_swatch(entries[0]) if is_single else ''}</label>{body}"
        + (f"<ul>{_rows(entries)}</ul>" if len(entries) > 1 else "")
        + (f'<p class="note">{text(note)}</p>' if note else "")
        + "</section>"
    )


def by_choice(switch: str, choices: Sequence[tuple[Sequence[Entry], str]]) -> str:
    """Return the swatches and the note of each choice of a switch, for the body of a block.

    The script shows those of the choice that is made.
    """
    return either(switch, [noted(entries, note) for entries, note in choices])


def either(switch: str, parts: Sequence[str]) -> str:
    """Return parts of which the script shows the one that a switch chooses.

    They are HTML of ours and go in as they are.
    """
    return "".join(
        f'<div data-when="{switch}" data-is="{n}"{" hidden" if n else ""}>{part}</div>'
        for n, part in enumerate(parts)
    )


def only(switch: str, choice: int, part: str) -> str:
    """Return a part, HTML of ours, that the script shows with one choice of a switch alone."""
    return f'<div data-when="{switch}" data-is="{choice}" hidden>{part}</div>'


def noted(entries: Sequence[Entry], note: str) -> str:
    """Return swatches with their labels, and a note below them."""
    return f'{listed(entries)}<p class="note">{text(note)}</p>'


def listed(entries: Sequence[Entry]) -> str:
    """Return swatches with their labels, one under the other."""
    return f"<ul>{_rows(entries)}</ul>"


def _rows(entries: Sequence[Entry]) -> str:
    return "".join(f"<li>{_swatch(entry)}{text(entry.label)}</li>" for entry in entries)


def _swatch(entry: Entry) -> str:
    return f'<i class="swatch {entry.shape}" style="--c:{entry.colour}"></i>'


def quadrants() -> str:
    """Return the two by two of access and stability, each quadrant with its name.

    It stands on a corner: the better both are, the higher; to the right access is better, to the
    left stability.
    """
    cells = "".join(
        f'<li class="{key}" style="background:{colours.QUADRANTS[key]}"><span>{text(name)}</span>'
        "</li>"
        for key, name in words.QUADRANTS.items()
        if key != "unknown"
    )
    stable, access = text(say("More stable")), text(say("Better access"))
    unknown = text(say("Unknown: access or stability cannot be told"))
    return (
        f'<div class="quadrants"><ul>{cells}</ul><p class="stable">\N{LEFTWARDS ARROW} {stable}'
        f'</p><p class="access">{access} \N{RIGHTWARDS ARROW}</p></div>'
        f'<ul><li><i class="swatch box unknown" style="--c:{colours.UNKNOWN}"></i>'
        f"{unknown}</li></ul>"
    )


def shares() -> list[Entry]:
    """Return the classes of shares of people, the least first."""
    percents = [0, *(round(top * 100) for top in colours.SHARE_BREAKS), 100]
    return [
        Entry(say("{low} to {high} %", low=low, high=high), colour)
        for (low, high), colour in zip(pairwise(percents), colours.SHARES, strict=True)
    ]


def ranges(breaks: Sequence[float], unit: str = "") -> list[str]:
    """Return the classes between breaks in words: up to 1, over 1 to 2, over 2."""
    plain = [language.short(value) for value in breaks]
    middle = [say("over {low} to {high}", low=low, high=high) for low, high in pairwise(plain)]
    first, last = say("up to {high}", high=plain[0]), say("over {low}", low=plain[-1])
    return [f"{name}{unit}" for name in (first, *middle, last)]


def sizes(size: Mapping[str, float]) -> str:
    """Return circles of a few numbers of people, drawn as large as on the map."""
    steps = [n for n in SIZE_STEPS if size["least"] < _radius(n, size) < size["most"]]
    steps = steps[-3:] or [SIZE_STEPS[0]]
    circles, x = "", 4.0
    tallest = 2 * max(_radius(n, size) for n in steps)
    for n in steps:
        radius, label = _radius(n, size), language.number(n)
        x += radius
        circles += f'<circle cx="{x:.1f}" cy="{tallest / 2 + 1:.1f}" r="{radius:.1f}"/>'
        circles += f'<text x="{x + radius + 4:.1f}" y="{tallest / 2 + 5:.1f}">{text(label)}</text>'
        x += radius + 12 + 7 * len(label)
    return (
        f'<svg class="sizes" width="{x:.0f}" height="{tallest + 2:.0f}" direction="ltr" '
        f'role="img" aria-label="{text(say("Circle size by people"))}">{circles}</svg>'
    )


def _radius(people: float, size: Mapping[str, float]) -> float:
    return min(size["most"], max(size["least"], size["factor"] * math.sqrt(people)))


def about(parts: Mapping[str, Sequence[str]]) -> str:
    """Return the folded About panel: headings with their paragraphs."""
    inner = "".join(
        f"<h3>{text(heading)}</h3><ul>{''.join(f'<li>{text(line)}</li>' for line in lines)}</ul>"
        for heading, lines in parts.items()
        if lines
    )
    title = text(say("About this map"))
    return f'<details class="about"><summary>{title}</summary>{inner}</details>'
