"""Invented names: a small grammar of syllables that belongs to no language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

STARTS = (
    "B",
    "Br",
    "D",
    "Dr",
    "F",
    "G",
    "H",
    "K",
    "L",
    "M",
    "N",
    "P",
    "R",
    "S",
    "T",
    "Tr",
    "V",
    "Z",
)
VOWELS = ("a", "e", "i", "o", "u", "a", "o", "ei", "ou")
MIDDLES = (
    "b",
    "d",
    "l",
    "ll",
    "m",
    "n",
    "nd",
    "r",
    "rr",
    "s",
    "st",
    "t",
    "v",
    "z",
    "lk",
    "mb",
    "rn",
)
ENDINGS = ("a", "o", "e", "un", "is", "ara", "elo", "imu", "ost", "ane", "ori", "eth", "usk", "ame")
MARKED = {"a": "á", "e": "ë", "i": "í", "o": "ö", "u": "ü", "s": "š", "n": "ñ", "z": "ž"}
MARKED_SHARE = 0.06
SECOND_WORDS = (
    "Bridge",
    "Cross",
    "Ford",
    "Hill",
    "Market",
    "Spring",
    "Upper",
    "Lower",
    "New",
    "Old",
)


def invented_names(rng: np.random.Generator, count: int, taken: set[str]) -> list[str]:
    """Return names that differ from each other and from those taken, some with marked letters.

    Parameters
    ----------
    rng
        Where the chance comes from.
    count
        How many.
    taken
        Names already given; the new ones are added.
    """
    names: list[str] = []
    while len(names) < count:
        name = _name(rng)
        if name not in taken:
            taken.add(name)
            names.append(name)
    return names


def _name(rng: np.random.Generator) -> str:
    """Return one name of two to four syllables, some with a second word."""
    parts = [_pick(rng, STARTS), _pick(rng, VOWELS)]
    for _ in range(int(rng.choice([1, 1, 2]))):
        parts += [_pick(rng, MIDDLES), _pick(rng, VOWELS[:5])]
    stem = "".join(parts)[:-1] + _pick(rng, ENDINGS)
    if rng.random() < MARKED_SHARE:
        stem = _marked(rng, stem)
    if rng.random() < 0.07:
        word = _pick(rng, SECOND_WORDS)
        return f"{word} {stem}" if word in {"Upper", "Lower", "New", "Old"} else f"{stem} {word}"
    return stem


def _marked(rng: np.random.Generator, stem: str) -> str:
    """Return the stem with one letter, not the first, marked where it has such a letter."""
    spots = [spot for spot, letter in enumerate(stem) if spot and letter in MARKED]
    if not spots:
        return stem
    spot = spots[int(rng.integers(len(spots)))]
    return stem[:spot] + MARKED[stem[spot]] + stem[spot + 1 :]


def _pick(rng: np.random.Generator, choices: tuple[str, ...]) -> str:
    return choices[int(rng.integers(len(choices)))]
