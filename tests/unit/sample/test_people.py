import numpy as np
import pandas as pd

from pipeline.sample.people import in_cells, peopled

GROUND = pd.DataFrame(
    {"cell": [0, 1, 2, 3], "x": [0.0, 0.5, 1.0, 9.0], "y": 0.0, "area": [0, 0, 1, 0]}
)


def places(*classes: str) -> pd.DataFrame:
    count = len(classes)
    return pd.DataFrame(
        {
            "cell": [0, 3][:count],
            "x": [0.0, 9.0][:count],
            "y": 0.0,
            "area": 0,
            "group": "normal",
            "place_class": classes,
            "name": ["Pola", "Zosa"][:count],
            "people": [1000, 70][:count],
        }
    )


def test_a_town_spreads_over_cells_of_its_own_district_and_loses_nobody() -> None:
    cells = in_cells(places("town", "hamlet"), GROUND, 6)
    assert cells[0] > cells[1] > 0
    assert cells[0] + cells[1] == 1000
    assert cells[2] == 0
    assert cells[3] == 70
    assert np.isnan(cells[4:]).all()


def test_people_are_whole_numbers_within_the_size_of_the_class() -> None:
    found = peopled(np.random.default_rng(1), places("village", "hamlet"), list("ABCD"))
    assert 160 <= found["people"][0] <= 1400
    assert 20 <= found["people"][1] <= 150
