"""What the made-up region offers: health posts by two sources, public places, bases."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from pipeline.sample.plan import HILLS, ISLAND, MUD, NORMAL, ROUGH, VALLEY
from pipeline.sample.terrain import degrees, kilometres

if TYPE_CHECKING:
    from numpy.typing import NDArray

SERVED = (NORMAL, VALLEY, ISLAND, MUD, ROUGH, HILLS)
"""Parts of the region in which services may lie; the others have none."""
HEALTH_VILLAGES, SCHOOLS, POLICE, MARKETS = 70, 150, 34, 45
TWINS, CLOSE_TWINS, NEW_CLINICS = 15, 3, 7
NOT_WORKING = 6
"""Every so many-th facility does not work."""
KINDS = {
    "marketplace": "market",
    "school": "school",
    "police": "police",
    "townhall": "town_hall",
    "courthouse": "court",
}
"""From the words of the list of public places to service types."""
TITLES = {
    "marketplace": "Market",
    "school": "Primary School",
    "police": "Police Post",
    "townhall": "Town Hall",
    "courthouse": "Court",
}
STATUS_WORDS = {
    "health": {"open": "Functional", "closed": "Not functional"},
    "public": {"open": "active", "closed": "closed"},
    "bases": {"open": "deployed", "closed": "withdrawn"},
}


class Facilities(NamedTuple):
    """The files' rows and what is true of them."""

    health: pd.DataFrame
    """The ministry's list."""
    clinics: pd.DataFrame
    """The partners' list, of which some are in the ministry's too."""
    public: pd.DataFrame
    """Markets, schools, police posts, town halls, courts."""
    bases: pd.DataFrame
    """Bases of the mission."""
    counts: dict[str, dict[str, int]]
    """Services by type and status, once those given twice are one."""
    rejected: dict[str, list[int]]
    """Numbers of the unusable rows of each list, counted from 1."""
    merged: int
    """Rows of the partners' list that are in the ministry's too."""


def facilities(rng: np.random.Generator, places: pd.DataFrame) -> Facilities:
    """Return all lists of services, with rows that no pipeline can use."""
    served = places[places["group"].isin(SERVED)].reset_index(drop=True)
    health = _health(rng, served)
    clinics = _clinics(rng, served, health)
    public = _public(rng, served)
    bases = _bases(rng, served)
    counts = {
        "health": _by_status([*health["true_status"], *["open"] * NEW_CLINICS]),
        "base": _by_status(bases["true_status"]),
        **{
            kind: _by_status(public.loc[public["kind"] == name, "true_status"])
            for name, kind in KINDS.items()
        },
    }
    health, bad_health = _with_bad_rows(health, ({"latitude": ""}, {"latitude": 0, "longitude": 0}))
    public, bad_public = _with_bad_rows(public, ({"latitude": "n/k"}, {"latitude": 95.2}))
    return Facilities(
        health,
        clinics,
        public,
        bases,
        counts,
        {"health": bad_health, "public": bad_public},
        TWINS + CLOSE_TWINS,
    )


def _by_status(true_status: pd.Series | list[str]) -> dict[str, int]:
    return {str(k): int(n) for k, n in sorted(pd.Series(true_status).value_counts().items())}


def _seats(places: pd.DataFrame) -> pd.DataFrame:
    """Return one place a district, its seat: the one with most people."""
    order = places.sort_values(["area", "people"], ascending=[True, False])
    return order.drop_duplicates("area").reset_index(drop=True)


def _beside(
    rng: np.random.Generator, places: pd.DataFrame, reach_km: float = 0.1
) -> dict[str, NDArray[np.float64]]:
    """Return longitude and latitude of spots beside places."""
    xy = places[["x", "y"]].to_numpy() + rng.uniform(-reach_km, reach_km, (len(places), 2))
    lonlat = np.round(degrees(xy), 6)
    return {"longitude": lonlat[:, 0], "latitude": lonlat[:, 1]}


