"""Linear forms over atoms, and regions: conjunctions of linear conditions, decided by Fourier–Motzkin elimination.

An atom is any real number named by a term. Feasibility over the reals errs on one side only: "feasible" may be said
of an empty region (when elimination grows too large or takes too long, or because atoms are not independent),
"infeasible" never wrongly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from symact.kernel.polynomial import Rational
from symact.kernel.terms import Term, free_symbols, text

Linear = dict[Term | None, Rational]  # the constant stands under None
Constraint = tuple[Linear, bool]  # (L, strict): L > 0 or L >= 0
Signs = frozenset[int]
NEGATIVE, NULL, POSITIVE = frozenset({-1}), frozenset({0}), frozenset({1})
ANY: Signs = frozenset({-1, 0, 1})
NONZERO: Signs = frozenset({-1, 1})
MAX_CONSTRAINTS, MAX_WORK, MAX_BITS = 300, 200_000, 20_000


def scaled(a: Rational, form: Linear) -> Linear:
    return {k: a * v for k, v in form.items()} if a else {}


def combined(a: Linear, b: Linear) -> Linear:
    r = dict(a)
    for k, v in b.items():
        s = r.get(k, 0) + v
        if s:
            r[k] = s
        else:
            r.pop(k, None)
    return r


def sign_of(c: Rational) -> Signs:
    return frozenset({(c > 0) - (c < 0)})


def feasible(constraints: Iterable[Constraint]) -> bool:
    """Whether some real values of the atoms meet all constraints; see the module for how it may err."""
    rows, work = list(constraints), 0
    while True:
        atoms: dict[Term, int] = {}
        signs = set()
        for form, strict in rows:
            rest = form.get(None, 0)
            if len(form) == (None in form) and (rest < 0 or (strict and not rest)):
                return False
            for k, v in form.items():
                if k is not None:
                    atoms[k] = atoms.get(k, 0) + 1
                    signs.add((k, v > 0))
        if not atoms:
            return True
        unbounded = {k for k in atoms if (k, True) not in signs or (k, False) not in signs}
        if unbounded:  # such an atom can be chosen so large, or so small, that its rows hold
            rows = [r for r in rows if unbounded.isdisjoint(r[0])]
            continue
        x = min(atoms, key=lambda k: atoms[k])
        lower = [r for r in rows if r[0].get(x, 0) > 0]
        upper = [r for r in rows if r[0].get(x, 0) < 0]
        rows = [r for r in rows if x not in r[0]]
        work += len(lower) * len(upper) * len(atoms)
        if len(rows) + len(lower) * len(upper) > MAX_CONSTRAINTS or work > MAX_WORK:
            return True
        for a, s in lower:
            for b, t in upper:
                if _bits(a[x]) + _bits(b[x]) > MAX_BITS:
                    return True
                rows.append((combined(scaled(-b[x], a), scaled(a[x], b)), s or t))


def _bits(c: Rational) -> int:
    return max(c.numerator.bit_length(), c.denominator.bit_length())


@dataclass(frozen=True)
class Region:
    """Points that meet `constraints`, where no form of `nonzero` vanishes and each atom of `solved` equals its form."""

    constraints: tuple[Constraint, ...] = ()
    nonzero: tuple[Linear, ...] = ()
    solved: Mapping[Term, Linear] = field(default_factory=dict)
    _found: dict[object, Signs] = field(default_factory=dict, init=False, repr=False, compare=False)

    def signs(self, form: Linear, also: Iterable[Constraint] = ()) -> Signs:
        """The signs that `form` may have where the constraints of `also` hold too."""
        if all(k is None for k in form):
            return sign_of(form.get(None, 0))
        further = tuple(also)
        if further:
            return self._signs(form, (*self.constraints, *further))
        name = frozenset(form.items())
        if name not in self._found:
            self._found[name] = self._signs(form, self.constraints)
        return self._found[name]

    def _signs(self, form: Linear, constraints: tuple[Constraint, ...]) -> Signs:
        bounded = {k for f, _ in constraints for k in f}
        if any(k not in bounded for k in form if k is not None):  # an atom without a bound: any value is possible
            found = {-1, 0, 1}
        else:
            found = {s for s in (1, -1) if feasible([*constraints, (scaled(s, form), True)])}
            # Between points where the form is negative and positive it is 0 somewhere: the constraints are convex.
            if len(found) == 2 or feasible([*constraints, (form, False), (scaled(-1, form), False)]):
                found.add(0)
        if any(_proportional(form, g) for g in self.nonzero):
            found.discard(0)
        return frozenset(found)

    def empty(self) -> bool:
        return not feasible(self.constraints) or any(not g for g in self.nonzero)

    def where(self, form: Linear, sign: int) -> Region:
        """The part where `form` has the given sign."""
        if sign:
            return Region((*self.constraints, (scaled(sign, form), True)), self.nonzero, self.solved)
        atoms = [k for k in form if k is not None and _stands_alone(k, form)]
        if not atoms:
            return Region((*self.constraints, (form, False), (scaled(-1, form), False)), self.nonzero, self.solved)
        atom = min(atoms, key=text)
        value: Linear = {k: rational_quotient(-v, form[atom]) for k, v in form.items() if k is not atom}
        return self.solve(atom, value)

    def solve(self, atom: Term, value: Linear) -> Region:
        """The part where `atom` equals `value`, which does not contain it."""

        def put(form: Linear) -> Linear:
            rest = {k: v for k, v in form.items() if k is not atom}
            return combined(rest, scaled(form.get(atom, 0), value)) if atom in form else form

        solved = {k: put(v) for k, v in self.solved.items()}
        return Region(
            tuple((put(f), s) for f, s in self.constraints), tuple(map(put, self.nonzero)), {**solved, atom: value}
        )


def _stands_alone(atom: Term, form: Linear) -> bool:
    """Whether the form can be solved for `atom`: it is a variable, component or sum that no other atom contains."""
    names = free_symbols(atom)
    others = [k for k in form if k is not None and k is not atom]
    return atom.op in ("variable", "component", "sum") and not any(names & free_symbols(k) for k in others)


def rational_quotient(a: Rational, b: Rational) -> Fraction:
    return Fraction(a) / Fraction(b)


def _proportional(a: Linear, b: Linear) -> bool:
    if a.keys() != b.keys():
        return False
    k = next(iter(a))
    return all(a[j] * b[k] == b[j] * a[k] for j in a)
