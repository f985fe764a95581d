"""Claims about complex numbers: principal branches, poles, no order."""

import pytest

from symact.derivation.ask import check
from symact.kernel.ball import Arithmetic, Indeterminate
from symact.kernel.errors import CertificateError, Undefined
from symact.kernel.grammar import parse_expression
from symact.kernel.plane import evaluate_complex
from symact.kernel.point import Point
from symact.kernel.theorem import prove
from symact.kernel.vocabulary import Vocabulary

Z = {"z": "complex"}
ZW = {"z": "complex", "w": "complex"}

PROVED = [
    ("exp(log(z)) == z", ["z != 0"], Z),
    ("sqrt(z)**2 == z", [], Z),
    ("exp(z + w) == exp(z)*exp(w)", [], ZW),
    ("z**w*z**w == z**(2*w)", ["z != 0"], ZW),
    ("exp(I*pi) == -1", [], {}),
    ("exp(I*pi/2) == I", [], {}),
    ("log(-2) == log(2) + I*pi", [], Z),
    ("sqrt(-4) == 2*I", [], Z),
    ("1/(z**2 + 1) == 1/((z + I)*(z - I))", ["z**2 != -1"], Z),
    ("sigmoid(z + 2*pi*I) == sigmoid(z)", ["1 + exp(-z) != 0"], Z),
    ("sigmoid(-z) == 1 - sigmoid(z)", ["1 + exp(-z) != 0"], Z),
    ("Derivative(tanh(z), z) == 1 - tanh(z)**2", ["cosh(z) != 0"], Z),
    ("cosh(z)**2 - sinh(z)**2 == 1", [], Z),
    ("1/I == -I", [], {}),
    ("I**(-3) == I", [], {}),
]
REFUTED = [
    ("log(exp(z)) == z", [], Z),
    ("sqrt(z**2) == z", [], Z),
    ("log(z*w) == log(z) + log(w)", ["z != 0", "w != 0"], ZW),
    ("sqrt(z*w) == sqrt(z)*sqrt(w)", [], ZW),
    ("(-8)**R(1, 3) == -2", [], Z),
    ("z/z == 1", [], Z),
    ("exp(I*pi) == 1", [], {}),
    ("z**2 == z*w", [], ZW),
    ("Abs(z) == z", [], Z),
    ("tanh(-z) == -tanh(z)", [], Z),  # poles
    ("Derivative(sigmoid(z), z) == sigmoid(z)*(1 - sigmoid(z))", [], Z),
]
UNKNOWN = [
    ("z <= z", [], Z),  # no order
    ("Derivative(log(z), z) == 1/z", ["z != 0"], Z),  # not on the branch cut
    ("Derivative(sqrt(z)**2, z) == 1", ["z != 0"], Z),
    ("Derivative(Max(z, 0), z) == 1", ["z == 1"], Z),  # Max has no value at points near 1 that are not real
]


@pytest.mark.parametrize(("claim", "assume", "variables"), PROVED)
def test_plane_proves(claim: str, assume: list[str], variables: dict[str, str]) -> None:
    assert check(claim, assume, variables).verdict == "PROVED"


@pytest.mark.parametrize(("claim", "assume", "variables"), REFUTED)
def test_plane_refutes(claim: str, assume: list[str], variables: dict[str, str]) -> None:
    assert check(claim, assume, variables).verdict == "REFUTED"


@pytest.mark.parametrize(("claim", "assume", "variables"), UNKNOWN)
def test_plane_leaves_open(claim: str, assume: list[str], variables: dict[str, str]) -> None:
    verdict = check(claim, assume, variables)
    assert verdict.verdict == "UNKNOWN" and verdict.reason


def test_splits_on_a_complex_variable_are_refused() -> None:
    from symact.kernel.claim import read_claim

    claim = read_claim("z == z", Vocabulary(), (), Z)
    with pytest.raises(CertificateError):
        prove(claim, [{"split": "z", "parts": [{}, {}, {}]}])


def test_a_real_variable_takes_no_complex_coordinate() -> None:
    from symact.kernel.claim import read_claim
    from symact.kernel.refutation import refute

    with pytest.raises(CertificateError):
        refute(read_claim("log(exp(x)) == x + 0*I", Vocabulary()), {"point": {"x": "2*log(-1)"}})


def value(text: str) -> tuple[float, float]:
    found = evaluate_complex(parse_expression(text), Point(), Arithmetic(80))
    return float(found.re.lower), float(found.im.lower)


def test_principal_branches() -> None:
    assert value("log(-1)")[1] == pytest.approx(3.141592653589793)
    assert value("log(-1 - I)")[1] == pytest.approx(-2.356194490192345)
    assert value("sqrt(I)") == pytest.approx((0.7071067811865476, 0.7071067811865476))
    assert value("I**I") == pytest.approx((0.20787957635076193, 0.0))


def test_branches_refuse_zero_and_the_cut() -> None:
    with pytest.raises(Undefined):
        value("log(I - I)")
    with pytest.raises(Indeterminate):
        value("log(exp(3*I*pi/3))")
