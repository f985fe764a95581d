"""Certified points per second of a process, and what other ways to the exact value take, in one run.

    python benchmarks/accuracy.py                                    sigmoid, silu, mish and gelu, float32 and float64
    python benchmarks/accuracy.py --function mish --dtype float32    one of them
    python benchmarks/accuracy.py --derivative 1                     their first derivatives
    python benchmarks/accuracy.py --full --function sigmoid          all 2^32 inputs of float32, confirmed by mpmath
    python benchmarks/accuracy.py --full --derivative 1 --workers 2  the same of first derivatives, by two processes
    python benchmarks/accuracy.py --workers 2                        the same with processes, for the ratio

Points lie 2^14 to a cell, on cells from all of the format. "end to end" makes the inputs, calls the implementation and
counts errors, roundings and defects; "models" only computes exact values; the loops of mpmath and python-flint compute
values too, and judge nothing. Times are process times, so they count the work of one core; quote ratios, which share
the machine and its noise.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import flint
import mpmath
import numpy as np

from symact.derivation.writing import to_sympy
from symact.numerics import accuracy
from symact.numerics.api import resolve
from symact.numerics.audit import audit_shard, blocks
from symact.numerics.branches import Leaf, grow
from symact.numerics.formats import Array, Format, find_format
from symact.numerics.implementations import Implementation, implementation_names
from symact.numerics.models.build import build
from symact.numerics.models.cells import VALUE, Model, Side
from symact.numerics.models.evaluate import evaluate
from symact.numerics.models.store import model_of
from symact.numerics.oracle import Oracle
from symact.numerics.tape import compile_tape
from symact.numerics.worker import keep_buffers

FUNCTIONS = ("sigmoid", "silu", "mish", "gelu")
IN_A_CELL = 1 << 14
LOOPED = 3000  # points for the slow loops


class Case(NamedTuple):
    subject: Implementation
    oracle: Oracle
    fmt: Format
    model: Model


def seconds(work: Callable[[], Any], repeats: int = 3) -> float:
    """The median process time."""
    found = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return statistics.median(found)


def case_of(name: str, dtype: str, derivative: int = 0) -> Case:
    """The stable form, where there is one of that derivative."""
    form = "stable" if "stable" in implementation_names(name, derivative) else "naive"
    subject, _, oracle = resolve(form, name, derivative)
    fmt = find_format(dtype)
    return Case(subject, oracle, fmt, model_of(oracle.term, oracle.variable, derivative, fmt).model)


def sample(model: Model, fmt: Format, points: int) -> list[Array]:
    """Ordinals of each sign, ascending: 2^14 (or all) of each of so many cells of both sides, one at random in each
    of equal strata, as audits choose them: evenly spaced ones have few digits, and results exactly half-way."""
    found, rng = [], np.random.default_rng(0)
    for side, negative in ((model.negative, True), (model.positive, False)):
        cells = np.flatnonzero(side.kind == VALUE)
        if not len(cells):
            continue
        cells = cells[np.linspace(0, len(cells) - 1, max(1, points // IN_A_CELL // 2)).astype(np.int64)]
        parts = []
        for cell in np.unique(cells).tolist():
            count = int(2 * side.half[cell])
            step = max(1, count // IN_A_CELL)
            strata = np.arange(0, count, step, dtype=np.int64)[:IN_A_CELL]
            parts.append(int(side.first[cell]) + strata + rng.integers(0, step, len(strata)))
        magnitudes = np.concatenate(parts)
        magnitudes = magnitudes[magnitudes <= fmt.largest]
        found.append(np.sort(-1 - magnitudes) if negative else magnitudes)
    return found


def pieces(model: Model, inputs: Sequence[Array]) -> list[tuple[Side, int, Array]]:
    """A sample as magnitudes, cell by cell."""
    found = []
    for ordinals in inputs:
        negative = bool(ordinals[0] < 0)
        side, magnitudes = model.side(negative), -1 - ordinals[::-1] if negative else ordinals
        borders = np.flatnonzero(np.diff(side.locate(magnitudes))) + 1
        found += [(side, int(side.locate(part[:1])[0]), part) for part in np.split(magnitudes, borders)]
    return found


def mpmath_loop(case: Case, values: Sequence[float]) -> None:
    import sympy

    x = sympy.Symbol("x", real=True)
    text = to_sympy(case.oracle.term, {"x": "real"}, evaluate=True)
    function = sympy.lambdify(x, text.diff(x, case.oracle.derivative), "mpmath")
    with mpmath.workprec(113):
        for v in values:
            function(mpmath.mpf(v))


def ball_loop(case: Case, values: Sequence[float]) -> None:
    """Values; of derivatives, the last coefficient of as long a series. The oracle itself chooses among branches."""
    leaf = grow(case.oracle.term, case.oracle.variable, 0)
    if not isinstance(leaf, Leaf):
        for v in values:
            case.oracle.enclose(v, 100)
        return
    tape, before = compile_tape(leaf.terms[0], case.oracle.variable), flint.ctx.prec
    order = case.oracle.derivative
    flint.ctx.prec = 128
    try:
        for v in values:
            tape.taylor(flint.arb(v), order + 1) if order else tape.ball(flint.arb(v))
    finally:
        flint.ctx.prec = before


def measure(name: str, dtype: str, derivative: int, points: int) -> None:
    case = case_of(name, dtype, derivative)
    subject, oracle, fmt, model = case
    inputs = sample(model, fmt, points)
    count, cells = sum(map(len, inputs)), pieces(model, inputs)

    def audit() -> None:
        for ordinals in inputs:
            audit_shard(subject, oracle, fmt, ordinals, activation=name, exhaustive=False, model=model)

    def alone(function: Callable[[Array], Any]) -> Callable[[], None]:
        def work() -> None:
            for ordinals in inputs:
                for block in blocks(ordinals):
                    function(fmt.values(block))

        return work

    some = np.random.default_rng(0).uniform(-8, 8, LOOPED).astype(fmt.carrier).astype(np.float64).tolist()
    build_time = seconds(lambda: build(oracle.term, oracle.variable, derivative, fmt), 1)
    cached = seconds(lambda: model_of(oracle.term, oracle.variable, derivative, fmt))
    rates = {
        "end to end": count / seconds(audit),
        "models alone": count / seconds(lambda: [evaluate(*piece) for piece in cells]),
        f"{name} {subject.name} alone": count / seconds(alone(lambda x: subject.run(x, fmt))),
        "np.exp alone": count / seconds(alone(_exp)),
        "python-flint, 128 bits": LOOPED / seconds(lambda: ball_loop(case, some)),
        "mpmath, 113 bits": LOOPED / seconds(lambda: mpmath_loop(case, some)),
    }
    print(f"\n{name} {dtype}, derivative {derivative}: {count:,} points, {sum(model.counts.values()):,} cells")
    print(f"  {'model built in':30} {build_time:10.2f} s")
    print(f"  {'from the cache in':30} {1000 * cached:10.1f} ms")
    for what, rate in rates.items():
        print(f"  {what:30} {rate / 1e6:10.3f} million/s   end to end / this: {rates['end to end'] / rate:9.2f}")


def _exp(x: Array) -> Array:
    with np.errstate(all="ignore"):
        return np.asarray(np.exp(x))


def full(name: str, derivative: int, workers: int | None) -> None:
    """All numbers of float32. The time of an audit is that of all processes; "judging" is what is not its subject's."""
    subject, _, fmt, model = case_of(name, "float32", derivative)
    keep_buffers()  # as workers do, so that the implementation's own time is the one that it has there
    start, clock = _spent(), time.perf_counter()
    audit = accuracy(subject.name, name, "float32", derivative=derivative, exhaustive=True, workers=workers)
    spent, clock = _spent() - start, time.perf_counter() - clock

    def alone() -> None:
        for block in blocks(fmt.all_ordinals()):
            subject.run(fmt.values(block), fmt)

    own = seconds(alone, 1)
    assert audit.max_ulp is not None and audit.worst_input is not None
    what = f"{name} {subject.name}, derivative {derivative}, {workers or 1} process(es)"
    print(f"\n{what}: all {audit.points:,} numbers of float32, model of {model.counts['value']:,} cells")
    print(f"  {clock:.1f} s by the clock, {spent:.1f} s of processors: the implementation {own:.1f} s, ", end="")
    judging, most = spent - own, 3 * own + 30
    print(f"judging {judging:.1f} s, {'within' if judging <= most else 'ABOVE'} 3 times that and 30 s ({most:.0f} s)")
    print(f"  largest error {float(audit.max_ulp[1]):.6f} ulp at {audit.worst_input.hex()}, by mpmath {audit.exact}")
    print(f"  correctly rounded {audit.correctly_rounded:,}; undecided {audit.undecided}, {audit.undecided_rounding}")


