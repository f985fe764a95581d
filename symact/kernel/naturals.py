"""Claims with a natural number: expressions of integers, finite sums, derivatives of symbolic order, and their values.

A variable of the domain `natural` ranges over the integers m >= 0. An integer expression is made of integers, such
variables and counters of finite sums by +, - and *. Where one is closed, what it governs is written out: a sum as its
terms, a derivative with its order, an integer function as its value.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import comb, prod
from typing import TYPE_CHECKING

from symact.kernel.errors import LimitExceeded
from symact.kernel.terms import COUNT, ONE, ZERO, Term, add, free_symbols, mul, number, ops, substitute, variable

if TYPE_CHECKING:
    from symact.kernel.grammar import Reader, Token

NATURAL = "natural"
INTEGER_FUNCTIONS = {"stirling2": 2, "binomial": 2}  # of integer arguments; values are integers
HERMITE = ("hermite", "hermite_prob")  # of an integer and a real number
MAX_INTEGER, MAX_TERMS, MAX_NODES, MAX_DEGREE = 2_000, 400, 50_000, 60
# What may not stand beside a natural variable in a claim: no rule has been thought through for the two together.
APART = ("vector", "index", "complex", "function")


def is_whole(t: Term, names: Collection[str]) -> bool:
    """Whether `t` is an integer expression; `names` are natural variables, those with # counters of the kernel."""
    if t.op == "number":
        return bool(t.args[0].denominator == 1)
    if t.op == "variable":
        return t.args[0] in names or t.args[0].startswith("#")
    return t.op in ("add", "neg", "mul") and all(is_whole(a, names) for a in t.args)


def whole_value(t: Term) -> int | None:
    """The value of a closed integer expression; None when `t` is none."""
    if t.op == "number":
        return int(t.args[0]) if t.args[0].denominator == 1 else None
    if t.op not in ("add", "neg", "mul") or free_symbols(t):
        return None
    total = int(t.op == "mul")
    for a in t.args:
        value = whole_value(a)
        if value is None:
            return None
        total = total * value if t.op == "mul" else total + value
        if abs(total) > 10**9:
            raise LimitExceeded("an integer too large to compute with")
    return -total if t.op == "neg" else total


# ------------------------------------------------------------ reading


def is_counted(reader: Reader, t: Term) -> bool:
    declared = {name for name, domain in reader.declared.items() if domain == NATURAL}
    return is_whole(t, declared | set(reader.counters))


def refuse_natural(reader: Reader, x: Term, token: Token) -> None:
    """A derivative, limit or Subs in a natural variable or a counter has no meaning here."""
    name = x.args[0]
    if x.op == "variable" and (name in reader.counters or reader.declared.get(name) == NATURAL):
        raise reader.fail(f"'{name}' takes integer values only", token)


def summation(reader: Reader) -> Term:
    """`Sum(e, (k, low, high))`; the body is read twice, as the counter is named after it."""
    start, depth = reader.next, 0
    while not (depth == 0 and reader.at(",")):
        depth += reader.at("(", "[") - reader.at(")", "]")
        if reader.token.kind == "end" or depth < 0:
            raise reader.fail("expected Sum(e, (k, 1, n)), or bounds other than 1 and n")
        reader.next += 1
    reader.next += 1
    name, low, high = _bounds(reader)
    stop, reader.next = reader.next, start
    names = reader.bound if high is COUNT else reader.counters
    names.append(name)
    body = reader.expression()
    reader.expect(",")
    names.pop()
    reader.next = stop
    return Term("sum", name, body) if high is COUNT else Term("series", body, variable(name), low, high)


def _bounds(reader: Reader) -> tuple[str, Term, Term]:
    """`(k, low, high)`: a new name, and bounds, which are read outside its scope."""
    reader.expect("(")
    token = reader.take()
    if token.kind != "name" or token.text in reader.declared:
        raise reader.fail("expected a new name for the summation index", token)
    low, high = reader.after(reader.expression), reader.after(reader.expression)
    reader.expect(")")
    if low is ONE and high is COUNT:
        return token.text, low, high
    if not (is_counted(reader, low) and is_counted(reader, high)):
        raise reader.fail(
            "a sum runs from 1 to n over components, Sum(e, (k, 1, n)), or between bounds made of integers and natural"
            " variables: declare --var m:natural", token,
        )  # fmt: skip
    if reader.reserved(token.text):
        raise reader.fail(f"'{token.text}' has a meaning already, a counter needs another name", token)
    return token.text, low, high


# ------------------------------------------------------------ values


def stirling2(n: int, k: int) -> int:
    """Partitions of n things into k parts, by S(n + 1, k) = k·S(n, k) + S(n, k − 1) (DLMF 26.8.22)."""
    if max(n, k) > MAX_INTEGER // 10:
        raise LimitExceeded(f"a Stirling number beyond {MAX_INTEGER // 10}")
    row = [1]
    for m in range(n):
        row = [(j * row[j] if j <= m else 0) + (row[j - 1] if j else 0) for j in range(m + 2)]
    return row[k] if k <= n else 0


