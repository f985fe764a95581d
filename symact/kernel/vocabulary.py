"""Defined functions: a name, parameters and a body in the claim language. Unfolding one is definitional equality."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from symact.kernel.errors import ClaimError, LimitExceeded
from symact.kernel.grammar import known, parse_expression
from symact.kernel.naturals import written_out
from symact.kernel.terms import (
    COUNT,
    ONE,
    ZERO,
    Term,
    add,
    free_symbols,
    fresh,
    is_constant,
    number,
    ops,
    rebuild,
    substitute,
    walk,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """`domain` is `real`, `vector` or `index`; `default` is a number or closed text without defined functions."""

    name: str
    default: str | None = None
    domain: str = "real"


@dataclass(frozen=True, slots=True)
class Definition:
    """`name(parameters) = body`, both in the claim language; the body may use the functions defined before it.

    A definition with a vector parameter is for general n (`softmax(i, z)`) and, spelt out, for fixed sizes
    (`softmax(2, x, y, w)`, the index being 1-based).
    """

    name: str
    parameters: tuple[Parameter, ...]
    body: str

    def __post_init__(self) -> None:
        shape = tuple(p.domain for p in self.parameters)
        if any(d != "real" for d in shape) and shape not in (("vector",), ("index", "vector")):
            raise ClaimError(f"'{self.name}' may take real parameters, a vector, or an index and a vector", self.name)
        for p in self.parameters:
            if p.default is not None and not is_constant(parse_expression(p.default)):
                raise ClaimError(
                    f"the default of '{p.name}' in '{self.name}' is not a number", p.default, 0, "definition"
                )

    @property
    def of_vector(self) -> bool:
        return any(p.domain == "vector" for p in self.parameters)

    @property
    def domains(self) -> dict[str, str]:
        return {p.name: p.domain for p in self.parameters}

    @property
    def signature(self) -> str:
        return f"{self.name}({', '.join(p.name + ('=' + p.default if p.default else '') for p in self.parameters)})"

    def complaint(self, arguments: Sequence[Term]) -> str | None:
        """Why the arguments do not fit, or None."""
        given = len(arguments)
        if self.of_vector:
            return self._vector_complaint(arguments)
        needed = sum(p.default is None for p in self.parameters)
        fits = needed <= given <= len(self.parameters)
        return None if fits else f"{self.signature} does not take {given} argument{'s' * (given != 1)}"

    def _vector_complaint(self, arguments: Sequence[Term]) -> str | None:
        indexed = self.parameters[0].domain == "index"
        if self.is_general(arguments):
            if len(arguments) != len(self.parameters):
                return f"{self.signature} takes {len(self.parameters)} arguments for a vector"
            fits = indexed == (arguments[0].op == "index")
            return None if fits else f"the first argument of {self.signature} is an index"
        size = len(arguments) - indexed
        if size < 1:
            return f"{self.signature} needs at least one component"
        if any(a.op == "index" for a in arguments[indexed:]):
            return f"{self.signature}: an index is not a component"
        if not indexed:
            return None
        first = arguments[0]
        position = first.args[0] if first.op == "number" else Fraction(0)
        if position.denominator != 1 or not 1 <= position <= size:
            return f"the first argument of {self.signature} is an index, or a component number from 1 to {size}"
        return None

    def is_general(self, arguments: Sequence[Term]) -> bool:
        return bool(arguments) and "vector" in ops(arguments[-1])


def scalar(name: str, parameters: str, body: str) -> Definition:
    """`scalar("softplus", "x b=1", "log(1 + exp(b*x))/b")`."""
    made = [Parameter(*p.split("=")) for p in parameters.split()]
    return Definition(name, tuple(made), body)


# What SymPy and every textbook call by these names; activations are defined in symact/activations.
ELEMENTARY_DEFINITIONS = (
    scalar("sinh", "x", "(exp(x) - exp(-x))/2"),
    scalar("cosh", "x", "(exp(x) + exp(-x))/2"),
    scalar("coth", "x", "(exp(x) + exp(-x))/(exp(x) - exp(-x))"),
    scalar("tan", "x", "sin(x)/cos(x)"),
    scalar("asinh", "x", "log(x + sqrt(x**2 + 1))"),
    scalar("acosh", "x", "log(x + sqrt(x - 1)*sqrt(x + 1))"),
    scalar("atanh", "x", "log((1 + x)/(1 - x))/2"),
    scalar("erfc", "x", "1 - erf(x)"),
    scalar("expm1", "x", "exp(x) - 1"),
    scalar("log1p", "x", "log(1 + x)"),
    scalar("Abs", "x", "Piecewise((x, x >= 0), (-x, True))"),
    scalar("sign", "x", "Piecewise((1, x > 0), (-1, x < 0), (0, True))"),
    scalar("Heaviside", "x", "Piecewise((1, x > 0), (0, x < 0), (R(1, 2), True))"),
)
_BUILT_IN = frozenset(d.name for d in ELEMENTARY_DEFINITIONS)
_EXTREMA = {"Max": ">=", "Min": "<="}


@dataclass(frozen=True, slots=True)
class Extremum:
    """`Max` and `Min` of one or more arguments."""

    name: str
    parameters: tuple[object, ...] = (Parameter("x"),)

    def complaint(self, arguments: Sequence[Term]) -> str | None:
        return None if arguments else f"{self.name} needs at least one argument"

    def unfold(self, arguments: Sequence[Term]) -> Term:
        best = arguments[0]
        for a in arguments[1:]:
            best = Term("piecewise", Term("relation", _EXTREMA[self.name], best, a), best, Term("true"), a)
        return best


class Vocabulary(Mapping[str, "Definition | Extremum"]):
    """The functions a claim may use. Iterates over names; looks definitions up by name."""

    def __init__(self, definitions: Iterable[Definition] = ()) -> None:
        self._by_name: dict[str, Definition | Extremum] = {name: Extremum(name) for name in _EXTREMA}
        for d in (*ELEMENTARY_DEFINITIONS, *definitions):
            if known(d.name, self._by_name):
                raise ClaimError(f"'{d.name}' is defined twice", d.name)
            self._by_name[d.name] = d
        self._written: dict[str, Term] = {}
        self._bodies: dict[str, Term] = {}
        self._unfolding: list[str] = []

    def __getitem__(self, name: str) -> Definition | Extremum:
        return self._by_name[name]

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def body(self, name: str) -> Term:
        """The definition's body, without calls."""
        if name not in self._bodies:
            if name in self._unfolding:
                raise ClaimError(f"the definition of '{name}' uses itself", name, 0, "definition")
            self._unfolding.append(name)
            definition = self._by_name[name]
            assert isinstance(definition, Definition)
            body = self._read(definition)
            if not ops(body).isdisjoint(("derivative", "iterated", "series", "limit", "integral", "subs")):
                raise ClaimError(f"the definition of '{name}' contains a derivative, limit, integral or Subs", name)
            stray = free_symbols(body) - definition.domains.keys()
            if stray:
                raise ClaimError(f"the definition of '{name}' uses '{min(stray)}', which is not a parameter", name)
            self._bodies[name] = self.unfold(body)
            self._unfolding.pop()
        return self._bodies[name]

    def _read(self, definition: Definition) -> Term:
        """The definition's body as it is written."""
        if definition.name not in self._written:
            self._written[definition.name] = parse_expression(definition.body, definition.domains, self)
        return self._written[definition.name]

    def unfold(self, t: Term) -> Term:
        """`t` with every defined function replaced by its body; an argument that may be undefined stays as a guard."""
        return self._unfold(t, {})

    def _unfold(self, t: Term, memo: dict[Term, Term]) -> Term:
        if ops(t).isdisjoint(("call", "series", "iterated", "opaque")):
            return t
        if t not in memo:
            if t.op == "call":
                memo[t] = self._unfold_call(t.args[0], [self._unfold(a, memo) for a in t.args[1:]])
            else:
                memo[t] = written_out(rebuild(t, lambda a: self._unfold(a, memo)))
        return memo[t]

    def _unfold_call(self, name: str, arguments: list[Term]) -> Term:
        definition = self._by_name.get(name)
        if definition is None:
            raise ClaimError(f"unknown function '{name}'", name)
        if isinstance(definition, Extremum):
            return guard(definition.unfold(arguments), arguments)
        if definition.of_vector:
            return _instantiate(self.body(name), definition, arguments)
        values = list(arguments)
        for p in definition.parameters[len(arguments) :]:
            assert p.default is not None, "complaint() let a missing argument pass"
            values.append(parse_expression(p.default))
        names = [Term("variable", p.name) for p in definition.parameters]
        return guard(substitute(self.body(name), dict(zip(names, values, strict=True))), arguments)

    def used_by(self, *terms: Term) -> tuple[Definition, ...]:
        """Every definition that the terms use, directly or not, but for the kernel's own; by name."""
        found: dict[str, Definition] = {}
        queue = [name for t in terms for name in _called(t)]
        while queue:
            definition = self._by_name.get(queue.pop())
            if isinstance(definition, Definition) and definition.name not in (*found, *_BUILT_IN):
                found[definition.name] = definition
                queue += _called(self._read(definition))
        return tuple(found[name] for name in sorted(found))


