"""What a step of algebra is called, forwards and backwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from symact.derivation.algebra import Algebra
from symact.derivation.reading import Prose
from symact.kernel.terms import Term, children

Words = str | Prose
Names = tuple[Words, Words]


def named(pairs: Sequence[tuple[Term, Term]], algebra: Algebra) -> tuple[Prose, Prose]:
    names = dict.fromkeys(_name(a, b, algebra) for a, b in pairs) or {("reorder", "reorder"): None}
    forward, back = (dict.fromkeys(words(n[way]) for n in names) for way in (0, 1))
    return listed(forward, ", "), listed(back, ", ")


def words(said: Words) -> Prose:
    return (said,) if isinstance(said, str) else said


def listed(things: Iterable[Prose | Term], between: str = " and ") -> Prose:
    """Terms or prose with words between them."""
    made: list[str | Term] = []
    for thing in things:
        made += [*([between] if made else []), *(thing if isinstance(thing, tuple) else (thing,))]
    return tuple(made)


_FRACTIONS: dict[str, Names] = {
    "add": ("over a common denominator", "split the fraction"),
    "pow": ("raise above and below", "write as a power"),
    "mul": ("multiply the fractions", "split into factors"),
}
_PLAIN: dict[str, Names] = {
    "pow": ("multiply out", "write as a power"),
    "mul": ("collect factors", "split into factors"),
    "log": ("rules of the logarithm", "rules of the logarithm"),
    "exp": ("rules of the exponential", "rules of the exponential"),
    "erf": ("erf is odd", "erf is odd"),
    "sin": ("the sine is odd", "the sine is odd"),
    "cos": ("the cosine is even", "the cosine is even"),
    "atan": ("the arc tangent is odd", "the arc tangent is odd"),
    "sum": ("what does not depend on the index stands before the sum", "take the factor into the sum"),
}


def _name(a: Term, b: Term, algebra: Algebra) -> Names:
    """What is done from `a` to `b`, and from `b` to `a`."""
    if a.op == "div":
        return fraction_name(a, b, algebra)
    if a.op in _FRACTIONS and fractional(a, algebra):
        return _FRACTIONS[a.op]
    if a.op == "add":
        brackets = any(s.op == "add" for s in _top(b))
        return ("factor", "multiply out") if brackets and b.op != "add" else ("collect terms", "split a term")
    if a.op == "pow" and a.args[1].op != "number":
        return "write the power as an exponential", "write as a power"
    return _PLAIN.get(a.op, ("simplify", "write out"))


def _top(t: Term) -> tuple[Term, ...]:
    """The factors, above and below."""
    if t.op in ("mul", "div", "neg", "pow"):
        return tuple(s for a in children(t) for s in _top(a))
    return (t,)


def fraction_name(a: Term, b: Term, algebra: Algebra) -> Names:
    if b.op == "div" and not fractional(a.args[1], algebra):
        factor = algebra.term(algebra.value(Term("div", b.args[1], a.args[1])))
        if factor.op == "exp":
            back = Term("exp", algebra.canonical(Term("neg", factor.args[0])))
            return ("multiply above and below by ", factor), ("multiply above and below by ", back)
    return "simplify the fraction", "expand the fraction"


def fractional(t: Term, algebra: Algebra) -> bool:
    """Whether a child of `t` is a fraction over more than a number or an exponential."""
    return any(any(g.op != "exp" for m in algebra.value(a)[1] for g, _ in m) or len(algebra.value(a)[1]) > 1
               for a in children(t) if t.op != "div")  # fmt: skip
