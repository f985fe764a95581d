"""How wide a term is when LaTeX sets it in display, in units of an italic x; good to about ten percent."""

from __future__ import annotations

from itertools import pairwise

from symact.kernel.terms import HALF, Term, children, walk
from symact.render.notation import is_primed, pretty_name
from symact.render.pretty import pretty

LINE = 60.0  # an `article` of one column, ten or eleven points
LETTER = 0.85  # of running text
RELATION = 3.0
_SMALL = 0.72


def width(t: Term) -> float:
    """The estimated width of `latex(t)`."""
    inner = [width(a) for a in children(t)]
    if t.op == "add":
        return sum(inner) + 2.6 * (len(inner) - 1) - sum(1.4 for a in t.args[1:] if a.op == "neg")
    if t.op == "mul":
        return (
            sum(inner) + sum(_brackets(a) for a in t.args if a.op in ("add", "neg")) + 0.3 * (len(inner) - 1) + _dots(t)
        )
    if t.op == "div":
        return max(inner) + 0.5
    if t.op == "pow":
        base, exponent = t.args
        brackets = 0.0 if base.op in ("variable", "component", "number", "call") else 1.8
        return inner[0] + 1.6 if exponent is HALF else inner[0] + brackets + _SMALL * inner[1]
    if t.op == "exp":
        return 0.9 + _SMALL * _slashed(t.args[0])
    if t.op == "sum":
        return 3.0 + inner[0]
    if t.op == "derivative":
        return inner[0] + (
            0.4 if is_primed(t) else 3.0 + (_brackets(t.args[0]) if t.args[0].op in ("add", "mul") else 0.0)
        )
    if t.op == "piecewise":
        rows = zip(t.args[::2], t.args[1::2], strict=True)
        return 2.0 + max(width(e) + 4.0 + (5.0 if c.op == "true" else width(c)) for c, e in rows)
    if t.op == "relation":
        return sum(inner) + RELATION
    if t.op == "call":
        spelt = LETTER * len(pretty_name(t.args[0])) + LETTER * max(len(inner) - 1, 0)
        return spelt + sum(inner) + max((_brackets(a) for a in children(t)), default=0.0)
    if t.op in ("neg", "guarded"):
        return inner[0] + 1.4
    return LETTER * len(pretty(t)) if not inner else LETTER * len(t.op) + 1.4 + sum(inner)


def _slashed(exponent: Term) -> float:
    """Fractions in exponents stand on one line."""
    return width(exponent) + sum(min(map(width, children(s))) + 0.5 for s in walk(exponent) if s.op == "div")


def _dots(product: Term) -> float:
    """A dot stands between two fractions."""
    return sum(1.7 for a, b in pairwise(product.args) if a.op == b.op == "div")


def _brackets(inside: Term) -> float:
    """Round brackets grow with fractions and sums."""
    return 2.6 if any(s.op in ("div", "sum") for s in walk(inside)) else 1.4


def words_width(words: tuple[str | Term, ...]) -> float:
    """The width of prose on one line; fractions in it are set small."""
    return sum(LETTER * len(w) if isinstance(w, str) else width(w) for w in words)
