"""A term without conditionals as a list of instructions, run on balls, power series, exact rationals or scaled balls.

Common subterms are computed once. Five exact rewritings keep balls narrow where the text cancels: 1 ± erf as erfc,
log(1 + u) as log1p, log(1 - e^a) by expm1 near 0, log(1/u) as -log, and e^a - e^b as expm1(a) - expm1(b).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, cast

from flint import arb, arb_series, ctx, fmpq

from symact.kernel.terms import ONE, Term, neg, number, text
from symact.numerics.errors import UsageError
from symact.numerics.models import wide
from symact.numerics.scaled import Scaled

MINUS_ONE = number(-1)
RATIONAL_OPS = frozenset({"add", "sub", "mul", "div", "neg", "power", "one"})


@dataclass
class Tape:
    """`ops` are (name, argument slots); slot 0 holds the point, then the constants, then the results."""

    term: Term
    constants: list[Fraction | str]
    ops: list[tuple[str, int, int]]
    output: int
    rational: bool
    _numbers: dict[int, list[Any]] = field(default_factory=dict)
    _wide: dict[tuple[int, int], list[wide.Wide]] = field(default_factory=dict)
    _still: dict[tuple[int, int], list[wide.Wide | None]] = field(default_factory=dict)
    _bound: dict[str, list[tuple[Callable[..., Any], int, int]]] = field(default_factory=dict)

    def ball(self, x: arb) -> arb:
        """An enclosure of the value at the ball x, at the current precision; not finite where it cannot say."""
        return self._run("ball", [x, *self._constants(ctx.prec)])

    def scaled(self, x: arb) -> arb:
        """As `ball`, surviving exponentials beyond the range of balls (e^(10^300)); slower."""
        wide = [Scaled(v) for v in (x, *self._constants(ctx.prec))]
        return self._run("scaled", wide).ball()

    def taylor(self, x: arb, count: int) -> list[arb]:
        """The first `count` Taylor coefficients at every point of the ball x; not finite where they cannot be told."""
        before, ctx.cap = ctx.cap, count
        try:
            found = self._run("series", [arb_series([x, 1]), *self._constants(ctx.prec)])
            made, known = (found.coeffs(), found.prec) if isinstance(found, arb_series) else ([found], count)
        except (ValueError, ZeroDivisionError):  # a quotient by a series without a constant term
            return [arb("nan")] * count
        finally:
            ctx.cap = before
        made += [arb(0)] * (known - len(made))
        return [*made[:count], *[arb("nan")] * (count - known)]  # at 0, sin(x)/x is known to fewer

    def wide(self, x: wide.Wide) -> wide.Wide:
        """The value on a cell, as a series times an exponential, not finite where it cannot be told.

        ctx.cap says how many coefficients there are.
        """
        key = (ctx.prec, ctx.cap)
        if key not in self._wide:
            made = [wide.number(arb.pi()) if isinstance(c, str) else wide.rational(c) for c in self.constants]
            self._wide[key] = made
        try:
            if key not in self._still:
                self._still[key] = self._results_of_constants(self._wide[key])
            slots: list[Any] = [x, *self._wide[key]]
            for (f, a, b), known in zip(self._instructions("wide"), self._still[key], strict=True):
                slots.append(f(slots[a], slots[b]) if known is None else known)
            return cast(wide.Wide, slots[self.output])
        except (ValueError, ZeroDivisionError):  # a quotient by a series whose constant term may be 0
            return wide.nowhere()

    def _results_of_constants(self, constants: list[Any]) -> list[Any]:
        """The results that do not depend on x, such as √(2/π); None for the others."""
        slots: list[Any] = [None, *constants]
        for f, a, b in self._instructions("wide"):
            first, second = slots[a], slots[b]
            slots.append(None if first is None or second is None else f(first, second))
        return slots[1 + len(constants) :]

    def exact(self, x: fmpq) -> fmpq:
        """The exact value of a rational tape; ZeroDivisionError where a divisor is 0."""
        return self._run("rational", [x, *self._constants(0)])

    def _run(self, table: str, slots: list[Any]) -> Any:
        for f, a, b in self._instructions(table):
            slots.append(f(slots[a], slots[b]))
        return slots[self.output]

    def _instructions(self, table: str) -> list[tuple[Callable[..., Any], int, int]]:
        if table not in self._bound:
            self._bound[table] = [(TABLES[table][name], a, b) for name, a, b in self.ops]
        return self._bound[table]

    def _constants(self, precision: int) -> list[Any]:
        if precision not in self._numbers:
            made = []
            for c in self.constants:
                if isinstance(c, str):
                    made.append(arb.pi())
                else:
                    q = fmpq(c.numerator, c.denominator)
                    made.append(arb(q) if precision else q)
            self._numbers[precision] = made
        return self._numbers[precision]


def _integer_power(a: Any, n: Any) -> Any:
    return a ** int(n)


# Every instruction takes two slots; a function of one argument ignores the second.
TABLES: dict[str, dict[str, Callable[[Any, Any], Any]]] = {
    "ball": {
        "power": lambda a, n: a ** int(n.unique_fmpz()),
        "root": lambda a, b: a.sqrt(),
        "real_power": lambda a, b: a**b,
        "exp": lambda a, b: a.exp(),
        "expm1": lambda a, b: a.expm1(),
        "exp_difference": lambda a, b: a.expm1() - b.expm1(),
        "log": lambda a, b: a.log(),
        "log1p": lambda a, b: a.log1p(),
        "log1mexp": lambda a, b: (-a.expm1()).log() if abs(a) < 1 else (-a.exp()).log1p(),
        "erf": lambda a, b: a.erf(),
        "erfc": lambda a, b: a.erfc(),
        "sin": lambda a, b: a.sin(),
        "cos": lambda a, b: a.cos(),
        "atan": lambda a, b: a.atan(),
    },
    "series": {
        "power": lambda a, n: a ** int(n.unique_fmpz()),
        "root": lambda a, b: a.sqrt(),
        "real_power": lambda a, b: (b * a.log()).exp(),
        "exp": lambda a, b: a.exp(),
        "expm1": lambda a, b: a.exp() - 1,
        "exp_difference": lambda a, b: a.exp() - b.exp(),
        "log": lambda a, b: a.log(),
        "log1p": lambda a, b: (a + 1).log(),
        "log1mexp": lambda a, b: (1 - a.exp()).log(),
        "erf": lambda a, b: a.erf(),
        "erfc": lambda a, b: a.erfc(),
        "sin": lambda a, b: a.sin(),
        "cos": lambda a, b: a.cos(),
        "atan": lambda a, b: a.atan(),
    },
    "rational": {"power": lambda a, n: a ** int(n)},
}
_METHODS = (
    "power", "root", "real_power", "exp", "expm1", "log", "log1p", "log1mexp", "erf", "erfc", "sin", "cos", "atan",
)  # fmt: skip
for _name in ("scaled", "wide"):
    TABLES[_name] = {name: (lambda method: lambda a, b: getattr(a, method)(b))(name) for name in _METHODS}
for _table in TABLES.values():
    _table |= {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "neg": lambda a, b: -a,
        "one": lambda a, b: a * 0 + 1,  # a⁰ where a is defined
    }
TABLES["wide"]["one"] = lambda a, b: a.one(b)
TABLES["wide"]["exp_difference"] = lambda a, b: a.exp_difference(b)
TABLES["scaled"]["exp_difference"] = lambda a, b: a.expm1(b) - b.expm1(a)


class _Compiler:
    def __init__(self, variable: Term) -> None:
        self.variable = variable
        self.slots: dict[Any, int] = {variable: 0}
        self.constants: list[Fraction | str] = []
        self.code: list[tuple[str, Any, Any]] = []

    def constant(self, value: Fraction | str) -> int:
        key = ("constant", value)
        if key not in self.slots:
            self.constants.append(value)
            self.slots[key] = -len(self.constants)  # negative until the number of constants is known
        return self.slots[key]

    def emit(self, name: str, a: int, b: int | None = None) -> int:
        key = (name, a, b)
        if key not in self.slots:
            self.code.append((name, a, a if b is None else b))
            self.slots[key] = 10**6 + len(self.code) - 1
        return self.slots[key]

    def slot(self, t: Term) -> int:
        if t not in self.slots:
            self.slots[t] = self.build(t)
        return self.slots[t]

    def build(self, t: Term) -> int:
        if t.op == "number":
            return self.constant(t.args[0])
        if t.op == "pi":
            return self.constant("pi")
        if t.op == "guarded":
            return self.slot(t.args[0])
        if t.op == "neg":
            return self.emit("neg", self.slot(t.args[0]))
        if t.op == "add":
            return self.sum(t)
        if t.op == "mul":
            return self.fold("mul", [self.slot(a) for a in t.args])
        if t.op == "div":
            return self.emit("div", self.slot(t.args[0]), self.slot(t.args[1]))
        if t.op == "pow":
            return self.power(*t.args)
        if t.op == "log":
            return self.logarithm(t.args[0])
        if t.op in ("exp", "erf", "sin", "cos", "atan"):
            return self.emit(t.op, self.slot(t.args[0]))
        raise UsageError(f"the oracle does not evaluate {text(t)} ({t.op}) for a real {self.variable.args[0]}")

    def fold(self, name: str, slots: list[int]) -> int:
        result = slots[0]
        for s in slots[1:]:
            result = self.emit(name, result, s)
        return result

    def sum(self, t: Term) -> int:
        if len(t.args) == 2:
            for a, b in (t.args, t.args[::-1]):
                if a is ONE and b.op == "erf":
                    return self.emit("erfc", self.slot(neg(b.args[0])))
                if a is ONE and b.op == "neg" and b.args[0].op == "erf":
                    return self.emit("erfc", self.slot(b.args[0].args[0]))
                if a is ONE and b.op == "neg" and b.args[0].op == "exp":
                    return self.emit("neg", self.emit("expm1", self.slot(b.args[0].args[0])))
                if a.op == "exp" and b in (neg(ONE), MINUS_ONE):
                    return self.emit("expm1", self.slot(a.args[0]))
                if a.op == "exp" and b.op == "neg" and b.args[0].op == "exp":
                    return self.emit("exp_difference", self.slot(a.args[0]), self.slot(b.args[0].args[0]))
        result = self.slot(t.args[0])
        for a in t.args[1:]:
            negated = a.op == "neg"
            result = self.emit("sub" if negated else "add", result, self.slot(a.args[0] if negated else a))
        return result

    def logarithm(self, a: Term) -> int:
        if a.op == "div" and a.args[0] is ONE:
            return self.emit("neg", self.logarithm(a.args[1]))
        if a.op == "add" and len(a.args) == 2 and ONE in a.args:
            other = a.args[1] if a.args[0] is ONE else a.args[0]
            if other.op == "neg" and other.args[0].op == "exp":
                return self.emit("log1mexp", self.slot(other.args[0].args[0]))
            return self.emit("log1p", self.slot(other))
        return self.emit("log", self.slot(a))

    def power(self, base: Term, exponent: Term) -> int:
        a = self.slot(base)
        n = constant_value(exponent)
        if n == 0:
            return self.emit("one", a)
        if n is not None and n.denominator == 1:
            return self.emit("power", a, self.constant(n))
        if n == Fraction(1, 2):
            return self.emit("root", a)
        return self.emit("real_power", a, self.slot(exponent))


def compile_tape(term: Term, variable: Term) -> Tape:
    """The tape of a term without conditionals in one variable; UsageError names what it cannot evaluate."""
    c = _Compiler(variable)
    out = c.slot(term)
    first = 1 + len(c.constants)

    def place(s: int) -> int:
        return -s if s < 0 else s if s < 10**6 else s - 10**6 + first

    ops = [(name, place(a), place(b)) for name, a, b in c.code]
    rational = all(name in RATIONAL_OPS for name, _, _ in ops) and "pi" not in c.constants
    return Tape(term, c.constants, ops, place(out), rational)


def constant_value(t: Term) -> Fraction | None:
    """The value of a closed rational term, or None."""
    if t.op == "number":
        return Fraction(t.args[0])
    if t.op == "neg":
        value = constant_value(t.args[0])
        return None if value is None else -value
    if t.op == "div":
        a, b = map(constant_value, t.args)
        return a / b if a is not None and b else None
    return None
