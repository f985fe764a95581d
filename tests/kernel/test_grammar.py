"""The claim language: what it reads, what it refuses and where, and that it never runs or waits."""

from __future__ import annotations

import re
import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symact.activations import vocabulary
from symact.kernel.claim import read_claim
from symact.kernel.errors import ClaimError
from symact.kernel.grammar import (
    DOMAINS,
    MAX_DIGITS,
    MAX_NESTING,
    MAX_ORDER,
    MAX_TEXT,
    MAX_VARIABLES,
    parse_condition,
    parse_expression,
)
from symact.kernel.terms import (
    HALF,
    PI,
    TRUE,
    Term,
    add,
    div,
    mul,
    neg,
    number,
    power,
    relation,
    sub,
    text,
    variable,
)  # fmt: skip

X, Y = variable("x"), variable("y")
TWO, THREE = number(2), number(3)
GENERAL = {"z": "vector", "i": "index", "j": "index"}


# ------------------------------------------------------------ what it reads


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x + y*2", add(X, mul(Y, TWO))),
        ("x - y - 2", add(X, neg(Y), neg(TWO))),
        ("x - (y - 2)", sub(X, sub(Y, TWO))),
        ("x/y/2", div(div(X, Y), TWO)),
        ("x/y*2", mul(div(X, Y), TWO)),
        ("x*y/2", div(mul(X, Y), TWO)),
        ("-x**2", neg(power(X, TWO))),
        ("(-x)**2", power(neg(X), TWO)),
        ("2**-x", power(TWO, neg(X))),
        ("x**y**2", power(X, power(Y, TWO))),
        ("-x*y", neg(mul(X, Y))),
        ("x*-y", mul(X, neg(Y))),
        ("x - -y", add(X, neg(neg(Y)))),
        ("+x", X),
        ("--x", neg(neg(X))),
        ("-x + y", add(neg(X), Y)),
        ("sqrt(x)", power(X, HALF)),
        ("E", Term("exp", number(1))),
        ("pi", PI),
        ("I", Term("imaginary")),
        ("oo", Term("infinity")),
        ("R(-2, 4)", number(Fraction(-1, 2))),
        ("R(1, 10**30)", number(Fraction(1, 10**30))),
        ("Derivative(x, x, y)", Term("derivative", Term("derivative", X, X, 1), Y, 1)),
        ("Derivative(x, (x, 3))", Term("derivative", X, X, 3)),
        ("Limit(x, x, 0, '-')", Term("limit", X, X, number(0), "-")),
        ("Limit(x, x, oo)", Term("limit", X, X, Term("infinity"), "")),
        ("Integral(x, (x, 0, 2))", Term("integral", X, X, number(0), TWO)),
        ("Subs(x, x, y)", Term("subs", X, X, Y)),
        ("Piecewise((x, x > 0), (y, True))", Term("piecewise", relation(">", X, number(0)), X, TRUE, Y)),
    ],
)  # fmt: skip
def test_reads(source: str, expected: Term) -> None:
    assert parse_expression(source) is expected


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("0.044715", Fraction(8943, 200000)),
        ("0.1", Fraction(1, 10)),
        (".5", Fraction(1, 2)),
        ("2.", Fraction(2)),
        ("007", Fraction(7)),
        ("1.0507009873554804934193349852946", Fraction(10507009873554804934193349852946, 10**31)),
        ("1" + "0" * 400, Fraction(10**400)),
    ],
)
def test_decimals_are_exact(source: str, value: Fraction) -> None:
    assert parse_expression(source) is number(value)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=0, places=30, max_value=10**9))
def test_every_decimal_is_exact(d: object) -> None:
    assert parse_expression(f"{d:f}").args[0] == Fraction(str(d))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("0 < x < 1", Term("and", relation("<", number(0), X), relation("<", X, number(1)))),
        ("Ne(x, 0)", relation("!=", X, number(0))),
        ("Eq(x, y)", relation("==", X, Y)),
        ("True", TRUE),
        ("Or(x < y, And(x > 2, y >= 3))",
         Term("or", relation("<", X, Y), Term("and", relation(">", X, TWO), relation(">=", Y, THREE)))),
    ],
)  # fmt: skip
def test_conditions(source: str, expected: Term) -> None:
    assert parse_condition(source) is expected


