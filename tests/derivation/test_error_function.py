"""erf and erfc on arrays: against mpmath, no worse than the C library's, and the edges."""

import importlib.util
import math
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest

from symact.derivation import error_function
from symact.derivation.arrays import elementwise
from symact.derivation.error_function import DEEP, FALL, HIGHEST, LIFT, NEAR, ONE_FROM, PIECE, erf, erfc

MINE = {"erf": erf, "erfc": erfc}
EDGES = [0.0, 2.0**-30, 0.25, NEAR, 1.0, ONE_FROM, DEEP, 26.5432, 27.226, HIGHEST]


def ulps(name: str, inputs: list[float], results: list[float]) -> np.ndarray[Any, Any]:
    found = []
    with mpmath.workprec(150):
        for x, y in zip(inputs, results, strict=True):
            truth = getattr(mpmath, name)(mpmath.mpf(x))
            found.append(float(abs(mpmath.mpf(y) - truth) / mpmath.mpf(math.ulp(float(truth)))))
    return np.asarray(found)


def places(low: float, high: float, count: int) -> list[float]:
    rng = np.random.default_rng(8)
    near = [float(np.nextafter(e, e + s)) for e in EDGES for s in (-1, 1)]
    every = [*rng.uniform(low, high, count).tolist(), *EDGES, *near]
    return [s * x for x in every for s in (1, -1) if low <= x <= high]


# The largest errors met among 100,000 inputs are 0.99 and 2.1 ulp; the tail rests on NumPy's exp, here 0.73 ulp.
@pytest.mark.parametrize(("name", "most"), [("erf", 1.2), ("erfc", 3.0)])
@pytest.mark.parametrize(("low", "high"), [(0.0, 0.25), (0.25, NEAR), (NEAR, 3.0), (3.0, HIGHEST)])
def test_errors_are_small_everywhere(name: str, most: float, low: float, high: float) -> None:
    inputs = places(low, high, 150)
    errors = ulps(name, inputs, MINE[name](np.asarray(inputs)).tolist())
    assert errors.max() < most and errors.mean() < 0.6


@pytest.mark.slow
def test_the_tail_is_as_good_as_the_c_librarys() -> None:
    inputs = np.random.default_rng(5).uniform(NEAR, 26, 20_000).tolist()
    mine, theirs = (ulps("erfc", inputs, f) for f in (erfc(np.asarray(inputs)).tolist(), list(map(math.erfc, inputs))))
    assert mine.max() < 3.0 and mine.mean() < theirs.mean() * 1.3


def test_a_coefficient_that_is_wrong_in_the_last_places_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = places(NEAR, 3.0, 60)
    first, *others = error_function.FAR_COEFFICIENTS
    monkeypatch.setattr(error_function, "FAR_COEFFICIENTS", (first, others[0] * (1 + 2.0**-50), *others[1:]))
    assert ulps("erfc", inputs, erfc(np.asarray(inputs)).tolist()).max() > 4.0


def test_special_values_and_subnormal_numbers_are_those_of_the_c_library() -> None:
    values = [0.0, -0.0, math.inf, -math.inf, math.nan, 5e-324, -5e-324, 28.0, -28.0, 1e300, -1e300, -7.0]
    for name, f in MINE.items():
        alone = [f(np.asarray([x]))[0] for x in values]
        for x, y, z in zip(values, f(np.asarray(values)), alone, strict=True):
            want = getattr(math, name)(x)
            assert (math.isnan(want) and math.isnan(y) and math.isnan(z)) or y == z == want
            assert math.copysign(1, y) == math.copysign(1, z) == math.copysign(1, want) or math.isnan(want)


def test_arrays_of_every_shape_and_dtype_keep_both_and_warn_of_nothing() -> None:
    x = np.linspace(-30, 30, 2 * PIECE + 6)
    with np.errstate(all="raise"):
        whole = erfc(x)
        assert (erfc(x.reshape(2, -1)) == whole.reshape(2, -1)).all() and (erfc(x[::-1]) == whole[::-1]).all()
        assert erf(np.empty((0, 3))).shape == (0, 3) and erf(np.asarray(0.5)).shape == ()
        for dtype in (np.float16, np.float32):
            narrow = elementwise("erfc")(x[:100].astype(dtype))
            assert narrow.dtype == dtype
            assert (narrow == erfc(x[:100].astype(dtype).astype(np.float64)).astype(dtype)).all()


def test_the_coefficients_are_what_the_tool_computes() -> None:
    path = Path(__file__).resolve().parents[2] / "tools" / "error_function.py"
    spec = importlib.util.spec_from_file_location("tool_of_coefficients", path)
    assert spec is not None and spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    for name, numbers in tool.tables().items():
        assert list(getattr(error_function, name)) == numbers
    with mpmath.workprec(100):
        assert abs(mpmath.exp(-mpmath.mpf(LIFT)) / mpmath.mpf(FALL) - 1) < mpmath.mpf(2) ** -62
