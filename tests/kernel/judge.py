"""Judges what a certificate says, at points, by an evaluator and a reader that share nothing with the kernel."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

import mpmath

from tests.kernel import plane
from tests.kernel.independent import (
    HALF,
    Expression,
    NoValue,
    Unclear,
    Value,
    compared,
    holds,
    met,
    occurs,
    tendency,
    value,
)
from tests.kernel.reading import Reading, parsed
from tests.kernel.whole import fails_at_root, function_is, range_is

SPECIAL = tuple(map(Fraction, ("0", "1", "-1", "1/2", "-1/2", "2", "-2", "3", "1/10", "-7/2", "-1/7", "7", "-20")))
DOMAINS = {
    "real": lambda q: True, "positive": lambda q: q > 0, "negative": lambda q: q < 0, "nonnegative": lambda q: q >= 0,
    "unit": lambda q: 0 < q < 1, "sym1": lambda q: -1 < q < 1,
}  # fmt: skip


@dataclass(frozen=True)
class Statement:
    """A claim read for one length of vectors, with a value for each of its variables."""

    claim: Expression
    assumptions: tuple[Expression, ...]
    at: dict[str, Value]
    complex_names: frozenset[str] | None  # None: a claim about real numbers

    def inside(self) -> bool:
        """Whether the point meets the assumptions; what is undefined there is not met."""
        try:
            return all(self._met(c) for c in self.assumptions)
        except NoValue:
            return False

    def true(self) -> bool:
        try:
            return self._true()
        except NoValue:
            return False

    def _met(self, c: Expression) -> bool:
        if self.complex_names is not None:
            return plane.met(c, self.at, self.complex_names)
        if c[0] not in ("and", "or", "true") and occurs(c, "derivative", "limit", "integral"):
            if compared("==", c[1], c[2], self.at)[0]:
                raise Unclear  # known to ten digits, which do not tell whether an equation is met
        return met(c, self.at)

    def _true(self) -> bool:
        rel, left, right = self.claim
        if self.complex_names is not None:
            return plane.holds(rel, left, right, self.at, self.complex_names)
        if left[0] == "infinity":
            left, right = right, left
        if right[0] != "infinity":
            return holds(rel, left, right, self.at)
        if left[0] != "limit":
            value(left, self.at)
            return rel == "!="
        _, f, name, a, sides = left
        return (tendency(f, name, a, sides, self.at) == right[1] * plane.INFINITE) == (rel == "==")


def statement(data: dict[str, Any], n: int, random: Random | None, point: dict[str, Any] | None = None) -> Statement:
    """The certificate's claim at a random point, or at one that is given."""
    domains: dict[str, str] = data["variables"]
    texts = [data["claim"], *data["assumptions"], *(d["body"] for d in data["definitions"].values())]
    trees = [parsed(t) for t in texts]
    words = {node.id for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name)}
    natural = "natural" in domains.values()
    general = not natural and "n" not in domains and ("Sum" in words or {"vector", "index"} & set(domains.values()))
    names: dict[str, Any] = {"": ()}
    at: dict[str, Value] = {}
    closed = Reading(data["definitions"], None, {"": ()})
    for name, domain in domains.items():
        given = None if point is None else point[name]
        if domain == "natural":
            names[name] = ("number", Fraction(given if given is not None else _whole(random)))
        elif domain == "index":
            names[name] = given or random.randint(1, n)
        elif domain == "vector":
            names[name] = [("variable", f"{name}.{m}") for m in range(n)]
            for m in range(n):
                at[f"{name}.{m}"] = value(closed.term(parsed(given[m])), {}) if given else _number(random, "real", at)
        else:
            names[""] += (name,)
            if given is not None:
                term = closed.term(parsed(given))
                at[name] = plane.value(term, {}, frozenset()) if domain == "complex" else value(term, {})
                if domain != "complex" and not DOMAINS[domain](at[name]):
                    raise NoValue
            else:
                at[name] = _number(random, domain, at)
    reading = Reading(data["definitions"], n if general else None, names)
    claim, *assumptions = (reading.condition(tree) for tree in trees[: 1 + len(data["assumptions"])])
    if point is None:
        _solve(assumptions, at, domains)
    in_plane = "complex" in domains.values() or "I" in words
    over = frozenset(name for name, domain in domains.items() if domain == "complex") if in_plane else None
    return Statement(claim, tuple(assumptions), at, over)


