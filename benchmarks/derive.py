"""Seconds for a derivation with its LaTeX, beside SymPy's diff, simplify and latex of the same derivative, in one run.

    python benchmarks/derive.py            first and second derivatives of the core set, and formulas of strangers
    python benchmarks/derive.py --all      of the whole catalogue
    python benchmarks/derive.py --shell    and from the shell: a new process for each

SymPy proves nothing and prints no steps; it is the peer whose time a user knows. Quote ratios: the times of one run
share its machine. Seconds are of the processor, which other programs disturb least. Aims: 0.5 s in a process that has
imported symact, 2 s from the shell.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import sympy

import symact
from symact.activations import Activation, catalogue, vocabulary
from symact.derivation import Derivation
from symact.derivation.ask import read
from symact.derivation.bridge import BridgeError
from symact.derivation.writing import to_sympy
from symact.kernel.errors import SymactError

WARM, SHELL = 0.5, 2.0
STRANGERS = ("x*tanh(exp(x))", "log(cosh(x))", "x/sqrt(1+x**2)", "exp(-exp(-x))", "x*tanh(log(1 + exp(x)))")


def jobs(every: bool) -> Iterator[tuple[str, int]]:
    """Names and formulas, each with the orders of the derivative."""
    names = [name for name, entry in catalogue().items() if entry.variables and (entry.core or every)]
    yield from ((what, order) for what in (*names, *STRANGERS) for order in (1, 2))


def derived(what: str, order: int) -> Derivation:
    found: Derivation = symact.derive(what, order=order)
    found.to_latex()
    return found


def by_sympy(what: str, order: int) -> str:
    """What SymPy prints for the same derivative; raises where the function is not an expression of SymPy."""
    entry: Activation | None = catalogue().get(what)
    domains = dict(entry.domains) if entry else {}
    claim = read(f"{entry.application if entry else what} == 0", [], domains)
    x = sympy.Symbol(entry.variables[0].name if entry else "x", real=True)
    expression = to_sympy(vocabulary().unfold(claim.left), claim.domains, evaluate=True)
    found = next((s for s in expression.free_symbols if s.name == x.name), x)
    return str(sympy.latex(sympy.simplify(sympy.diff(expression, found, order))))


def seconds(call: Callable[..., Any], *arguments: Any) -> tuple[float, Any]:
    start = time.process_time()
    try:
        result = call(*arguments)
    except (SymactError, BridgeError, ValueError, TypeError, AttributeError, NotImplementedError) as error:
        return float("nan"), error
    return time.process_time() - start, result


def shell(what: str, order: int) -> float:
    command = [sys.executable, "-m", "symact", "derive", what, "--derivative", str(order), "--format", "latex"]
    start = _children()
    run = subprocess.run(command, capture_output=True, check=False)
    return _children() - start if run.returncode in (0, 1, 3) else float("nan")


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--shell", action="store_true")
    options = parser.parse_args()
    derived("identity", 1)  # imports and definitions are read once, not timed
    by_sympy("identity", 1)
    rows = []
    print(f"{'':30}  order  lines     symact s    SymPy s" + "    shell s" * options.shell)
    for what, order in jobs(options.all):
        own, result = seconds(derived, what, order)
        peer, _ = seconds(by_sympy, what, order)
        cold = shell(what, order) if options.shell else 0.0
        rows.append((own, peer, cold, f"{what} ({order})"))
        lines = f"{len(result.steps):5}" if isinstance(result, Derivation) else "    -"
        said = f"  {result.verdict}" if isinstance(result, Derivation) else f"  {result}"
        print(f"{what:30} {order:6} {lines} {own:12.3f} {peer:10.3f}" + f"{cold:11.2f}" * options.shell + said[:40])
    report(rows, options.shell)


def report(rows: list[tuple[float, float, float, str]], cold: bool) -> None:
    both = [(own, peer) for own, peer, _, _ in rows if own == own and peer == peer]
    ratio = statistics.median(peer / own for own, peer in both)
    total = sum(peer for _, peer in both) / sum(own for own, _ in both)
    print(f"\n{len(rows)} derivatives; median {statistics.median(own for own, _ in both):.3f} s")
    print(f"SymPy's time over ours: {ratio:.1f} in the median, {total:.1f} of the sums")
    print(f"over {WARM} s: {[name for own, _, _, name in rows if own > WARM] or 'none'}")
    if cold:
        print(f"over {SHELL} s from the shell: {[name for _, _, all_, name in rows if all_ > SHELL] or 'none'}")


if __name__ == "__main__":
    main()
