"""Inert terms: immutable, interned, never simplified on construction.

A `Term` is an operator and its arguments. Equal terms are the same object, so equality and hashing cost nothing,
and `x/x`, `0*y` or `log(x) - log(x)` stay what they are: what a term means is decided by the semantics, not here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from operator import is_
from typing import Any, ClassVar
from weakref import WeakValueDictionary

from symact.kernel.errors import LimitExceeded

# Functions of one argument that the kernel knows by themselves; all others unfold to these.
ELEMENTARY = frozenset({"exp", "log", "erf", "sin", "cos", "atan"})
# Functions that parse, and about which no rule exists yet: a claim that needs one is UNKNOWN.
OPAQUE = frozenset({"LambertW", "polylog", "gamma", "floor", "factorial", "erfinv", "re", "im", "conjugate",
                    "stirling2", "binomial", "hermite", "hermite_prob"})  # fmt: skip
LEAVES = frozenset(
    {"number", "variable", "vector", "index", "pi", "imaginary", "infinity", "count", "component", "delta", "true"}
)
RELATIONS = ("==", "!=", "<=", ">=", "<", ">")
MAX_DEPTH, MAX_SIZE, MAX_NUMBER_BITS = 160, 1_000_000, 14_000
NOTHING: frozenset[str] = frozenset()


class Term:
    """One node: `op` and `args`. The table of operators is in GRAMMAR.md."""

    __slots__ = ("__weakref__", "_free", "_ops", "args", "children", "depth", "op", "size")
    op: str
    args: tuple[Any, ...]
    children: tuple[Term, ...]  # those among `args`
    depth: int
    size: int  # nodes, counted as often as they occur
    _free: frozenset[str] | None  # found when first asked for, as `_ops` is
    _ops: frozenset[str] | None
    _interned: ClassVar[WeakValueDictionary[tuple[Any, ...], Term]] = WeakValueDictionary()

    def __new__(cls, op: str, *args: Any) -> Term:
        found = cls._interned.get((op, args))
        if found is not None:
            return found
        inside = tuple([a for a in args if isinstance(a, Term)])
        depth = 1 + max([a.depth for a in inside], default=0)
        if depth > MAX_DEPTH:
            raise LimitExceeded(f"expression nested more than {MAX_DEPTH} levels deep")
        size = 1 + sum([a.size for a in inside])
        if size > MAX_SIZE:
            raise LimitExceeded(f"expression of more than {MAX_SIZE} nodes")
        self = object.__new__(cls)
        values = (op, args, inside, depth, size, None, None)
        for name, value in zip(("op", "args", "children", "depth", "size", "_free", "_ops"), values, strict=True):
            object.__setattr__(self, name, value)
        return cls._interned.setdefault((op, args), self)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("terms are immutable")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("terms are immutable")

    def __reduce__(self) -> tuple[Any, ...]:
        return (Term, (self.op, *self.args))

    def __repr__(self) -> str:
        inside = ", ".join(map(repr, (self.op, *self.args))) if self.size < 1000 else f"{self.op!r}: {self.size} nodes"
        return f"Term({inside})"


def number(value: Fraction | int) -> Term:
    return Term("number", Fraction(value))


ZERO, ONE, TWO, HALF = number(0), number(1), number(2), number(Fraction(1, 2))
PI, COUNT, TRUE = Term("pi"), Term("count"), Term("true")
IMAGINARY, INFINITY = Term("imaginary"), Term("infinity")


def variable(name: str) -> Term:
    return Term("variable", name)


def neg(a: Term) -> Term:
    return Term("neg", a)


def add(*terms: Term) -> Term:
    return terms[0] if len(terms) == 1 else Term("add", *terms)


def sub(a: Term, b: Term) -> Term:
    return Term("add", a, neg(b))


def mul(*terms: Term) -> Term:
    return terms[0] if len(terms) == 1 else Term("mul", *terms)


def div(a: Term, b: Term) -> Term:
    return Term("div", a, b)


def power(a: Term, b: Term) -> Term:
    return Term("pow", a, b)


def sqrt(a: Term) -> Term:
    return power(a, HALF)


def relation(rel: str, a: Term, b: Term) -> Term:
    return Term("relation", rel, a, b)


def children(t: Term) -> tuple[Term, ...]:
    return t.children


def rebuild(t: Term, f: Callable[[Term], Term]) -> Term:
    """`t` with `f` applied to each child."""
    if t.op in LEAVES:
        return t
    made = tuple([f(a) if isinstance(a, Term) else a for a in t.args])
    return t if all(map(is_, made, t.args)) else Term(t.op, *made)


def walk(t: Term) -> Iterator[Term]:
    """Every distinct subterm of `t`, itself first."""
    seen, stack = {t}, [t]
    while stack:
        t = stack.pop()
        yield t
        for a in t.children:
            if a not in seen:
                seen.add(a)
                stack.append(a)


def free_symbols(t: Term) -> frozenset[str]:
    """Names of variables, vectors and indices that occur in `t` unbound."""
    if t._free is None:
        object.__setattr__(t, "_free", _free(t))
    assert t._free is not None
    return t._free


def _free(t: Term) -> frozenset[str]:
    if t.op in ("variable", "vector", "index", "component", "delta"):
        return frozenset(t.args)
    names = NOTHING.union(*map(free_symbols, t.children))
    if t.op == "sum":
        return names - frozenset(t.args[:1])
    if t.op in ("series", "integral", "limit", "subs"):
        outside = [free_symbols(a) for a in t.args[2:] if isinstance(a, Term)]  # the point, the value, the ends
        return names - frozenset(t.args[1].args).difference(*outside)
    return names


def ops(t: Term) -> frozenset[str]:
    """The operators of `t` and of all its subterms."""
    if t._ops is None:
        object.__setattr__(t, "_ops", NOTHING.union((t.op,), *map(ops, t.children)))
    assert t._ops is not None
    return t._ops


def is_constant(t: Term) -> bool:
    """Whether `t` is a closed term: no variable, index or n."""
    return not free_symbols(t) and ops(t).isdisjoint(("count", "sum"))


def everywhere_defined(t: Term) -> bool:
    """Whether `t` is a polynomial in variables, components and functions that are defined everywhere."""
    if t.op == "pow":
        n = t.args[1].args[0] if t.args[1].op == "number" else -1
        return everywhere_defined(t.args[0]) and n >= 0 and n.denominator == 1
    leaves, inner = ("number", "variable", "component", "pi", "count"), ("add", "mul", "neg", "exp", "sin", "cos")
    return t.op in leaves or (t.op in inner and all(map(everywhere_defined, t.args)))


def sum_level(t: Term) -> int:
    """How deep sums are nested in `t`; the sum around it names its index after that."""
    inner = max((sum_level(a) for a in t.args if isinstance(a, Term)), default=0)
    return inner + 1 if t.op == "sum" else inner


def fresh(name: str, taken: Iterable[str]) -> str:
    """A name like `name` that is not in `taken`."""
    used, stem, count = set(taken), name.rstrip("0123456789_") or "k", 0
    while name in used:
        count += 1
        name = f"{stem}_{count}"
    return name


def substitute(t: Term, values: Mapping[Term, Term]) -> Term:
    """`t` with leaves replaced, never capturing: a binder whose name occurs in a replacement is renamed.

    Keys are `variable`, `component`, `vector` or `index` leaves. An `index` key also replaces the index inside
    components and deltas, by another index. The variable of a derivative can only become another variable.
    """
    return _substitute(t, values, {}) if values else t


def _substitute(t: Term, values: Mapping[Term, Term], memo: dict[Term, Term]) -> Term:
    if t in memo:
        return memo[t]
    if t in values:
        result = values[t]
    elif t.op in ("component", "delta"):
        names = [values.get(Term("index", a), Term("index", a)).args[0] for a in t.args]
        result = Term(t.op, t.args[0], names[1]) if t.op == "component" else Term("delta", *sorted(names))
        result = values.get(result, result)
    elif t.op == "sum":
        result = _substitute_sum(t, values)
    elif t.op in ("series", "integral", "limit", "subs"):
        if t.op == "series":
            t = _apart(t, values)
        inner = {k: v for k, v in values.items() if k is not t.args[1]}
        if any(t.args[1].args[0] in free_symbols(v) for v in inner.values()):
            raise LimitExceeded(f"substitution would capture {t.args[1].args[0]}")
        body = _substitute(t.args[0], inner, {})
        result = Term(t.op, body, t.args[1], *[_part(a, values, memo) for a in t.args[2:]])
    else:
        result = Term(t.op, *[_part(a, values, memo) for a in t.args])
        if t.op in ("derivative", "iterated") and result.args[1].op not in ("variable", "component"):
            raise LimitExceeded("a derivative's variable was replaced by an expression")
    memo[t] = result
    return result


def _apart(t: Term, values: Mapping[Term, Term]) -> Term:
    """A finite sum whose counter is none of the names that come in."""
    body, k, low, high = t.args
    incoming = {n for v in values.values() for n in free_symbols(v)}
    if k.args[0] not in incoming:
        return t
    new = variable(fresh(k.args[0], incoming | free_symbols(body)))
    return Term("series", substitute(body, {k: new}), new, low, high)


def _part(a: Any, values: Mapping[Term, Term], memo: dict[Term, Term]) -> Any:
    return _substitute(a, values, memo) if isinstance(a, Term) else a


def _substitute_sum(t: Term, values: Mapping[Term, Term]) -> Term:
    bound, body = t.args
    values = {k: v for k, v in values.items() if k is not Term("index", bound)}
    incoming = {n for v in values.values() for n in free_symbols(v)}
    if bound in incoming:
        new = fresh(bound, incoming | free_symbols(body))
        body = _substitute(body, {Term("index", bound): Term("index", new)}, {})
        bound = new
    return Term("sum", bound, _substitute(body, values, {}))


# ------------------------------------------------------------------ text

_PREC = {"add": 1, "neg": 2, "mul": 3, "div": 3, "pow": 5}


def text(t: Term) -> str:
    """The claim-language text of `t`; reading it back gives `t`."""
    return _TEXT.get(t.op, _call_text)(t)


def _wrap(t: Term, level: int) -> str:
    s = text(t)
    own = _PREC.get(t.op, 9)
    return f"({s})" if own < level else s


def _number_text(t: Term) -> str:
    q: Fraction = t.args[0]
    if max(abs(q.numerator).bit_length(), q.denominator.bit_length()) > MAX_NUMBER_BITS:
        raise LimitExceeded("a number too long to write")
    return str(q.numerator) if q.denominator == 1 and q >= 0 else f"R({q.numerator}, {q.denominator})"


def _add_text(t: Term) -> str:
    parts = [_wrap(t.args[0], 2)]
    for a in t.args[1:]:
        parts.append(f" - {_wrap(a.args[0], 3)}" if a.op == "neg" else f" + {_wrap(a, 2)}")
    return "".join(parts)


def _mul_text(t: Term) -> str:
    first = _wrap(t.args[0], 3) if t.args[0].op != "mul" else f"({text(t.args[0])})"
    return "*".join([first, *[_wrap(a, 4) for a in t.args[1:]]])


def _pow_text(t: Term) -> str:
    base, exponent = t.args
    if exponent is HALF:
        return f"sqrt({text(base)})"
    return f"{_wrap(base, 6)}**{_wrap(exponent, 6)}"


def _piecewise_text(t: Term) -> str:
    pairs = [f"({text(e)}, {text(c)})" for c, e in zip(t.args[::2], t.args[1::2], strict=True)]
    return f"Piecewise({', '.join(pairs)})"


def _derivative_text(t: Term) -> str:
    f, x, order = t.args
    return f"Derivative({text(f)}, {text(x)})" if order == 1 else f"Derivative({text(f)}, ({text(x)}, {order}))"


def _call_text(t: Term) -> str:
    args = [text(a) if isinstance(a, Term) else str(a) for a in t.args]
    name = args.pop(0) if t.op in ("call", "opaque") else t.op
    return f"{name}({', '.join(args)})"


def _iterated_text(t: Term) -> str:
    f, x, order = map(text, t.args)
    return f"Derivative({f}, ({x}, {order}))"


def _integral_text(t: Term) -> str:
    body, x, low, high = map(text, t.args)
    return f"{'Sum' if t.op == 'series' else 'Integral'}({body}, ({x}, {low}, {high}))"


_TEXT: dict[str, Callable[[Term], str]] = {
    "number": _number_text,
    "variable": lambda t: str(t.args[0]),
    "vector": lambda t: str(t.args[0]),
    "index": lambda t: str(t.args[0]),
    "component": lambda t: f"{t.args[0]}[{t.args[1]}]",
    "delta": lambda t: f"KroneckerDelta({t.args[0]}, {t.args[1]})",
    "pi": lambda t: "pi",
    "imaginary": lambda t: "I",
    "infinity": lambda t: "oo",
    "count": lambda t: "n",
    "true": lambda t: "True",
    "neg": lambda t: f"-{_wrap(t.args[0], 3)}",
    "add": _add_text,
    "mul": _mul_text,
    "div": lambda t: f"{_wrap(t.args[0], 3)}/{_wrap(t.args[1], 4)}",
    "pow": _pow_text,
    "sum": lambda t: f"Sum({text(t.args[1])}, ({t.args[0]}, 1, n))",
    "piecewise": _piecewise_text,
    "derivative": _derivative_text,
    "iterated": _iterated_text,
    "integral": _integral_text,
    "series": _integral_text,
    "limit": lambda t: f"Limit({', '.join([*map(text, t.args[:3]), *map(repr, filter(None, t.args[3:]))])})",
    "subs": lambda t: f"Subs({', '.join(map(text, t.args))})",
    "relation": lambda t: f"{_wrap(t.args[1], 1)} {t.args[0]} {_wrap(t.args[2], 1)}",
    "and": lambda t: f"And({', '.join(map(text, t.args))})",
    "or": lambda t: f"Or({', '.join(map(text, t.args))})",
    "apply": lambda t: f"{text(t.args[0])}({text(t.args[1])})",
    "range": lambda t: f"Range({text(t.args[0])}, {text(t.args[1])})",
    "interval": lambda t: f"{t.args[2]}({text(t.args[0])}, {text(t.args[1])})",
}
