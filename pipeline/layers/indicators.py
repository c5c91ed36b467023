"""What the index is made of: each indicator's number in each area, with its score and its grade.

Where a number comes from is told by the table of indicators; a region that has no source for one
has a gap there, never a zero. Access is the share near among the people of whom something is known;
where that is less than `least_share` of an area's people, it is absent. Of answers and other
evidence the newest up to `as_of` count. A sample of fewer than `survey_n` answers is filled up to
that many from the others of its second-order division (first-order, region, where these are too
few). Its standard error then holds how far areas differ from those that would lend to them: the
square is that of all its answers, and the square of the lent share times the mean square of that
difference (`geo.intervals`).

Grade: that of the table the number comes from (answers of people and tables of other evidence are
A, rasters B), and one worse for each of: every full `stale_years` of age, or no date of an answer;
over a tenth of the people left out; a sample under `survey_n`; a mean of answers of which no
standard deviation is told. One source alone is B at best. Nothing present is worse than C; X is
absent. Numbers of stability that the layer itself grades X are absent: where nobody recorded an
incident there may have been some.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Unpack

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.geo.intervals import borrowed, lender_variance, t_interval, wilson
from pipeline.geo.weighted import ratios, sums
from pipeline.scoring import GRADES, Stated, item_of, method_of, pulls, scores_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

Floats = npt.NDArray[np.float64]

HUB = "hub"
ASKED = ("surveys", "evidence")
Z_95 = 1.6448536269514722
NO_DATE = pd.Timestamp("1900-01-01")
DAYS_PER_YEAR = 365.25
WELL_COVERED_SHARE = 0.9
OK, NO_SOURCE, NO_VALUE, MOSTLY_UNKNOWN = "ok", "no_source", "no_value", "mostly_unknown"
TOLD = ("value", "error", "n", "date", "coverage_share", "sources")
DIVISIONS = ("adm2_id", "adm1_id")


class Known(NamedTuple):
    """What is known for the indicators, by the name of the table that they come from."""

    tables: Mapping[str, pd.DataFrame]
    """One row an area; `access` has one a service type too, and what was asked one a day."""
    files: Mapping[str, set[str]]
    """Files that the numbers of a table rest on, where they are known."""
    services: gpd.GeoDataFrame
    divisions: pd.DataFrame
    """Of each area."""
    as_of: pd.Timestamp
    newest: pd.Timestamp
    """Day of the newest incident that counts."""


def indicators(
    *,
    areas: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    indicator_rules: pd.DataFrame,
    access: pd.DataFrame,
    rural_access: pd.DataFrame,
    stability: pd.DataFrame,
    presence: pd.DataFrame,
    surveys: pd.DataFrame,
    evidence: pd.DataFrame,
    services: gpd.GeoDataFrame,
    incidents: gpd.GeoDataFrame,
    as_of: pd.DataFrame,
    base_scenario: str,
    base_type: str,
    survey_n: int,
    stale_years: float,
    **stated: Unpack[Stated],
) -> pd.DataFrame:
    """Value, error, score and grade, one row an area and indicator, whether there is one or not.

    The rules stand at the head of this file. `error` is what the source of other evidence says; of
    answers, half the 90 % interval (Wilson's of a share, Student's of a mean) over 1.645, and what
    lending adds; of a trend's z it is 1, what chance alone does. `pull` is what the indicator adds
    to the area's index: the index less what it would be with the region's mean score in its place.

    Parameters
    ----------
    base_scenario
        Season and vehicle of the numbers of access.
    base_type
        Service type of bases.
    survey_n, stale_years
        As above.
    stated
        The method, as `pipeline.scoring.Stated` says.
    """
    day = as_of["as_of"].iloc[0]
    known = Known(
        tables={
            "access": access[access["scenario"] == base_scenario],
            "rural_access": rural_access.assign(grade="B"),
            "stability": stability,
            "presence": presence,
            "surveys": surveys if pd.isna(day) else surveys[surveys["date"] <= day],
            "evidence": evidence if pd.isna(day) else evidence[evidence["date"] <= day],
        },
        files={
            "stability": set(incidents["source"]),
            "presence": set(services["source"][services["service_type"] == base_type]),
        },
        services=services,
        divisions=areas.set_index("area_id")[list(DIVISIONS)].sort_index(),
        as_of=day,
        newest=incidents["date"].clip(upper=day).max(),
    )
    rules = indicator_rules.sort_values("indicator", ignore_index=True)
    limits: dict[str, Any] = {
        "survey_n": survey_n,
        "stale_years": stale_years,
        "least_share": stated["least_share"],
    }
    parts = [_one(rule, known, **limits) for rule in rules.to_dict("records")]
    method = method_of(rules, **stated)
    area = known.divisions.index.get_indexer(pd.Index(communities["area_id"]))
    people = sums(communities["people"].to_numpy(float), area, len(known.divisions))
    values = np.column_stack([part["value"].to_numpy(float) for part in parts])
    scores = scores_of(method, values)
    columns = {"score": scores, "pull": pulls(method, scores, people)}
    whole = pd.concat(parts, ignore_index=True)
    whole = whole.assign(**{name: one.T.ravel() for name, one in columns.items()})
    return whole.assign(method_version=method.version)


def _one(
    rule: dict[Any, Any],
    known: Known,
    *,
    survey_n: int,
    stale_years: float,
    least_share: float,
) -> pd.DataFrame:
    """Return one indicator's rows, without its scores."""
    ids = known.divisions.index
    if rule["origin"] == "access":
        found = _access(rule, known, least_share)
    elif rule["origin"] in ASKED:
        found = _asked(rule, known, survey_n)
    else:
        found = _column(rule, known)
    found = found.reindex(ids)
    has = found["value"].notna().to_numpy(bool)
    reason = np.where(has, OK, found["reason"].fillna(NO_VALUE))
    found = found[has].reindex(ids)
    rank = _ranks(found, known.as_of, survey_n, stale_years)
    return pd.DataFrame(
        {
            "area_id": ids.to_numpy(),
            "indicator": rule["indicator"],
            "pillar": rule["pillar"],
            **{name: found[name].to_numpy() for name in TOLD},
            "sources_count": _counted(found["sources"]),
            "reason": reason,
            "grade": GRADES[np.where(has, rank, len(GRADES) - 1)],
        }
    )


