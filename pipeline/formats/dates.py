"""Dates as people write them to the span of days that they can mean."""

from __future__ import annotations

from typing import Final

import pandas as pd

DTYPE: Final = "datetime64[us]"
DAY = r"(?P<year>\d{4})(?:[-/](?P<month>\d{1,2})(?:[-/](?P<day>\d{1,2}))?)?"
ISO = rf"^{DAY}(?:[T ]\d{{2}}:\d{{2}}\S*(?: ?\S+)?)?$"
NUMERIC = r"^(?P<one>\d{1,2})[/.-](?P<two>\d{1,2})[/.-](?P<year>\d{4})(?: \d{1,2}:\d{2}\S*)?$"
NAMED = ("%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%B-%Y", "%B %d, %Y", "%b %d, %Y")


def spans(values: pd.Series) -> pd.DataFrame:
    """Return `start`, `end` and `fault` of each date; year or month alone spans it.

    Known are ISO dates, with or without a time (the day as written counts, whatever the zone),
    names of months in English, and day/month/year or month/day/year where the whole column leaves
    one of the two only. Others have null days and a fault in words; null values have neither.
    """
    text = _text(values)
    start, end = _iso(text)
    named = _named(text[start.isna()])
    start, end = start.fillna(named), end.fillna(named)
    numeric, is_ambiguous = _numeric(text[start.isna()])
    start, end = start.fillna(numeric), end.fillna(numeric)
    fault = ("date '" + text + "' is not understood; write it as 2019-04-03").where(start.isna())
    doubt = "date '" + text + "' can be day or month first; write it as 2019-04-03"
    fault = fault.mask(is_ambiguous.reindex(text.index, fill_value=False), doubt)
    return pd.DataFrame({"start": start, "end": end, "fault": fault.mask(text.isna())})


def days(values: pd.Series) -> pd.DataFrame:
    """Return `day` and `fault` of each date; a year or month alone is no day.

    As `spans` but for that.
    """
    found = spans(values)
    is_day = found["start"] == found["end"]
    fault = found["fault"].mask(
        found["start"].notna() & ~is_day, "date '" + _text(values) + "' names no day"
    )
    return pd.DataFrame({"day": found["start"].where(is_day), "fault": fault})


def _text(values: pd.Series) -> pd.Series:
    """Return the values as text; datetimes as ISO days."""
    if pd.api.types.is_datetime64_any_dtype(values):
        iso: pd.Series = values.dt.strftime("%Y-%m-%d").astype("str").mask(values.isna())
        return iso
    if pd.api.types.is_float_dtype(values):
        values = values.round().astype("Int64")
    text = values.astype("str").str.strip()
    return text.mask(values.isna() | (text == ""))


def _iso(text: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return first and last day of ISO years, months and days; null elsewhere."""
    parts = text.str.extract(ISO)
    start = _day(parts["year"], parts["month"].fillna("1"), parts["day"].fillna("1"))
    year_end = _day(parts["year"], parts["month"].fillna("12"), parts["day"].fillna("1"))
    end = start.where(parts["day"].notna(), year_end + pd.offsets.MonthEnd(1))
    return start, end.astype(DTYPE)


def _named(text: pd.Series) -> pd.Series:
    """Return days whose month is written out in English."""
    day = pd.Series(pd.NaT, index=text.index, dtype=DTYPE)
    for pattern in NAMED:
        day = day.fillna(pd.to_datetime(text, format=pattern, errors="coerce").astype(DTYPE))
    return day


def _numeric(text: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return days of a column of figures, and which of its rows leave the order open."""
    parts = text.str.extract(NUMERIC)
    one, two = (parts[name].astype("float64") for name in ("one", "two"))
    is_date = parts["year"].notna()
    day_first, month_first = (one > 12).any(), (two > 12).any()
    if day_first == month_first:
        return pd.Series(pd.NaT, index=text.index, dtype=DTYPE), is_date & ~(one > 12) & ~(two > 12)
    day, month = ("one", "two") if day_first else ("two", "one")
    return _day(parts["year"], parts[month], parts[day]), is_date & False


def _day(year: pd.Series, month: pd.Series, day: pd.Series) -> pd.Series:
    """Return calendar days; null where there is no such day."""
    iso = year + "-" + month.str.zfill(2) + "-" + day.str.zfill(2)
    found: pd.Series = pd.to_datetime(iso, format="%Y-%m-%d", errors="coerce").astype(DTYPE)
    return found
