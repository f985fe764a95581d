"""The form of a catalogue entry: what only its author knows. An impossible entry fails at construction with a sentence.

SymPy is imported when a definition is first built, so that listing the catalogue and reading claims stays fast.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from types import MappingProxyType
from typing import Any

from symact.activations._checks import impossible
from symact.kernel import vocabulary
from symact.kernel.grammar import parse_expression
from symact.kernel.terms import Term

KINDS = (
    "symmetry", "relation", "value", "bound", "monotonicity", "limit", "derivative", "second derivative", "stable form",
    "induction", "slope", "range", "equation", "implication",
)  # fmt: skip
VERDICTS = ("PROVED", "REFUTED", "UNKNOWN")
NONE: Mapping[str, str] = MappingProxyType({})


class _Lazy:
    """A module that is imported when an attribute is first asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)


sympy: Any = _Lazy("sympy")


def total(body: Callable[[Any], Any]) -> Any:
    """Σ_{k=1..n} body(k) in SymPy, for general n."""
    k = sympy.Symbol("k", integer=True)
    return sympy.Sum(body(k), (k, 1, count()))


def count() -> Any:
    """n, the length of every vector, in SymPy."""
    return sympy.Symbol("n", integer=True, positive=True)


class _Called(Mapping[str, Any]):
    """The functions that a text calls, whatever they are: an entry is read before the catalogue is complete."""

    parameters = (None,)

    def __init__(self, source: str) -> None:
        self._names = frozenset(re.findall(r"([A-Za-z_][A-Za-z_0-9]*)\s*\(", source))

    def __getitem__(self, name: str) -> _Called:
        if name not in self._names:
            raise KeyError(name)
        return self

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def complaint(self, arguments: Sequence[Term]) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Variable:
    """An argument that must be given. `domain` is one of the claim language's: `real`, `unit`, `vector`, `index` …"""

    name: str
    domain: str = "real"


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument with a default, exact claim-language text (`1/100`, `1.702`); `latex` is how it is printed."""

    name: str
    default: str
    domain: str = "real"
    latex: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement worth proving, in the claim language, and what `prove` is expected to say of it.

    `variables` gives the domains of names that are neither real nor arguments of the entry.
    """

    id: str
    claim: str
    kind: str = "relation"
    assumptions: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=lambda: NONE)
    expect: str = "PROVED"

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"claim {self.id!r}: kind {self.kind!r} is not one of {', '.join(KINDS)}")
        if self.expect not in VERDICTS:
            raise ValueError(f"claim {self.id!r}: expects {self.expect!r}, which is not one of {', '.join(VERDICTS)}")


