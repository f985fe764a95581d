"""One case of a claim: an alternative of its assumptions, a way for the indices to coincide, and its region."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from symact.kernel import polynomial as poly
from symact.kernel.bounds import closed_bounds
from symact.kernel.claim import Claim, is_index_condition, with_indices
from symact.kernel.consequences import consequences, learn
from symact.kernel.discrete import on_integers
from symact.kernel.errors import CertificateError, Stuck
from symact.kernel.grammar import parse_expression
from symact.kernel.linear import Linear, Region, combined, scaled
from symact.kernel.normal import ALLOWED, Normaliser, Obligation
from symact.kernel.principal import PlaneNormaliser
from symact.kernel.ring import Advice, Quotient
from symact.kernel.terms import COUNT, ZERO, Term, everywhere_defined, free_symbols, ops, relation

Trust = Literal["kernel", "kernel with balls"]
FLIPPED = {"<": ">", "<=": ">="}
MAX_LEARNT = 3  # roots of roots
RELATIONS = {signs: rel for rel, signs in ALLOWED.items()}


def no_advice(f: poly.Polynomial, refinable: frozenset[int]) -> None:
    return None


def no_clock() -> None:
    return None


@dataclass(frozen=True)
class Case:
    """`conditions` are relations that hold at every point of the case; `region` holds the linear ones among them."""

    claim: Claim
    conditions: tuple[Term, ...]
    partition: dict[str, str]
    region: Region
    balls: bool = False  # whether the region rests on the sign of an enclosure
    tick: Callable[[], None] = field(default=no_clock, compare=False)

    @property
    def indices(self) -> frozenset[str]:
        return frozenset(self.partition.values())

    def sides(self) -> tuple[Term, Term]:
        left, right = (with_indices(t, self.partition) for t in self.claim.sides())
        return left, right

    def normaliser(self, advice: Advice = no_advice, tick: Callable[[], None] = no_clock) -> Normaliser:
        """A normaliser for the region that knows the conditions, the nonlinear ones too."""
        normaliser = self.blank(self.region, advice, tick)
        for c in self.conditions:
            if not _is_bound(self.claim, c):
                _assume(normaliser, c)
        return normaliser

    def blank(self, region: Region, advice: Advice = no_advice, tick: Callable[[], None] = no_clock) -> Normaliser:
        """A normaliser for `region` that knows nothing else."""
        return _normaliser(self.claim, region, self.indices, advice, self.tick if tick is no_clock else tick)

    def where(self, form_text: str, sign: int) -> Case:
        """The part of the case where a term that is defined throughout is negative, zero or positive."""
        t = self.read(form_text)
        defined, balls = (True, False) if everywhere_defined(t) else self._defines(t)
        if free_symbols(t) & self.claim.complex_names or not defined:
            raise CertificateError(
                f"a case split on {form_text}, which is not shown to be defined and real in the case"
            )
        try:
            return self.restricted(form_text, sign, balls)
        except (CertificateError, Stuck):
            rel = {-1: "<", 0: "==", 1: ">"}[sign]
            return replace(self, conditions=(*self.conditions, relation(rel, t, ZERO)), balls=self.balls or balls)

    def restricted(self, form_text: str, sign: int, balls: bool = False) -> Case:
        """The part of the case where the linear form is negative, zero or positive; `balls`: what shows it defined."""
        form, balls_too = self.form_and_balls(form_text)
        bounds = closed_bounds(form)
        region = self.region.where(form, sign)
        region = replace(region, constraints=(*region.constraints, *bounds)) if bounds else region
        return replace(self, region=region, balls=self.balls or balls or balls_too or bool(bounds))

    def read(self, form_text: str) -> Term:
        """The term that the text writes, with the indices that stand for all equal ones: others may equal these."""
        return with_indices(parse_expression(form_text, self.claim.domains), self.partition)

    def _defines(self, t: Term) -> tuple[bool, bool]:
        """Whether `t` is shown to be a real number at every point of the case, and whether by enclosures."""
        if not ops(t).isdisjoint(("piecewise", "derivative", "iterated", "limit", "integral", "subs")):
            return False, False
        normaliser = self.normaliser()
        try:
            real = normaliser.ring.quotient_is_real(normaliser.of(t))
        except Stuck:
            return False, False
        return real and not normaliser.open_obligations(), normaliser.signs.used_balls

    def form(self, form_text: str) -> Linear:
        """The linear form that the text writes."""
        return self.form_and_balls(form_text)[0]

    def form_and_balls(self, form_text: str) -> tuple[Linear, bool]:
        """The linear form that the text writes, and whether enclosures show it defined."""
        normaliser = self.blank(self.region)
        value = normaliser.of(self.read(form_text))
        form = None if value.denominator else normaliser.signs.linear(value.numerator)
        if form is None or normaliser.open_obligations():
            raise CertificateError(f"{form_text} is not linear")
        return form, normaliser.signs.used_balls

    def is_empty(self) -> bool:
        """Whether certainly no point belongs to the case."""
        return self.emptiness() is not None

    def emptiness(self) -> Trust | None:
        """What the emptiness of the case rests on; None when it is not shown.

        Each condition is held against the region, and against the conditions before it alone.
        """
        if self.region.empty():
            return "kernel"
        if all(_is_bound(self.claim, c) for c in self.conditions):
            return None
        for region in (self.region, Region()):
            normaliser = self.blank(region)
            if any(_assume(normaliser, c) for c in self.conditions):
                return "kernel with balls" if normaliser.signs.used_balls else "kernel"
        return None


def cases(claim: Claim, tick: Callable[[], None] = no_clock) -> list[Case]:
    """The cases that together cover every point at which the claim is asserted."""
    found = []
    for conditions in claim.conditions():
        for partition in claim.index_cases(conditions):
            kept = tuple(with_indices(c, partition) for c in conditions if not is_index_condition(c))
            region, balls = _region(claim, kept, frozenset(partition.values()), tick)
            found.append(Case(claim, kept, partition, region, balls, tick))
    return found


def _region(
    claim: Claim, conditions: tuple[Term, ...], indices: frozenset[str], tick: Callable[[], None]
) -> tuple[Region, bool]:
    bounds = [c for c in conditions if _is_bound(claim, c)]
    region, balls = Region((({COUNT: 1, None: -1}, False),)), False
    for c in bounds:
        gap = combined(_plain_form(c.args[1]) or {}, scaled(-1, _plain_form(c.args[2]) or {}))
        region = _restricted(region, c.args[0], gap)
    plain = [c for c in conditions if all(a.op in ("number", "variable", "neg") for a in c.args[1:])]
    for c in (c for c in (*plain, *(c for c in conditions if c not in plain)) if c not in bounds):
        earlier = [e for e in conditions[: conditions.index(c)] if e not in bounds]
        normaliser, before = _knowing(_normaliser(claim, region, indices, no_advice, tick), earlier), region
        owed: list[Obligation] = []
        difference = _difference(normaliser, c, owed)
        for o in () if claim.is_complex else owed:  # where log(x) > -1 is met, x > 0
            needed = None if o.value.denominator else normaliser.signs.linear(o.value.numerator)
            if needed is not None and any(k is not None for k in needed):
                region = _restricted(region, o.relation, needed)
                balls |= normaliser.signs.used_balls or bool(closed_bounds(needed))
        if region is not before:  # what is known now may change how atoms are written
            normaliser = _knowing(_normaliser(claim, region, indices, no_advice, tick), earlier)
            difference = _difference(normaliser, c, [])
        if difference is None:
            continue
        below = normaliser.signs.of_quotient(Quotient(poly.constant(1), difference.denominator))
        ordered = c.args[0] not in ("==", "!=") and not claim.is_complex
        form = normaliser.signs.linear(difference.numerator, products=ordered)
        if form is not None and len(below) == 1 and below <= ALLOWED["!="]:
            region = _restricted(region, c.args[0], scaled(next(iter(below)), form))
            if rows := normaliser.signs.of_monomials(difference.numerator):
                region = replace(region, constraints=(*region.constraints, *rows))
            balls |= normaliser.signs.used_balls or bool(closed_bounds(form))
        for p, signs in () if claim.is_complex else consequences(normaliser, difference, ALLOWED[c.args[0]]):
            simpler = normaliser.signs.linear(p)
            if simpler is not None and signs in RELATIONS and p is not difference.numerator:
                region = _restricted(region, RELATIONS[signs], simpler)
                balls |= normaliser.signs.used_balls or bool(closed_bounds(simpler))
    return region, balls


def _knowing(normaliser: Normaliser, conditions: list[Term]) -> Normaliser:
    for c in conditions:
        _assume(normaliser, c)
    return normaliser


def _is_bound(claim: Claim, c: Term) -> bool:
    """Whether the condition is an inequality between numbers and real variables: the region then says all it says."""
    if claim.is_complex or claim.naturals or c.args[0] in ("==", "!="):
        return False
    return all(_plain_form(a) is not None for a in c.args[1:])


def _plain_form(t: Term) -> Linear | None:
    """A number, a variable, or the negative of one as a linear form."""
    if t.op == "neg":
        inner = _plain_form(t.args[0])
        return None if inner is None else scaled(-1, inner)
    if t.op == "number":
        return {None: poly.rational(t.args[0])} if t.args[0] else {}
    return {t: 1} if t.op == "variable" else None


def _normaliser(
    claim: Claim, region: Region, indices: frozenset[str], advice: Advice, tick: Callable[[], None]
) -> Normaliser:
    if claim.is_complex:
        return PlaneNormaliser(region, advice, tick, claim.complex_names)
    made = Normaliser(on_integers(region, claim.naturals) if claim.naturals else region, advice, tick, indices)
    made.whole = claim.naturals
    return made


def _restricted(region: Region, rel: str, form: Linear) -> Region:
    """The part of the region where `form rel 0`."""
    bounds = [b for b in closed_bounds(form) if b not in region.constraints]
    if bounds:
        region = replace(region, constraints=(*region.constraints, *bounds))
    if rel == "==":
        return region.where(form, 0)
    if rel == "!=":
        return Region(region.constraints, (*region.nonzero, form), region.solved)
    if rel in FLIPPED:
        rel, form = FLIPPED[rel], scaled(-1, form)
    if (form, rel == ">") in region.constraints:
        return region
    return Region((*region.constraints, (form, rel == ">")), region.nonzero, region.solved)


def _difference(normaliser: Normaliser, c: Term, learnt: list[Obligation] | None = None) -> Quotient | None:
    """lhs − rhs of a condition, valid wherever the condition is defined; None when no such form is found.

    What must hold for the condition to be defined is known from then on, and added to `learnt`. Derivatives exist where
    their formulas have no value, too, so these have to be shown to have one.
    """
    differentiated = "derivative" in ops(c)
    if not ops(c).isdisjoint(("iterated", "limit", "integral", "subs")) or (
        differentiated and isinstance(normaliser, PlaneNormaliser)
    ):
        return None
    for _ in range(MAX_LEARNT):
        before, sides = normaliser.state(), []
        for side in c.args[1:]:
            try:
                sides.append(normaliser.of(side))
            except Stuck:
                continue
        new, owed, stuck = normaliser.obligations[before[0] :], normaliser.open_obligations(), len(sides) < 2
        if (stuck and (differentiated or not owed)) or any(differentiated or not o.necessary for o in owed):
            normaliser.restore(before)
            return None
        # The condition is defined at every point of the case, hence so are its subterms: what they owe is known.
        del normaliser.obligations[before[0] :]
        for o in owed:
            learn(normaliser, o.value, ALLOWED[o.relation])
        if learnt is not None:  # what is not necessary may be about the counter of a sum
            learnt += [o for o in new if o.necessary]
        if not stuck:
            difference = normaliser.ring.minus(*sides)
            real = c.args[0] in ("==", "!=") or normaliser.ring.quotient_is_real(difference)
            return difference if real else None
    return None


def _assume(normaliser: Normaliser, c: Term) -> bool:
    """Adds what the condition says to what the normaliser knows; True when it contradicts what was known."""
    difference = _difference(normaliser, c)
    if difference is None:
        return False
    allowed = ALLOWED[c.args[0]]
    contradiction = not normaliser.signs.of_quotient(difference) & allowed
    learn(normaliser, difference, allowed)
    return contradiction