def _table(ids: pd.Index[Any], **columns: Any) -> pd.DataFrame:  # noqa: ANN401  any column
    """Return rows by area, with what is not told left empty."""
    none = {"value": np.nan, "error": np.nan, "n": np.nan, "coverage_share": np.nan}
    words = {"date": pd.NaT, "sources": None, "reason": NO_VALUE, "grade": "X"}
    return pd.DataFrame({**none, **words, **columns}, index=ids).astype(
        {"date": "datetime64[us]", "sources": "str"}
    )


def _access(rule: Mapping[str, Any], known: Known, least_share: float) -> pd.DataFrame:
    """Return the share of people near a service, of those of whom something is known."""
    table = known.tables["access"]
    kind = item_of(rule["item"], set(table["service_type"]))
    if kind is None:
        return _table(known.divisions.index, reason=NO_SOURCE)
    own = table[table["service_type"] == kind].set_index("area_id")
    covered = 1 - own["unknown_share"]
    is_enough = covered >= least_share - 1e-9
    share = own[rule["column"]] / covered.where(is_enough)
    services = known.services
    files = services["source"][services["service_type"] == kind]
    return _table(
        own.index,
        value=share.clip(upper=1),
        coverage_share=covered,
        sources=_listed(["region file"] if kind == HUB else files),
        reason=np.where(is_enough | covered.isna(), NO_VALUE, MOSTLY_UNKNOWN),
        grade=own["grade"],
    )


def _column(rule: Mapping[str, Any], known: Known) -> pd.DataFrame:
    """Return a column of a table that has one row an area."""
    table = known.tables[rule["origin"]]
    own = table.set_index("area_id")
    value = own[rule["column"]]
    if rule["origin"] == "stability":
        value = value.mask(own["grade"] == "X")
    return _table(
        own.index,
        value=value,
        error=1.0 if rule["column"] == "trend_z" else np.nan,
        coverage_share=1.0,
        date=known.newest if rule["origin"] == "stability" else pd.NaT,
        sources=_listed(known.files.get(rule["origin"], ())),
        reason=NO_VALUE if value.notna().any() else NO_SOURCE,
        grade=own["grade"],
    )


