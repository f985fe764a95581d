"""How unknown functions and ranges are read: `y(x)` for a function y, and `Range(f, x) == Interval.open(a, b)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symact.kernel.terms import Term, variable

if TYPE_CHECKING:
    from symact.kernel.grammar import Reader, Token

SETS = ("Range", "Interval", "Interval.open", "Interval.Lopen", "Interval.Ropen")


def application(reader: Reader, token: Token) -> Term:
    """`y(x)`, the name being read."""
    reader.domain(token)
    arguments = reader.arguments()
    if len(arguments) != 1 or arguments[0].op in ("vector", "index"):
        raise reader.fail(f"{token.text} is a function of one real variable", token)
    return Term("apply", variable(token.text), arguments[0])


def begins_set(reader: Reader) -> bool:
    return reader.token.text in SETS and reader.tokens[reader.next + 1].text == "("


def of_sets(reader: Reader) -> tuple[str, Term, Term]:
    """`Range(f, x) == Interval(a, b)`, in either order."""
    start = reader.token
    left = _set(reader)
    if not reader.at("=="):
        raise reader.fail("a range is compared with an interval by ==")
    reader.take()
    right = _set(reader)
    if {left.op, right.op} != {"range", "interval"}:
        raise reader.fail("a range is compared with an interval: Range(f, x) == Interval(a, b)", start)
    return "==", left, right


def _set(reader: Reader) -> Term:
    token = reader.take()
    if token.text not in SETS:
        raise reader.fail(f"expected one of {' '.join(SETS)}", token)
    reader.expect("(")
    if token.text == "Range":
        found = Term("range", reader.expression(), reader.after(reader.local))
    else:
        found = Term("interval", reader.expression(), reader.after(reader.expression), token.text)
    reader.expect(")")
    return found
