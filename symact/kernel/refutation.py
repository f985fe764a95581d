"""Refutations: points that meet the assumptions of a claim and at which it fails.

`refute(claim, witness)` re-checks a point that an untrusted prover found, and returns a `Refutation` or raises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from symact.kernel.advice import recorded
from symact.kernel.ball import Arithmetic, Indeterminate, Interval
from symact.kernel.case import cases, no_advice, no_clock
from symact.kernel.characterise import without_function
from symact.kernel.claim import Claim, given
from symact.kernel.errors import CertificateError, LimitExceeded, Stuck, Undefined
from symact.kernel.evaluate import evaluate
from symact.kernel.grammar import parse_expression
from symact.kernel.implicit import at_root
from symact.kernel.induction import at_value, read_naturals
from symact.kernel.integrals import undefined_inside, without_integrals
from symact.kernel.limits import is_infinite
from symact.kernel.linear import Region
from symact.kernel.normal import ALLOWED, Normaliser
from symact.kernel.plane import evaluate_complex, meets_in_plane
from symact.kernel.point import Point, read_point
from symact.kernel.principal import PlaneNormaliser
from symact.kernel.ranges import PARTS, missed, read_range
from symact.kernel.sums import written_out
from symact.kernel.terms import INFINITY, Term, number, sub, substitute, text, walk
from symact.kernel.theorem import MAX_SPLITS, Node, prove
from symact.kernel.values import tendency_at, value_of

MAX_PRECISION, _SEAL = 8192, object()


@dataclass(frozen=True, init=False, repr=False)
class Refutation:
    """A point that meets the assumptions and at which the claim fails.

    Either `undefined` says which side has no value and why, or `left`, `right` and `difference` enclose the values; of
    complex values, `difference` encloses the modulus of the difference.
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

    def __repr__(self) -> str:
        return f"Refutation({self.claim.statement!r}, at {self.point!r})"


def refute(claim: Claim, witness: Node, tick: Callable[[], None] = no_clock) -> Refutation:
    """The refutation that `witness` shows: {"point": …, "precision": bits} and perhaps "case", "path", "factors".

    With a case, the difference is evaluated in the normal form on a part of that case: where the linear forms of
    the path [[form, sign], …] have the given signs. The point must lie there.
    """
    if claim.needs:
        return _refute_special(claim, witness, tick)
    if given := read_naturals(claim, witness.get("naturals")):
        return _restated(claim, refute(at_value(claim, given), {**witness, "naturals": None}, tick), given)
    if witness.get("integrals") is not None:
        plain = without_integrals(claim, witness["integrals"], lambda c, proof: prove(c, proof, tick))
        return _restated(claim, refute(plain, {**witness, "integrals": None}, tick))
    precision = witness.get("precision", 64)
    if type(precision) is not int or not 8 <= precision <= MAX_PRECISION:
        raise CertificateError(f"the precision is not an integer from 8 to {MAX_PRECISION}")
    arithmetic = Arithmetic(precision)
    if "root" in witness:
        return Refutation(claim, **at_root(claim, witness["root"], arithmetic), seal=_SEAL)
    point = read_point(claim, witness.get("point"))
    if claim.is_complex:
        return _refute_in_plane(claim, point, arithmetic, tick)
    zero = _zero_at(point, lambda: Normaliser(Region(), no_advice, tick))
    for coordinate in (*point.values.values(), *(c for vector in point.vectors.values() for c in vector)):
        try:
            evaluate(coordinate, Point(), arithmetic)
        except Undefined as error:
            raise CertificateError(f"a coordinate is undefined: {error}") from error
    for c in (*claim.domain_conditions(), *map(claim.unfold, claim.assumptions)):
        if not _meets(c, point, arithmetic, zero):
            raise CertificateError(f"the point does not meet {text(c)}")
    if "hole" in witness:
        return Refutation(
            claim, point, undefined=undefined_inside(claim, witness["hole"], point, arithmetic), seal=_SEAL
        )
    if any(map(is_infinite, claim.sides())):
        return _refute_infinity(claim, point, arithmetic, tick)
    values, sides = list[Interval](), list[Term]()
    unclear: Stuck | Indeterminate | None = None
    for name, side in zip(("left", "right"), claim.sides(), strict=True):
        tick()
        try:
            reduced, value = value_of(side, point, arithmetic, zero, tick)
        except Undefined as error:
            return Refutation(claim, point, undefined=f"the {name} side is undefined: {error}", seal=_SEAL)
        except (Stuck, Indeterminate) as error:  # the other side may still be undefined
            unclear = unclear or error
            continue
        sides.append(reduced)
        values.append(value)
    if unclear is not None:
        raise unclear
    if "case" in witness:
        difference, via = _normal_difference(claim, witness, point, arithmetic, zero, tick), "normal form"
    else:
        difference, via = _difference(sub(*sides), point, arithmetic, zero), "claim"
    sign = 1 if difference.is_positive else -1 if difference.is_negative else 0 if difference.is_exact_zero else None
    if sign is None:
        raise Stuck("the difference of the two sides is not shown to be different from 0")
    if sign in ALLOWED[claim.relation]:
        raise CertificateError("the claim holds at the point")
    return Refutation(claim, point, left=values[0], right=values[1], difference=difference, via=via, seal=_SEAL)


