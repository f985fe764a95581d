"""An audit in words: what was tried, the largest error and where, and what else was met."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from symact.numerics import Audit


def audit_text(a: Audit) -> str:
    """A paragraph: what was tried, the largest error and where, and the defects that were met."""
    of = f"{a.activation}{chr(0x2032) * a.derivative}"
    how = "every input" if a.exhaustive else f"a sample, seed {a.seed}"
    head = click.style(f"{of}  {a.implementation}  {a.dtype}", bold=True)
    computed = "" if a.computed_in == a.dtype else f", computed in {a.computed_in}"
    lines = [f"{head}   {inputs(a.points)}, {how}{computed}"]
    if a.searched:
        lines.append(f"  searched           {a.searched:,} inputs for large errors; the worst are in the sample")
    if a.max_ulp is not None:
        lines.append(f"  largest error      {ulps(a.max_ulp)}, at x = {point(a.worst_input)}")
        if a.max_ulp_normal != a.max_ulp:
            lines.append(f"  for normal values  {ulps(a.max_ulp_normal)}")
        if a.max_ulp_20 != a.max_ulp:
            lines.append(f"  where |x| <= 20    {ulps(a.max_ulp_20)}")
        lines += _condition(a)
        lines.append(f"  correctly rounded  {share(a.correctly_rounded, a.points, 'inputs')}")
        if a.undecided_rounding:
            lines.append(f"  rounding open      {inputs(a.undecided_rounding)}")
    for defect, signs in a.first.items():
        seen = [f"{point(x)}" for x in signs.values() if x is not None]
        if seen:
            count = getattr(a, defect, None)
            lines.append(
                f"  {DEFECTS[defect]:<18} from x = {' and '.join(seen)}" + (f"  ({inputs(count)})" if count else "")
            )
    lines += [*_special(a.special or {}), *_dependence(a.array_dependence or {}), *_flushes(a.flushes or {})]
    return "\n".join(lines)


def _condition(a: Audit) -> list[str]:
    """Where the input's own rounding may be to blame for the largest error."""
    if a.condition is None or a.max_ulp is None or not a.max_ulp[1] > 1 or a.condition < 1:
        return []
    explained = "which explains it" if a.condition >= a.max_ulp[1] else "which explains a part of it"
    if 2 * a.condition < a.max_ulp[1]:
        return []
    return [f"  condition          half an ulp of this x moves the exact value by {a.condition:.4g} ulp, {explained}"]


def _special(found: dict[str, Any]) -> list[str]:
    """The special values that are not as they should be, and zeros of the wrong sign."""
    if "failed" in found:
        return [f"  special values     {found['failed']}"]
    wrong = [f"f({x}) is {_plain(row['got'])}, not {_wanted(row)}" for x, row in found.items() if row["ok"] is False]
    lost = [
        f"f({x}) is {_plain(row['got'])}" for x, row in found.items() if row.get("zero_sign") == "lost" and row["ok"]
    ]
    signs = [f"  sign of zero       lost: {', '.join(lost)}"] if lost else []
    return ([f"  special values     {', '.join(wrong)}"] if wrong else []) + signs


def _wanted(row: dict[str, Any]) -> str:
    return f"between {' and '.join(map(_plain, row['between']))}" if "between" in row else _plain(row["want"])


def _plain(number: dict[str, str] | None) -> str:
    return "undefined" if number is None else number["decimal"].removesuffix(".0")


def _dependence(found: dict[str, Any]) -> list[str]:
    if "failed" in found:
        return [f"  depends on array   {found['failed']}"]
    first = found.get("first")
    if first is None:
        return []
    results = " and ".join(f"{number['hex']} ({how})" for how, number in first["results"].items())
    return [f"  depends on array   f({first['input']['hex']}) is {results}"]


def _flushes(found: dict[str, Any]) -> list[str]:
    if "failed" in found:
        return [f"  subnormal numbers  {found['failed']}"]
    lines = []
    for what, row in found.items():
        if row["state"] in ("lost", "some lost"):
            first = f", from x = {row['first']['hex']}"
            lines.append(f"  subnormal {what:<8} {row['lost']} of {row['tried']} lost{first}")
    return lines


def inputs(count: int) -> str:
    return f"{count:,} input{'s' if count != 1 else ''}"


def share(right: int, count: int, what: str) -> str:
    """How many of so many, in percent and rounded down; where that is nearly all, how many are not."""
    missing = count - right
    beside = f", all but {missing:,}" if 0 < 10_000 * missing < count else ""
    return f"{10_000 * right // max(count, 1) / 100:.2f} % of the {what}{beside}"


DEFECTS = {
    "inf": "infinite", "nan": "nan", "missing_overflow": "does not overflow", "false_zero": "false zero",
    "false_zero_normal": "normal, yet 0", "wrong_sign": "wrong sign", "undecided": "undecided",
}  # fmt: skip


def ulps(bounds: tuple[Fraction, Fraction] | None) -> str:
    """The upper end of an interval of ulp: rounded up to three places, or to four digits where it is huge.

    What is nearly 0 is said to be below a thousandth.
    """
    if bounds is None:
        return "none measured"
    high = bounds[1]
    if high >= 10**6:
        return f"{float(high):.4g} ulp" if high < 10**300 else f"10^{len(str(int(high))) - 1} ulp"
    return f"{'below ' if 0 < high < Fraction(1, 1000) else ''}{-(-high * 1000 // 1) / 1000:.3f} ulp"


def point(x: float | None) -> str:
    """A float with its exact hexadecimal form."""
    return "none" if x is None else f"{x!r} ({x.hex()})"
