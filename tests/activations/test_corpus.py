"""The catalogue against formulas written independently of it (tests/corpus/activations.json), computed with mpmath.

The formulas are read with Python's `ast` and evaluated here, without symact's grammar and without SymPy.
"""

import ast
import json
import operator
import random
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import mpmath
import pytest

from symact.activations import Activation, catalogue, vocabulary
from symact.derivation.evaluation import enclosure
from symact.derivation.lambdified import exact_parameter
from symact.kernel.errors import Undefined
from symact.kernel.grammar import parse_expression
from symact.kernel.point import Point
from symact.kernel.terms import Term, number

CORPUS = {r["name"]: r for r in json.loads((Path(__file__).parents[1] / "corpus" / "activations.json").read_text())}
NAMES = {"Phi": "ndtr", "sparsemax2": "sparsemax"}  # the corpus' name where it is another
PARAMETERS = {
    "leaky_relu": {"a": "negative_slope"}, "hard_tanh": {"lo": "min_val", "hi": "max_val"},
}  # fmt: skip
KNOWN = [e for e in catalogue().values() if NAMES.get(e.name, e.name) in CORPUS]
SCALARS = [e for e in KNOWN if not e.of_vector]
VECTORS = [e for e in KNOWN if e.of_vector]
SPECIAL = {"sparsemax2"}  # of several components, and not of a vector
POINTS = [Fraction(n, d) for n, d in ((-37, 2), (-3, 1), (-5, 4), (-1, 3), (1, 7), (1, 2), (6, 5), (3, 1), (25, 2))]
DIGITS, TOLERANCE = 60, mpmath.mpf(10) ** -40

# ------------------------------------------------------------------ the corpus' formulas, by mpmath

_OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow, ast.Lt: operator.lt, ast.Gt: operator.gt, ast.LtE: operator.le, ast.GtE: operator.ge,
    ast.BitAnd: operator.and_, ast.BitOr: operator.or_,
}  # fmt: skip
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "Max": max, "Min": min, "Abs": abs, "Eq": operator.eq, "And": lambda *c: all(c), "Or": lambda *c: any(c),
    "exp": mpmath.exp, "log": mpmath.log, "sqrt": mpmath.sqrt, "tanh": mpmath.tanh, "sin": mpmath.sin,
    "erf": mpmath.erf,
}  # fmt: skip


class NoValue(Exception):
    """No case applies, or the value is not real."""


def value(formula: str, names: Mapping[str, Any]) -> Any:
    found = _value(ast.parse(formula, mode="eval").body, names)
    if isinstance(found, mpmath.mpc):
        raise NoValue
    return found


def _value(e: ast.expr, names: Mapping[str, Any]) -> Any:
    match e:
        case ast.Constant(value=bool()):
            return e.value
        case ast.Constant(value=int()):
            return mpmath.mpf(e.value)
        case ast.Constant(value=float()):
            return mpmath.mpf(ast.unparse(e))
        case ast.Name(id="pi"):
            return +mpmath.pi
        case ast.Name():
            return names[e.id]
        case ast.UnaryOp(op=ast.USub()):
            return -_value(e.operand, names)
        case ast.BinOp():
            return _OPERATORS[type(e.op)](_value(e.left, names), _value(e.right, names))
        case ast.Compare(ops=[relation], comparators=[right]):
            return _OPERATORS[type(relation)](_value(e.left, names), _value(right, names))
        case ast.Call(func=ast.Name(id="Piecewise")):
            for case in e.args:
                assert isinstance(case, ast.Tuple)
                if _value(case.elts[1], names):
                    return _value(case.elts[0], names)
            raise NoValue
        case ast.Call(func=ast.Name(id="Matrix")):
            return _value(e.args[0], names)
        case ast.List():
            return [_value(item, names) for item in e.elts]
        case ast.Call(func=ast.Name()):
            return _FUNCTIONS[e.func.id](*[_value(a, names) for a in e.args])
    raise AssertionError(ast.dump(e))


def record(entry: Activation) -> dict[str, Any]:
    found: dict[str, Any] = CORPUS[NAMES.get(entry.name, entry.name)]
    return found