def _restated(claim: Claim, found: Refutation, at: Mapping[str, int] | None = None) -> Refutation:
    """A refutation of what is left of a claim, as one of the claim."""
    values = {name: getattr(found, name) for name in ("left", "right", "difference", "undefined", "via")}
    numbers = {m: number(v) for m, v in (at or {}).items()}
    return Refutation(claim, replace(found.point, values={**numbers, **found.point.values}), **values, seal=_SEAL)


def _refute_special(claim: Claim, witness: Node, tick: Callable[[], None]) -> Refutation:
    """A claim about an unknown function, which is characterised first, or about a range."""
    if claim.needs == "function" and "given" in witness:  # a counterexample that meets more is one, too
        more = {k: v for k, v in witness.items() if k != "given"}
        return _restated(claim, refute(given(claim, witness["given"]), more, tick))
    data = witness.get(str(claim.needs))
    if not isinstance(data, Mapping):
        raise CertificateError(f"only a witness with '{claim.needs}' refutes such a claim")

    def shown(part: Claim, proof: Any) -> None:
        prove(part, proof, tick)

    if claim.needs == "function":
        plain, _ = without_function(claim, data, shown, tick, every=True)
        return _restated(claim, refute(plain, {k: v for k, v in witness.items() if k != "function"}, tick))
    if "missed" in data:
        v, parts = missed(claim, data)
        proofs = data.get("proofs")
        if not isinstance(proofs, list) or len(proofs) != len(parts):
            raise CertificateError("a missed value has a proof for each claim about it")
        for part, proof in zip(parts, proofs, strict=True):
            shown(part, proof)
        return Refutation(claim, Point(), undefined=f"the value {text(v)} is never taken", seal=_SEAL)
    inside = read_range(claim).bound(str(data.get("outside"))) if data.get("outside") in PARTS else None
    if inside is None or not isinstance(data.get("witness"), Mapping):
        raise CertificateError("a value outside is beyond a finite end, 'low' or 'high', or no 'value' at all")
    found = refute(inside, data["witness"], tick)
    reason = found.undefined or f"the value {text(inside.left)} there is not {inside.relation} {text(inside.right)}"
    return Refutation(claim, found.point, undefined=reason, seal=_SEAL)