def _chosen(rng: np.random.Generator, places: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return some places, larger ones likelier, in the order in which they stand."""
    shares = np.sqrt(places["people"].to_numpy(dtype=float))
    rows = rng.choice(len(places), count, replace=False, p=shares / shares.sum())
    return places.iloc[np.sort(rows)].reset_index(drop=True)


def _health(rng: np.random.Generator, served: pd.DataFrame) -> pd.DataFrame:
    """Return the ministry's list: hospitals in cities, centres in towns and seats, posts."""
    seats = _seats(served)
    villages = served[(served["place_class"] == "village") & (served["group"] == NORMAL)]
    villages = villages[~villages["cell"].isin(seats["cell"])]
    at = pd.concat([seats, _chosen(rng, villages, HEALTH_VILLAGES)], ignore_index=True)
    kind = at["place_class"].map({"city": "Hospital", "town": "Health Centre"})
    kind = kind.fillna("Health Post")
    number = np.arange(len(at))
    works = (number % NOT_WORKING != NOT_WORKING - 1) | (number < len(seats))
    status = np.where(works, "open", "closed")
    beds = {"Hospital": (80, 240), "Health Centre": (10, 40), "Health Post": (0, 6)}
    return pd.DataFrame(
        {
            "facility_id": [f"HF{n + 1:04d}" for n in number],
            "facility_name": at["name"] + " " + kind,
            "facility_type": kind,
            "functional_status": pd.Series(status).map(STATUS_WORDS["health"]),
            "beds": [int(rng.integers(*beds[name])) for name in kind],
            **_beside(rng, at),
            "true_status": status,
        }
    )


def _clinics(rng: np.random.Generator, served: pd.DataFrame, health: pd.DataFrame) -> pd.DataFrame:
    """Return the partners' list: some of the ministry's under other spellings, some new."""
    twins = health.iloc[np.sort(rng.choice(len(health), TWINS + CLOSE_TWINS, replace=False))]
    names = twins["facility_name"].tolist()
    for row in range(len(names)):
        names[row] = names[row].upper() if row % 2 else names[row].replace("Health ", "Health-")
    names[-CLOSE_TWINS:] = [f"Partner Clinic {n + 1}" for n in range(CLOSE_TWINS)]
    shift = np.full((len(twins), 2), 0.0025)  # some 390 m away, the last 30 m
    shift[-CLOSE_TWINS:] = 0.0002
    without = served[(served["place_class"] == "hamlet") & (served["group"] == NORMAL)]
    new = _chosen(rng, _far_from(without, health), NEW_CLINICS)
    spots = _beside(rng, new)
    return pd.DataFrame(
        {
            "name": [*names, *(new["name"] + " Mobile Clinic")],
            "lon": np.round([*(twins["longitude"] + shift[:, 0]), *spots["longitude"]], 6),
            "lat": np.round([*(twins["latitude"] + shift[:, 1]), *spots["latitude"]], 6),
            "run_by": rng.choice(["Lantern Relief", "Open Hands"], len(twins) + len(new)),
        }
    )


def _far_from(places: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Return the places further than 2 km from everything on a list."""
    spots = kilometres(listed[["longitude", "latitude"]].to_numpy())
    away = cKDTree(spots).query(places[["x", "y"]].to_numpy())[0]
    far: pd.DataFrame = places[away > 2.0].reset_index(drop=True)
    return far


def _public(rng: np.random.Generator, served: pd.DataFrame) -> pd.DataFrame:
    """Return markets, schools, police posts, town halls and two courts, both closed."""
    seats = _seats(served)
    reached = seats[~seats["group"].isin((HILLS,))]
    at = {
        "marketplace": seats[seats["group"].isin((NORMAL, MUD))].head(MARKETS),
        "school": _chosen(rng, served, SCHOOLS),
        "police": _chosen(rng, reached, POLICE),
        "townhall": seats,
        "courthouse": seats[seats["place_class"] == "city"].head(2),
    }
    table = pd.concat([spots.assign(kind=kind) for kind, spots in at.items()], ignore_index=True)
    number = np.arange(len(table))
    is_closed = (number % 11 == 3) | (table["kind"] == "courthouse")
    status = np.where(is_closed, "closed", "open")
    return pd.DataFrame(
        {
            "id": [f"P{n + 1:04d}" for n in number],
            "name": table["name"] + " " + table["kind"].map(TITLES),
            "kind": table["kind"],
            "status": pd.Series(status).map(STATUS_WORDS["public"]),
            **_beside(rng, table),
            "true_status": status,
        }
    )


def _bases(rng: np.random.Generator, served: pd.DataFrame) -> pd.DataFrame:
    """Return six bases of the mission, the last one withdrawn."""
    towns = served[served["place_class"].isin(("city", "town")) & (served["group"] == NORMAL)]
    at = towns.sort_values("people", ascending=False).head(6).reset_index(drop=True)
    status = ["open"] * (len(at) - 1) + ["closed"]
    return pd.DataFrame(
        {
            "base": "Camp " + at["name"],
            "troops": rng.integers(80, 900, len(at)),
            "state": pd.Series(status).map(STATUS_WORDS["bases"]),
            **_beside(rng, at, 1.5),
            "true_status": status,
        }
    )


def _with_bad_rows(
    rows: pd.DataFrame, faults: tuple[dict[str, object], ...]
) -> tuple[pd.DataFrame, list[int]]:
    """Return the rows with faulty ones between them, and the numbers of those."""
    spots = np.linspace(5, len(rows) - 5, len(faults)).astype(int)
    id_column = rows.columns[0]
    bad = pd.DataFrame(
        [
            {**rows.iloc[spot].to_dict(), id_column: f"X{spot:04d}", **fault}
            for spot, fault in zip(spots, faults, strict=True)
        ]
    ).set_axis(spots + 0.5)
    table = pd.concat([rows.astype(object), bad.astype(object)]).sort_index()
    numbers = np.flatnonzero(table[id_column].astype("str").str.startswith("X")) + 1
    return table.reset_index(drop=True), numbers.tolist()
