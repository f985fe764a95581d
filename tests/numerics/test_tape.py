"""Tapes, scaled balls, exact values and obligations: the parts of which the oracle is made."""

import math
from fractions import Fraction

import pytest
from flint import arb, arb_series, fmpq
from hypothesis import given
from hypothesis import strategies as st

from symact.kernel.errors import Undefined
from symact.kernel.grammar import parse_expression
from symact.kernel.terms import Term, variable
from symact.numerics import UndecidedPoint, UsageError
from symact.numerics.exact import exact_value, to_fmpq, to_fraction
from symact.numerics.integrals import COMPLEX
from symact.numerics.models.wide import Wide, point
from symact.numerics.obligations import obligations, plainly_positive, refuse_undefined
from symact.numerics.record import environment, shown, shown_bound, versions
from symact.numerics.scaled import Scaled
from symact.numerics.tape import TABLES, compile_tape
from symact.numerics.view import precision

X = variable("x")
REWRITTEN = (
    "1 + erf(x)", "1 - erf(x)", "erf(x) + 1", "exp(x) - 1", "1 - exp(x)", "exp(x) - exp(-x)", "log(1 + exp(x))",
    "log(1/(1 + exp(-x)))", "log(x**2 + 1)",
)  # fmt: skip


def term(text: str) -> Term:
    return parse_expression(text, {"x": "real"})


def unrewritten(text: str, x: float) -> arb:
    """The same expression in Arb, operation by operation, at a precision that survives cancellation."""
    names = {"erf": lambda a: a.erf(), "exp": lambda a: a.exp(), "log": lambda a: a.log()}

    def value(t: Term) -> arb:
        arguments = [value(a) for a in t.args if isinstance(a, Term)]
        if t.op in names:
            return names[t.op](*arguments)
        if t.op == "number":
            return arb(fmpq(t.args[0].numerator, t.args[0].denominator))
        if t.op == "variable":
            return arb(x)
        if t.op == "neg":
            return -arguments[0]
        a, b = arguments
        return {"add": lambda: a + b, "div": lambda: a / b, "pow": lambda: a ** int(b.unique_fmpz())}[t.op]()

    return value(term(text))


@pytest.mark.parametrize("text", REWRITTEN)
@given(x=st.floats(-20, 20))
def test_rewritings_change_no_value(text: str, x: float) -> None:
    tape = compile_tape(term(text), X)
    with precision(3000):
        slow = unrewritten(text, x)
    with precision(80):
        for fast in (tape.ball(arb(x)), tape.scaled(arb(x))):
            assert fast.is_finite() and fast.overlaps(slow)
            assert fast == 0 or x == 0 or fast.rel_accuracy_bits() > 60


def test_every_instruction_is_known_to_every_arithmetic() -> None:
    names = set(TABLES["ball"])
    assert all(set(TABLES[table]) == names for table in ("series", "scaled", "wide")) and set(COMPLEX) == names
    assert set(TABLES["rational"]) < names


@pytest.mark.parametrize("x", [5e-324, 1e-300, 1e-9, 0.4, 0.9, 1.1, 30.0, 5000.0])
def test_the_logarithm_of_what_an_exponential_misses_loses_nothing(x: float) -> None:
    tape = compile_tape(term("log(1 - exp(-x))"), X)
    with precision(20_000):
        slow = (1 - (-arb(x)).exp()).log()
    with precision(80):
        narrow = Wide(arb_series([x, arb(x) / 1024]))
        for fast in (tape.ball(arb(x)), tape.scaled(arb(x)), tape.wide(narrow).series()[0]):
            assert fast.overlaps(slow) and fast.rel_accuracy_bits() > 60
        assert not tape.ball(arb(-x)).is_finite() and not tape.scaled(arb(-x)).is_finite()


@given(st.floats(-1e300, 1e300), st.floats(-1e300, 1e300))
def test_scaled_balls_keep_the_laws_of_exponents(a: float, b: float) -> None:
    with precision(3000):
        u, v = Scaled(arb(a)), Scaled(arb(b))
        one = u.exp(u) * v.exp(v) / (u + v).exp(u)
        assert one.ball().contains(1) and one.ball().rad() < 1e-9
        assert (u.exp(u).log(u) - u).ball().contains(0)


def test_an_exponent_may_have_more_bits_than_the_precision() -> None:
    with precision(2000):
        t = arb(2) ** 900 + arb(1) / 3
    with precision(50):
        u = Scaled(t)
        assert u.exp(u).r == 2**900 and u.exp(u).m.overlaps((arb(1) / 3).exp())


