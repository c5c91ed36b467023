from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.layers.cells import cells
from pipeline.layers.stability_cells import stability_cells
from pipeline.schema import conform
from tests.violence import DEFAULTS, ONE_EACH, areas, communities, incidents, placed


def made(
    events: Any,  # noqa: ANN401
    people: Any = ONE_EACH,  # noqa: ANN401
    *,
    resolution: int | None = 6,
    columns: dict[str, Any] | None = None,
) -> Any:  # noqa: ANN401
    where = areas(**(columns or {}))
    grid = conform("cells", cells(areas=where, communities=people, resolution=resolution))
    table = stability_cells(
        areas=where,
        cells=grid,
        communities=people,
        incidents=events,
        placing=placed(events, where, people, blur_km=12),
        as_of=pd.DataFrame({"as_of": pd.to_datetime(["2020-12-31"])}),
        blur_km=12,
        border_tolerance_m=10,
        **DEFAULTS,
    )
    found = conform("stability_cells", table)
    homes = grid.set_index("cell_id")["people"]
    assert found["people"].tolist() == homes.loc[found["cell_id"]].tolist()
    return found.set_index("people")


def weights(*args: Any, **options: Any) -> Any:  # noqa: ANN401
    """Return the weight in each cell that has any, by its people."""
    weight = made(*args, **options)["incidents_weight"]
    return weight[weight > 0].to_dict()


def test_an_exact_incident_counts_in_the_cell_of_its_point() -> None:
    assert weights(incidents(("2020-12-01", 1, 5))) == {1000: 1}
    assert weights(incidents(("2020-12-01", 1, 10.5))) == {0: 1}


def test_blurred_and_spread_incidents_count_by_people() -> None:
    assert weights(incidents(("2020-12-01", 2, 5))) == {1000: 0.25, 3000: 0.75}
    by_division = weights(incidents(("2020-12-01", 4, 5)), columns={"adm1_id": ["P", "P", "P"]})
    assert by_division == pytest.approx({1000: 0.1, 3000: 0.3, 6000: 0.6})


def test_a_division_is_spread_inside_areas_too() -> None:
    people = communities(("A", 100, 1), ("A", 300, 9), ("B", 50, 19))
    found = weights(incidents(("2020-12-01", 4, 5)), people, columns={"adm1_id": ["P", "P", "Q"]})
    assert found == pytest.approx({100: 100 / 450, 300: 300 / 450, 50: 50 / 450})


def test_an_incident_outside_all_cells_counts_in_the_nearest() -> None:
    events = incidents(("2020-12-01", 1, 5))
    events.geometry = events.geometry.translate(-200_000)
    assert sum(weights(events).values()) == 1


def test_cells_are_measured_as_areas_are() -> None:
    table = made(incidents(*[("2020-12-01", 1, 5.0)] * 9, ("2020-12-01", 1, 15)))
    assert table.loc[1000, "rate_raw_per_100k"] == pytest.approx(900)
    assert table.loc[3000, "spillover"] > 0
    assert table["has_neighbours"].all()
    assert np.isnan(table.loc[0, "rate_per_100k"]).all()


def test_no_cells_are_no_rows() -> None:
    assert made(incidents(("2020-12-01", 2, 5)), resolution=None).empty


def test_no_incidents_and_no_people_are_rows_of_nothing() -> None:
    assert (made(incidents())["incidents_weight"] == 0).all()
    assert (made(incidents(("2020-12-01", 3, 5)), communities())["incidents_weight"]).sum() == 1
