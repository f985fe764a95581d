"""The largest errors that the search finds in binary64, and how close they come to the largest known.

    python benchmarks/worst.py                                      20,000,000 inputs of each function
    python benchmarks/worst.py --search 300000000 --function math.erf

`math.*` are the functions of the C library. The largest known errors of many versions of many libraries are listed by
Gladman, Innocente, Mather, Ozaki and Zimmermann, "Accuracy of Mathematical Functions in Single, Double, Double
Extended, and Quadruple Precision" (HAL hal-03141101). glibc has two versions of expm1 and log1p, so of tanh, with fused
multiplications and without; `KNOWN` has the worst inputs of both. What the installed library does at them is measured
here, so "known" is the largest error that its version of the code is known to have. For NumPy's own vector functions
nothing has been published that could be compared.
"""

from __future__ import annotations

import argparse
import ctypes
import math
import platform
import time
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np

from symact.numerics import accuracy
from symact.numerics.api import resolve
from symact.numerics.formats import Array, find_format
from symact.numerics.implementations import Implementation
from symact.numerics.judge import ERROR_BITS, judge

TEXTS = {
    "exp": "exp(x)", "expm1": "exp(x) - 1", "log1p": "log(1 + x)", "tanh": "tanh(x)", "erf": "erf(x)",
}  # fmt: skip
# Table 4 of the edition of February 2026, column GNU libc 2.43, which has expm1, log1p and tanh with fused
# multiplications; and the entries "GNU libc" among the worst inputs that the authors' program check_sample.c brings,
# from before that (as in github.com/VinInn/ctest, cuda/check_sample.cc).
KNOWN = {
    "exp": ("-0x1.49f33ad2c1c58p+9", "-0x1.571eb1496dab3p+9"),
    "expm1": ("0x1.63e063d87938p-2", "0x1.62f69d171fa65p-2"),
    "log1p": ("-0x1.2bf183e0344b2p-2", "-0x1.2c10396268852p-2"),
    "tanh": ("-0x1.e11025010ba1cp-3", "-0x1.e134557098e37p-3", "0x1.e0f65b6ce8826p-3"),
    "erf": ("0x1.c332bde7ca515p-5",),
}
FUNCTIONS = (*(f"np.{name}" for name in TEXTS if name != "erf"), *(f"math.{name}" for name in TEXTS))


def one_by_one(name: str) -> Callable[[Array], Array]:
    """A function of Python's `math`, applied to an array; its errors are what C returns with them."""
    function = getattr(math, name)

    def one(x: float) -> float:
        try:
            return float(function(x))
        except OverflowError:
            return math.inf
        except ValueError:
            return -math.inf if x == -1 else math.nan

    return lambda values: np.fromiter(map(one, values.tolist()), np.float64, len(values))


def in_a_loop(name: str) -> Callable[[Array], Array]:
    """The C library's function, which is what `math` calls, in a loop that numba compiles."""
    import numba

    function = getattr(ctypes.CDLL("libm.so.6"), name)
    function.restype, function.argtypes = ctypes.c_double, [ctypes.c_double]

    @numba.njit
    def loop(values: Array) -> Array:
        results = np.empty_like(values)
        for i in range(len(values)):
            results[i] = function(values[i])
        return results

    return loop


def function_of(spec: str) -> Callable[[Array], Array]:
    where, _, name = spec.partition(".")
    if where == "np":
        return getattr(np, name)
    return in_a_loop(name) if find_spec("numba") and platform.system() == "Linux" else one_by_one(name)


def known(name: str, function: Callable[[Array], Array]) -> tuple[float, str]:
    """The largest error at the inputs published for the C library, in ulp, and that input."""
    fmt, (subject, _, oracle) = find_format("float64"), resolve(Implementation(name, function), TEXTS[name], 0)
    found = []
    for text in KNOWN[name]:
        x = float.fromhex(text)
        output = int(fmt.ordinals(subject.run(np.asarray([x]), fmt))[0])
        error = judge(oracle, fmt, x, output).error
        assert error is not None
        found.append((error[0] / 2**ERROR_BITS, text))
    return max(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--function", action="append", choices=list(FUNCTIONS), help="may be repeated")
    parser.add_argument("--search", type=int, default=20_000_000, metavar="N")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print(f"NumPy {np.__version__}, {' '.join(platform.libc_ver())}, {platform.machine()}, seed {options.seed}")
    for spec in options.function or FUNCTIONS:
        name, function = spec.partition(".")[2], function_of(spec)
        start = time.process_time()
        audit = accuracy(
            function, TEXTS[name], "float64", 0, points=20_000, search=options.search, seed=options.seed,
            behaviour=False,
        )  # fmt: skip
        spent = time.process_time() - start
        assert audit.max_ulp is not None and audit.worst_input is not None
        largest = float(audit.max_ulp[0])
        print(f"{spec:11} {largest:.5f} ulp at {audit.worst_input.hex():24} ", end="")
        print(f"{audit.searched:,} inputs, {spent:.1f} s", end="")
        if spec.startswith("math."):
            error, text = known(name, function)
            print(f"; {largest / error:.4f} of the largest known, {error:.5f} at {text}", end="")
        print(flush=True)


if __name__ == "__main__":
    main()