def test_chains_compare_neighbours() -> None:
    assert text(parse_condition("0 < x <= y != 2")) == "And(0 < x, x <= y, y != 2)"


def test_general_length() -> None:
    t = parse_expression("Sum(exp(z[k]), (k, 1, n))*KroneckerDelta(j, i)", GENERAL)
    assert text(t) == "Sum(exp(z[k]), (k, 1, n))*KroneckerDelta(i, j)"
    assert t.args[0].args[0] == "k"


def test_n_is_the_length_only_where_there_are_vectors() -> None:
    assert parse_expression("n") is variable("n")
    assert parse_expression("n", GENERAL) is Term("count")
    assert parse_expression("n", {**GENERAL, "n": "real"}) is variable("n")


def test_a_claim_may_begin_with_a_minus() -> None:
    assert read_claim("-relu(-x) == Min(x, 0)", vocabulary()).text == "-relu(-x) == Min(x, 0)"


# ------------------------------------------------------------ what it refuses, and where


@pytest.mark.parametrize(
    ("source", "position", "message"),
    [
        ("sigmod(x) == 1", 0, "unknown function 'sigmod' — did you mean 'sigmoid'?"),
        ("x + sofplus(x) == 1", 4, "did you mean 'softplus'?"),
        ("x == qqqqqq(x)", 5, "unknown function 'qqqqqq'"),
        ("x + == 1", 4, "expected a number, a name or '(', found '=='"),
        ("x == ", 4, "the text ends here"),
        ("", 0, "the text ends here"),
        ("(x == 1", 3, "expected ')', found '=='"),
        ("x", 1, "expected a relation"),
        ("x)", 1, "expected a relation"),
        ("x == 1 == 2", 11, "a claim has exactly one relation"),
        ("0 < x < 1", 9, "state a chain as an assumption"),
        ("x == 1 2", 7, "unexpected '2'"),
        ("x == 1;", 6, "unexpected character ';'"),
        ("x = 1", 2, "unexpected character '='"),
        ("x^2 == 1", 1, "unexpected character '^'"),
        ("x & y == 1", 2, "unexpected character '&'"),
        ("x == 1_000", 6, "unexpected '_000'"),
        ("1e5 == x", 1, "expected a relation"),
        ("x.y == 1", 1, "unexpected character '.'"),
        ("sin(x, y) == 1", 0, "sin takes 1 argument, not 2"),
        ("exp() == 1", 0, "exp takes 1 argument, not 0"),
        ("sigmoid == 1", 0, "'sigmoid' is a function: write sigmoid(…)"),
        ("softplus(x, 1, 2) == 0", 0, "softplus(x, b=1) does not take 3 arguments"),
        ("Max() == 1", 0, "Max needs at least one argument"),
        ("softmax(3, x, y) == 1", 0, "a component number from 1 to 2"),
        ("softmax(0, x, y) == 1", 0, "a component number from 1 to 2"),
        ("softmax(1) == 1", 0, "needs at least one component"),
        ("R(1, 0) == x", 2, "R(p, q) takes two integers, q not 0"),
        ("R(x, 1) == x", 2, "R(p, q) takes two integers"),
        ("R(1, 2.5) == x", 2, "R(p, q) takes two integers"),
        ("R(2**(10**9), 1) == x", 2, "R(p, q) takes two integers"),
        ("Derivative(x) == 1", 12, "expected Derivative(f, x)"),
        ("Derivative(x, x + 1) == 1", 19, "with respect to a variable"),
        ("Derivative(x, (x, 0)) == 1", 18, f"an integer from 1 to {MAX_ORDER}"),
        ("Derivative(x, (x, -1)) == 1", 18, f"an integer from 1 to {MAX_ORDER}"),
        (f"Derivative(x, (x, {MAX_ORDER + 1})) == 1", 18, f"an integer from 1 to {MAX_ORDER}"),
        ("Sum(x, (k, 0, n)) == 1", 8, "a sum runs from 1 to n"),
        ("Sum(x, (k, 1, y)) == 1", 8, "a sum runs from 1 to n"),
        ("Sum(x) == 1", 5, "expected Sum(e, (k, 1, n))"),
        ("Limit(x, x, 0, 1) == 1", 15, "the side of a limit is '+' or '-'"),
        ("Limit(x, 2, 0) == 1", 10, "expected a variable"),
        ("True == 1", 0, "True is a condition"),
        ("Piecewise((x, x)) == 1", 15, "expected a relation"),
        ("Piecewise(x, True) == 1", 10, "expected '(', found 'x'"),
        ("KroneckerDelta(1, 2) == 1", 15, "expected an index name"),
        ("z[i] == 1", 0, "'z' is not a vector: declare --var z:vector"),
        ("x\n+\n == 1", 5, "expected a number"),
    ],
)
def test_refuses_with_a_position(source: str, position: int, message: str) -> None:
    with pytest.raises(ClaimError) as caught:
        read_claim(source, vocabulary())
    assert message in caught.value.message
    assert caught.value.position == position


