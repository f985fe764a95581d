"""A claim: `lhs REL rhs` at every point of the variables' domains that meets the assumptions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from math import prod
from typing import Any

from symact.kernel.errors import CertificateError, ClaimError, LimitExceeded
from symact.kernel.grammar import DOMAINS, Reader, known
from symact.kernel.naturals import APART, NATURAL
from symact.kernel.terms import (
    ONE,
    TRUE,
    ZERO,
    Term,
    free_symbols,
    neg,
    ops,
    rebuild,
    relation,
    substitute,
    text,
    variable,
)  # fmt: skip
from symact.kernel.vocabulary import Definition, Vocabulary

MAX_CASES, MAX_INDICES, MAX_GIVEN = 64, 4, 4
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
# What membership in a domain means, as relations; the other domains restrict nothing.
_DOMAIN_CONDITIONS = {
    "positive": ((">", ZERO),),
    "negative": (("<", ZERO),),
    "nonnegative": ((">=", ZERO),),
    "natural": ((">=", ZERO),),  # and an integer
    "unit": ((">", ZERO), ("<", ONE)),
    "sym1": ((">", neg(ONE)), ("<", ONE)),
}


@dataclass(frozen=True)
class Claim:
    """`variables` lists (name, domain) of all that occurs; `definitions` are those that the claim uses."""

    relation: str
    left: Term
    right: Term
    assumptions: tuple[Term, ...]
    variables: tuple[tuple[str, str], ...]
    vocabulary: Vocabulary

    @property
    def text(self) -> str:
        return f"{text(self.left)} {self.relation} {text(self.right)}"

    @property
    def statement(self) -> str:
        """The claim with what it assumes, for people."""
        under = f" assuming {', '.join(map(text, self.assumptions))}" if self.assumptions else ""
        return self.text + under

    def to_json(self) -> dict[str, Any]:
        return {"claim": self.text, "assumptions": [text(a) for a in self.assumptions], "variables": self.domains}

    @cached_property
    def definitions(self) -> tuple[Definition, ...]:
        return self.vocabulary.used_by(self.left, self.right, *self.assumptions)

    @property
    def domains(self) -> dict[str, str]:
        return dict(self.variables)

    @property
    def complex_names(self) -> frozenset[str]:
        return frozenset(name for name, domain in self.variables if domain == "complex")

    @cached_property
    def is_complex(self) -> bool:
        """Whether the claim is read in the complex plane: a variable is complex, or I occurs, in a definition even."""
        written = (self.left, self.right, *self.assumptions)
        terms = (*written, *map(self.vocabulary.unfold, written))
        return bool(self.complex_names) or any("imaginary" in ops(t) for t in terms)

    @cached_property
    def naturals(self) -> frozenset[str]:
        """The variables whose values are the integers >= 0."""
        return frozenset(name for name, domain in self.variables if domain == NATURAL)

    @cached_property
    def is_general(self) -> bool:
        """Whether the claim speaks of vectors of every length n."""
        terms = (self.left, self.right, *self.assumptions)
        general = not all(ops(t).isdisjoint(("sum", "count")) for t in terms)
        return general or any(d in ("vector", "index") for _, d in self.variables)

    @property
    def needs(self) -> str | None:
        """The key of the only kind of proof that may show a claim about unknown functions, or about a range."""
        if any(d == "function" for _, d in self.variables):
            return "function"
        return "range" if self.left.op in ("range", "interval") else None

    def sides(self) -> tuple[Term, Term]:
        """Both sides without defined functions."""
        return self._sides

    @cached_property
    def _sides(self) -> tuple[Term, Term]:
        return self.unfold(self.left), self.unfold(self.right)

    def unfold(self, t: Term) -> Term:
        """`t` without defined functions; in the plane, |u| is one of its own, and on the line re u is u."""
        if self.is_complex:
            return self.vocabulary.unfold(with_moduli(t))
        return on_the_line(self.vocabulary.unfold(t))

    def stating(self, r: Term) -> Claim:
        """The relation `r`, claimed under the same assumptions."""
        return replace(self, relation=r.args[0], left=r.args[1], right=r.args[2])

    def domain_conditions(self) -> tuple[Term, ...]:
        return tuple(
            relation(rel, variable(name), bound)
            for name, domain in self.variables
            for rel, bound in _DOMAIN_CONDITIONS.get(domain, ())
        )

    def conditions(self) -> list[tuple[Term, ...]]:
        """The assumptions and domains as alternatives of conjoined relations, without defined functions.

        Alternatives may overlap; together they cover every point that meets the assumptions.
        """
        unfolded = [self.unfold(a) for a in self.assumptions]
        unfolded = unfolded if self.is_complex else list(map(_without_moduli, unfolded))
        if prod(map(_count, unfolded)) > MAX_CASES:
            raise ClaimError(f"the assumptions have more than {MAX_CASES} alternatives", self.text, 0, "assumption")
        parts = [list(_alternatives(a)) for a in unfolded]
        domain = self.domain_conditions()
        return [domain + tuple(r for part in choice for r in part) for choice in product(*parts)]

    def index_cases(self, conditions: tuple[Term, ...]) -> list[dict[str, str]]:
        """Every way in which the free indices may coincide, as a map to representatives that are pairwise different."""
        names = sorted(n for n, d in self.variables if d == "index")
        if len(names) > MAX_INDICES:
            raise ClaimError(f"more than {MAX_INDICES} indices", self.text)
        return [p for p in _partitions(names) if all(_index_condition(c, p) for c in conditions)]


def with_moduli(t: Term) -> Term:
    """`t` with an operator in place of calls of Abs, which is defined by the order of real numbers."""
    if t.op == "call" and t.args[0] == "Abs":
        return Term("opaque", "Abs", with_moduli(t.args[1]))
    return rebuild(t, with_moduli)


def on_the_line(t: Term) -> Term:
    """`t` with u in place of re(u) and conjugate(u), and 0 in place of im(u), for real u."""
    if "opaque" not in ops(t):
        return t
    t = rebuild(t, on_the_line)
    if t.op != "opaque" or t.args[0] not in ("re", "im", "conjugate") or len(t.args) != 2:
        return t
    return Term("guarded", ZERO, t.args[1]) if t.args[0] == "im" else t.args[1]


def _without_moduli(c: Term) -> Term:
    """A condition with u < a and -u < a in place of |u| < a, and either in place of |u| > a; for <= and >= likewise."""
    if c.op in ("and", "or"):
        return rebuild(c, _without_moduli)
    if c.op == "relation":
        rel, a, b = c.args
        for r, modulus, bound in ((rel, a, b), (_TURNED.get(rel), b, a)):
            u = modulus.args[1] if modulus.op == "piecewise" else None
            if r in _TURNED and u is not None and modulus is _modulus(u):
                return Term("and" if r in ("<", "<=") else "or", relation(r, u, bound), relation(r, neg(u), bound))
    return c


def _modulus(u: Term) -> Term:
    return Term("piecewise", relation(">=", u, ZERO), u, TRUE, neg(u))


def _count(c: Term) -> int:
    """How many alternatives a condition has."""
    return prod(map(_count, c.args)) if c.op == "and" else sum(map(_count, c.args)) if c.op == "or" else 1


def _alternatives(c: Term) -> Iterator[tuple[Term, ...]]:
    if c.op == "true":
        yield ()
    elif c.op == "or":
        for a in c.args:
            yield from _alternatives(a)
    elif c.op == "and":
        for choice in product(*[list(_alternatives(a)) for a in c.args]):
            yield tuple(r for part in choice for r in part)
    else:
        yield (c,)


def _partitions(names: list[str]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = [{}]
    for name in names:
        found = [{**p, name: r} for p in found for r in [*sorted(set(p.values())), name]]
    return found


def is_index_condition(c: Term) -> bool:
    return c.op == "relation" and c.args[1].op == "index"


def _index_condition(c: Term, partition: Mapping[str, str]) -> bool:
    if not is_index_condition(c):
        return True
    same = partition[c.args[1].args[0]] == partition[c.args[2].args[0]]
    return bool(same == (c.args[0] == "=="))


def with_indices(t: Term, partition: Mapping[str, str]) -> Term:
    return substitute(t, {Term("index", a): Term("index", b) for a, b in partition.items() if a != b})


def read_claim(
    source: str, vocabulary: Vocabulary, assumptions: Iterable[str] = (), variables: Mapping[str, str] | None = None,
) -> Claim:  # fmt: skip
    """The claim that the texts write; raises `ClaimError` with a position.

    `variables` maps names to domains: real positive negative nonnegative unit sym1 natural complex vector index.
    """
    declared = dict(variables or {})
    for name, domain in declared.items():
        if domain == "function" and known(name, vocabulary):
            raise ClaimError(f"'{name}' has a meaning already, an unknown function needs another name", name)
        if domain not in DOMAINS:
            raise ClaimError(
                f"'{domain}' is not a domain, use one of {' '.join(DOMAINS)}", f"{name}:{domain}", 0, "variable"
            )
        if not name.isidentifier() or not name.isascii():
            raise ClaimError(f"'{name}' is not a name", name, 0, "variable")
    reader = Reader(source, declared, vocabulary, "claim")
    readers = [Reader(a, declared, vocabulary, "assumption") for a in assumptions]
    general = any(r.general for r in (reader, *readers))
    for r in (reader, *readers):
        r.general = general
    rel, left, right = reader.guarded(Reader.claim)
    conditions = [r.guarded(Reader.condition) for r in readers]
    used = {**reader.used}
    for r in readers:
        used |= r.used
    for c, r in zip(conditions, readers, strict=True):
        _check_condition(c, r)
    free = frozenset[str]().union(*map(free_symbols, (left, right, *conditions)))
    everything = {**declared, **{name: domain for name, domain in used.items() if name in free}}
    everything = {name: domain for name, domain in everything.items() if domain != "function" or name in free}
    claim = Claim(rel, left, right, tuple(conditions), tuple(sorted(everything.items())), vocabulary)
    try:
        _check_naturals(claim)
    except LimitExceeded as error:
        raise ClaimError(str(error), source) from error
    return claim


def _check_naturals(claim: Claim) -> None:
    """Natural variables and finite sums stand apart from vectors, complex numbers, integrals and the like."""
    written = (claim.left, claim.right, *claim.assumptions)
    if not claim.naturals and all(ops(t).isdisjoint(("series", "iterated")) for t in written):
        return
    found = frozenset[str]().union(*map(ops, (*written, *map(claim.unfold, written))))  # in definitions too
    beside = {domain for _, domain in claim.variables} & set(APART)
    beside |= found & {"sum", "count", "integral", "apply", "range", "interval"}
    if claim.is_complex:
        beside.add("complex")
    if beside:
        raise ClaimError(f"a natural variable or a finite sum beside: {', '.join(sorted(beside))}", claim.text)


def _check_condition(c: Term, reader: Reader) -> None:
    if c.op in ("and", "or"):
        for a in c.args:
            _check_condition(a, reader)
    elif c.op == "relation":
        ops = {a.op for a in c.args[1:]}
        if "vector" in ops or ("index" in ops and (ops != {"index"} or c.args[0] not in ("==", "!="))):
            raise reader.fail(
                "indices are compared by Eq(i, j) or Ne(i, j), vectors component by component", reader.tokens[0]
            )


def given(claim: Claim, data: Any) -> Claim:
    """The claim with more assumptions in its own variables."""
    if not isinstance(data, list) or len(data) > MAX_GIVEN or not all(isinstance(a, str) for a in data):
        raise CertificateError(f"'given' is a list of at most {MAX_GIVEN} conditions")
    readers = [Reader(a, claim.domains, claim.vocabulary, "assumption") for a in data]
    more = tuple(r.guarded(Reader.condition) for r in readers)
    if any(r.general or r.used.keys() - claim.domains.keys() for r in readers):
        raise CertificateError("a condition that is given has the variables of the claim alone")
    return replace(claim, assumptions=(*claim.assumptions, *more))
