"""What every record says about where it was made, and how numbers are written in one."""

from __future__ import annotations

import math
import platform
from fractions import Fraction
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import symact

PACKAGES = {"numpy": "numpy", "sympy": "sympy", "mpmath": "mpmath", "python-flint": "python-flint"}


@cache
def versions() -> dict[str, str]:
    """Versions of symact, Python and the libraries that a measurement rests on."""
    found = {"symact": symact.__version__, "python": platform.python_version()}
    for shown, package in PACKAGES.items():
        try:
            found[shown] = version(package)
        except PackageNotFoundError:
            found[shown] = "not installed"
    return found


@cache
def cpu() -> dict[str, Any]:
    """Model and vector features of the processor, as far as the system and NumPy tell: results may depend on them."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        lines = info.read_text(encoding="utf-8", errors="replace").splitlines()
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), model)
    return {"model": model, "machine": platform.machine(), "features": _numpy_features()}


@cache
def machine() -> dict[str, Any]:
    """What results depend on besides the libraries: architecture, system, C library, vector features in use."""
    libc = " ".join(part for part in platform.libc_ver() if part)
    return {"machine": platform.machine(), "system": platform.system(), "libc": libc, "features": _numpy_features()}


def _numpy_features() -> list[str]:
    import numpy as np

    config = np.show_config(mode="dicts")
    if config is None:
        return []
    found = config.get("SIMD Extensions", {})
    return [*found.get("baseline", []), *found.get("found", [])]


def environment() -> dict[str, Any]:
    """Versions and processor, for a report."""
    return {"versions": versions(), "cpu": cpu(), "system": platform.platform()}


def shown(x: float | None) -> dict[str, str] | None:
    """A float as `{"hex", "decimal"}`; both read back to the same number."""
    if x is None:
        return None
    if math.isfinite(x):
        return {"hex": x.hex(), "decimal": repr(x)}
    return {"hex": repr(x), "decimal": repr(x)}


def shown_bound(q: Fraction, up: bool) -> dict[str, str]:
    """A rational bound as the float next to it outwards; beyond the range of floats, as a power of ten."""
    try:
        x = float(q)
    except OverflowError:
        digits = len(str(int(q)))
        nearest = "inf" if up else math.nextafter(math.inf, 0).hex()
        return {"hex": nearest, "decimal": f"1e{digits if up else digits - 1}"}
    if (Fraction(x) < q) if up else (Fraction(x) > q):
        x = math.nextafter(x, math.inf if up else -math.inf)
    return {"hex": x.hex(), "decimal": repr(x)}