def test_exponentials_beyond_arb_are_compared_and_not_lost() -> None:
    with precision(100):
        tanh = compile_tape(term("(exp(x) - exp(-x))/(exp(x) + exp(-x))"), X)
        assert not tanh.ball(arb(1.7e308)).is_finite()
        assert abs(tanh.scaled(arb(1.7e308)) - 1) < 1e-25
        assert compile_tape(term("log(1 + exp(x))"), X).scaled(arb(1.7e308)).overlaps(arb(1.7e308))


def test_exact_values_are_plain_or_none() -> None:
    for text, x, expected in (
        ("1/(1 + exp(x))", 0, Fraction(1, 2)), ("sqrt(x)", Fraction(9, 4), Fraction(3, 2)), ("x**R(3, 2)", 4, 8),
        ("log(x)", 1, 0), ("erf(x) + cos(x)", 0, 1), ("sqrt(x)", 2, None), ("exp(x)", 1, None), ("pi*0", 0, None),
        ("x**0", 0, 1), ("2**x", 3, None),
    ):  # fmt: skip
        found = exact_value(term(text), X, to_fmpq(Fraction(x)))
        assert (None if found is None else to_fraction(found)) == expected


def test_exact_values_refuse_what_is_undefined() -> None:
    for text, x in (("1/x", 0), ("log(x)", 0), ("sqrt(x)", -1), ("x**-2", 0), ("0*(1/x)", 0), ("1/(exp(x) - 1)", 0)):
        with pytest.raises(Undefined):
            exact_value(term(text), X, fmpq(x))


def test_obligations_are_those_that_the_shape_does_not_settle() -> None:
    def kinds(text: str) -> list[str]:
        return [o.kind for o in obligations(term(text))]

    assert kinds("1/(1 + exp(-x))") == kinds("log(1 + exp(x))") == kinds("x/sqrt(2*pi)") == []
    assert kinds("1/(1 + x**2)") == [] and kinds("1/(1 + x**3)") == ["nonzero"]
    assert kinds("log(x)") == ["positive"] and kinds("sqrt(x)") == ["nonnegative"] and kinds("x**-1") == ["nonzero"]
    assert plainly_positive(term("exp(x) + x**2")) and not plainly_positive(term("exp(x) - 1"))


def test_broken_obligations_are_named() -> None:
    with pytest.raises(Undefined, match="x is 0 and must be nonzero"):
        refuse_undefined("nonzero", 0, X)
    with pytest.raises(UndecidedPoint, match="variable exponent"):
        refuse_undefined("power", -1, X)
    refuse_undefined("nonnegative", 0, X)


def test_a_term_that_cannot_be_compiled_is_refused() -> None:
    with pytest.raises(UsageError, match=r"does not evaluate LambertW\(x\)"):
        compile_tape(term("LambertW(x)"), X)


@given(st.floats(allow_nan=False))
def test_floats_in_records_read_back(x: float) -> None:
    record = shown(x)
    assert record is not None and float.fromhex(record["hex"]) == float(record["decimal"]) == x


@given(st.fractions())
def test_bounds_in_records_are_rounded_outwards(q: Fraction) -> None:
    low, high = (Fraction(float.fromhex(shown_bound(q, up)["hex"])) for up in (False, True))
    assert low <= q <= high and high - low <= 2 * Fraction(math.ulp(float(q)))


def test_the_environment_names_versions_and_processor() -> None:
    assert {"symact", "python", "numpy", "sympy", "mpmath", "python-flint"} == set(versions())
    assert environment()["cpu"]["model"] and "not installed" not in versions().values()


def test_what_does_not_depend_on_x_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tape, seen = compile_tape(parse_expression("x*sqrt(2/pi) + sqrt(x + 3)", {"x": "real"}), X), []
    monkeypatch.setitem(TABLES["wide"], "root", lambda a, b: seen.append(a) or Wide.root(a, b))
    with precision(128):
        for c in (1, 2, 5):
            y = tape.wide(point(arb(c), arb(1)))
            assert y.s[0].overlaps(c * (2 / arb.pi()).sqrt() + arb(c + 3).sqrt()) and y.s[0].rad() < 2.0**-100
    assert len(seen) == 4


def test_coefficients_that_a_quotient_loses_are_not_zeros() -> None:
    known = compile_tape(parse_expression("sin(x)/x", {"x": "real"}), X).taylor(arb(0), 3)
    assert known[0] == 1 and known[1] == 0 and not known[2].is_finite()
    assert compile_tape(X, X).taylor(arb(0), 4) == [0, 1, 0, 0]
