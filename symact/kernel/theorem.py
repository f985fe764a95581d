"""The only place that makes theorems and refutations.

`prove(claim, proof)` and `refute(claim, witness)` check what an untrusted prover found and return a `Theorem` or a
`Refutation`, or raise. A proof lists, for each case of the claim, a node:

    {"vacuous": true}                         no point belongs to the case
    {"split": "x - y", "parts": [<, =, >]}    the linear form is negative, zero, positive
    {"factors": {"3": [[poly, e], …]}}        normal form; the 3rd polynomial met factors so
    {"step": {"variable": "x", …}}            and the sign of the difference follows by monotonicity
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symact.kernel import polynomial as poly
from symact.kernel.ball import Arithmetic, Interval
from symact.kernel.case import Case, Trust, cases, no_advice, no_clock
from symact.kernel.claim import Claim
from symact.kernel.errors import CertificateError, LimitExceeded, Stuck, Undefined
from symact.kernel.evaluate import Point, evaluate
from symact.kernel.grammar import parse_expression
from symact.kernel.linear import Region
from symact.kernel.monotone import sign_by_steps
from symact.kernel.normal import ALLOWED, Normaliser, Obligation
from symact.kernel.polynomial import Polynomial
from symact.kernel.ring import Advice, Factors
from symact.kernel.terms import MAX_NUMBER_BITS, Term, free_symbols, sub, substitute, text, walk

Node = Mapping[str, Any]
MAX_SPLITS, MAX_PRECISION = 40, 8192
_SEAL = object()


@dataclass(frozen=True, init=False)
class Theorem:
    """A claim that the kernel has checked. `vacuous`: no point meets its assumptions."""

    claim: Claim
    trust: Trust
    vacuous: bool

    def __init__(self, claim: Claim, trust: Trust, vacuous: bool, *, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("only the kernel makes theorems: use symact.prove")
        for name, value in (("claim", claim), ("trust", trust), ("vacuous", vacuous)):
            object.__setattr__(self, name, value)


@dataclass(frozen=True, init=False)
class Refutation:
    """A point that meets the assumptions and at which the claim fails.

    Either `undefined` says which side has no value and why, or `left`, `right` and `difference` enclose the values.
    `via` is "claim", or "normal form" where the difference was evaluated in a form proved equal.
    """

    claim: Claim
    point: Point
    left: Interval | None
    right: Interval | None
    difference: Interval | None
    undefined: str | None
    via: str

    def __init__(self, claim: Claim, point: Point, *, seal: object, **found: Any) -> None:
        if seal is not _SEAL:
            raise TypeError("only the kernel makes refutations: use symact.check")
        record = {"left": None, "right": None, "difference": None, "undefined": None, "via": "claim", **found}
        for name, value in {"claim": claim, "point": point, **record}.items():
            object.__setattr__(self, name, value)


# ------------------------------------------------------------ proofs


def prove(claim: Claim, proof: Sequence[Node], tick: Callable[[], None] = no_clock) -> Theorem:
    """The theorem that `proof` shows; raises `Stuck` or `CertificateError` when it does not."""
    if claim.is_complex:
        raise Stuck("complex variables are not decided yet")
    found = cases(claim)
    if len(found) != len(proof):
        raise CertificateError(f"the claim has {len(found)} cases, the proof {len(proof)}")
    used = [_follow(case, node, tick, 0) for case, node in zip(found, proof, strict=True)]
    balls = any(u.balls for u in used)
    return Theorem(claim, "kernel with balls" if balls else "kernel", all(u.vacuous for u in used), seal=_SEAL)


@dataclass(frozen=True, slots=True)
class _Used:
    balls: bool
    vacuous: bool


def _follow(case: Case, node: Node, tick: Callable[[], None], depth: int) -> _Used:
    tick()
    if not isinstance(node, Mapping):
        raise CertificateError("a proof node is not an object")
    if node.get("vacuous"):
        trust = case.emptiness()
        if trust is None:
            raise CertificateError("a case said to be empty is not shown empty")
        return _Used(trust != "kernel" or case.balls, True)
    if "split" in node:
        parts = node.get("parts")
        if depth >= MAX_SPLITS or not isinstance(parts, Sequence) or len(parts) != 3:
            raise CertificateError("a split needs three parts, and not too many splits above it")
        used = [
            _follow(case.where(str(node["split"]), s), p, tick, depth + 1)
            for s, p in zip((-1, 0, 1), parts, strict=True)
        ]
        return _Used(any(u.balls for u in used), all(u.vacuous for u in used))
    normaliser = case.normaliser(recorded(node), tick)
    show(case, normaliser, node.get("step"))
    return _Used(normaliser.signs.used_balls or case.balls, False)


def show(case: Case, normaliser: Normaliser, step: Any = None) -> None:
    """Checks the claim at all points of a case by normal form and signs; raises `Stuck` with what is missing.

    `step` says how the sign of the difference's numerator follows by monotonicity (see `monotone`).
    """
    left, right = (normaliser.of(side) for side in case.sides())
    difference = normaliser.ring.minus(left, right)
    rel = case.claim.relation
    if step is not None:
        numerator = normaliser.ring.polynomial_term(difference.numerator)
        normaliser.signs.assume(difference.numerator, sign_by_steps(case, numerator, step, normaliser))
    if not (rel == "==" and not difference.numerator) and not normaliser.signs.of_quotient(difference) <= ALLOWED[rel]:
        what = text(normaliser.ring.term(difference))
        numerator = normaliser.ring.polynomial_term(difference.numerator)
        raise Stuck(f"not shown: {what[:200]} {rel} 0", normaliser.splits(difference, whole=False), numerator=numerator)
    owed = normaliser.open_obligations()
    if owed:
        splits = tuple(s for o in owed for s in normaliser.splits(o.value))
        needs = tuple(dict.fromkeys(_need(o) for o in owed))
        raise Stuck(
            f"needs {', '.join(needs)}"[:400], splits, needs, tuple(normaliser.ring.term(o.value) for o in owed)
        )


def _need(o: Obligation) -> str:
    said = f"{text(o.term)} {o.relation} 0"
    return re.sub(r"#(\d+)", r"k\1", said) + " for every index" if "#" in said else said


def recorded(node: Node) -> Advice:
    """Advice read from a certificate: the n-th question is answered by entry n, if there is one."""
    answers = node.get("factors", {})
    if not isinstance(answers, Mapping):
        raise CertificateError("'factors' is not an object")
    asked = iter(range(10**9))

    def advice(f: Polynomial, refinable: frozenset[int]) -> Factors | None:
        found = answers.get(str(next(asked)))
        return None if found is None else [(read_polynomial(p), _exponent(e)) for p, e in _pairs(found)]

    return advice


def _pairs(found: Any) -> list[tuple[Any, Any]]:
    if not isinstance(found, list) or not all(isinstance(x, list) and len(x) == 2 for x in found):
        raise CertificateError("factors are pairs of a polynomial and an exponent")
    return [(p, e) for p, e in found]


def _exponent(e: Any) -> int:
    if type(e) is not int or not 1 <= e <= 1000:
        raise CertificateError("the exponent of a factor is a positive integer")
    return e


def write_polynomial(p: Polynomial) -> list[list[str]]:
    """Each term as its coefficient followed by its exponents, as text."""
    if any(max(abs(c.numerator).bit_length(), c.denominator.bit_length()) > MAX_NUMBER_BITS for c in p.values()):
        raise LimitExceeded("a coefficient too long to write")
    return [[str(c), *map(str, m)] for m, c in p.items()]


def _is_ratio(x: Any) -> bool:
    return isinstance(x, str) and re.fullmatch(r"-?[0-9]{1,4300}(/[1-9][0-9]{0,4299})?", x) is not None


def read_polynomial(data: Any) -> Polynomial:
    if not isinstance(data, list) or not all(isinstance(row, list) and all(map(_is_ratio, row)) for row in data):
        raise CertificateError("not a polynomial")
    rows = [[Fraction(x) for x in row] for row in data]
    result: Polynomial = {}
    for row in rows:
        if not row or len(row) > 200:
            raise CertificateError("not a polynomial: a term without coefficient")
        result = poly.plus(result, {poly.trimmed(map(poly.rational, row[1:])): poly.rational(row[0])} if row[0] else {})
    return result


# ------------------------------------------------------------ refutations


def refute(claim: Claim, witness: Node, tick: Callable[[], None] = no_clock) -> Refutation:
    """The refutation that `witness` shows: {"point": …, "precision": bits} and perhaps "case", "path", "factors".

    With a case, the difference is evaluated in the normal form on a part of that case: where the linear forms of
    the path [[form, sign], …] have the given signs. The point must lie there.
    """
    if claim.is_complex:
        raise Stuck("complex variables are not decided yet")
    point = read_point(claim, witness.get("point"))
    precision = witness.get("precision", 64)
    if type(precision) is not int or not 8 <= precision <= MAX_PRECISION:
        raise CertificateError(f"the precision is not an integer from 8 to {MAX_PRECISION}")
    arithmetic = Arithmetic(precision)
    zero = _zero_at(point, tick)
    for coordinate in (*point.values.values(), *(c for vector in point.vectors.values() for c in vector)):
        try:
            evaluate(coordinate, Point(), arithmetic)
        except Undefined as error:
            raise CertificateError(f"a coordinate is undefined: {error}") from error
    for c in (*claim.domain_conditions(), *map(claim.vocabulary.unfold, claim.assumptions)):
        if not _meets(c, point, arithmetic, zero):
            raise CertificateError(f"the point does not meet {text(c)}")
    values: list[Interval] = []
    for name, side in zip(("left", "right"), claim.sides(), strict=True):
        tick()
        try:
            values.append(evaluate(side, point, arithmetic, zero))
        except Undefined as error:
            return Refutation(claim, point, undefined=f"the {name} side is undefined: {error}", seal=_SEAL)
    left, right = values
    if "case" in witness:
        difference, via = _normal_difference(claim, witness, point, arithmetic, tick), "normal form"
    else:
        difference, via = _difference(claim, point, arithmetic, zero), "claim"
    sign = 1 if difference.is_positive else -1 if difference.is_negative else 0 if difference.is_exact_zero else None
    if sign is None:
        raise Stuck("the difference of the two sides is not shown to be different from 0")
    if sign in ALLOWED[claim.relation]:
        raise CertificateError("the claim holds at the point")
    return Refutation(claim, point, left=left, right=right, difference=difference, via=via, seal=_SEAL)


def _difference(claim: Claim, point: Point, arithmetic: Arithmetic, zero: Callable[[Term], bool]) -> Interval:
    left, right = claim.sides()
    difference = sub(left, right)
    value = evaluate(difference, point, arithmetic, zero)
    if value.contains_zero and zero(difference):
        return arithmetic.number(0)
    return value


def _meets(c: Term, point: Point, arithmetic: Arithmetic, zero: Callable[[Term], bool]) -> bool:
    if c.op == "relation" and c.args[1].op == "index":
        i, j = (point.indices[a.args[0]] for a in c.args[1:])
        return bool((i == j) == (c.args[0] == "=="))
    if c.op in ("and", "or"):
        # Each part is tried by itself: an alternative that is undefined at the point is one that it does not meet.
        met = [_meets(a, point, arithmetic, zero) for a in c.args]
        return all(met) if c.op == "and" else any(met)
    try:
        return evaluate(
            Term("piecewise", c, Term("count"), Term("true"), Term("pi")), _counted(point), arithmetic, zero
        ).is_exact
    except Undefined:
        return False


def _counted(point: Point) -> Point:
    return point if point.length else Point(point.values, point.vectors, point.indices, 1)


def _zero_at(point: Point, tick: Callable[[], None]) -> Callable[[Term], bool]:
    """Shows by normal form that a term without derivatives vanishes at a point given by closed terms."""
    values = {Term("variable", name): t for name, t in point.values.items()}

    def zero(t: Term) -> bool:
        if any(s.op in ("derivative", "component", "sum", "count", "delta") for s in walk(t)):
            return False
        normaliser = Normaliser(Region(), no_advice, tick)
        try:
            value = normaliser.of(substitute(t, values))
        except (Stuck, LimitExceeded):
            return False
        return not value.numerator and not normaliser.open_obligations()

    return zero


def _normal_difference(
    claim: Claim, witness: Node, point: Point, arithmetic: Arithmetic, tick: Callable[[], None]
) -> Interval:
    found, number, path = cases(claim), witness["case"], witness.get("path", [])
    if type(number) is not int or not 0 <= number < len(found) or not isinstance(path, list) or len(path) > MAX_SPLITS:
        raise CertificateError("the witness names a case or a path that does not exist")
    case = found[number]
    if point.indices or point.length:
        raise CertificateError("normal forms are evaluated for plain variables only")
    for c in case.conditions:
        if not _meets(c, point, arithmetic, lambda t: False):
            raise CertificateError("the point is outside the case")
    for step in path:
        if not isinstance(step, list) or len(step) != 2 or type(step[1]) is not int:
            raise CertificateError("a step of the path is not a pair of a linear form and a sign")
        form, sign = step
        value = evaluate(parse_expression(str(form), claim.domains), point, arithmetic)
        seen = 1 if value.is_positive else -1 if value.is_negative else 0 if value.is_exact_zero else None
        if seen is None or seen != sign:
            raise CertificateError(f"the sign of {form} at the point is not {sign}")
        case = case.where(str(form), seen)
    normaliser = case.normaliser(recorded(witness), tick)
    left, right = (normaliser.of(side) for side in case.sides())
    difference = normaliser.ring.minus(left, right)
    for o in normaliser.obligations:
        signs = normaliser.signs.of_quotient(o.value)
        if not signs <= ALLOWED[o.relation]:
            value = evaluate(normaliser.ring.term(o.value), point, arithmetic)
            if not (value.is_positive or (value.is_negative and o.relation == "!=")):
                raise Stuck(f"the normal form needs {text(o.term)} {o.relation} 0")
    return evaluate(normaliser.ring.term(difference), point, arithmetic)


def read_point(claim: Claim, data: Any) -> Point:
    """A point from JSON, closed terms as text: {"x": "1/2", "y": "log(2)", "n": 3, "i": 1, "z": ["0", "1", "-2"]}."""
    if not isinstance(data, Mapping):
        raise CertificateError("the point is not an object")
    values: dict[str, Term] = {}
    vectors: dict[str, tuple[Term, ...]] = {}
    indices: dict[str, int] = {}
    vector_data = [v for n, v in data.items() if claim.domains.get(n) == "vector"]
    length = data.get("n", len(vector_data[0]) if vector_data else 0) if "n" not in claim.domains else 0
    if type(length) is not int or not 0 <= length <= 100:
        raise CertificateError("n is not an integer from 1 to 100")
    for name, domain in claim.variables:
        if name not in data:
            raise CertificateError(f"the point gives no value for {name}")
        entry = data[name]
        if domain == "vector":
            if not isinstance(entry, Sequence) or isinstance(entry, str) or len(entry) != length:
                raise CertificateError(f"the point gives {name} another length than n")
            vectors[name] = tuple(_closed(e) for e in entry)
        elif domain == "index":
            if type(entry) is not int or not 1 <= entry <= length:
                raise CertificateError(f"the index {name} is not from 1 to n")
            indices[name] = entry
        else:
            values[name] = _closed(entry)
    return Point(values, vectors, indices, length)


def _closed(entry: Any) -> Term:
    if not isinstance(entry, str):
        raise CertificateError("a coordinate is not text")
    t = parse_expression(entry)
    if free_symbols(t) or any(s.op not in _COORDINATE for s in walk(t)):
        raise CertificateError(f"a coordinate is not a closed real term: {entry[:80]}")
    return t


_COORDINATE = frozenset({"number", "pi", "add", "neg", "mul", "div", "pow", "exp", "log"})