def integer_function(name: str, n: int, k: int) -> int | None:
    """The value; None where there is none: both take n >= 0, and `stirling2` k >= 0."""
    if n < 0 or (k < 0 and name == "stirling2"):
        return None
    if n > MAX_INTEGER:
        raise LimitExceeded(f"{name} of a number above {MAX_INTEGER}")
    return stirling2(n, k) if name == "stirling2" else comb(n, k) if k >= 0 else 0


def hermite_term(name: str, n: int, u: Term) -> Term:
    """Hₙ(u) and Heₙ(u) from H₀ = 1 and Hₙ₊₁ = 2u·Hₙ − 2n·Hₙ₋₁, Heₙ₊₁ = u·Heₙ − n·Heₙ₋₁ (DLMF 18.9.1, 18.9.2)."""
    if n > MAX_DEGREE:
        raise LimitExceeded(f"{name} of a degree above {MAX_DEGREE}")
    scale = 2 if name == "hermite" else 1
    before: dict[int, int] = {}
    last = {0: 1}
    for m in range(n):
        raised = {e + 1: scale * c for e, c in last.items()}
        for e, c in before.items():
            raised[e] = raised.get(e, 0) - scale * m * c
        before, last = last, raised
    parts = [mul(number(c), Term("pow", u, number(e))) if e else number(c) for e, c in sorted(last.items()) if c]
    return Term("guarded", add(*parts) if parts else ZERO, u)


def without_value(t: Term) -> str | None:
    """Why a term of this module has no value, where that is plain."""
    place = {"iterated": t.args[2]} if t.op == "iterated" else {}
    if t.op == "opaque" and len(t.args) == 3:
        place = {"first argument": t.args[1]} if t.args[0] in (*HERMITE, *INTEGER_FUNCTIONS) else {}
        if t.args[0] == "stirling2":
            place["second argument"] = t.args[2]
    for name, part in place.items():
        value = whole_value(part)
        if value is not None and value < 0:
            return f"the {'order' if t.op == 'iterated' else name} is {value}"
    return None


def written_out(t: Term) -> Term:
    """`t`, an operator of this module, written out where its integers are closed; else `t` itself."""
    if t.op == "series":
        return _terms(t)
    if t.op == "iterated":
        order = whole_value(t.args[2])
        if order is None or order < 0:
            return t
        return Term("derivative", t.args[0], t.args[1], order) if order else t.args[0]
    if t.op == "opaque" and len(t.args) == 3:
        name, first, second = t.args
        n = whole_value(first)
        if name in HERMITE and n is not None and n >= 0:
            return hermite_term(name, n, second)
        k = whole_value(second) if name in INTEGER_FUNCTIONS else None
        if n is not None and k is not None and (value := integer_function(name, n, k)) is not None:
            return number(value)
    return t


def _terms(t: Term) -> Term:
    body, k, low, high = t.args
    first, last = whole_value(low), whole_value(high)
    if first is None or last is None:
        return t
    if last - first >= MAX_TERMS:
        raise LimitExceeded(f"a sum of more than {MAX_TERMS} terms")
    terms, size = list[Term](), 0
    for j in range(first, last + 1):
        terms.append(_rewritten(substitute(body, {k: number(j)})))
        size += terms[-1].size
        if size > MAX_NODES:
            raise LimitExceeded(f"a sum that has more than {MAX_NODES} nodes when written out")
    if not terms:  # an exponent that varies is not to be a constant
        names = sorted(free_symbols(t))
        return Term("guarded", ZERO, *map(variable, names)) if names else ZERO
    return add(*terms)


def _rewritten(t: Term) -> Term:
    """Every part of `t` written out, innermost first."""
    if ops(t).isdisjoint(("series", "iterated", "opaque")):
        return t
    return written_out(Term(t.op, *[_rewritten(a) if isinstance(a, Term) else a for a in t.args]))


def at(t: Term, values: Mapping[str, int]) -> Term:
    """`t` where natural variables have values."""
    return _rewritten(substitute(t, {variable(name): number(v) for name, v in values.items()}))


def next_of(t: Term, name: str) -> Term:
    """`t` at m + 1."""
    m = variable(name)
    return substitute(t, {m: add(m, number(1))})


def linear_in(t: Term, name: str) -> int | None:
    """The integer a where the integer expression `t` is a·m plus what does not depend on m = `name`; else None."""
    if t.op == "variable":
        return int(t.args[0] == name)
    if name not in free_symbols(t):
        return 0
    slopes = [linear_in(a, name) for a in t.args]
    if t.op == "neg":
        return None if slopes[0] is None else -slopes[0]
    if t.op == "add":
        return None if None in slopes else sum(s for s in slopes if s is not None)
    values = [whole_value(a) for a in t.args]
    varying = [s for s, v in zip(slopes, values, strict=True) if v is None]
    if t.op != "mul" or len(varying) != 1 or varying[0] is None:
        return None
    return prod([varying[0], *(v for v in values if v is not None)])