def _refute_infinity(claim: Claim, point: Point, arithmetic: Arithmetic, tick: Callable[[], None]) -> Refutation:
    """The side beside `oo` is a number, or a limit that is not that infinity."""
    other, infinity = sorted(claim.sides(), key=is_infinite)
    if claim.relation != "==":
        raise Stuck("infinity is compared with a limit only, by ==")
    if other.op == "limit":
        try:
            found, normaliser = tendency_at(other, point, arithmetic, tick)
        except Undefined as error:
            return Refutation(claim, point, undefined=str(error), seal=_SEAL)
        if found.infinite == (1 if infinity is INFINITY else -1):
            raise CertificateError("the claim holds at the point")
        is_ = "oo" if found.infinite > 0 else "-oo" if found.value is None else text(normaliser.ring.term(found.value))
    else:
        is_ = evaluate(other, point, arithmetic).text(6)
    return Refutation(claim, point, undefined=f"{text(other)} is {is_}, not {text(infinity)}", seal=_SEAL)


def _difference(difference: Term, point: Point, arithmetic: Arithmetic, zero: Callable[[Term], bool]) -> Interval:
    value = evaluate(difference, point, arithmetic, zero)
    return arithmetic.number(0) if value.contains_zero and zero(difference) else value


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


def _zero_at(point: Point, fresh: Callable[[], Normaliser]) -> Callable[[Term], bool]:
    """Shows by normal form that a term without derivatives vanishes at a point given by closed terms."""
    values = {Term("variable", name): t for name, t in point.values.items()}

    def zero(t: Term) -> bool:
        if any(s.op == "derivative" or (s.op in ("component", "sum", "count") and not point.length) for s in walk(t)):
            return False
        normaliser = fresh()
        try:
            value = normaliser.of(substitute(written_out(t, point) if point.length else t, values))
        except (Stuck, LimitExceeded):
            return False
        return not value.numerator and not normaliser.open_obligations()

    return zero


def _normal_difference(
    claim: Claim, witness: Node, point: Point, arithmetic: Arithmetic, zero: Callable[[Term], bool],
    tick: Callable[[], None],
) -> Interval:  # fmt: skip
    found, number, path = cases(claim, tick), witness["case"], witness.get("path", [])
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
    return _difference(normaliser.ring.term(difference), point, arithmetic, zero)


def _refute_in_plane(claim: Claim, point: Point, arithmetic: Arithmetic, tick: Callable[[], None]) -> Refutation:
    """As `refute`, for complex values; `difference` then encloses the modulus of the difference."""
    for name, coordinate in point.values.items():
        try:
            (evaluate_complex if name in claim.complex_names else evaluate)(coordinate, Point(), arithmetic)
        except Undefined as error:
            raise CertificateError(f"a coordinate is undefined: {error}") from error
    for c in (*claim.domain_conditions(), *map(claim.unfold, claim.assumptions)):
        if not meets_in_plane(c, point, arithmetic):
            raise CertificateError(f"the point does not meet {text(c)}")
    real, zero = True, _zero_at(point, lambda: PlaneNormaliser(Region(), no_advice, tick, frozenset()))
    for name, side in zip(("left", "right"), claim.sides(), strict=True):
        try:
            real &= evaluate_complex(side, point, arithmetic, zero, claim.complex_names).is_real
        except Undefined as error:
            return Refutation(claim, point, undefined=f"the {name} side is undefined: {error}", seal=_SEAL)
    difference = evaluate_complex(sub(*claim.sides()), point, arithmetic, zero, claim.complex_names)
    gap = difference.re
    if claim.relation in ("==", "!="):
        fails = difference.excludes_zero if claim.relation == "==" else difference.is_zero
        gap = arithmetic.root(arithmetic.add(arithmetic.power(gap, 2), arithmetic.power(difference.im, 2)), 2)
    else:  # only real numbers are ordered
        sign = gap.is_positive - gap.is_negative
        fails = real and bool(sign or gap.is_exact_zero) and sign not in ALLOWED[claim.relation]
    if not fails:
        raise Stuck("the difference of the two sides is not shown to be different from 0")
    return Refutation(claim, point, difference=gap, seal=_SEAL)
