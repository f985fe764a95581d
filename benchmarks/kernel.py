"""Verdicts and times of symact and of SymPy's usual methods on the same claims, in one run.

    python benchmarks/kernel.py                       the identities of tests/corpus, at most 10 s a claim and method
    python benchmarks/kernel.py --file claims.json    records with lhs, rhs, relation, vars, assumptions, truth
    python benchmarks/kernel.py --every 5             every fifth claim

SymPy answers about an expression where it is defined and knows no poles or kinks, so its "proved" is counted wrong
where the claim, read at every point, is false. Quote ratios: the times of one run share its machine and its noise.
"""

from __future__ import annotations

import argparse
import json
import signal
import statistics
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import sympy

from symact.activations import vocabulary
from symact.derivation.ask import check, read
from symact.derivation.bridge import BridgeError
from symact.derivation.writing import to_sympy
from symact.kernel.errors import SymactError

CORPUS = Path(__file__).parent.parent / "tests" / "corpus" / "identities.json"
Method = Callable[[dict[str, Any]], str]


class Late(Exception):
    """A method took longer than it may."""


def late(number: int, frame: FrameType | None) -> None:
    raise Late


def claim_of(record: dict[str, Any]) -> tuple[str, list[str], dict[str, str]]:
    return f"{record['lhs']} {record['relation']} {record['rhs']}", record["assumptions"], record["vars"]


def symact(record: dict[str, Any]) -> str:
    return check(*claim_of(record)).verdict


def difference(record: dict[str, Any]) -> sympy.Expr:
    claim = read(*claim_of(record))
    if claim.relation != "==":
        raise SymactError("only equalities are asked of SymPy")
    unfolded = [vocabulary().unfold(side) for side in (claim.left, claim.right)]
    left, right = (to_sympy(side, claim.domains, evaluate=True) for side in unfolded)
    return left.doit() - right.doit()


def simplify(record: dict[str, Any]) -> str:
    return "PROVED" if sympy.simplify(difference(record)) == 0 else "UNKNOWN"


def equals(record: dict[str, Any]) -> str:
    answer = difference(record).equals(0)
    return "UNKNOWN" if answer is None else "PROVED" if answer else "REFUTED"


def cancel(record: dict[str, Any]) -> str:
    return "PROVED" if sympy.cancel(difference(record).rewrite(sympy.exp)) == 0 else "UNKNOWN"


METHODS: dict[str, Method] = {"symact": symact, "simplify": simplify, "equals": equals, "rewrite(exp)+cancel": cancel}


def timed(method: Method, record: dict[str, Any], limit: float) -> tuple[str, float]:
    signal.setitimer(signal.ITIMER_REAL, limit)
    start = time.process_time()
    try:
        verdict = method(record)
    except (Late, SymactError, BridgeError, ValueError, TypeError, AttributeError, NotImplementedError, RecursionError):
        verdict = "UNKNOWN"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return verdict, time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--file", type=Path, default=CORPUS)
    parser.add_argument("--every", type=int, default=1, metavar="K")
    parser.add_argument("--limit", type=float, default=10.0, metavar="SECONDS")
    options = parser.parse_args()
    signal.signal(signal.SIGALRM, late)
    records = json.loads(options.file.read_text(encoding="utf-8"))[:: options.every]
    symact(records[0])  # imports and definitions are read once, not timed
    print(f"{len(records)} claims, SymPy {sympy.__version__}, at most {options.limit:g} s each")
    print(f"{'method':22} proved refuted undecided wrong   median ms   maximum ms")
    medians: dict[str, float] = {}
    for name, method in METHODS.items():
        results = [(record["truth"], *timed(method, record, options.limit)) for record in records]
        counts = Counter(verdict for _, verdict, _ in results)
        wrong = sum((v == "PROVED" and not truth) or (v == "REFUTED" and truth) for truth, v, _ in results)
        times = [1000 * seconds for _, _, seconds in results]
        medians[name] = statistics.median(times)
        print(
            f"{name:22} {counts['PROVED']:6} {counts['REFUTED']:7} {counts['UNKNOWN']:9} {wrong:5}"
            f" {medians[name]:11.2f} {max(times):12.1f}"
        )
    for name in list(METHODS)[1:]:
        print(f"median of {name} / median of symact: {medians[name] / medians['symact']:.1f}")


if __name__ == "__main__":
    main()