def _whole(random: Random | None) -> int:
    assert random is not None
    return random.randint(0, 7)


def _number(random: Random | None, domain: str, others: dict[str, Value]) -> Value:
    assert random is not None
    if domain == "complex":
        return plane.number(*(random.choice(SPECIAL) for _ in "xy"))
    if domain not in DOMAINS:
        raise Unclear
    for _ in range(60):
        drawn = (Fraction(random.randint(*ends), 97) for ends in ((-300, 300), (1, 96)))
        found = random.choice([random.choice(SPECIAL), *drawn, *others.values()])
        if isinstance(found, Fraction) and DOMAINS[domain](found):
            return found
    return HALF if domain != "negative" else -HALF


def _solve(assumptions: list[Expression], at: dict[str, Value], domains: dict[str, str]) -> None:
    """Puts in what equations name, so that points meet them."""
    for c in assumptions:
        if c[0] == "==" and c[1][0] == "variable":
            try:
                found = value(c[2], at)
            except (NoValue, Unclear):
                continue
            if DOMAINS.get(domains.get(c[1][1], "real"), lambda q: False)(found):
                at[c[1][1]] = found


def judge(data: dict[str, Any], random: Random, points: int = 12) -> str:
    """Whether it is "true" or "false", as far as points can tell; "unclear" where none can.

    It is "close" where sides that are taken for equal are what speaks against it.
    """
    refutation = data["kind"] == "refutation"
    try:
        if "function" in data["variables"].values():
            return function_is(data, random)
        if "Range" in data["claim"]:
            return "true" if range_is(data) != refutation else "false"
        if refutation and "root" in data["evidence"]:
            return "true" if fails_at_root(data) else "false"
    except Unclear:
        return "unclear"
    if refutation or not data["variables"]:
        points = 1
    confirmed = 0
    for k in range(points if "Integral" not in data["claim"] else min(points, 2)):
        state = random.getstate()
        try:
            said = _at_a_point(data, k, random)
            if said is False:  # what is tiny beside what it is added to shows with more digits
                random.setstate(state)
                with mpmath.workdps(10 * mpmath.mp.dps):
                    said = _at_a_point(data, k, random)
        except Unclear:
            continue
        if said is False:
            return "false" if _sure(data, k, random, state) else "close"
        confirmed += bool(said)
    return "true" if confirmed else "unclear"


def _point(data: dict[str, Any]) -> dict[str, Any] | None:
    """The counterexample of a refutation, with its integers."""
    if data["kind"] != "refutation":
        return None
    if "point" not in data["evidence"]:
        raise Unclear
    found: dict[str, Any] = {**data["evidence"]["point"], **(data["evidence"].get("naturals") or {})}
    return found


def _length(data: dict[str, Any], point: dict[str, Any] | None, k: int) -> int:
    """How many components vectors have; a variable may be called n where there are none."""
    if point is None or "n" in data["variables"]:
        return 1 + k % 3
    return int(point.get("n", max((len(v) for v in point.values() if isinstance(v, list)), default=1)))


def _at_a_point(data: dict[str, Any], k: int, random: Random) -> bool | None:
    """Whether the certificate is right about one point; None for one outside the assumptions of a theorem."""
    point = _point(data)
    try:
        said = statement(data, _length(data, point, k), random, point)
    except NoValue:
        return False  # a coordinate that does not exist
    inside = said.inside()
    if point is not None:
        return inside and not said.true()
    return said.true() if inside else None


def _sure(data: dict[str, Any], k: int, random: Random, state: Any) -> bool:
    """Whether more digits could not show the sides to differ."""
    random.setstate(state)
    point = _point(data)
    try:
        said = statement(data, _length(data, point, k), random, point)
        rel, left, right = said.claim
        return said.complex_names is not None or compared(rel, left, right, said.at)[1]
    except (NoValue, Unclear):
        return True