def _called(t: Term) -> list[str]:
    return [s.args[0] for s in walk(t) if s.op == "call"] if "call" in ops(t) else []


_TOTAL = frozenset({"number", "variable", "component", "pi", "count", "delta", "add", "mul", "neg", "exp", "erf", "sin",
                    "cos", "sum"})  # fmt: skip


def total(t: Term) -> bool:
    """Whether `t` is plainly defined everywhere: no quotient, logarithm, power or condition inside."""
    return ops(t) <= _TOTAL


def guard(body: Term, arguments: Iterable[Term]) -> Term:
    partial = [a for a in arguments if not total(a)]
    return Term("guarded", body, *partial) if partial else body


def _instantiate(body: Term, definition: Definition, arguments: list[Term]) -> Term:
    indexed = definition.parameters[0].domain == "index"
    if definition.is_general(arguments):
        taken = {n for a in arguments for n in free_symbols(a)}
        index = {definition.parameters[0].name: arguments[0].args[0]} if indexed else {}
        made = _at_indices(body, arguments[-1], index, taken)
        bound = fresh("k", taken)  # the sum is defined exactly where every component is
        return guard(made, [Term("sum", bound, _component(arguments[-1], bound))])
    position = {definition.parameters[0].name: int(arguments[0].args[0])} if indexed else {}
    return guard(_at_positions(body, arguments[indexed:], position), arguments[indexed:])


