"""Claims as Python objects."""

import pytest
import sympy

import symact
from symact.derivation.ask import check
from symact.derivation.bridge import BridgeError
from symact.derivation.functions import function, sigmoid, softmax
from symact.derivation.statements import claim, claim_text, claim_variables, condition_text
from symact.kernel.errors import ClaimError

x, y = sympy.symbols("x y", real=True)
z = sympy.IndexedBase("z", real=True)
i, j, k = sympy.symbols("i j k", integer=True)


def test_claim_keeps_both_sides_as_they_are_written() -> None:
    made = claim("x/x == 1")
    assert isinstance(made, sympy.Eq)
    assert claim_text(made) == "x/x == 1"
    assert claim_text(symact.claim("sigmoid(-x) == 1 - sigmoid(x)")) == "sigmoid(-x) == 1 - sigmoid(x)"


@pytest.mark.parametrize("relation", ["==", "!=", "<", "<=", ">", ">="])
def test_every_relation(relation: str) -> None:
    assert claim_text(claim(f"tanh(x) {relation} x")) == f"tanh(x) {relation} x"


def test_claim_takes_domains() -> None:
    made = claim("softplus(x, b) > 0", {"b": "positive"})
    assert claim_variables(made) == {"b": "positive", "x": "real"}


def test_claim_refuses_with_a_position() -> None:
    with pytest.raises(ClaimError, match=r"claim:1:1: .*sigmod"):
        claim("sigmod(x) == 1")
    with pytest.raises(ClaimError):
        claim("__import__('os').system('true') == 0")


def test_texts_of_other_statements() -> None:
    assert claim_text("x == x") == "x == x"
    assert claim_text((sigmoid(-x), 1 - sigmoid(x))) == "sigmoid(-x) == 1 - sigmoid(x)"
    assert claim_text(("x/x", 1)) == "x/x == 1"
    assert claim_text(sympy.Le(sigmoid(x), 1, evaluate=False)) == "sigmoid(x) <= 1"


@pytest.mark.parametrize("statement", [True, sigmoid(x) == sigmoid(y), sympy.Eq(x, x)], ids=["bool", "==", "Eq"])
def test_a_bool_is_refused(statement: object) -> None:
    with pytest.raises(TypeError, match="write it as a string"):
        claim_text(statement)


@pytest.mark.parametrize("statement", [3, None, (x,), (x, y, x), sigmoid(x)])
def test_what_is_no_claim_is_refused(statement: object) -> None:
    with pytest.raises(TypeError, match="pair"):
        claim_text(statement)


def test_conditions() -> None:
    assert condition_text("x > 0") == "x > 0"
    assert condition_text(sympy.Ne(x, 0)) == "x != 0"
    assert condition_text(sympy.And(x > 0, y > 0)) == "And(x > 0, y > 0)"
    for wrong in (True, sympy.true, 1, x):
        with pytest.raises(TypeError, match="assumption"):
            condition_text(wrong)


def test_variables_are_declared_by_symbols() -> None:
    p, m = sympy.Symbol("p", positive=True), sympy.Symbol("m", negative=True)
    w = sympy.Symbol("w", complex=True)
    assert claim_variables((p * m, w + x)) == {"p": "positive", "m": "negative", "w": "complex", "x": "real"}
    assert claim_variables((sympy.Symbol("t"), 0)) == {"t": "real"}
    assert claim_variables("x == x") == {}


def test_vectors_and_indices_are_declared_by_use() -> None:
    assert claim_variables((softmax(i, z).diff(z[j]), 0)) == {"z": "vector", "i": "index", "j": "index"}
    total = sympy.Sum(softmax(k, z), (k, 1, sympy.Symbol("n")))
    assert claim_variables((total, 1)) == {"z": "vector"}
    assert claim_variables((function("logsumexp")(x, y), 0)) == {"x": "real", "y": "real"}


def test_one_name_with_two_meanings_is_refused() -> None:
    with pytest.raises(BridgeError, match="different assumptions"):
        claim_variables((x, sympy.Symbol("x", positive=True)))


def test_statements_are_decided() -> None:
    assert symact.check((sigmoid(-x), 1 - sigmoid(x))).verdict == "PROVED"
    assert symact.check(claim("x/x == 1")).verdict == "REFUTED"
    p = sympy.Symbol("p", positive=True)
    assert symact.check((sympy.log(p**2), 2 * sympy.log(p))).verdict == "PROVED"
    with pytest.raises(TypeError, match="string"):
        symact.check(sigmoid(-x) == 1 - sigmoid(x))


def test_check_takes_sympy_conditions() -> None:
    x = sympy.Symbol("x")
    assert check(sympy.Eq(sympy.log(x**2), 2 * sympy.log(x)), assume=x > 0).verdict == "PROVED"
    assert check("x/x == 1", assume=[sympy.Ne(x, 0), "x < 5"]).verdict == "PROVED"


def test_check_refuses_what_is_no_condition() -> None:
    with pytest.raises(TypeError, match="an assumption is a string or a SymPy condition"):
        check("x == x", assume=True)