def parameters(entry: Activation) -> dict[str, Fraction]:
    """The corpus' exact defaults under the catalogue's names."""
    given = record(entry)["parameters"]
    return {p.name: Fraction(given[PARAMETERS.get(entry.name, {}).get(p.name, p.name)]) for p in entry.parameters}


def corpus_names(entry: Activation, point: Mapping[str, Fraction]) -> dict[str, Any]:
    """A point under the corpus' names; a parameter that is no argument here, such as SELU's, has its default there."""
    here = {a.name for a in entry.variables}
    variables = dict(zip([v.name for v in entry.variables], record(entry)["variables"], strict=False))
    renamed = {**variables, **PARAMETERS.get(entry.name, {})}
    known = {renamed.get(n, n): q for n, q in point.items() if n in here or n in parameters(entry)}
    names = {**{n: Fraction(d) for n, d in record(entry)["parameters"].items()}, **known}
    return {n: mpmath.mpf(q.numerator) / q.denominator for n, q in names.items()}


def points(entry: Activation) -> list[dict[str, Fraction]]:
    """Points of the domain with the defaults, and random ones with other parameters."""
    random_ = random.Random(entry.name)
    made = []
    for q in POINTS:
        for other in (False, True):
            point = {v.name: _within(v.domain, q, n) for n, v in enumerate(entry.variables)}
            for name, default in parameters(entry).items():
                shift = Fraction(random_.randint(1, 40), 64)
                point[name] = default + shift if other else default
            made.append(point)
    return made


def _within(domain: str, q: Fraction, n: int) -> Fraction:
    q = q if n == 0 else q / 3 + n
    return {"positive": abs(q) + n, "unit": abs(q) / (1 + abs(q))}.get(domain, q)


def enclosed(t: Term, point: Point) -> Any:
    found = enclosure(vocabulary().unfold(t), 160, point)
    assert found is not None
    middle = (found.lower + found.upper) / 2
    return mpmath.mpf(middle.numerator) / middle.denominator


def close(a: Any, b: Any) -> bool:
    return bool(abs(a - b) <= TOLERANCE * max(1, abs(b)))


@pytest.fixture(autouse=True)
def _precision() -> Any:
    with mpmath.workdps(DIGITS):
        yield


def at(point: Mapping[str, Fraction]) -> Point:
    return Point({n: number(q) for n, q in point.items()})


def read(entry: Activation, source: str) -> Term:
    return parse_expression(source, entry.domains, vocabulary())


def test_every_record_of_the_corpus_has_its_entry() -> None:
    assert len(KNOWN) == len(CORPUS)


# ------------------------------------------------------------------ functions of numbers


def test_the_evaluator_refuses_what_it_does_not_know() -> None:
    with pytest.raises(AssertionError):
        value("[x for x in y]", {})
    with pytest.raises(KeyError):
        value("open(x)", {"x": 1})
    with pytest.raises(NoValue):
        value("Piecewise((1, x < 0))", {"x": mpmath.mpf(1)})


@pytest.mark.parametrize("entry", SCALARS, ids=lambda e: e.name)
def test_parameters_have_the_defaults_of_the_corpus(entry: Activation) -> None:
    exact = {n: exact_parameter(d) for n, d in entry.defaults.items()}
    assert {n: Fraction(q.p, q.q) for n, q in exact.items()} == parameters(entry)


@pytest.mark.parametrize("entry", SCALARS, ids=lambda e: e.name)
def test_definition_has_the_values_of_the_corpus(entry: Activation) -> None:
    for point in points(entry):
        expected = value(record(entry)["formula"], corpus_names(entry, point))
        expected = expected[0] if entry.name in SPECIAL else expected
        assert close(enclosed(read(entry, entry.application), at(point)), expected), point


@pytest.mark.parametrize("entry", [e for e in SCALARS if e.derivative], ids=lambda e: e.name)
def test_stated_derivative_has_the_values_of_the_corpus(entry: Activation) -> None:
    for point in points(entry):
        expected = value(record(entry)["derivative"], corpus_names(entry, point))
        assert close(enclosed(read(entry, entry.derivative), at(point)), expected), point