def _component(vector: Term, index: str) -> Term:
    return substitute(vector, {v: Term("component", v.args[0], index) for v in walk(vector) if v.op == "vector"})


def _at_indices(t: Term, vector: Term, names: dict[str, str], taken: set[str]) -> Term:
    """The body for general n: component k of the parameter is `vector` read at k."""
    if t.op == "component":
        return _component(vector, names[t.args[1]])
    if t.op == "delta":
        return Term("delta", *sorted(names[a] for a in t.args))
    if t.op == "sum":
        bound = fresh(t.args[0], taken)
        return Term("sum", bound, _at_indices(t.args[1], vector, {**names, t.args[0]: bound}, taken | {bound}))
    return rebuild(t, lambda a: _at_indices(a, vector, names, taken))


def _at_positions(t: Term, components: list[Term], positions: dict[str, int]) -> Term:
    """The body for a fixed size: sums are written out."""
    if t.op == "component":
        return components[positions[t.args[1]] - 1]
    if t.op == "delta":
        return ONE if positions[t.args[0]] == positions[t.args[1]] else ZERO
    if t is COUNT:
        return number(len(components))
    if t.op == "sum":
        if len(components) > 64:
            raise LimitExceeded("more than 64 components")
        size = range(1, len(components) + 1)
        return add(*[_at_positions(t.args[1], components, {**positions, t.args[0]: m}) for m in size])
    return rebuild(t, lambda a: _at_positions(a, components, positions))
