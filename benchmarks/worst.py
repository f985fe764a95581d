"""The largest errors that the search finds in the binary64 functions of this NumPy and this C library.

    python benchmarks/worst.py                          1,500,000 inputs of each function
    python benchmarks/worst.py --search 30000000 --function math.erf

The paper "Accuracy of Mathematical Functions in Single, Double, Double Extended, and Quadruple Precision" (Gladman,
Innocente, Mather, Zimmermann) lists the largest known errors of many versions of many libraries to compare with.
"""

from __future__ import annotations

import argparse
import math
import platform
import time
from collections.abc import Callable

import numpy as np

from symact.numerics import accuracy
from symact.numerics.formats import Array


def each(function: Callable[[float], float]) -> Callable[[Array], Array]:
    """A function of one float, applied to an array; its errors are what C returns with them."""

    def one(x: float) -> float:
        try:
            return function(x)
        except OverflowError:
            return math.inf
        except ValueError:
            return -math.inf if x == -1 else math.nan

    return lambda values: np.fromiter(map(one, values.tolist()), np.float64, len(values))


FUNCTIONS: dict[str, tuple[str, Callable[[Array], Array]]] = {
    "np.exp": ("exp(x)", np.exp),
    "np.expm1": ("exp(x) - 1", np.expm1),
    "np.log1p": ("log(1 + x)", np.log1p),
    "np.tanh": ("tanh(x)", np.tanh),
    "math.exp": ("exp(x)", each(math.exp)),
    "math.expm1": ("exp(x) - 1", each(math.expm1)),
    "math.log1p": ("log(1 + x)", each(math.log1p)),
    "math.tanh": ("tanh(x)", each(math.tanh)),
    "math.erf": ("erf(x)", each(math.erf)),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--function", action="append", choices=list(FUNCTIONS), help="may be repeated")
    parser.add_argument("--search", type=int, default=1_500_000, metavar="N")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print(f"NumPy {np.__version__}, {' '.join(platform.libc_ver())}, {platform.machine()}, seed {options.seed}")
    for name in options.function or FUNCTIONS:
        text, function = FUNCTIONS[name]
        start = time.process_time()
        audit = accuracy(function, text, "float64", 0, points=20_000, search=options.search, seed=options.seed)
        spent = time.process_time() - start
        assert audit.max_ulp is not None and audit.worst_input is not None
        print(f"{name:11} {float(audit.max_ulp[0]):.4f} ulp at {audit.worst_input.hex():24} ", end="")
        print(f"{audit.searched:,} inputs, {spent:.1f} s", flush=True)


if __name__ == "__main__":
    main()
