"""Which signs a polynomial over generators can have at the points of a region.

Every rule returns a superset of the signs that occur; what several rules say is intersected. `{-1, 0, 1}` is always
a correct answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import gcd, isqrt, lcm

from symact.kernel import polynomial as poly
from symact.kernel.ball import Arithmetic, Indeterminate
from symact.kernel.bounds import above_terms, end_of, of_logarithms, of_squares, power_difference
from symact.kernel.errors import LimitExceeded, Stuck, Undefined
from symact.kernel.evaluate import evaluate
from symact.kernel.linear import (
    ANY,
    NONZERO,
    NULL,
    POSITIVE,
    Constraint,
    Linear,
    Region,
    Signs,
    combined,
    scaled,
    sign_of,
)  # fmt: skip
from symact.kernel.multilinear import End, of_multilinear, split
from symact.kernel.point import Point
from symact.kernel.polynomial import UNIT, Monomial, Polynomial, Rational
from symact.kernel.radicals import vanishes
from symact.kernel.ring import NOUGHT, UNITY, Generator, Quotient, Ring
from symact.kernel.sturm import Coefficients, Surd, signs_between
from symact.kernel.terms import Term, is_constant

CONSTANT_PRECISIONS = (64, 256, 1024)
MAX_STURM_DEGREE, MAX_SURD_DEGREE, MAX_SURDS = 40, 12, 4
HALF = Fraction(1, 2)
_SIGNED = ("erf", "erfinv", "atan", "LambertW", "polylog")  # of the sign of their argument
_OPEN = ("variable", "component", "count", "sum")


def product(a: Signs, b: Signs) -> Signs:
    return frozenset(x * y for x in a for y in b)


def total(a: Signs, b: Signs) -> Signs:
    found: set[int] = set()
    for x in a:
        for y in b:
            found |= {x} if x == y or y == 0 else {y} if x == 0 else ANY
    return frozenset(found)


def raised(a: Signs, e: Rational) -> Signs:
    """Signs of a power; a fractional exponent belongs to a positive generator."""
    if e.denominator != 1:
        return a
    return a if int(e) % 2 else frozenset(x * x for x in a)


class SignRules:
    def __init__(
        self, ring: Ring, region: Region, facts: Iterable[tuple[Polynomial, Signs]],
        exponential: Callable[[Quotient], Quotient],
    ) -> None:  # fmt: skip
        self.ring, self.region, self.exponential = ring, region, exponential
        self.facts: dict[object, Signs] = {}
        for p, s in facts:
            self.assume(p, s)
        self.used_balls = False
        self._surds = 0  # how deep in squares of one another
        self.further: Callable[[Polynomial], Signs] = lambda p: ANY  # rules for special functions
        self._known_levels: dict[Term, list[Constraint]] = {}
        self._memo: dict[object, Signs] = {}
        atoms = {k for form, _ in region.constraints for k in form if k is not None}
        self._products = {k for k in atoms if k.op in ("mul", "pow", "div")}

    def assume(self, p: Polynomial, signs: Signs) -> None:
        """`p` has one of `signs` at every point considered."""
        self.learn(p, signs)
        self._memo = {}

    def learn(self, p: Polynomial, signs: Signs) -> None:
        """As `assume`; what was found without it stays."""
        if not p:
            return
        c, m, f = poly.primitive(p)
        known = [(p, signs)] if m else []
        if self._positive(m):
            known.append((f, product(signs, sign_of(c))))
        if 0 not in signs:  # a product that is not zero has no factor that is
            _, m, factors = self.ring.factored(p)
            known += [({poly.monomial(i): 1}, NONZERO) for i, e in enumerate(m) if e]
            known += [(g, NONZERO) for g, _ in factors]
        for q, s in known:
            self.facts[poly.key(q)] = self.facts.get(poly.key(q), ANY) & s

    def of_quotient(self, u: Quotient) -> Signs:
        s = self.of(u.numerator)
        for f, e in self.ring.below(u):
            s = product(s, raised(self.of(f), e))
        return s

    def of(self, p: Polynomial) -> Signs:
        if not p:
            return NULL
        name = poly.key(p)
        if name not in self._memo:
            self._memo[name] = ANY  # a rule that comes back to p learns nothing
            self._memo[name] = self._find(p)
        return self._memo[name]

    def _find(self, p: Polynomial) -> Signs:
        value = poly.constant_value(p)
        if value is not None:
            return sign_of(value)
        found = ANY
        for rule in (self._by_terms, self.by_facts, self.by_region, self._by_factors, self._univariate,
                     self._multilinear, self._by_surd, self._by_exponents, self._by_squares, self._by_powers,
                     self.further, self._closed, self._by_logarithms):  # fmt: skip
            self.ring.tick()
            found &= rule(p)
            if len(found) < 2:
                break
        return found

    # ------------------------------------------------------------ rules

    def of_generator(self, i: int) -> Signs:
        g = self.ring.generators[i]
        if g.kind in ("exp", "pi", "count", "root", "factorial"):
            return POSITIVE
        if g.kind in ("delta", "stirling2", "binomial"):
            return frozenset({0, 1})
        if g.kind in ("parity", "natural power"):
            s = NONZERO if g.base is None else self.of(g.base)
            return frozenset({0, 1}) if s <= {0, 1} else ANY if 0 in s else NONZERO
        if g.kind in (*_SIGNED, "sum", "series") and g.argument is not None:
            s = self.of_quotient(g.argument)  # a sum has at least one term
            return ANY if g.kind in ("sum", "series") and {-1, 1} <= s else s
        if g.kind in ("floor", "sin", "cos"):
            return self.of({poly.monomial(i): 1})
        if g.kind == "log" and g.base is not None and len(s := self.of(g.base)) == 1 and s != NULL:
            return self.of(poly.plus(poly.scale(g.base, next(iter(s))), poly.constant(-1)))
        return ANY

    def _by_terms(self, p: Polynomial) -> Signs:
        s = NULL
        for m, c in p.items():
            t = sign_of(c)
            for i, e in enumerate(m):
                if e:
                    g = self.of_generator(i)
                    if g == ANY and self.ring.generators[i].kind not in (*_SIGNED, "log"):
                        g = self.region.signs({self.ring.generators[i].term: 1})
                    t = product(t, raised(g, e))
            s = total(s, t)
        return s

    def by_facts(self, p: Polynomial) -> Signs:
        c, m, f = poly.primitive(p)
        known = self.facts.get(poly.key(p), ANY)
        if self._positive(m):
            known &= product(self.facts.get(poly.key(f), ANY), sign_of(c))
        return known

    def _positive(self, m: Monomial) -> bool:
        return all(self.ring.generators[i].kind in ("exp", "pi", "count", "root") for i, e in enumerate(m) if e)

    def linear(self, p: Polynomial, products: bool = False) -> Linear | None:
        """`p` as a linear form over the terms of its generators; with `products`, over those of its monomials."""
        form: Linear = {}
        for m, c in p.items():
            if m == UNIT:
                form[None] = c
            elif not any(m[:-1]) and (m[-1] == 1 or is_constant(self.ring.generators[len(m) - 1].term)):
                form[self.ring.monomial_term(m)] = c
            elif products:
                form[self.ring.monomial_term(m)] = c
            else:
                return None
        return form

    def by_region(self, p: Polynomial) -> Signs:
        form = self.linear(p)
        ranges = [r for i in poly.generators(p) for r in self.range_of(i)] if form is not None or self._products else []
        if form is None and self._products:
            form = self._over_products(p, ranges)
        logs = of_logarithms(p, self.ring, self.of)
        if form is None and (logs or any(self.ring.generators[i].kind == "sum" for i in poly.generators(p))):
            form = self.linear(p, products=True)  # a sum and powers of exponentials, which are among its terms
        if form is None:
            return ANY
        if logs:
            ranges += [(row, False) for q in logs if (row := self.linear(q, products=True)) is not None]
            ranges += self.of_monomials({m: 1 for q in (p, *logs) for m in q})
        ranges += above_terms(p, self.ring.generators, self.region, self._of_argument)
        found = self.region.signs(form, ranges)
        levels = self._levels(form) if len(found) > 1 else []
        if not levels:
            return found
        self.used_balls = True
        return self.region.signs(form, [*ranges, *levels])

    def _over_products(self, p: Polynomial, ranges: list[Constraint]) -> Linear | None:
        """`p` over its monomials where the region speaks of one that is no generator; their signs go to `ranges`."""
        form = self.linear(p, products=True)
        rows = self.of_monomials(p)
        if form is None or self._products.isdisjoint(k for f in (form, *(f for f, _ in rows)) for k in f):
            return None
        ranges += rows
        return form

    def of_monomials(self, p: Polynomial) -> list[Constraint]:
        """Signs of monomials of `p` that are no generators; (a ± b)² >= 0 for ab, where the region speaks of a², b²."""
        rows: list[Constraint] = []
        for m in p:
            if not m or (m[-1] == 1 and not any(m[:-1])):
                continue
            t, s = self.ring.monomial_term(m), self._by_terms({m: 1})
            if s <= {0, 1} or s <= {0, -1}:
                rows.append(({t: -1 if -1 in s else 1}, 0 not in s))
            used = [i for i, e in enumerate(m) if e]
            squares = [self.ring.monomial_term(poly.monomial(i, 2 * m[i])) for i in used]
            if len(used) == 2 and self._products.issuperset(squares):
                rows += [({squares[0]: 1, squares[1]: 1, t: c}, False) for c in (2, -2)]
        return rows

    def _levels(self, form: Linear) -> list[Constraint]:
        """Between which rationals the numbers lie that occur in `form` or the region, such as e in x > e."""
        atoms = {k for f in (form, *(f for f, _ in self.region.constraints)) for k in f if k is not None}
        return [r for k in atoms if k.op not in _OPEN for r in self._level(k)]

    def _level(self, k: Term) -> list[Constraint]:
        if k not in self._known_levels:
            self._known_levels[k] = []
            if is_constant(k):
                try:
                    ball = evaluate(k, Point(), Arithmetic(CONSTANT_PRECISIONS[0]))
                    low, high = ball.lower, ball.upper
                except (Indeterminate, Undefined, LimitExceeded, Stuck):
                    return []
                self._known_levels[k] = [({k: 1, None: -low}, False), ({k: -1, None: high}, False)]
        return self._known_levels[k]

    def range_of(self, i: int) -> list[Constraint]:
        """What is always true of a generator, as constraints on its term: -1 < erf < 1, -1 <= sin <= 1, exp > 0."""
        g = self.ring.generators[i]
        if g.kind == "pi":
            return [({g.term: 1, None: Fraction(-333, 106)}, True), ({g.term: -1, None: Fraction(355, 113)}, True)]
        if g.kind == "LambertW" and g.argument is not None:
            edge = self.ring.plus(g.argument, self.exponential(self.ring.scaled(UNITY, -1)))
            return [({g.term: 1, None: 1}, self.of_quotient(edge) == POSITIVE)]
        if g.kind == "floor" and g.argument is not None:  # u - 1 < floor(u) <= u
            form = None if g.argument.denominator else self.linear(g.argument.numerator)
            gap = None if form is None else combined(form, {g.term: -1})
            return [] if gap is None else [(gap, False), (combined({None: 1}, scaled(-1, gap)), True)]
        if g.kind in ("erf", "sin", "cos"):
            return [({g.term: s, None: 1}, g.kind == "erf") for s in (1, -1)]
        s = self.of_generator(i)
        if s <= {0, 1} or s <= {-1, 0}:
            return [({g.term: -1 if -1 in s else 1}, 0 not in s)]
        return []

    def _by_factors(self, p: Polynomial) -> Signs:
        c, m, factors = self.ring.factored(p)
        if not any(m) and len(factors) == 1 and factors[0][1] == 1 and factors[0][0] in (p, poly.scale(p, -1)):
            return ANY
        s = product(sign_of(c), self._by_terms({m: 1}) & self._by_odd_part(m))
        for f, e in factors:
            s = product(s, raised(self.of(f), e))
        return s

    def _by_odd_part(self, m: Monomial) -> Signs:
        """x⁻¹·y has the sign of x·y: whole exponents count by their parity, and even ones may make 0."""
        odd = poly.trimmed(e % 2 if e.denominator == 1 else e for e in m)
        if odd == m or not odd:
            return ANY
        s = self.of({odd: 1})
        return s | NULL if any(e.denominator == 1 and e > 0 and e % 2 == 0 for e in m) else s

    def _univariate(self, p: Polynomial) -> Signs:
        """A polynomial in one generator, with numbers of one ℚ(√d) for coefficients, between the generator's bounds."""
        found = self._in_one_generator(p)
        if found is None:
            return ANY
        i, coefficients, positive, fine = found
        t = self.ring.generators[i].term
        if fine > 1:  # in a root of the generator
            return signs_between(coefficients, (Fraction(0), True), None)
        above: list[Constraint] = [({t: 1}, True)] if positive else []
        rows = [*self.region.constraints, *self.range_of(i), *above]
        return signs_between(coefficients, end_of(rows, t, 1), end_of(rows, t, -1))

    def _in_one_generator(self, p: Polynomial) -> tuple[int, Coefficients, bool, int] | None:
        """i, the coefficients of a polynomial in t with tᵏ = gᵢ that has the signs of `p`, whether gᵢ > 0, and k."""
        used = poly.generators(p)
        others = [i for i in used if self._squared(i) is None]
        if len(others) != 1:
            return None
        (i,) = others
        exponents = [Fraction(m[i]) if len(m) > i else Fraction(0) for m in p]
        fine, low = lcm(*(e.denominator for e in exponents)), min(Fraction(0), *exponents)
        degree = int((max(exponents) - low) * fine)
        positive = self._by_terms({poly.monomial(i): 1}) == POSITIVE
        if degree > (MAX_SURD_DEGREE if len(used) > 1 else MAX_STURM_DEGREE) or ((low or fine > 1) and not positive):
            return None
        rational, irrational = ([Fraction(0)] * (degree + 1) for _ in "ab")
        roots = set[Monomial]()
        for (m, c), e in zip(p.items(), exponents, strict=True):
            root = poly.monomial_product(m, poly.monomial(i, -e)) if e else m
            roots |= {root} - {UNIT}
            (irrational if root else rational)[int((e - low) * fine)] = Fraction(c)
        if not roots:
            return i, rational, positive, fine
        d = self._square(*roots) if len(roots) == 1 else None
        if d is None:
            return None
        return i, [Surd(a, b, d) for a, b in zip(rational, irrational, strict=True)], positive, fine

    def _squared(self, i: int) -> Fraction | None:
        """The positive rational whose root, to some exponent, the i-th generator stands for."""
        g = self.ring.generators[i]
        value = None if g.kind != "root" or g.base is None else poly.constant_value(poly.scale(g.base, g.sign))
        return None if value is None else Fraction(value)

    def _square(self, root: Monomial) -> Fraction | None:
        """The square of a product of square roots of rationals, where that is no square of a rational."""
        d = Fraction(1)
        for i, e in enumerate(root):
            base = self._squared(i) if e == HALF else None
            if e and base is None:
                return None
            d *= base or 1
        square = all(isqrt(k) ** 2 == k for k in (d.numerator, d.denominator))
        return None if square else d

    def _multilinear(self, p: Polynomial) -> Signs:
        def ends(i: int) -> tuple[End, End]:
            t, rows = self.ring.generators[i].term, (*self.region.constraints, *self.range_of(i))
            return end_of(rows, t, 1), end_of(rows, t, -1)

        return of_multilinear(p, ends) & self._between(p, ends)

    def _between(self, p: Polynomial, ends: Callable[[int], tuple[End, End]]) -> Signs:
        """Where `p` has sums and is linear in a variable between two bounds, it lies between its values at these."""
        kinds = [self.ring.generators[i].kind for i in poly.generators(p)]
        for i, kind in zip(poly.generators(p), kinds, strict=True) if "sum" in kinds else ():
            low, high = ends(i) if kind == "variable" and all(m[i] in (0, 1) for m in p if len(m) > i) else (None, None)
            if low is None or high is None:
                continue
            first, second = (self.of(q) for q in split(p, i, low, high))
            for s in (1, -1):
                if first | second <= {0, s}:
                    strict = first | second == {s} or ({s} in (first, second) and low[1] and high[1])
                    return frozenset({s} if strict else {0, s})
        return ANY

    def _by_squares(self, p: Polynomial) -> Signs:
        def positive(i: int) -> bool:
            return self._by_terms({poly.monomial(i): 1}) == POSITIVE

        return of_squares(p, positive, lambda m: 0 not in self.of({m: 1}))

    def _by_powers(self, p: Polynomial) -> Signs:
        simpler = power_difference(p, lambda m: self.of({m: 1}) <= {0, 1})
        return ANY if simpler is None else self.of_quotient(self.ring.quotient(simpler))

    def _of_argument(self, g: Generator) -> Signs:
        return ANY if g.argument is None else self.of_quotient(g.argument)

    def _by_surd(self, p: Polynomial) -> Signs:
        """A + B·r with r = √u > 0 has the sign of B, or is 0, when B²u >= A², and that of A when A² >= B²u."""
        used = poly.generators(p)
        varies = any(not is_constant(self.ring.generators[i].term) for i in used)
        for i in reversed(used):
            g = self.ring.generators[i]
            if varies and is_constant(g.term):  # the √2 in erf(x/√2): never of use
                continue
            if g.kind != "root" or g.base is None or any(len(m) > i and m[i] not in (0, Fraction(1, 2)) for m in p):
                continue
            half = poly.monomial(i, Fraction(-1, 2))
            b = {poly.monomial_product(m, half): c for m, c in p.items() if len(m) > i and m[i]}
            a = {m: c for m, c in p.items() if not (len(m) > i and m[i])}
            sign_a, sign_b = self.of(a), self.of(b)
            if {-1, 1} <= sign_a & sign_b:
                continue
            squares = poly.times(poly.times(b, b), poly.scale(g.base, g.sign)), poly.times(a, a)
            margin = self.ring.quotient(poly.plus(squares[0], poly.scale(squares[1], -1)))
            if not margin.numerator:  # |B|·r = |A|: the two cancel, or add up
                opposite = sign_a == product(sign_b, frozenset({-1}))
                return NULL if opposite else sign_b if sign_a == sign_b else ANY
            self._surds += 1
            larger = self.of_quotient(margin) if self._surds <= MAX_SURDS else ANY
            self._surds -= 1
            if larger <= {0, 1} or larger <= {-1, 0}:
                return (sign_b if 1 in larger else sign_a) | (NULL if 0 in larger else frozenset())
        return ANY

    def exponents(self, p: Polynomial, equal: bool = True) -> Quotient | None:
        """For p = c·e^a - d·e^b with c/d > 0, and c = d if `equal`: the difference a - b."""
        if len(p) != 2:
            return None
        (m, c), (k, d) = p.items()
        if c * d > 0 or (equal and c != -d):
            return None
        difference = NOUGHT
        for monomial, s in ((m, 1), (k, -1)):
            for i, e in enumerate(monomial):
                g = self.ring.generators[i]
                if e and (g.kind != "exp" or g.argument is None):
                    return None
                if e and g.argument is not None:
                    difference = self.ring.plus(difference, self.ring.scaled(g.argument, s * e))
        return difference

    def _by_exponents(self, p: Polynomial) -> Signs:
        difference = self.exponents(p)
        return ANY if difference is None else product(self.of_quotient(difference), sign_of(next(iter(p.values()))))

    def _closed(self, p: Polynomial) -> Signs:
        """A number without variables: its enclosure, when it excludes zero; or too small for what it is made of."""
        t = self.ring.polynomial_term(p)
        if not is_constant(t):
            return ANY
        for precision in CONSTANT_PRECISIONS:
            try:
                ball = evaluate(t, Point(), Arithmetic(precision))
            except (Indeterminate, Undefined, LimitExceeded):
                continue
            if ball.is_positive or ball.is_negative:
                self.used_balls = True
                return POSITIVE if ball.is_positive else frozenset({-1})
        if vanishes(t):
            self.used_balls = True
            return NULL
        return ANY

    def is_linear_in_logarithms(self, p: Polynomial) -> bool:
        logs = [i for i in poly.generators(p) if self.ring.generators[i].kind == "log"]
        mixed = any(sum(1 for e in m if e) > 1 or (m and len(m) - 1 in logs and m[-1] != 1) for m in p)
        return bool(logs) and not mixed

    def _by_logarithms(self, p: Polynomial) -> Signs:
        """p linear in logarithms has the sign of e^p − 1."""
        if not self.is_linear_in_logarithms(p):
            return ANY
        logs = [c for m, c in p.items() if m and self.ring.generators[len(m) - 1].kind == "log"]
        p = poly.scale(p, 1 / Fraction(gcd(*(Fraction(c).numerator for c in logs))))  # small powers of what is inside
        try:
            return self.of_quotient(self.ring.minus(self.exponential(Quotient(p, UNIT)), UNITY))
        except Stuck:
            return ANY
