import numpy as np
import pandas as pd
import pytest

from pipeline.formats.quantities import lengths_m, speeds_kmh, weights_t


def one(parse: object, text: object) -> float:
    return float(parse(pd.Series([text]))[0])  # type: ignore[operator]


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("50", 50.0),
        ("30 mph", 48.28032),
        ("30mph", 48.28032),
        ("80;50", 50.0),
        ("80|60", 60.0),
        ("30-50", 30.0),
        ("none;70", 70.0),
        ("walk", 5.0),
        ("Walk", 5.0),
        (40, 40.0),
    ],
)
def test_speeds(text: object, kmh: float) -> None:
    assert one(speeds_kmh, text) == pytest.approx(kmh)


@pytest.mark.parametrize("text", ["none", "RO:urban", "signals", "0", "-5", "fast", "", None, 0.0])
def test_speeds_that_say_nothing(text: object) -> None:
    assert np.isnan(one(speeds_kmh, text))


@pytest.mark.parametrize(
    ("text", "tonnes"),
    [
        ("7.5", 7.5),
        ("7,5", 7.5),
        ("3,5 t", 3.5),
        ("3,500", 3.5),
        ("3,500 t", 3.5),
        ("3500 kg", 3.5),
        ("3,500 kg", 3.5),
        ("7500,5 kg", 7.5005),
        ("0,500 kg", 0.0005),
        ("16000 lbs", 7.25747792),
        ("16,000 lbs", 7.25747792),
        ("20 t;7.5", 7.5),
        ("20 t;7,500 kg", 7.5),
    ],
)
def test_weights(text: str, tonnes: float) -> None:
    assert one(weights_t, text) == pytest.approx(tonnes)
    assert np.isnan(one(weights_t, "unsigned"))


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("3.8", 3.8),
        ("3.8 m", 3.8),
        ("380cm", 3.8),
        ("12'6\"", 3.81),
        ("12'", 3.6576),
        ("12 ft", 3.6576),
        ("2-2,5", 2.0),
        ("3.5 m;4 m", 3.5),
        ("3,500", 3.5),
        ("3,500 m", 3.5),
    ],
)
def test_lengths(text: str, metres: float) -> None:
    assert one(lengths_m, text) == pytest.approx(metres)
    assert np.isnan(one(lengths_m, "default"))
