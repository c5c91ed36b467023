"""Texts that hold a quantity with its unit, as people type them, to plain numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

KMH = {"": 1.0, "km/h": 1.0, "kmh": 1.0, "kph": 1.0, "mph": 1.609344, "knots": 1.852}
TONNES = {
    "": 1.0,
    "t": 1.0,
    "to": 1.0,
    "ton": 1.0,
    "tons": 1.0,
    "tonnes": 1.0,
    "kg": 0.001,
    "lbs": 0.00045359237,
    "lb": 0.00045359237,
    "st": 0.90718474,
}
METRES = {"": 1.0, "m": 1.0, "cm": 0.01, "ft": 0.3048, "feet": 0.3048, "'": 0.3048, "in": 0.0254}
WALKING_PACE_KMH = 5.0

IN_THOUSANDS = ("kg", "lbs", "lb")
"""Units so small that a limit is a number of thousands of them."""

QUANTITY = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*([a-z/']*)")
THOUSANDS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
BETWEEN = re.compile(r"[;|]|(?<=[0-9])\s*-\s*(?=[0-9])")
FEET_AND_INCHES = re.compile(r"([0-9]+)\s*(?:'|ft|feet)\s*([0-9]+(?:\.[0-9]+)?)\s*(?:\"|''|in)?")


def speeds_kmh(values: pd.Series) -> pd.Series:
    """Return km/h from `50`, `30 mph`, `walk`; lists and ranges give their lowest.

    `none`, `signals`, country codes such as `RO:urban`, 0 and all else are null.
    """
    return _mapped(values, _speed)


def weights_t(values: pd.Series) -> pd.Series:
    """Return tonnes from `7.5`, `3500 kg`, `16,000 lbs`; lists and ranges give their lowest.

    A comma is a decimal one, as in `7,5` and in `3,500` (tonnes), unless the unit is small (kg,
    lb) and exactly three digits follow: `3,500 kg` is 3.5 t. All else is null.
    """
    return _mapped(values, lambda text: _lowest(text, TONNES))


def lengths_m(values: pd.Series) -> pd.Series:
    """Return metres from `3.8`, `3.8 m`, `380 cm`, `12'6"`; lists and ranges give their lowest.

    A comma is always a decimal one. All else is null.
    """
    return _mapped(values, _length)


def _mapped(values: pd.Series, parse: Callable[[str], float]) -> pd.Series:
    """Return what each distinct text parses to, in the values' order."""
    if pd.api.types.is_numeric_dtype(values):
        numbers = values.astype("float64")
        return numbers.where(np.isfinite(numbers) & (numbers > 0))
    known = {text: parse(str(text).strip().lower()) for text in values.dropna().unique()}
    return values.map(known).astype("float64")


def _speed(text: str) -> float:
    if text == "walk":
        return WALKING_PACE_KMH
    return _lowest(text, KMH)


def _length(text: str) -> float:
    imperial = FEET_AND_INCHES.fullmatch(text)
    if imperial:
        return float(imperial[1]) * METRES["ft"] + float(imperial[2]) * METRES["in"]
    return _lowest(text, METRES)


def _lowest(text: str, units: Mapping[str, float]) -> float:
    """Return the least of a list or range of quantities; NaN where none is known.

    Words in a list, as in `none;50`, are passed over.
    """
    found = [QUANTITY.fullmatch(part.strip()) for part in BETWEEN.split(text)]
    known = [
        _number(match[1], match[2]) * units[match[2]]
        for match in found
        if match and match[2] in units
    ]
    return min((value for value in known if value > 0), default=np.nan)


def _number(text: str, unit: str) -> float:
    """Return a number; its comma separates thousands or stands for the decimal point."""
    is_thousands = unit in IN_THOUSANDS and THOUSANDS.fullmatch(text)
    return float(text.replace(",", "" if is_thousands else "."))
