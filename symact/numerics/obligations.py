"""What must hold of the subterms of a term for it to be defined, read off its text."""

from __future__ import annotations

from dataclasses import dataclass

from symact.kernel.errors import Undefined
from symact.kernel.terms import Term, text
from symact.numerics.errors import UndecidedPoint
from symact.numerics.tape import constant_value


@dataclass(frozen=True)
class Obligation:
    """What must hold of a subterm for the whole to be defined: `nonzero`, `positive` or `nonnegative`.

    `power` is the base of a variable exponent: positive is enough, and what else may do is not decided here.
    """

    kind: str
    term: Term


def obligations(term: Term) -> list[Obligation]:
    """What must hold for a term without conditionals to be defined, less what is plain from its shape."""
    found: dict[Obligation, None] = {}
    _collect(term, found, set())
    return [o for o in found if not (plainly_positive(o.term))]


def _collect(t: Term, found: dict[Obligation, None], seen: set[Term]) -> None:
    if t in seen:
        return
    seen.add(t)
    for a in t.args:
        if isinstance(a, Term):
            _collect(a, found, seen)
    if t.op == "div":
        found[Obligation("nonzero", t.args[1])] = None
    elif t.op == "log":
        found[Obligation("positive", t.args[0])] = None
    elif t.op == "pow":
        base, exponent = t.args
        value = constant_value(exponent)
        if value is None:
            found[Obligation("power", base)] = None
        elif value.denominator != 1:
            found[Obligation("nonnegative" if value > 0 else "positive", base)] = None
        elif value < 0:
            found[Obligation("nonzero", base)] = None


def plainly_positive(t: Term) -> bool:
    """Whether t > 0 wherever it is defined, by its shape alone."""
    if t.op == "number":
        return bool(t.args[0] > 0)
    if t.op in ("pi", "exp"):
        return True
    if t.op == "add":
        return all(plainly_nonnegative(a) for a in t.args) and any(plainly_positive(a) for a in t.args)
    if t.op in ("mul", "div"):
        return all(plainly_positive(a) for a in t.args)
    if t.op == "pow":
        return plainly_positive(t.args[0])
    return False


def plainly_nonnegative(t: Term) -> bool:
    if t.op == "number":
        return bool(t.args[0] >= 0)
    if t.op == "pow" and t.args[1].op == "number":
        n = t.args[1].args[0]
        return bool(n.denominator != 1 or n % 2 == 0) or plainly_nonnegative(t.args[0])
    if t.op in ("add", "mul"):
        return all(plainly_nonnegative(a) for a in t.args)
    return plainly_positive(t)


def refuse_undefined(kind: str, sign: int, term: Term) -> None:
    """Raises Undefined when a subterm of this sign breaks its obligation."""
    if kind == "power" and sign <= 0:
        raise UndecidedPoint(f"a power of {text(term)}, which is not positive, with a variable exponent")
    if kind == "power":
        return
    broken = {"nonzero": sign == 0, "positive": sign <= 0, "nonnegative": sign < 0}[kind]
    if broken:
        what = "0" if sign == 0 else "negative"
        raise Undefined(f"{text(term)} is {what} and must be {kind}")
