"""What is plotted: a function of the catalogue with values for its parameters, or a formula of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from symact.activations import Activation, catalogue, unknown_name, vocabulary
from symact.derivation import reading
from symact.kernel.errors import ClaimError
from symact.kernel.terms import Term, free_symbols, number, substitute, text, variable
from symact.numerics.errors import UsageError
from symact.numerics.shape import Subject, X
from symact.render.pretty import pretty

LONGEST = 90  # letters of a formula in a title
SCORES = ("x", "0", "1")  # what functions of vectors are plotted of


@dataclass(frozen=True)
class Plotted:
    """A function of x, how it is written (`σ(x)`), and the equation that is the title of its picture."""

    name: str
    subject: Subject
    application: Term
    title: str
    plain: bool  # of the catalogue, with the defaults of its parameters

    def label(self, order: int) -> str:
        """`σ′(x)`."""
        return pretty(Term("derivative", self.application, X, order)) if order else pretty(self.application)


def plotted(what: str, values: Mapping[str, str] | None = None) -> Plotted:
    """The function that a name or a formula stands for; `values` gives parameters by name, as exact numbers.

    Raises UsageError for a name that is none, a parameter without a value, and a function of several variables.
    """
    given = {name: _exact(name, value) for name, value in (values or {}).items()}
    entry = catalogue().get(what)
    if entry is not None:
        return _entry(entry, given)
    if what.isidentifier() and what != "x":
        raise UsageError(unknown_name(what))
    return _formula(what, given)


def components(what: str) -> tuple[Plotted, ...]:
    """The components of a function with an index, such as softmax, of three scores of which the first is x."""
    entry = catalogue()[what]
    index = next(v.name for v in entry.variables if v.domain == "index")
    title = entry.read(entry.application)
    made = []
    for k in range(1, len(SCORES) + 1):
        claim = f"{entry.name}({k}, {', '.join(SCORES)})"
        term = reading.expression(claim, {"x": "real"})
        words = f"{pretty(title)} for {index} = 1, 2, 3 and z = ({', '.join(SCORES)})"
        made.append(Plotted(entry.name, Subject(claim, vocabulary().unfold(term)), term, words, False))
    return tuple(made)


def has_components(what: str) -> bool:
    """Whether the name is that of a function with an index."""
    return what in catalogue() and any(v.domain == "index" for v in catalogue()[what].variables)


def _exact(name: str, value: str) -> Fraction:
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError) as error:
        raise UsageError(f"{name} = {value}: a parameter is an exact number, such as 1/4, 0.25 or -2") from error


def _entry(entry: Activation, given: Mapping[str, Fraction]) -> Plotted:
    if entry.of_vector:
        _refuse_others(given, [], entry.name)
        return replace(_formula(f"{entry.name}({', '.join(SCORES)})", {}), name=entry.name)
    if len(entry.variables) != 1:
        raise UsageError(f"{entry.name} is not a function of one real variable, which is what is plotted")
    parameters = [p.name for p in entry.parameters]
    _refuse_others(given, parameters, entry.name)
    filled = {p.name: str(given.get(p.name, p.default)) for p in entry.parameters}
    arguments = ", ".join(["x", *filled.values()])
    claim = f"{entry.name}({arguments})" if given else f"{entry.name}(x)"
    term = vocabulary().unfold(reading.expression(claim, {"x": "real"}))
    application, own = Term("call", entry.name, X), {variable(entry.variables[0].name): X}
    body = f" = {pretty(substitute(entry.read(entry.kernel), own))}"
    where = ", ".join(f"{pretty(variable(n))} = {pretty(entry.read(v))}" for n, v in filled.items())
    title = (
        pretty(application) + (body if len(body) <= LONGEST else f", {entry.title}") + (f",  {where}" if where else "")
    )
    return Plotted(entry.name, Subject(claim, term), application, title, not given)


def _formula(source: str, given: Mapping[str, Fraction]) -> Plotted:
    declared = dict.fromkeys(given, "real") | {"x": "real"}
    try:
        read = reading.expression(source, declared)
    except ClaimError:
        if set(given) >= {"x"}:
            raise UsageError("x is the variable: give values to the other names") from None
        raise
    others = sorted(free_symbols(read) - {"x"})
    if len(others) == 1 and free_symbols(read) == set(others) and not given:  # the only name is the variable
        read, others = substitute(read, {variable(others[0]): X}), []
    _refuse_others(given, others, source)
    missing = [name for name in others if name not in given]
    if missing:
        raise UsageError(f"{source} needs a value for {', '.join(missing)}: --set {missing[0]}=1")
    f = substitute(read, {variable(name): number(value) for name, value in given.items()})
    where = ", ".join(f"{pretty(variable(n))} = {pretty(number(v))}" for n, v in given.items())
    title = f"f(x) = {pretty(read)}" + (f",  {where}" if where else "")
    return Plotted("plot", Subject(text(f), vocabulary().unfold(f)), Term("call", "f", X), title, False)


def _refuse_others(given: Mapping[str, Fraction], known: list[str], what: str) -> None:
    for name in given:
        if name not in known:
            has = f"it has {', '.join(known)}" if known else "it has none"
            raise UsageError(f"{what} has no parameter {name}; {has}")
