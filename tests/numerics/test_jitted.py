"""What numba evaluates is what NumPy evaluates, bit by bit, so nothing is fused."""

from __future__ import annotations

from fractions import Fraction
from importlib.util import find_spec

import numpy as np
import pytest

from symact.numerics import UsageError, find_format
from symact.numerics.api import resolve
from symact.numerics.models import jitted
from symact.numerics.models.blocks import SIZE, Blocks
from symact.numerics.models.cells import VALUE
from symact.numerics.models.evaluate import at_points
from symact.numerics.models.store import model_of
from tests.numerics.subjects import model


@pytest.mark.slow
@pytest.mark.parametrize(("name", "dtype", "order"), [("sigmoid", "float64", 0), ("gelu", "float32", 1)])
def test_numba_gives_the_same_bits(monkeypatch: pytest.MonkeyPatch, name: str, dtype: str, order: int) -> None:
    pytest.importorskip("numba")
    oracle, rng = resolve("naive", name, order)[2], np.random.default_rng(0)
    kept = model_of(oracle.term, oracle.variable, oracle.derivative, find_format(dtype)).model
    for side in (kept.positive, kept.negative):
        cells = np.flatnonzero(side.kind == VALUE)
        for cell in cells[np.linspace(0, len(cells) - 1, 60).astype(np.int64)].tolist():
            t = np.append(rng.uniform(-1, 1, 700), [-1.0, 0.0, 1 - 2.0**-53])
            found = []
            for asked in ("0", "1"):
                monkeypatch.setenv(jitted.VARIABLE, asked)
                found.append(at_points(side, cell, t))
            plain, fast = found
            assert plain.high.tobytes() == fast.high.tobytes() and (plain.error, plain.scale) == (
                fast.error,
                fast.scale,
            )
            assert (plain.low is None) == (fast.low is None)
            assert plain.low is None or fast.low is None or plain.low.tobytes() == fast.low.tobytes()


@pytest.mark.slow
def test_blocks_have_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba")
    fmt, side = find_format("float32"), model("tanh(x)", "float32", 1).negative
    for x in (0.3, 1.1, 7.0):
        start = fmt.rounded_magnitude(Fraction(x)) // SIZE * SIZE
        ordinals, found = np.arange(-start - SIZE, -start), []
        for asked in ("0", "1"):
            monkeypatch.setenv(jitted.VARIABLE, asked)
            blocks = Blocks(fmt)
            place = blocks.place(side, int(side.locate(np.asarray([start]))[0]), ordinals)
            assert place is not None and place.cell.degree[place.number] > 0
            found.append(blocks.errors(place, fmt.values(ordinals)).tobytes())
        assert found[0] == found[1]


@pytest.mark.parametrize(("size", "steps"), [(1, 0), (1, 1), (2, 2), (4, 2), (9, 0)])
def test_the_loops_do_what_arrays_do(size: int, steps: int) -> None:
    rng = np.random.default_rng(size)
    a, b, t = rng.normal(size=size), rng.normal(size=steps) * 2.0**-53, rng.uniform(-1, 1, 300)
    high, low = np.empty_like(t), np.zeros_like(t)
    if steps:
        jitted._compensated(a, b, t, high, low)
    else:
        jitted._plain(a, t, high)
    want = sum(a[k].astype(np.longdouble) * t.astype(np.longdouble) ** k for k in range(size))
    assert np.abs(high + low - want).max() < 2.0**-50


def test_without_numba_it_is_not_asked_for_in_vain(monkeypatch: pytest.MonkeyPatch) -> None:
    for value, asked in (("", False), ("0", False), ("1", True)):
        monkeypatch.setenv(jitted.VARIABLE, value)
        if not asked or find_spec("numba"):
            assert jitted.wanted() is asked
    monkeypatch.setattr(jitted, "_installed", lambda: False)
    with pytest.raises(UsageError, match=r"SYMACT_NUMBA is set, and numba is not installed: pip install"):
        jitted.wanted()