def test_an_error_names_its_text_line_and_column() -> None:
    with pytest.raises(ClaimError, match=r"^claim:2:5: unknown function 'sigmod' — did you mean 'sigmoid'\?$"):
        read_claim("x ==\n    sigmod(x)", vocabulary())
    with pytest.raises(ClaimError, match=r"^assumption:1:3: "):
        read_claim("x == x", vocabulary(), ["x ~ 1"])


@pytest.mark.parametrize(
    ("source", "variables", "message"),
    [
        ("z == 1", GENERAL, "claims compare numbers"),
        ("i == j", GENERAL, "claims compare numbers"),
        ("z[x] == 1", GENERAL, "'x' is not an index"),
        ("softmax(z, i) == 1", GENERAL, "softmax"),
        ("softmax(i, z, z) == 1", GENERAL, "softmax"),
        ("Sum(z[k], (i, 1, n)) == 1", GENERAL, "expected a new name"),
        ("x == 1", {"x": "integer"}, "'integer' is not a domain"),
        ("x == 1", {"x y": "real"}, "'x y' is not a name"),
        ("x == 1", {"ξ": "real"}, "is not a name"),
    ],
)
def test_refuses_misused_variables(source: str, variables: dict[str, str], message: str) -> None:
    with pytest.raises(ClaimError, match=message.replace("(", r"\(")):
        read_claim(source, vocabulary(), (), variables)


@pytest.mark.parametrize("assumption", ["i < j", "Eq(i, 1)", "z == 0", "i + 1 == j", "x", "x = 1", "And()"])
def test_refuses_assumptions(assumption: str) -> None:
    with pytest.raises(ClaimError):
        read_claim("z[i] == z[j]", vocabulary(), [assumption], GENERAL)


def test_every_domain_is_read() -> None:
    for domain in DOMAINS:
        declared = {"v": domain}
        source = {"vector": "logsumexp(v) == 1", "index": "x == 1", "function": "v(1) == 1"}.get(domain, "v == 1")
        assert read_claim(source, vocabulary(), (), declared).domains["v"] == domain


# ------------------------------------------------------------ hostile text

LOOK_ALIKES = {
    "Greek sigma": "σ(x) == 1", "minus sign": "x − 1 == 0", "not equal": "x ≠ 1", "less or equal": "x ≤ 1",
    "full-width one": "１ == x", "Arabic digit": "x == ١", "Cyrillic а": "аbs == 1", "Cyrillic х": "sin(х) == 1",
    "superscript": "x² == 1", "direction override": "\u202ex == 1", "zero width": "x\u200b == 1", "null": "x\x00 == 1",
    "combining": "x\u0301 == 1", "multiplication": "2·x == 1", "smart quotes": "Limit(x, x, 0, ‘+’) == 1",
}  # fmt: skip


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_refuses_look_alikes(name: str) -> None:
    with pytest.raises(ClaimError, match="unexpected character"):
        read_claim(LOOK_ALIKES[name], vocabulary())


