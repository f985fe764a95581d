"""Unknown functions that a differential equation and values at a point characterise.

An assumption in which an unknown function y is applied to a variable holds for every real value of that variable. Let
y^(n) = F(x, y, …, y^(n-1)) so hold, with F continuously differentiable on all of R^(n+1), hence Lipschitz in y, …,
y^(n-1) on bounded sets. Two solutions on R that agree with their derivatives of order below n at one point are equal,
by Gronwall's inequality on every interval around it: uniqueness in the theorem of Picard and Lindelöf (mathlib,
`ODE_solution_unique_of_mem_Icc`, after Hubbard and West, "Differential Equations", 4.5). So a g on R that satisfies
both is y. Nothing is said where no such g is named.

A claim about y is shown by {"function": entry, "then": proof}, the entry being {"name", "solution", "equation",
"initial", "proofs"}: g, the numbers of the assumptions, proofs that g satisfies the equation and each initial value;
"then" shows the claim with g in place of y. With "free": "a" there are no initial values: as y has derivatives of order
below n everywhere, those at the rational number a are new real variables c, c_1, …, and g may depend on them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from symact.kernel.case import cases, no_clock
from symact.kernel.claim import Claim
from symact.kernel.enclosure import ratio
from symact.kernel.errors import CertificateError, Stuck
from symact.kernel.grammar import parse_expression
from symact.kernel.terms import (
    IMAGINARY,
    Term,
    free_symbols,
    fresh,
    is_constant,
    number,
    rebuild,
    relation,
    substitute,
    variable,
    walk,
)
from symact.kernel.vocabulary import guard

BINDERS = ("derivative", "iterated", "limit", "integral", "subs", "sum", "series", "range")
MAX_ORDER = 4


@dataclass(frozen=True)
class Equation:
    """y^(order) = slope in x, with `levels[k]` in the place of the k-th derivative of y."""

    name: str
    x: Term
    order: int
    slope: Term
    levels: tuple[Term, ...]


@dataclass(frozen=True)
class Value:
    """The derivative of order `order` of y is `value` at x = `at`, a closed term."""

    order: int
    at: Term
    value: Term


@dataclass(frozen=True)
class Characterisation:
    """`parameters`: the assumptions without unknown functions and without x; `used`: numbers of assumptions."""

    equation: Equation
    values: tuple[Value, ...]
    solution: Term
    parameters: tuple[Term, ...]
    used: frozenset[int]


# ------------------------------------------------------------ reading


def applied(t: Term, name: str | None = None) -> bool:
    """Whether an unknown function, or that of the name, is applied in `t`."""
    return any(s.op == "apply" and name in (None, s.args[0].args[0]) for s in walk(t))


def _derived(t: Term, name: str) -> tuple[Term, int] | None:
    """(x, k) where `t` is the k-th derivative of y(x) by x."""
    order = 0
    while t.op == "derivative":
        order, by, t = order + t.args[2], t.args[1], t.args[0]
        if t.op == "derivative" and t.args[1] is not by:
            return None
        if t.op == "apply" and t.args[1] is not by:
            return None
    known = t.op == "apply" and t.args[0].args[0] == name and t.args[1].op == "variable"
    return (t.args[1], order) if known else None


def read_equation(claim: Claim, name: str, assumption: Term) -> Equation:
    """The differential equation that an assumption, without defined functions, states for y."""
    if assumption.op != "relation" or assumption.args[0] != "==":
        raise CertificateError("a differential equation is an assumption with ==")
    for left, right in (assumption.args[1:], assumption.args[:0:-1]):
        found = _derived(left, name)
        if found is not None and 0 < found[1] <= MAX_ORDER and claim.domains.get(found[0].args[0]) == "real":
            x, order = found
            taken = {*claim.domains, *free_symbols(assumption)}
            levels: list[Term] = []
            for _ in range(order):
                levels.append(variable(fresh("u", taken)))
                taken.add(levels[-1].args[0])
            return Equation(name, x, order, _slope(right, name, x, levels), tuple(levels))
    raise CertificateError("no differential equation solved for the highest derivative, for every real x")


def _slope(t: Term, name: str, x: Term, levels: list[Term]) -> Term:
    found = _derived(t, name)
    if found is not None and found[0] is x and found[1] < len(levels):
        return levels[found[1]]
    if t.op == "apply" or t.op in BINDERS or t is IMAGINARY:
        raise CertificateError("a differential equation has y(x) and its lower derivatives alone on its other side")
    return rebuild(t, lambda a: _slope(a, name, x, levels))


def read_value(name: str, x: Term, assumption: Term) -> Value:
    """The initial value that an assumption, without defined functions, states for y."""
    if assumption.op == "relation" and assumption.args[0] == "==":
        for left, right in (assumption.args[1:], assumption.args[:0:-1]):
            found = _place(left, name)
            if found is not None and not applied(right) and x.args[0] not in free_symbols(right):
                return Value(*found, right)
    raise CertificateError("an initial value is y(a) == c or Subs(Derivative(y(x), x), x, a) == c, with a number a")


def _place(t: Term, name: str) -> tuple[int, Term] | None:
    if t.op == "apply" and t.args[0].args[0] == name and is_constant(t.args[1]):
        return 0, t.args[1]
    if t.op == "subs" and is_constant(t.args[2]):
        found = _derived(t.args[0], name)
        if found is not None and found[0] is t.args[1]:
            return found[1], t.args[2]
    return None


def read_characterisation(claim: Claim, data: Any) -> Characterisation:
    if not isinstance(data, Mapping) or claim.is_complex or claim.is_general:
        raise CertificateError("unknown functions are characterised in claims about plain real variables only")
    name = data.get("name")
    if not isinstance(name, str) or claim.domains.get(name) != "function":
        raise CertificateError("no such unknown function")
    assumptions = [claim.vocabulary.unfold(a) for a in claim.assumptions]
    initial = data.get("initial")
    if not isinstance(initial, list):
        raise CertificateError("'initial' is a list of numbers of assumptions")
    equation = read_equation(claim, name, _numbered(assumptions, data.get("equation")))
    values = tuple(read_value(name, equation.x, _numbered(assumptions, k)) for k in initial)
    if [v.order for v in values] != list(range(equation.order)) or len({v.at for v in values}) != 1:
        raise CertificateError("the value of each lower derivative, in their order, at one point")
    return Characterisation(
        equation, values, _solution(claim, equation, data.get("solution")),
        tuple(a for a in assumptions if not applied(a) and equation.x.args[0] not in free_symbols(a)),
        frozenset([data["equation"], *initial]),
    )  # fmt: skip


def _numbered(assumptions: list[Term], k: Any) -> Term:
    if type(k) is not int or not 0 <= k < len(assumptions):
        raise CertificateError("no assumption of that number")
    return assumptions[k]


def with_free_values(claim: Claim, data: Any) -> tuple[Claim, list[int]]:
    """The claim with names for y, …, y^(n-1) at a rational number, which have values there, and their assumptions."""
    name, at = str(data.get("name")), number(ratio(str(data.get("free"))))
    assumptions = [claim.vocabulary.unfold(a) for a in claim.assumptions]
    equation = read_equation(claim, name, _numbered(assumptions, data.get("equation")))
    x, y = equation.x, variable(name)
    values, domains = [], dict(claim.domains)
    for k in range(equation.order):
        c = fresh("c", {*domains, *claim.vocabulary, "n"})
        domains[c] = "real"
        derived = Term("subs", Term("derivative", Term("apply", y, x), x, k), x, at) if k else Term("apply", y, at)
        values.append(relation("==", derived, variable(c)))
    numbers = list(range(len(assumptions), len(assumptions) + len(values)))
    named = replace(claim, assumptions=(*claim.assumptions, *values), variables=tuple(sorted(domains.items())))
    return named, numbers


def _solution(claim: Claim, equation: Equation, source: Any) -> Term:
    names = {n: d for n, d in claim.domains.items() if d != "function"}
    g = claim.vocabulary.unfold(parse_expression(str(source), names, claim.vocabulary))
    if free_symbols(g) - names.keys() or any(t.op in BINDERS or t is IMAGINARY for t in walk(g)):
        raise CertificateError("a solution is a term in x and in the real variables of the claim")
    return g


# ------------------------------------------------------------ what has to be shown


def conditions(claim: Claim, found: Characterisation) -> list[Claim]:
    """g satisfies the equation for every real x, and each initial value; for all parameters."""
    e, g = found.equation, found.solution
    derived = [g, *(Term("derivative", g, e.x, k) for k in range(1, e.order + 1))]
    domains = {n: d for n, d in claim.domains.items() if d != "function"}
    equation = replace(
        claim, relation="==", left=derived[-1], right=substitute(e.slope, dict(zip(e.levels, derived, strict=False))),
        assumptions=found.parameters, variables=tuple(sorted(domains.items())),
    )  # fmt: skip
    del domains[e.x.args[0]]
    at = [v.at for v in found.values]
    first = guard(substitute(g, {e.x: at[0]}), at[:1])
    left = [first, *(Term("subs", d, e.x, a) for d, a in zip(derived[1:], at[1:], strict=False))]
    return [equation, *(
        replace(equation, left=here, right=v.value, variables=tuple(sorted(domains.items())))
        for here, v in zip(left, found.values, strict=True)
    )]  # fmt: skip


def smooth(claim: Claim, found: Characterisation, tick: Callable[[], None] = no_clock) -> bool:
    """Checks that F is continuously differentiable on all of R^(n+1); True when that rests on enclosures."""
    e, balls = found.equation, False
    domains = {n: d for n, d in claim.domains.items() if d != "function"}
    domains |= dict.fromkeys([u.args[0] for u in e.levels], "real")
    space = replace(
        claim, relation="==", left=e.slope, right=e.slope, assumptions=found.parameters,
        variables=tuple(sorted(domains.items())),
    )  # fmt: skip
    for case in cases(space, tick):
        normaliser = case.normaliser()
        normaliser.of(e.slope, strict=True)  # strictly defined: analytic near every point
        if normaliser.open_obligations():
            raise Stuck("the right side of the differential equation is not shown smooth for all real values")
        balls |= normaliser.signs.used_balls or case.balls
    return balls


# ------------------------------------------------------------ the claim without the function


def without_function(
    claim: Claim, data: Any, show: Callable[[Claim, Any], object], tick: Callable[[], None] = no_clock,
    every: bool = False,
) -> tuple[Claim, bool]:  # fmt: skip
    """The claim with g in place of y, once `show` has accepted each proof; and whether enclosures show F smooth."""
    if isinstance(data, Mapping) and "free" in data:
        claim, numbers = with_free_values(claim, data)
        data = {**data, "initial": numbers}
    found = read_characterisation(claim, data)
    parts, proofs = conditions(claim, found), data.get("proofs")
    if not isinstance(proofs, list) or len(proofs) != len(parts):
        raise CertificateError("a solution has one proof for the equation, and one for each initial value")
    balls = smooth(claim, found, tick)
    for part, proof in zip(parts, proofs, strict=True):
        show(part, proof)
    return replaced(claim, found, every), balls


def replaced(claim: Claim, found: Characterisation, every: bool = False) -> Claim:
    """The claim with g in place of y, without what was assumed of y for every x: y is known to be g.

    With `every`, as a refutation needs, nothing but the equation and the initial values may be left out.
    """
    assumptions = []
    for k, a in enumerate(map(claim.vocabulary.unfold, claim.assumptions)):
        if k not in found.used and (not applied(a, found.equation.name) or _is_about_numbers(a)):
            assumptions.append(put_solution(a, found))
        elif k not in found.used and every:
            raise Stuck("an assumption about an unknown function that is not used")
    left, right = (put_solution(side, found) for side in claim.sides())
    variables = tuple((n, d) for n, d in claim.variables if n != found.equation.name)
    return replace(claim, left=left, right=right, assumptions=tuple(assumptions), variables=variables)


def _is_about_numbers(a: Term) -> bool:
    """Whether every argument of an unknown function in `a` is a number: then nothing is said of every x."""
    names = {t.args[0].args[0] for t in walk(a) if t.op == "apply"}
    return not any(t.op in BINDERS and applied(t) for t in walk(a)) and all(
        free_symbols(t.args[1]) <= names for t in walk(a) if t.op == "apply"
    )


def put_solution(t: Term, found: Characterisation) -> Term:
    """`t` with g in place of y, which captures nothing: no binder around y binds a parameter of g."""
    name, x, g = found.equation.name, found.equation.x, found.solution
    for s in walk(t):
        bound = s.args[0] if s.op == "sum" else s.args[1].args[0] if s.op in BINDERS else None
        if bound is not None and bound in free_symbols(g) - {x.args[0]} and applied(s, name):
            raise CertificateError(f"{bound} is bound in the claim, and a parameter of the solution")

    def put(s: Term) -> Term:
        if s.op == "apply" and s.args[0].args[0] == name:
            at = put(s.args[1])
            value = guard(substitute(g, {x: at}), [at])
            # An exponent that varies is not to be a constant.
            return value if free_symbols(at) <= free_symbols(value) else Term("guarded", value, at)
        return rebuild(s, put)

    return put(t)