@pytest.mark.parametrize("entry", [e for e in SCALARS if e.partials], ids=lambda e: e.name)
def test_stated_partial_derivatives_are_difference_quotients(entry: Activation) -> None:
    for point in points(entry):
        for name, partial in entry.partials.items():

            def along(q: Any, name: str = name, point: dict[str, Fraction] = point) -> Any:
                corpus_name = PARAMETERS.get(entry.name, {}).get(name, name)
                return value(record(entry)["formula"], {**corpus_names(entry, point), corpus_name: q})

            found = enclosed(read(entry, partial), at(point))
            expected = mpmath.diff(along, mpmath.mpf(point[name].numerator) / point[name].denominator)
            assert abs(found - expected) <= mpmath.mpf(10) ** -20 * max(1, abs(expected)), point


@pytest.mark.parametrize("entry", [e for e in SCALARS if e.stable], ids=lambda e: e.name)
def test_stable_form_has_the_values_of_the_corpus(entry: Activation) -> None:
    for point in points(entry):
        expected = value(record(entry)["formula"], corpus_names(entry, point))
        assert close(enclosed(read(entry, entry.stable), at(point)), expected), point


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "elu"])
def test_a_derivative_is_undefined_at_the_kink(name: str) -> None:
    entry = catalogue()[name]
    half = {p.name: number(Fraction(1, 2)) for p in entry.parameters}
    with pytest.raises(Undefined):
        enclosure(vocabulary().unfold(read(entry, entry.derivative)), 60, Point({"x": number(0), **half}))


# ------------------------------------------------------------------ functions of vectors

COMPONENTS = (Fraction(-7, 3), Fraction(5, 4), Fraction(1, 9))


def vector_point(i: int = 1, j: int = 1) -> Point:
    return Point({}, {"z": tuple(map(number, COMPONENTS))}, {"i": i, "j": j}, len(COMPONENTS))


def corpus_vector(entry: Activation, field: str) -> Any:
    names = {f"x{m}": mpmath.mpf(q.numerator) / q.denominator for m, q in enumerate(COMPONENTS, 1)}
    return value(record(entry)[field], names)


@pytest.mark.parametrize("entry", VECTORS, ids=lambda e: e.name)
def test_definition_for_general_n_and_for_three_components(entry: Activation) -> None:
    indexed = entry.variables[0].domain == "index"
    expected = corpus_vector(entry, "formula")
    for m in range(1, 4) if indexed else [0]:
        first = [number(m)] if indexed else []
        fixed = Term("call", entry.name, *first, *map(number, COMPONENTS))
        wanted = expected[m - 1] if indexed else expected
        assert close(enclosed(fixed, Point()), wanted)
        assert close(enclosed(read(entry, entry.application), vector_point(i=max(m, 1))), wanted)


@pytest.mark.parametrize("entry", [e for e in VECTORS if e.derivative], ids=lambda e: e.name)
def test_stated_jacobian_is_that_of_the_corpus(entry: Activation) -> None:
    indexed = entry.variables[0].domain == "index"
    jacobian = corpus_vector(entry, "derivative")
    for i in range(1, 4) if indexed else [1]:
        for j in range(1, 4):
            wanted = jacobian[i - 1][j - 1] if indexed else jacobian[j - 1][0]
            assert close(enclosed(read(entry, entry.derivative), vector_point(i, j)), wanted)


# ------------------------------------------------------------------ entries that the corpus lacks


def test_density_and_constants_and_cross_entropy() -> None:
    x, t = mpmath.mpf(5) / 4, mpmath.mpf(1) / 3
    point = at({"x": Fraction(5, 4), "t": Fraction(1, 3)})
    assert close(enclosed(read(catalogue()["phi"], "phi(x)"), point), mpmath.npdf(x))
    expected = -t * mpmath.log(1 / (1 + mpmath.exp(-x))) - (1 - t) * mpmath.log(1 - 1 / (1 + mpmath.exp(-x)))
    assert close(enclosed(read(catalogue()["bce_logits"], "bce_logits(x, t)"), point), expected)
    for name, parameter in (("SELU_A", "alpha"), ("SELU_S", "scale")):
        assert vocabulary().body(name) is number(Fraction(CORPUS["selu"]["parameters"][parameter]))
