"""How wide a term is when LaTeX sets it in display, in units of an italic x; good to about ten percent."""

from __future__ import annotations

from itertools import pairwise

from symact.kernel.terms import HALF, Term, children, walk
from symact.render.latex import PREFIX, PRODUCT, level
from symact.render.notation import is_primed, pretty_name
from symact.render.pretty import pretty

LINE = 60.0  # an `article` of one column, ten or eleven points
LETTER = 0.85  # of running text
RELATION = 3.0
_SMALL = 0.72
_BESIDE = 2.0  # limits of a sum stand beside it in a fraction
_TALL = ("div", "sum", "derivative")


def width(t: Term) -> float:
    """The estimated width of `latex(t)`."""
    inner = [width(a) for a in children(t)]
    if t.op == "add":
        inside = sum(_brackets(a) for a in map(_unsigned, t.args[1:]) if level(a, False) < PRODUCT)
        return sum(inner) + inside + 2.6 * (len(inner) - 1) - sum(1.4 for a in t.args[1:] if a.op == "neg")
    if t.op == "mul":
        return sum(inner) + sum(map(_brackets, _bracketed(t))) + 0.3 * (len(inner) - 1) + _dots(t)
    if t.op == "div":
        return max(width(a) + _BESIDE * sum(s.op == "sum" for s in walk(a)) for a in children(t)) + 0.5
    if t.op == "pow":
        base, exponent = t.args
        brackets = 0.0 if base.op in ("variable", "component", "number", "call") else 1.8
        return inner[0] + 1.6 if exponent is HALF else inner[0] + brackets + _SMALL * inner[1]
    if t.op == "exp":
        return 0.9 + _SMALL * _slashed(t.args[0])
    if t.op == "sum":
        return 3.3 + inner[0]
    if t.op == "series":
        return 3.0 + inner[0] + _SMALL * max(inner[2] + 2.0, inner[3])
    if t.op == "iterated":
        return 2.4 + inner[0] + 1.0 + _SMALL * inner[2]
    if t.op == "derivative":
        return inner[0] + (
            0.4 if is_primed(t) else 3.2 + (_brackets(t.args[0]) if t.args[0].op in ("add", "mul") else 0.0)
        )
    if t.op == "piecewise":
        rows = zip(t.args[::2], t.args[1::2], strict=True)
        return 2.0 + max(width(e) + 4.0 + (5.0 if c.op == "true" else width(c)) for c, e in rows)
    if t.op == "relation":
        return sum(inner) + RELATION
    if t.op == "call":
        spelt = _spelt(pretty_name(t.args[0])) + LETTER * max(len(inner) - 1, 0)
        return spelt + sum(inner) + max((_brackets(a) for a in children(t)), default=0.0)
    if t.op in ("neg", "guarded"):
        return inner[0] + 1.4
    return LETTER * len(pretty(t)) if not inner else _spelt(t.op) + _brackets(t) + sum(inner)


def _slashed(exponent: Term) -> float:
    """Fractions in exponents stand on one line."""
    return width(exponent) + sum(min(map(width, children(s))) + 0.5 for s in walk(exponent) if s.op == "div")


def _dots(product: Term) -> float:
    """A dot stands between two fractions."""
    return sum(1.7 for a, b in pairwise(product.args) if a.op == b.op == "div")


def _brackets(inside: Term) -> float:
    """Round brackets grow with fractions and sums."""
    return 2.8 if any(s.op in _TALL for s in walk(inside)) else 1.4


def _unsigned(t: Term) -> Term:
    return t.args[0] if t.op == "neg" else t


def _bracketed(product: Term) -> list[Term]:
    """The factors in brackets: sums, and what would otherwise run on into the next factor."""
    *before, last = product.args
    return [*(a for a in before if level(a, False) <= PREFIX), *[last] * (level(last, False) < PRODUCT)]


def _spelt(name: str) -> float:
    """Letters of a name; capital ones are wider."""
    return LETTER * len(name) + 0.45 * sum(map(str.isupper, name))


def words_width(words: tuple[str | Term, ...]) -> float:
    """The width of prose on one line; fractions in it are set small."""
    return sum(LETTER * len(w) if isinstance(w, str) else width(w) for w in words)
