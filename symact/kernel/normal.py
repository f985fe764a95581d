"""The normal form of a term at the points of a region, with the obligations under which it is valid.

`Normaliser.of(t)` returns a quotient that equals `t` at every point of the region where all recorded obligations hold.
Obligations are recorded for every subterm that is evaluated, before anything cancels, so `0*log(x)` still owes `x > 0`.
An obligation relies on the normal forms of smaller subterms only; hence discharging all of them proves `t` defined.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial, reduce
from typing import ClassVar, cast

from symact.kernel.angles import arctangent, circular
from symact.kernel.discrete import by_integers, of_discrete, whole_power
from symact.kernel.errors import Stuck
from symact.kernel.exponentials import Exponentials
from symact.kernel.germ import germs
from symact.kernel.linear import NEGATIVE, NULL, POSITIVE, Linear, Region, Signs
from symact.kernel.naturals import is_whole
from symact.kernel.polynomial import UNIT, constant
from symact.kernel.ring import NOUGHT, UNITY, Advice, Generator, Quotient
from symact.kernel.series import Range, of_counted
from symact.kernel.special import error_function, exponential_of_lambert, of_special, signs_of_special
from symact.kernel.sums import of_sum
from symact.kernel.terms import Term, free_symbols, is_constant, substitute, text

NO_INDICES: frozenset[str] = frozenset()
ALLOWED: dict[str, Signs] = {"!=": frozenset({-1, 1}), ">": POSITIVE, ">=": frozenset({0, 1}), "==": NULL,
                             "<": NEGATIVE, "<=": frozenset({-1, 0})}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Obligation:
    """`value` must stand in `relation` to 0; `term` is what it came from.

    `necessary`: the term is undefined where it does not; otherwise the kernel asks for more than the semantics does.
    """

    relation: str
    value: Quotient
    term: Term
    necessary: bool = True


class Normaliser(Exponentials):
    """`indices` are the free index names, pairwise different at the points considered."""

    plane = False

    def __init__(
        self, region: Region, advice: Advice, tick: Callable[[], None], indices: frozenset[str] = NO_INDICES,
    ) -> None:  # fmt: skip
        super().__init__(region, advice, tick)
        self.signs.further = partial(signs_of_special, n=self)
        self.indices = indices
        self.obligations: list[Obligation] = []
        self._memo: dict[tuple[Term, bool], Quotient] = {}
        self._bound: dict[Term, Quotient] = {}  # variables of Subs
        self.whole = NO_INDICES  # natural variables
        self.integers: dict[int, tuple[Quotient, ...]] = {}  # arguments of generators that are functions of integers
        self.ranges: list[Range] = []

    # ------------------------------------------------------------ obligations

    def owe(self, relation: str, value: Quotient, term: Term, necessary: bool = True) -> None:
        self.obligations.append(Obligation(relation, value, term, necessary))

    def open_obligations(self) -> list[Obligation]:
        return [o for o in self.obligations if not self.signs.of_quotient(o.value) <= ALLOWED[o.relation]]

    def state(self) -> tuple[int, dict[tuple[Term, bool], Quotient]]:
        return len(self.obligations), dict(self._memo)

    def restore(self, state: tuple[int, dict[tuple[Term, bool], Quotient]]) -> None:
        """Forgets what was owed since and, with it, every form found since: a term that is known owes nothing again."""
        del self.obligations[state[0] :]
        self._memo = state[1]

    # ------------------------------------------------------------ terms

    def of(self, t: Term, strict: bool = False) -> Quotient:
        """`strict`: `t` has to be defined in a neighbourhood, as the operand of a derivative is."""
        if (t, strict) not in self._memo:
            self._memo[t, strict] = self._of(t, strict)
        return self._memo[t, strict]

    def _of(self, t: Term, strict: bool) -> Quotient:
        match t.op:
            case "number":
                return Quotient(constant(t.args[0]), UNIT)
            case "variable" | "component" | "count" | "pi":
                return self._atom(t)
            case "delta":
                return self._delta(t)
            case "sum":
                return of_sum(t, self, strict)
            case "piecewise" | "derivative" | "subs" if strict:
                raise Stuck(f"a {t.op} where a neighbourhood matters")
            case "piecewise":
                return self.of(self._selected(t))
            case "derivative" | "limit" | "subs" if t.args[1].args[0] in self.whole:
                raise Stuck(f"a {t.op} in a variable of integer values")
            case "derivative":
                return self._derivative(t)
            case "subs":
                return self._at(*t.args)
            case "limit":
                from symact.kernel.limits import limit  # which expands terms by means of a normaliser

                return limit(t, self, strict)
            case "guarded":
                for a in t.args[1:]:
                    self.of(a, strict)
                return self.of(t.args[0], strict)
            case "opaque":
                return (of_discrete if by_integers(t, self) else of_special)(t, self, strict)
            case "series" | "iterated":
                return of_counted(t, self, strict)
            case "pow" if self.whole and is_whole(t.args[1], self.whole):
                return whole_power(self, t, strict)
        if t.op not in self._OPERATIONS:
            raise Stuck(f"the kernel has no rule for {t.op}")
        return self._OPERATIONS[t.op](self, t, [self.of(a, strict) for a in t.args], strict)

    def _atom(self, t: Term) -> Quotient:
        if t in self._bound:
            return self._bound[t]
        value = self.region.solved.get(t)
        if value is not None:
            return self.of_linear(value)
        kind = "variable" if t.op == "component" else t.op
        indices = frozenset(t.args[1:]) if t.op == "component" else NO_INDICES
        return self.ring.of_generator(self.ring.generator(t, lambda: Generator(kind, t, indices)))

    def of_linear(self, form: Linear) -> Quotient:
        total = Quotient(constant(form.get(None, 0)), UNIT)
        for k, c in form.items():
            if k is not None:
                total = self.ring.plus(total, self.ring.scaled(self.of(k), c))
        return total

    def _delta(self, t: Term) -> Quotient:
        i, j = t.args
        if i == j:
            return UNITY
        if i in self.indices and j in self.indices:
            return NOUGHT
        return self.ring.of_generator(self.ring.generator(t, lambda: Generator("delta", t, frozenset(t.args))))

    def _add(self, t: Term, a: list[Quotient], strict: bool) -> Quotient:
        return reduce(self.ring.plus, a)

    def _mul(self, t: Term, a: list[Quotient], strict: bool) -> Quotient:
        return reduce(self.ring.times, a)

    def _div(self, t: Term, a: list[Quotient], strict: bool) -> Quotient:
        self.owe("!=", a[1], t.args[1])
        return self.ring.times(a[0], self.ring.inverse(a[1]))

    def _pow(self, t: Term, a: list[Quotient], strict: bool) -> Quotient:
        base, exponent = a
        q = self.ring.rational_value(exponent)
        fixed = is_constant(t.args[1])
        if strict and not fixed:
            # Near the point the exponent takes other values, and then the base has to be positive.
            self.owe(">", base, t.args[0], necessary=False)
            if not base.numerator:
                raise Stuck(f"{text(t.args[0])} is 0 under a power that varies")
        if q is None:
            self.owe(">", base, t.args[0], necessary=False)
            return self.exponential(self.ring.times(exponent, self.logarithm(base)))
        if q.denominator == 1:
            if q < 0:
                self.owe("!=", base, t.args[0])
            return self.ring.power(base, int(q))
        positive = strict or q < 0 or not fixed
        settled = fixed or free_symbols(t.args[1]).isdisjoint(self.whole)  # x**(m/2) is sqrt(x) at m = 1
        self.owe(">" if positive else ">=", base, t.args[0], necessary=settled and not strict)
        if not base.numerator:
            if positive:
                raise Stuck(f"{text(t.args[0])} is 0 under a fractional power")
            return NOUGHT
        return self.root(base, q)

    def _log(self, t: Term, a: list[Quotient], strict: bool) -> Quotient:
        self.owe(">", a[0], t.args[0])
        return self.logarithm(a[0])

    _OPERATIONS: ClassVar[dict[str, Callable[[Normaliser, Term, list[Quotient], bool], Quotient]]] = {
        "add": _add,
        "mul": _mul,
        "div": _div,
        "pow": _pow,
        "log": _log,
        "neg": lambda self, t, a, strict: self.ring.scaled(a[0], -1),
        "exp": lambda self, t, a, strict: self.exponential(a[0]),
        "erf": lambda self, t, a, strict: error_function(self, a[0]),
        "atan": lambda self, t, a, strict: arctangent(self, a[0]),
        "sin": lambda self, t, a, strict: circular(self, "sin", a[0]),
        "cos": lambda self, t, a, strict: circular(self, "cos", a[0]),
    }

    # ------------------------------------------------------------ conditionals and derivatives

    def condition(self, c: Term) -> bool:
        """Whether `c` holds throughout the region; `Stuck` when that is not known."""
        if c.op == "true":
            return True
        if c.op in ("and", "or"):
            values = [self.condition(a) for a in c.args]
            return all(values) if c.op == "and" else any(values)
        rel, a, b = c.args
        difference = self.ring.minus(self.of(a), self.of(b))
        return holds(rel, self.signs.of_quotient(difference), c, lambda: self._splits_or_whole(difference))

    def _splits_or_whole(self, u: Quotient) -> tuple[str, ...]:
        """What may tell the sign of `u`; at last the numerator itself."""
        if any("#" in i for i in self.ring.quotient_indices(u)):
            return ()
        return tuple(dict.fromkeys((*self.splits(u), text(self.ring.polynomial_term(u.numerator)))))

    def _selected(self, t: Term) -> Term:
        for c, e in zip(t.args[::2], t.args[1::2], strict=True):
            if self.condition(c):
                return cast(Term, e)
        raise Stuck("no condition of a Piecewise is true here")

    def _derivative(self, t: Term) -> Quotient:
        """By the rules where they apply, else by the definition; what the rules left owing is then forgotten."""
        before = self.state()
        try:
            return self._derivative_by_rules(t)
        except Stuck as why:
            if why.split:
                raise
            self.restore(before)
            return self._derivative_by_definition(t, why)

    def _derivative_by_definition(self, t: Term, why: Stuck) -> Quotient:
        from symact.kernel.limits import Disagreement, derivative_at

        try:
            return derivative_at(t, self)
        except Disagreement:
            raise
        except Stuck as second:
            raise second if second.split else why from None

    def _derivative_by_rules(self, t: Term) -> Quotient:
        """f⁽ᵏ⁾: on each side f is a term without conditionals; value and derivatives to order k agree at the point."""

        def decide(difference: Term) -> int:
            return self.sign(self.of(difference, True), difference)

        g = germs(t, decide, self._floor)
        for operand in (g.here, *g.operands):
            self.of(operand, True)
        self._agree(g.here, g.right, g.x)
        self._agree(g.right, g.left, g.x)
        pairs = g.derivatives()
        for right, left in pairs:
            self._agree(right, left, g.x)
        return self.of(pairs[-1][0])

    def _floor(self, t: Term) -> int | None:
        """The value of ⌊u⌋ where it is one number; nothing is owed for asking."""
        before = self.state()
        try:
            value = self.ring.rational_value(self.of(t))
        except Stuck:
            value = None
        self.restore(before)
        return None if value is None else int(value)

    def exponential_of_special(self, g: Generator, c: Fraction) -> Quotient | None:
        return exponential_of_lambert(g, c, self)

    def _at(self, f: Term, x: Term, value: Term) -> Quotient:
        """f at x = value: a new variable that equals the value takes the place of x, under derivatives too."""
        at = self.of(value)
        new = Term("variable", f"{x.args[0]}#{len(self._bound)}")
        self._bound[new] = at
        return self.of(substitute(f, {x: new}))

    def _agree(self, a: Term, b: Term, x: Term) -> None:
        if a is not b and self.ring.minus(self.of(a), self.of(b)).numerator:
            raise Stuck(f"not shown differentiable in {text(x)} at a kink: {text(a)} and {text(b)} differ")


def holds(rel: str, signs: Signs, c: Term, splits: Callable[[], tuple[str, ...]]) -> bool:
    """Whether `difference rel 0` for every sign in `signs`, or for none."""
    if signs <= ALLOWED[rel]:
        return True
    if not signs & ALLOWED[rel]:
        return False
    raise Stuck(f"whether {text(c)} is not known here", splits())