def _asked(rule: Mapping[str, Any], known: Known, survey_n: int) -> pd.DataFrame:
    """Return the newest answers or other evidence of each area."""
    table = known.tables[rule["origin"]]
    item = item_of(rule["item"], set(table["indicator"]))
    if item is None:
        return _table(known.divisions.index, reason=NO_SOURCE)
    rows = table[table["indicator"] == item]
    files = rows.groupby("area_id")["source"].agg(_listed)
    rows = rows.sort_values(["area_id", "date"]).drop_duplicates("area_id", keep="last")
    own = rows.set_index("area_id")
    if rule["origin"] == "surveys":
        told = _answers(own[own["n"] > 0], known.divisions, survey_n)
    else:
        told = own[["value", "error", "n"]].assign(
            grade=np.where(own["origin"] == "table", "A", "B")
        )
    return _table(
        told.index,
        **{str(name): told[name] for name in told},
        coverage_share=1.0,
        date=own["date"].mask(own["date"] == NO_DATE),
        sources=files,
    )


def _answers(own: pd.DataFrame, divisions: pd.DataFrame, survey_n: int) -> pd.DataFrame:
    """Return answers of people, small samples filled up, and their standard errors."""
    value, n, sd = (own[name].to_numpy(float) for name in ("value", "n", "sd"))
    is_share = (own["kind"] == "share").to_numpy(bool)
    others, others_n = _others(value, n, divisions.reindex(own.index), survey_n)
    whole = borrowed(value, n, others, others_n, survey_n)
    lent = whole.lent_share**2 * _lenders(value, n, sd, is_share, others, others_n)
    yes = wilson(np.where(is_share, whole.value, np.nan), whole.n)
    mean = t_interval(whole.value, sd, whole.n)
    low, high = (np.where(is_share, *ends) for ends in zip(yes, mean, strict=True))
    error = np.hypot((high - low) / (2 * Z_95), np.sqrt(lent))
    grade = np.where(is_share | np.isfinite(sd), "A", "B")
    return pd.DataFrame({"value": whole.value, "error": error, "n": n, "grade": grade}, own.index)


def _lenders(
    value: Floats,
    n: Floats,
    sd: Floats,
    is_share: npt.NDArray[np.bool_],
    others: Floats,
    others_n: Floats,
) -> float:
    """Return the mean square by which areas are off from what they would be lent."""
    if is_share.all():
        share = (value * n).sum() / max(n.sum(), 1)
        within = share * (1 - share)
    else:
        told = n * np.isfinite(sd)
        within = (np.nan_to_num(sd) ** 2 * told).sum() / max(told.sum(), 1)
    return lender_variance(value, n, others, others_n, float(within))


def _others(
    value: Floats, n: Floats, divisions: pd.DataFrame, enough: int
) -> tuple[Floats, Floats]:
    """Return what the others of the smallest division with enough answers say, and how many."""
    others = n.sum() - n
    mean = ratios((value * n).sum() - value * n, others)
    for name in reversed(DIVISIONS):
        code = pd.factorize(divisions[name])[0]
        place = np.maximum(code, 0)
        count = sums(n, place, len(n))[place] - n
        total = sums(value * n, place, len(n))[place] - value * n
        fits = (code >= 0) & (count >= enough - n)
        mean = np.where(fits, ratios(total, count), mean)
        others = np.where(fits, count, others)
    return mean, others


def _ranks(
    found: pd.DataFrame, as_of: pd.Timestamp, survey_n: int, stale_years: float
) -> npt.NDArray[np.int64]:
    """Return the place of each grade among the grades, by the rule at the head of this file."""
    rank = pd.Index(GRADES).get_indexer(pd.Index(found["grade"].fillna("X")))
    age_years = (as_of - found["date"]).dt.days.to_numpy(float) / DAYS_PER_YEAR
    is_asked = found["n"].notna().to_numpy(bool)
    old = np.where(np.isnan(age_years), is_asked, np.floor(np.nan_to_num(age_years) / stale_years))
    rank = rank + old.clip(min=0).astype(int)
    rank = rank + (found["coverage_share"] < WELL_COVERED_SHARE).to_numpy(int)
    rank = rank + (found["n"] < survey_n).to_numpy(int)
    rank = np.where(_counted(found["sources"]) < 2, np.maximum(rank, 1), rank)
    return np.asarray(np.clip(rank, 0, len(GRADES) - 2), np.int64)


def _listed(files: Iterable[str]) -> str | None:
    """Return the different files with commas, sorted; None without any."""
    return ", ".join(sorted(set(files))) or None


def _counted(sources: pd.Series) -> npt.NDArray[np.int64]:
    """Return how many files each list names."""
    return np.where(sources.isna(), 0, sources.fillna("").str.count(", ") + 1).astype(np.int64)
