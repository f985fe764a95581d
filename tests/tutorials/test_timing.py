"""Advice about speed: what is measured is a ratio with its spread and what it costs. How fast it is, is not tested."""

import time

import numpy as np
import pytest

from symact.numerics.errors import UsageError
from symact.numerics.formulas import formula
from symact.tutorials import timing
from symact.tutorials.timing import TIPS, timed


@pytest.mark.parametrize("name", [n for n, tip in TIPS.items() if not tip.requires])
def test_a_tip_has_a_ratio_for_each_size_and_the_cost_of_both_variants(name):
    found = timed(name, sizes=(3, 50), repeats=3, points=60)
    assert [r.size for r in found.ratios] == [3, 50] and found.absent is None
    for r in found.ratios:
        assert r.quartiles[0] <= r.median <= r.quartiles[1] and r.repeats == 3
        assert min(r.other, r.advised, r.quartiles[0]) > 0
    for c in found.costs:
        assert 0 <= c.max_ulp_20[0] <= c.max_ulp[1] and c.points > 50


@pytest.mark.parametrize("name", [n for n, tip in TIPS.items() if not tip.requires])
def test_both_variants_of_a_tip_compute_what_they_say(name):
    x = np.linspace(-3, 3, 7)
    for variant in (TIPS[name].other(), TIPS[name].advised()):
        got = variant.run(variant.prepare(x))
        got = got[-1] if isinstance(got, tuple) else got
        wanted = {"sigmoid": formula("sigmoid/naive"), "relu": formula("relu/where")}[variant.reference]
        wanted = formula("sigmoid_grad/product") if variant.derivative else wanted
        np.testing.assert_allclose(got, wanted.function(x), rtol=0.01)


def test_a_variant_that_takes_twice_as_long_has_a_ratio_of_about_two(monkeypatch):
    """By a clock that counts calls, so that the machine does not matter."""
    clock = iter(range(10**9))
    ticks = [0]

    def work(times):
        def run(x):
            ticks[0] += 1000 * times

        return timing.Variant("work", run, "sigmoid/naive")

    monkeypatch.setattr(time, "thread_time_ns", lambda: ticks[0] + 0 * next(clock))
    monkeypatch.setattr(timing, "CLOCK", "thread_time")
    ratio = timing.ratio(work(2), work(1), 10, 5)
    assert (ratio.median, ratio.quartiles, ratio.other, ratio.advised) == (2.0, (2.0, 2.0), 200.0, 100.0)


def test_what_is_not_installed_is_absent_with_the_line_that_installs_it(monkeypatch):
    monkeypatch.setattr(timing, "find_spec", lambda name: None)
    found = timed("jit")
    assert (found.ratios, found.absent) == ((), "pip install 'symact[numba]'")


@pytest.mark.parametrize(("name", "options"), [("pray", {}), ("half", {"repeats": 2}), ("half", {"sizes": (0,)})])
def test_a_wrong_request_is_refused(name, options):
    with pytest.raises(UsageError):
        timed(name, **options)