@pytest.mark.parametrize(
    "source",
    [
        "__import__('os').system('id') == 1", "().__class__ == 1", "x if x else y == 1", "lambda x: x == 1",
        "[x for x in y] == 1", "f'{x}' == 1", "exec('1') == 1", "open(x) == 1", "eval(x) == 1", "x := 1",
        "sympify(x) == 1", "Symbol(x) == 1", "getattr(x, y) == 1", "\\x41 == 1", "x == '1'", '"" == ""', "#x == 1",
    ],
)  # fmt: skip
def test_code_is_a_syntax_error(source: str) -> None:
    with pytest.raises(ClaimError):
        read_claim(source, vocabulary())


def nested(depth: int, left: str = "(", right: str = ")") -> str:
    return left * depth + "x" + right * depth + " == x"


@pytest.mark.parametrize(
    "source",
    [
        nested(10_000),
        nested(5_000, "exp("),
        nested(1_000, "-(-("[:2]),
        nested(200, "Piecewise(((", ", x > 0), (1, True)))"),
        "-" * 15_000 + "x == 1",
        "x == " + "And(" * 3_000 + "x > 0" + ")" * 3_000,
        "x" + "**x" * 5_000 + " == 1",
        "x" + "/x" * 5_000 + " == 1",
        "Derivative(x" + ", x" * 5_000 + ") == 1",
        nested(300, "Sum(", ", (k, 1, n))"),
        nested(MAX_NESTING, "sin("),
        "x" * (MAX_TEXT + 1),
        "1" * (MAX_DIGITS + 1) + " == x",
        "0." + "1" * (MAX_DIGITS + 1) + " == x",
        " + ".join(f"v{k}" for k in range(MAX_VARIABLES + 1)) + " == 1",
        "x == " + "x + " * 2_000_000 + "x",
        "(" * 10_000_000,
    ],
    ids=lambda s: f"{s[:12]}…{len(s)}",
)
def test_bounds_are_errors_at_once(source: str) -> None:
    start = time.process_time()
    with pytest.raises(ClaimError) as caught:
        read_claim(source, vocabulary())
    assert time.process_time() - start < 1
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    "source",
    [
        nested(MAX_NESTING - 5),
        "1" * MAX_DIGITS + " == x",
        "x == " + "x + " * 4_000 + "x",
        " + ".join(f"v{k}" for k in range(MAX_VARIABLES)) + " == 1",
        f"Derivative(x, (x, {MAX_ORDER})) == 0",
    ],
    ids=lambda s: f"{s[:12]}…{len(s)}",
)
def test_up_to_the_bounds_all_is_read(source: str) -> None:
    assert read_claim(source, vocabulary())


@given(st.text("xyzn0159.+-*/()[],<>=! \n'\"_^&σ²−≤éπ１\u200b\x00", max_size=30))
def test_any_text_is_read_or_refused(source: str) -> None:
    try:
        claim = read_claim(source, vocabulary())
    except ClaimError as error:
        assert 0 <= error.position <= len(source)
    else:
        assert read_claim(claim.text, vocabulary()).text == claim.text


WORDS = "x y 2 0.5 ( ) + - * / ** , < <= == != sin( exp( sqrt( sigmoid( Piecewise(( Derivative( R( True pi Max("
PIECES = st.sampled_from(WORDS.split())


@given(st.lists(PIECES, max_size=14).map(" ".join))
def test_any_tokens_are_read_or_refused(source: str) -> None:
    try:
        claim = read_claim(source, vocabulary())
    except ClaimError as error:
        assert 0 <= error.position <= len(source)
    else:
        assert read_claim(claim.text, vocabulary()).text == claim.text


@pytest.mark.parametrize(
    ("source", "hint"), [("2x", "a product is written 2*x"), ("x^2", "a power is written **"), ("x = 1", "written ==")]
)
def test_a_common_slip_is_answered_with_what_to_write(source: str, hint: str) -> None:
    with pytest.raises(ClaimError, match=re.escape(hint)):
        parse_expression(source)
