import numpy as np
import pymannkendall
import pytest

from pipeline.geo.trend import mann_kendall, sen_slopes

GAP = np.nan
RAIN_MM = """
32 20 25 189 240 193 379 278 301 0 0 82 0 4 - - 121 234 360 262 120 30 11 1
7 3 31 31 355 102 248 274 308 - 5 26 11 16 6 48 388 539 431 272 404 186 0 2
0 4 1 54 272 459 235 164 365 135 2 - - 4 0 128 210 163 446 225 462 467 19 13
0 3 17 132 178 338 525 623 145 31 19 3 0 29 25 87 259 756 486 180 292 43 92 1
0 16 2 0 130 253 594 111 273 30 0 4 0 27 24 41 292 378 499 265 320 227 4 0
4 14 8 48 416 240 404 207 733 105 0 112 0 14 0 30 140 202 289 159 424 106 3 0
65 3 14 58 268 466 432 266 240 95 1 0 10 26 4 114 94 289 173 208 263 156 5 0
16 16 14 0 111 475 534 432 471 117 70 1 3 28 7 401 184 283 338 171 335 176 0 0
10 11 9 140 102 208 298 245 220 29 2 27 10 13 26 84 143 367 749 563 283 353 10 0
0 0 0 9 246 265 343 429 168 133 17 0 18 35 76 158 272 250 190 289 466 84 0 0
0 0 0 22 217 299 185 115 344 203 8 - - 0 5 284 123 254 476 496 326 27 20 0
4 53 72 113 214 364 219 220 156 264 0 13 0 0 45 90 137 638 529 261 206 251 0 0
5 9 58 72 138 130 471 328 356 523 0 1 0 0 12 143 193 184 192 138 174 69 1 0
0 18 25 28 92 732 320 256 302 131 15 0 27 0 22 20 213 393 474 374 109 159 0 0
0 3 3 49 205 128 194 570 169 89 0 0 0 0 0 26 185 286 92 225 244 190 3 20
"""


def test_five_rising_values_on_paper() -> None:
    test = mann_kendall(np.array([[1.0, 2.0, 3.0, 4.0, 5.0]]))
    assert (test.s[0], test.variance[0]) == (10, 5 * 4 * 15 / 18)
    assert test.z[0] == pytest.approx(9 / np.sqrt(50 / 3))
    assert sen_slopes(np.array([[1.0, 2.0, 3.0, 4.0, 5.0]])).tolist() == [1]


def test_series_equal_pymannkendall_with_ties_and_gaps() -> None:
    series = np.random.default_rng(7).poisson(1.5, (20, 60)).astype(float)
    series[3, 10:20] = GAP
    series[4] = 2.0
    series[5] = np.arange(60)
    test, slopes = mann_kendall(series), sen_slopes(series)
    for row, values in enumerate(series):
        theirs = pymannkendall.original_test(values)
        ours = (test.s[row], test.variance[row], test.z[row], test.p[row], slopes[row])
        expected = (theirs.s, theirs.var_s, theirs.z, theirs.p, theirs.slope)
        np.testing.assert_allclose(ours, expected, rtol=1e-12, atol=1e-13)


def test_published_answers_for_thirty_years_of_monthly_rain() -> None:
    """Rain at Bogra, 1981-2010, with 7 gaps: the series of pyMannKendall's own test (MIT)."""
    words = RAIN_MM.replace("-", "nan").split()
    series = np.array([[float(word) for word in words]])
    assert series.shape == (1, 360)
    test = mann_kendall(series)
    assert test.s[0] == -1959
    assert test.variance[0] == pytest.approx(4889800.3333, abs=1e-4)
    assert test.z[0] == pytest.approx(-0.8854562842590, abs=1e-12)
    assert test.p[0] == pytest.approx(0.375910587405, abs=1e-12)
    assert sen_slopes(series)[0] == pytest.approx(-0.006369426751592357, rel=1e-12)


def test_gaps_keep_periods_apart() -> None:
    assert sen_slopes(np.array([[0.0, GAP, GAP, 6.0]])).tolist() == [2]


def test_median_of_an_even_number_of_slopes_beside_gaps() -> None:
    # Slopes of 0, 1, _, 6 at 0, 1, 3: 1, 2, 2.5; of 0, 1, 3, _: 1, 1.5, 2.
    rows = np.array([[0.0, 1.0, GAP, 6.0], [0.0, 1.0, 3.0, GAP]])
    assert sen_slopes(rows).tolist() == [2, 1.5]


def test_too_short_a_series_says_nothing() -> None:
    test = mann_kendall(np.array([[3.0], [GAP]]))
    assert (test.s.tolist(), test.z.tolist(), test.p.tolist()) == ([0, 0], [0, 0], [1, 1])
    assert np.isnan(sen_slopes(np.array([[3.0], [GAP]]))).all()
    assert np.isnan(sen_slopes(np.array([[GAP, GAP, GAP]]))).all()
    assert mann_kendall(np.zeros((0, 5))).s.tolist() == []
    assert sen_slopes(np.zeros((0, 5))).tolist() == []


def test_many_rows_are_worked_off_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = np.random.default_rng(3).random((7, 6))
    whole = sen_slopes(rows)
    monkeypatch.setattr("pipeline.geo.trend.BLOCK", 30)
    np.testing.assert_array_equal(sen_slopes(rows), whole)


def test_slopes_of_rows_with_many_ties_are_the_plain_median() -> None:
    random = np.random.default_rng(8)
    series = random.poisson(0.25, (200, 9)).astype(float)
    series[random.random(series.shape) < 0.1] = np.nan
    expected = [pymannkendall.sens_slope(row).slope for row in series]
    np.testing.assert_allclose(sen_slopes(series), expected)
