"""Reads the claim language into terms: a hand-written descent over tokens that keeps positions.

Text is data: nothing is evaluated, looked up in Python, or guessed. The language is described in GRAMMAR.md.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Protocol, TypeVar

from symact.kernel.errors import ClaimError, LimitExceeded
from symact.kernel.naturals import HERMITE, INTEGER_FUNCTIONS, is_counted, refuse_natural, summation
from symact.kernel.terms import (
    COUNT,
    ELEMENTARY,
    HALF,
    IMAGINARY,
    INFINITY,
    ONE,
    OPAQUE,
    PI,
    RELATIONS,
    TRUE,
    Term,
    add,
    div,
    free_symbols,
    mul,
    neg,
    number,
    power,
    relation,
    variable,
)  # fmt: skip
from symact.kernel.unknown import SETS, application, begins_set, of_sets

Result = TypeVar("Result")
MAX_TEXT, MAX_NESTING, MAX_DIGITS, MAX_ORDER, MAX_VARIABLES = 20_000, 100, 1_000, 50, 200
DOMAINS = ("real", "positive", "negative", "nonnegative", "unit", "sym1", "natural", "complex", "vector", "index",
           "function")  # fmt: skip
_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)|(?P<name>Interval\.[A-Za-z]+|[A-Za-z_][A-Za-z_0-9]*)"
    r"|(?P<op>\*\*|==|!=|<=|>=|[-+*/()\[\],<>])|(?P<sign>'[+-]'|\"[+-]\"))"
)
_CONDITIONS = ("And", "Or", "True", "False", "Eq", "Ne")
_CONSTANTS = {"pi": PI, "E": Term("exp", ONE), "I": IMAGINARY, "oo": INFINITY}


class Function(Protocol):
    """What reading needs to know of a defined function; see `symact.kernel.vocabulary.Definition`."""

    @property
    def parameters(self) -> tuple[object, ...]: ...

    def complaint(self, arguments: Sequence[Term]) -> str | None: ...


NOTHING: Mapping[str, Function] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    position: int


_HINTS = {"=": ": an equality is written ==", "^": ": a power is written **"}


def tokenize(source: str, origin: str) -> list[Token]:
    if len(source) > MAX_TEXT:
        raise ClaimError(f"longer than {MAX_TEXT} characters", source[:80], 0, origin)
    tokens, at = [], 0
    end = len(source.rstrip())
    while at < end:
        match = _TOKEN.match(source, at)
        if match is None:
            at += len(source[at:]) - len(source[at:].lstrip())
            hint = _HINTS.get(source[at], "")
            raise ClaimError(f"unexpected character {source[at]!r}{hint}", source, at, origin)
        kind = str(match.lastgroup)
        tokens.append(Token(kind, match[kind], match.start(kind)))
        at = match.end()
    tokens.append(Token("end", "", end))
    return tokens


class Reader:
    """One text being read. `variables` maps declared names to domains; `functions` are the defined names."""

    def __init__(
        self, source: str, variables: Mapping[str, str] | None = None,
        functions: Mapping[str, Function] = NOTHING, origin: str = "claim",
    ) -> None:  # fmt: skip
        self.source, self.origin, self.functions = source, origin, functions
        self.declared = dict(variables or {})
        self.used: dict[str, str] = {}
        self.bound: list[str] = []  # indices of sums over components
        self.counters: list[str] = []  # of finite sums
        self.tokens, self.next, self.depth = tokenize(source, origin), 0, 0
        self.general = "vector" in self.declared.values() or any(t.text == "Sum" for t in self.tokens)

    # ------------------------------------------------------------ tokens

    @property
    def token(self) -> Token:
        return self.tokens[self.next]

    def fail(self, message: str, token: Token | None = None) -> ClaimError:
        return ClaimError(message, self.source, (token or self.token).position, self.origin)

    def at(self, *texts: str) -> bool:
        return self.token.kind in ("op", "sign") and self.token.text in texts

    def take(self) -> Token:
        token = self.token
        self.next += 1
        return token

    def expect(self, symbol: str) -> None:
        if not self.at(symbol):
            found = f"found {self.token.text!r}" if self.token.text else "the text ends here"
            raise self.fail(f"expected {symbol!r}, {found}")
        self.next += 1

    # ------------------------------------------------------------ expressions

    def expression(self) -> Term:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise self.fail(f"nested more than {MAX_NESTING} levels deep")
        terms = [neg(self.product()) if self.sign() else self.product()]
        while self.at("+", "-"):
            terms.append(neg(self.product()) if self.take().text == "-" else self.product())
        self.depth -= 1
        return add(*terms)

    def sign(self) -> bool:
        """Skips a unary sign; True for a minus."""
        return self.at("+", "-") and self.take().text == "-"

    def product(self) -> Term:
        factors = [self.factor()]
        while self.at("*", "/"):
            if self.take().text == "*":
                factors.append(self.factor())
            else:
                factors = [div(mul(*factors), self.factor())]
        return mul(*factors)

    def factor(self) -> Term:
        signs = 0
        while self.at("+", "-"):
            signs += self.take().text == "-"
            if signs > MAX_NESTING:
                raise self.fail(f"more than {MAX_NESTING} signs in a row")
        base = self.atom()
        if self.at("**"):
            self.take()
            self.depth += 1
            if self.depth > MAX_NESTING:
                raise self.fail(f"nested more than {MAX_NESTING} levels deep")
            base = power(base, self.factor())
            self.depth -= 1
        for _ in range(signs):
            base = neg(base)
        return base

    def atom(self) -> Term:
        token = self.take()
        if token.kind == "number":
            return self.number(token)
        if token.kind == "name":
            return self.name(token)
        if token.text == "(":
            inner = self.expression()
            self.expect(")")
            return inner
        found = f"found {token.text!r}" if token.text else "the text ends here"
        raise self.fail(f"expected a number, a name or '(', {found}", token)

    def number(self, token: Token) -> Term:
        if len(token.text) > MAX_DIGITS:
            raise self.fail(f"a number of more than {MAX_DIGITS} digits", token)
        return number(Fraction(token.text + "0" if token.text.endswith(".") else token.text))

    def name(self, token: Token) -> Term:
        if self.at("("):
            return self.call(token)
        if token.text in self.counters:
            return variable(token.text)
        if token.text in _CONSTANTS and token.text not in self.declared:
            return _CONSTANTS[token.text]
        if token.text == "n" and self.general and "n" not in self.declared:
            return COUNT
        if token.text in _CONDITIONS:
            raise self.fail(f"{token.text} is a condition, not an expression", token)
        if self.at("["):
            return self.component(token)
        definition = self.functions.get(token.text)
        if definition is not None and not definition.parameters and token.text not in self.declared:
            return Term("call", token.text)
        domain = self.domain(token)
        if domain == "function":
            raise self.fail(f"'{token.text}' is a function: write {token.text}(…)", token)
        if domain == "vector":
            return Term("vector", token.text)
        return Term("index", token.text) if domain == "index" else variable(token.text)

    def domain(self, token: Token) -> str:
        if token.text in self.bound:
            return "index"
        known = self.declared.get(token.text)
        if known is None and (token.text in self.functions or token.text in _FORMS or token.text in ELEMENTARY):
            raise self.fail(f"'{token.text}' is a function: write {token.text}(…)", token)
        domain = self.used[token.text] = known or "real"
        if len(self.used) > MAX_VARIABLES:
            raise self.fail(f"more than {MAX_VARIABLES} variables", token)
        return domain

    def component(self, token: Token) -> Term:
        if self.domain(token) != "vector":
            raise self.fail(f"'{token.text}' is not a vector: declare --var {token.text}:vector", token)
        self.expect("[")
        index = self.index()
        self.expect("]")
        return Term("component", token.text, index)

    def index(self) -> str:
        token = self.take()
        if token.kind != "name":
            raise self.fail("expected an index name", token)
        if self.domain(token) != "index":
            raise self.fail(f"'{token.text}' is not an index: declare --var {token.text}:index", token)
        return token.text

    # ------------------------------------------------------------ calls

    def call(self, token: Token) -> Term:
        self.expect("(")
        name = token.text
        if name in _FORMS:
            result = _FORMS[name](self)
        elif self.declared.get(name) == "function":
            return application(self, token)
        elif name in ELEMENTARY or name in OPAQUE or name in self.functions:
            arguments = self.arguments()
            if name in ELEMENTARY:
                if len(arguments) != 1:
                    raise self.fail(f"{name} takes 1 argument, not {len(arguments)}", token)
                return Term(name, *arguments)
            if name in OPAQUE:
                needed = 2 if name == "polylog" or name in HERMITE or name in INTEGER_FUNCTIONS else 1
                if len(arguments) != needed:
                    raise self.fail(f"{name} takes {needed} argument{'s' * (needed > 1)}, not {len(arguments)}", token)
                return Term("opaque", name, *arguments)
            complaint = self.functions[name].complaint(arguments)
            if complaint:
                raise self.fail(complaint, token)
            return Term("call", name, *arguments)
        else:
            known = [*_FORMS, *ELEMENTARY, *OPAQUE, *self.functions]
            close = difflib.get_close_matches(name, known, 1)
            hint = f" — did you mean '{close[0]}'?" if close else ""
            raise self.fail(f"unknown function '{name}'{hint}", token)
        self.expect(")")
        return result

    def arguments(self) -> list[Term]:
        found: list[Term] = []
        while not self.at(")"):
            found.append(self.expression())
            if not self.at(")"):
                self.expect(",")
        self.expect(")")
        return found

    def reserved(self, name: str) -> bool:
        return known(name, self.functions)

    def differentiation(self) -> Term:
        f = self.expression()
        if not self.at(","):
            raise self.fail("expected Derivative(f, x)")
        while self.at(","):
            self.take()
            order: int | Term = 1
            token = self.token
            if self.at("("):
                self.take()
                token, x = self.token, self.expression()
                self.expect(",")
                order = self.order()
                self.expect(")")
            else:
                x = self.expression()
            if x.op not in ("variable", "component"):
                raise self.fail("a derivative is taken with respect to a variable or a component z[j]")
            refuse_natural(self, x, token)
            if isinstance(order, Term) and x.op != "variable":
                raise self.fail("a derivative of symbolic order is taken with respect to a variable", token)
            f = Term("iterated" if isinstance(order, Term) else "derivative", f, x, order)
        return f

    def order(self) -> int | Term:
        token = self.take()
        if token.kind != "number" or self.tokens[self.next].text != ")":
            self.next -= 1
            found = self.expression()
            if is_counted(self, found) and free_symbols(found):
                return found
            token = Token("name", "", token.position)
        if not token.text.isdigit() or not 1 <= int(token.text[:9]) <= MAX_ORDER:
            raise self.fail(
                f"the order of a derivative is an integer from 1 to {MAX_ORDER}, or has a natural variable", token
            )
        return int(token.text)

    def local(self) -> Term:
        token, x = self.token, self.expression()
        if x.op != "variable":
            raise self.fail("expected a variable")
        refuse_natural(self, x, token)
        return x

    def limit(self) -> Term:
        f, x, point = self.expression(), self.after(self.local), self.after(self.expression)
        side = ""
        if self.at(","):
            self.take()
            if self.token.kind != "sign":
                raise self.fail("the side of a limit is '+' or '-'")
            side = self.take().text[1]
        return Term("limit", f, x, point, side)

    def integral(self) -> Term:
        f = self.expression()
        self.expect(",")
        self.expect("(")
        x, low, high = self.local(), self.after(self.expression), self.after(self.expression)
        self.expect(")")
        return Term("integral", f, x, low, high)

    def substitution(self) -> Term:
        return Term("subs", self.expression(), self.after(self.local), self.after(self.expression))

    def after(self, read: Callable[[], Term]) -> Term:
        self.expect(",")
        return read()

    def rational(self) -> Term:
        token = self.token
        p, q = self.integer(self.expression()), self.integer(self.after(self.expression))
        if p is None or not q:
            raise self.fail("R(p, q) takes two integers, q not 0", token)
        return number(Fraction(p, q))

    def integer(self, t: Term) -> int | None:
        """The integer that `t` writes: digits, a sign, a power such as 10**30."""
        if t.op == "neg":
            inner = self.integer(t.args[0])
            return None if inner is None else -inner
        if t.op == "pow":
            base, exponent = self.integer(t.args[0]), self.integer(t.args[1])
            if base is None or exponent is None or not 0 <= exponent <= MAX_DIGITS or abs(base) > 10**6:
                return None
            return int(base**exponent)
        return int(t.args[0]) if t.op == "number" and t.args[0].denominator == 1 else None

    def kronecker(self) -> Term:
        i = self.index()
        self.expect(",")
        return Term("delta", *sorted((i, self.index())))

    def piecewise(self) -> Term:
        parts: list[Term] = []
        while True:
            self.expect("(")
            e = self.expression()
            self.expect(",")
            parts += [self.condition(), e]
            self.expect(")")
            if not self.at(","):
                return Term("piecewise", *parts)
            self.take()

    # ------------------------------------------------------------ conditions

    def condition(self) -> Term:
        token = self.token
        if token.kind == "name" and token.text in ("And", "Or", "Eq", "Ne", "True"):
            self.take()
            if token.text == "True":
                return TRUE
            self.expect("(")
            if token.text in ("Eq", "Ne"):
                a = self.expression()
                found = relation("==" if token.text == "Eq" else "!=", a, self.after(self.expression))
            else:
                self.depth += 1
                if self.depth > MAX_NESTING:
                    raise self.fail(f"nested more than {MAX_NESTING} levels deep")
                parts = [self.condition()]
                while self.at(","):
                    self.take()
                    parts.append(self.condition())
                self.depth -= 1
                found = Term(token.text.lower(), *parts)
            self.expect(")")
            return found
        links = self.comparison()
        return links[0] if len(links) == 1 else Term("and", *links)

    def comparison(self) -> list[Term]:
        left, links = self.expression(), []
        while self.at(*RELATIONS):
            rel, right = self.take().text, self.expression()
            links.append(relation(rel, left, right))
            left = right
        if not links:
            raise self.fail(f"expected a relation, one of {' '.join(RELATIONS)}")
        return links

    def claim(self) -> tuple[str, Term, Term]:
        """Exactly one relation between two expressions; or a range and an interval."""
        if begins_set(self):
            return of_sets(self)
        links = self.comparison()
        if len(links) > 1:
            raise self.fail("a claim has exactly one relation; state a chain as an assumption")
        rel, left, right = links[0].args
        for side in (left, right):
            if side.op in ("vector", "index"):
                raise self.fail(f"'{side.args[0]}' is a {side.op}: claims compare numbers, such as {side.args[0]}[i]")
        return rel, left, right

    def guarded(self, read: Callable[[Reader], Result]) -> Result:
        """What `read` finds, when it reads the whole text."""
        try:
            found = read(self)
            if self.token.kind != "end":
                before = self.tokens[self.next - 1] if self.next else self.token
                product = before.kind == "number" and self.token.kind == "name"
                hint = f": a product is written {before.text}*{self.token.text}" if product else ""
                raise self.fail(f"unexpected {self.token.text!r}{hint}")
        except (LimitExceeded, RecursionError) as error:
            raise self.fail(str(error)) from error
        return found


_FORMS: dict[str, Callable[[Reader], Term]] = {
    "Sum": summation, "Derivative": Reader.differentiation, "Limit": Reader.limit, "Integral": Reader.integral,
    "Subs": Reader.substitution, "R": Reader.rational, "KroneckerDelta": Reader.kronecker,
    "Piecewise": Reader.piecewise, "sqrt": lambda r: power(r.expression(), HALF),
}  # fmt: skip


def known(name: str, functions: Mapping[str, Function]) -> bool:
    """Whether a name has a meaning of its own."""
    return name in (*_FORMS, *SETS, *_CONSTANTS, *_CONDITIONS, "n") or name in ELEMENTARY | OPAQUE or name in functions


def parse_expression(
    source: str, variables: Mapping[str, str] | None = None, functions: Mapping[str, Function] = NOTHING
) -> Term:
    """The term that `source` writes; raises `ClaimError` with a position."""
    return Reader(source, variables, functions, "expression").guarded(Reader.expression)


def parse_condition(
    source: str, variables: Mapping[str, str] | None = None, functions: Mapping[str, Function] = NOTHING
) -> Term:
    """The condition that `source` writes: a relation, a chain of them, or And, Or, Eq, Ne."""
    return Reader(source, variables, functions, "assumption").guarded(Reader.condition)