def _spent() -> float:
    """Seconds of this process and of those that it waited for."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def with_workers(name: str, dtype: str, derivative: int, points: int, workers: int) -> None:
    """The wall-clock time of an audit by one process and by several, and whether the records are the same."""
    form = case_of(name, dtype, derivative).subject.name
    times, records = [], []
    for n in (1, workers):
        start = time.perf_counter()
        audit = accuracy(form, name, dtype, derivative=derivative, points=points, workers=n)
        times.append(time.perf_counter() - start)
        records.append({k: v for k, v in audit.to_json().items() if k not in ("seconds", "points_per_second")})
    same = "the same record" if records[0] == records[1] else "ANOTHER RECORD"
    print(
        f"\n{name} {dtype}, derivative {derivative}: {points:,} points, 1 worker {times[0]:.1f} s, "
        f"{workers} workers {times[1]:.1f} s: ",
        end="",
    )
    print(f"{times[0] / times[1]:.2f} times as fast, {same}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--function", action="append", metavar="NAME", help="a catalogue name; may be repeated")
    parser.add_argument("--dtype", action="append", help="float32, float64, …; may be repeated")
    parser.add_argument("--points", type=int, default=1 << 22, metavar="N")
    parser.add_argument("--workers", type=int, metavar="K", help="compare K processes with one, by the clock")
    parser.add_argument("--full", action="store_true", help="all numbers of float32")
    parser.add_argument("--derivative", type=int, default=0, metavar="N", help="of which order, 0 for values")
    options = parser.parse_args()
    for name in options.function or FUNCTIONS:
        if options.full:
            full(name, options.derivative, options.workers)
            continue
        for dtype in options.dtype or ("float32", "float64"):
            if options.workers:
                with_workers(name, dtype, options.derivative, options.points, options.workers)
            else:
                measure(name, dtype, options.derivative, options.points)


if __name__ == "__main__":
    main()