@dataclass(frozen=True, eq=False)
class Activation:
    """One activation function.

    `kernel` fixes what the definition means: its text in the claim language over `variables` and `parameters`, in which
    names of other entries may occur. `expr` builds the same as a SymPy expression from SymPy symbols of those names.

    `derivative` is the closed form of the derivative with respect to the first variable, for a vector `z` with respect
    to `z[j]`; undefined at kinks, and claimed where `differentiable` holds. `partials` are the derivatives with respect
    to parameters. `stable` and `stable_derivative` are forms that floating-point numbers bear well. `shifted` is the
    stable form of a vector function: equal to the definition for every real `c`, of which arrays take the maximum.
    """

    name: str
    latex: str
    kernel: str
    expr: Callable[..., Any]
    title: str = ""
    variables: tuple[Variable, ...] = (Variable("x"),)
    parameters: tuple[Parameter, ...] = ()
    derivative: str = ""
    differentiable: tuple[str, ...] = ()
    partials: Mapping[str, str] = field(default_factory=lambda: NONE)
    stable: str = ""
    stable_derivative: str = ""
    shifted: str = ""
    claims: tuple[Claim, ...] = ()
    frameworks: Mapping[str, str] = field(default_factory=lambda: NONE)
    disagreements: str = ""
    reference: str = ""

    def __post_init__(self) -> None:
        for sentence in impossible(self):
            raise ValueError(f"entry {self.name!r}: {sentence}")

    @property
    def arguments(self) -> tuple[Variable | Parameter, ...]:
        return (*self.variables, *self.parameters)

    @property
    def domains(self) -> dict[str, str]:
        """Name → domain of every argument; an entry over a vector may also use the index `j`."""
        found = {a.name: a.domain for a in self.arguments}
        return {**found, "j": "index"} if self.of_vector else found

    @property
    def of_vector(self) -> bool:
        return any(v.domain == "vector" for v in self.variables)

    @property
    def core(self) -> bool:
        """Whether there is more than a definition: a closed derivative, claims and what follows from them."""
        return bool(self.derivative)

    @property
    def defaults(self) -> dict[str, str]:
        return {p.name: p.default for p in self.parameters}

    @property
    def definition(self) -> vocabulary.Definition:
        """What the kernel unfolds."""
        made = [
            vocabulary.Parameter(a.name, a.default if isinstance(a, Parameter) else None, _kernel_domain(a.domain))
            for a in self.arguments
        ]
        return vocabulary.Definition(self.name, tuple(made), self.kernel)

    @property
    def application(self) -> str:
        """The function applied to its arguments: `softplus(x, b)`, `softmax(i, z)`, `SELU_A`."""
        names = ", ".join(a.name for a in self.arguments)
        return f"{self.name}({names})" if names else self.name

    @property
    def theorems(self) -> tuple[Claim, ...]:
        """Every claim of the entry: those stated, and those that its derivative and stable forms make."""
        found = [*self._derivatives(), *self._stable_forms(), *self.claims]
        return tuple(
            Claim(f"{self.name}.{c.id}", c.claim, c.kind, c.assumptions, self._domains_of(c), c.expect) for c in found
        )

    def _derivatives(self) -> Iterator[Claim]:
        if self.derivative:
            f = f"Derivative({self.application}, {self.differential})"
            yield Claim("derivative", f"{f} == {self.derivative}", "derivative", self.differentiable)
        for name, partial in self.partials.items():
            f = f"Derivative({self.application}, {name})"
            yield Claim(f"derivative_{name}", f"{f} == {partial}", "derivative")

    def _stable_forms(self) -> Iterator[Claim]:
        for id_, form in (("stable", self.stable), ("shifted", self.shifted)):
            if form:
                yield Claim(id_, f"{self.application} == {form}", "stable form")
        if self.stable_derivative:
            statement = f"{self.derivative} == {self.stable_derivative}"
            yield Claim("stable_derivative", statement, "stable form", self.differentiable)

    def _domains_of(self, claim: Claim) -> dict[str, str]:
        """The domains of the names that occur in a claim."""
        words = set(re.findall(r"[A-Za-z_][A-Za-z_0-9]*", " ".join((claim.claim, *claim.assumptions))))
        known = {**self.domains, **claim.variables}
        return {name: domain for name, domain in known.items() if name in words}

    @property
    def differential(self) -> str:
        """What `derivative` is taken with respect to: the first variable, or a component `z[j]` of the vector."""
        vector = next((v.name for v in self.variables if v.domain == "vector"), None)
        return f"{vector}[j]" if vector else self.variables[0].name

    def read(self, source: str) -> Term:
        """The term that a text of this entry writes, functions of other entries left as calls."""
        domains = {**self.domains, "c": "real"} if self.of_vector else self.domains
        return parse_expression(source, domains, _Called(source))

    def symbols(self) -> tuple[Any, ...]:
        """SymPy symbols for the arguments, with the assumptions that their domains allow."""
        return tuple(symbol(a.name, a.domain) for a in self.arguments)

    def expression(self, evaluate: bool = True) -> Any:
        """The SymPy expression; with `evaluate=False` as it is written, without SymPy's rewriting on construction."""
        if evaluate:
            return sympy.S(self.expr(*self.symbols()))
        symbols = self.symbols()
        with sympy.evaluate(False):
            return self.expr(*symbols)


def symbol(name: str, domain: str) -> Any:
    """The SymPy object for a name of the claim language."""
    if domain == "vector":
        return sympy.IndexedBase(name, real=True)
    if domain == "index":
        return sympy.Symbol(name, integer=True)
    return sympy.Symbol(name, **_ASSUMPTIONS[domain])


_ASSUMPTIONS: dict[str, dict[str, bool]] = {
    "real": {"real": True},
    "positive": {"positive": True},
    "negative": {"negative": True},
    "nonnegative": {"nonnegative": True},
    "unit": {"positive": True},
    "sym1": {"real": True},
    "natural": {"integer": True, "nonnegative": True},
    "complex": {"complex": True},
}


def _kernel_domain(domain: str) -> str:
    return domain if domain in ("vector", "index") else "real"
