"""Ranges as sets: what is an interval of values, what is not, and proofs that must be refused."""

from typing import Any

import pytest

from symact.activations import vocabulary
from symact.kernel.certificate import canonical, read_certificate, replay
from symact.kernel.claim import Claim, read_claim
from symact.kernel.errors import CertificateError, ClaimError, Stuck
from symact.kernel.ranges import conditions, read_range
from symact.kernel.refutation import refute
from symact.kernel.theorem import prove
from symact.prover.decide import decide


def about(claim: str, *assumptions: str, **variables: str) -> Claim:
    return read_claim(claim, vocabulary(), assumptions, variables)


def verdict(claim: str, *assumptions: str, **variables: str) -> str:
    found = decide(about(claim, *assumptions, **variables), 10)
    if found.certificate is not None:
        replay(read_certificate(canonical(found.certificate)))
    return found.verdict


@pytest.mark.parametrize(
    ("claim", "assumptions"),
    [
        ("Range(sigmoid(x), x) == Interval.open(0, 1)", ()),
        ("Interval.open(-1, 1) == Range(tanh(x), x)", ()),
        ("Range(softplus(x), x) == Interval.open(0, oo)", ()),
        ("Range(relu(x), x) == Interval.Ropen(0, oo)", ()),
        ("Range(hard_swish(x), x) == Interval.Ropen(-R(3, 8), oo)", ()),
        ("Range(x**2*exp(-x), x) == Interval(0, 4*exp(-2))", ("x >= 0",)),
        ("Range(relu(x), x) == Interval(0, oo)", ()),
        ("Range(elu(x), x) == Interval.open(-1, oo)", ()),
        ("Range(silu(x), x) == Interval(-LambertW(exp(-1)), oo)", ()),
        ("Range(sin(x), x) == Interval(-1, 1)", ()),
        ("Range(softsign(x), x) == Interval.open(-1, 1)", ()),
        ("Range(relu6(x), x) == Interval(0, 6)", ()),
        ("Range(hard_sigmoid(x), x) == Interval(0, 1)", ()),
        ("Range(x, x) == Interval(-oo, oo)", ()),
        ("Range(sigmoid(x), x) == Interval.open(1/2, 1)", ("x > 0",)),
        ("Range(sigmoid(x), x) == Interval.Ropen(1/2, 1)", ("x >= 0",)),
        ("Range(sigmoid(x), x) == Interval(1/2, sigmoid(1))", ("0 <= x <= 1",)),
        ("Range(sigmoid(x), x) == Interval.open(1/2, 1)", ("x > -1", "x > 0")),
        ("Range(1/x, x) == Interval.open(0, oo)", ("x > 0",)),
        ("Range(sqrt(x), x) == Interval(0, oo)", ("x >= 0",)),
        ("Range(sqrt(x), x) == Interval(0, 2)", ("0 <= x <= 4",)),
        ("Range(Derivative(sigmoid(x), x), x) == Interval.Lopen(0, 1/4)", ()),
        ("Range(x**2, x) == Interval(0, 4)", ("-1 <= x <= 2",)),
        ("Range(relu(x), x) == Interval(0, 0)", ("x < 0",)),
        ("Range(x + a, x) == Interval.open(a, oo)", ("x > 0",)),
    ],
)
def test_the_range_is_the_interval(claim: str, assumptions: tuple[str, ...]) -> None:
    assert verdict(claim, *assumptions) == "PROVED"


def test_the_domain_of_the_variable_counts() -> None:
    assert verdict("Range(logit(x), x) == Interval(-oo, oo)", x="unit") == "PROVED"
    assert verdict("Range(logit(x), x) == Interval(-oo, oo)") != "PROVED"
    assert verdict("Range(exp(x), x) == Interval.open(0, 1)", x="negative") == "PROVED"
    assert verdict("Range(exp(x), x) == Interval.open(1, oo)", x="nonnegative") == "REFUTED"


@pytest.mark.parametrize(
    ("claim", "assumptions"),
    [
        ("Range(sigmoid(x), x) == Interval(0, 1)", ()),
        ("Range(sigmoid(x), x) == Interval.Lopen(0, 1)", ()),
        ("Range(sigmoid(x), x) == Interval.open(-1, 1)", ()),
        ("Range(sigmoid(x), x) == Interval.open(0, 1/2)", ()),
        ("Range(relu(x), x) == Interval.open(0, oo)", ()),
        ("Range(tanh(x), x) == Interval(-1, oo)", ()),
        ("Range(softplus(x), x) == Interval(0, oo)", ()),
        ("Range(sigmoid(x), x) == Interval.open(0, 1)", ("x > 0",)),
        ("Range(1/x, x) == Interval.open(0, oo)", ()),
        ("Range(1/x, x) == Interval.open(-oo, oo)", ("x != 0",)),
        ("Range(1/x, x) == Interval.open(-oo, oo)", ()),
        ("Range(log(x), x) == Interval(-oo, oo)", ()),
    ],
)
def test_a_value_outside_or_missed_refutes(claim: str, assumptions: tuple[str, ...]) -> None:
    assert verdict(claim, *assumptions) == "REFUTED"


@pytest.mark.parametrize(
    ("claim", "assumptions"),
    [
        ("Range(floor(x), x) == Interval(-oo, oo)", ()),
        ("Range(sign(x), x) == Interval(-1, 1)", ()),
        ("Range(Heaviside(x), x) == Interval(0, 1)", ()),
        ("Range(x + sign(x)/2, x) == Interval(-oo, oo)", ()),
        ("Range(sigmoid(x), x) == Interval.open(0, 1)", ("x != 0",)),
        ("Range(x**2, x) == Interval(0, oo)", ("Or(x < -1, x > -2)",)),
        ("Range(sigmoid(x), x) == Interval.open(0, 1)", ("1 < x < 0",)),
        ("Range(sigmoid(x), x) == Interval(0, 1)", ("x > 1", "x < 1")),
        ("Range(x, x) == Interval.open(a, oo)", ("x > a",)),
        ("Range(sigmoid(x), x) == Interval(1/2, 1/2)", ("x == 0",)),
        ("Range(x, x) == Interval(0, 1)", ("0 <= x <= 1", "sqrt(x) < 5")),
        ("Range(sigmoid(x), x) == Interval.open(0, 1)", ("x > log(-1)",)),
    ],
)
def test_what_has_no_rule_is_not_decided(claim: str, assumptions: tuple[str, ...]) -> None:
    assert verdict(claim, *assumptions) == "UNKNOWN"


# ------------------------------------------------------------ forged certificates

OPEN: dict[str, Any] = {"cuts": [], "low": {"towards": "low"}, "high": {"towards": "high"}, "proofs": [[{}]] * 5}


def test_the_certificate_by_itself() -> None:
    claim = about("Range(sigmoid(x), x) == Interval.open(0, 1)")
    assert not prove(claim, {"range": OPEN}).vacuous


@pytest.mark.parametrize(
    "change",
    [
        {"low": {"towards": "high"}}, {"high": {"towards": "low"}}, {"low": {"at": "0"}}, {"low": None}, {"proofs": []},
        {"proofs": [[{}]] * 4}, {"proofs": [[{"vacuous": True}]] * 5}, {"cuts": ["0"]}, {"cuts": "0"}, {"cuts": ["x"]},
        {"cuts": ["oo"]}, {"low": {"towards": "0"}}, {"cuts": ["log(-1)"], "proofs": [[{}]] * 6},
    ],
)  # fmt: skip
def test_a_changed_certificate_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises((CertificateError, ClaimError, Stuck)):
        prove(about("Range(sigmoid(x), x) == Interval.open(0, 1)"), {"range": {**OPEN, **change}})


@pytest.mark.parametrize(
    "claim", ["Interval(0, 1)", "Interval.Lopen(0, 1)", "Interval.Ropen(0, 1)", "Interval.open(0, 2)"]
)
def test_an_open_end_is_not_a_closed_one(claim: str) -> None:
    for low in ({"towards": "low"}, {"at": "0"}, {"at": "-1000"}):
        with pytest.raises((CertificateError, Stuck)):
            prove(about(f"Range(sigmoid(x), x) == {claim}"), {"range": {**OPEN, "low": low}})


def test_a_jump_cannot_be_cut_out() -> None:
    claim = about("Range(sign(x), x) == Interval(-1, 1)")
    data = {"cuts": ["0"], "low": {"at": "-1"}, "high": {"at": "1"}, "proofs": [[{}]] * 6}
    assert len(conditions(read_range(claim), data)) == 6
    with pytest.raises(Stuck):
        prove(claim, {"range": data})


def test_the_place_of_an_end_lies_in_the_domain() -> None:
    claim = about("Range(x**2, x) == Interval(0, 4)", "1 <= x <= 2")
    data = {"cuts": [], "low": {"at": "0"}, "high": {"at": "2"}}
    claims = [part.text for part in conditions(read_range(claim), data)]
    assert "0 >= 1" in claims or "1 <= 0" in claims


@pytest.mark.parametrize(
    ("claim", "witness"),
    [
        (
            "Range(sigmoid(x), x) == Interval(0, 1)",
            {"missed": "1/2", "relation": "!=", "at": "0", "proofs": [[{}]] * 3},
        ),
        ("Range(sigmoid(x), x) == Interval(0, 1)", {"missed": "2", "relation": "<", "at": "0", "proofs": [[{}]] * 3}),
        (
            "Range(sigmoid(x), x) == Interval.open(0, 1)",
            {"missed": "0", "relation": ">", "at": "0", "proofs": [[{}]] * 3},
        ),
        ("Range(sigmoid(x), x) == Interval(0, 1)", {"missed": "0", "relation": ">=", "at": "0", "proofs": [[{}]] * 3}),
        ("Range(sigmoid(x), x) == Interval(0, 1)", {"outside": "low", "witness": {"point": {"x": "0"}}}),
        ("Range(sigmoid(x), x) == Interval(-oo, 1)", {"outside": "low", "witness": {"point": {"x": "0"}}}),
        ("Range(sigmoid(x), x) == Interval(0, 1)", {"point": {"x": "0"}}),
        ("Range(sigmoid(x), x) == Interval(0, 1)", {}),
    ],
)
def test_a_forged_refutation_is_refused(claim: str, witness: dict[str, Any]) -> None:
    with pytest.raises((CertificateError, Stuck)):
        refute(about(claim), {"range": witness})
    with pytest.raises((CertificateError, Stuck)):
        refute(about(claim), witness)


def test_nothing_is_missed_where_nothing_is_asked() -> None:
    data = {"missed": "0", "relation": ">", "at": "0", "proofs": [[{}]] * 4}
    for assumption in ("1 > 2", "x > 0", "x > log(-1)"):
        with pytest.raises((CertificateError, Stuck)):
            refute(about("Range(sigmoid(x), x) == Interval(0, 1)", assumption), {"range": data})


@pytest.mark.parametrize(
    "claim",
    [
        "Range(x, x) <= Interval(0, 1)", "Range(x, x) == 1", "1 + Range(x, x) == Interval(0, 1)",
        "Range(x) == Interval(0, 1)",
        "Range(x, 2) == Interval(0, 1)", "Range(x, x) == Interval.closed(0, 1)", "Range(x, x) == Range(x, x)",
        "Interval(0, 1) == Interval(0, 1)", "Range(x, x) == Interval(0)", "Abs(Range(x, x)) == 1",
    ],
)  # fmt: skip
def test_ranges_stand_on_one_side_alone(claim: str) -> None:
    with pytest.raises(ClaimError):
        about(claim)


@pytest.mark.parametrize(
    ("claim", "variables"),
    [
        ("Range(x, x) == Interval.open(x, oo)", {}), ("Range(z, z) == Interval(-oo, oo)", {"z": "complex"}),
        ("Range(x, x) == Interval(oo, -oo)", {}), ("Range(x + I, x) == Interval(-oo, oo)", {}),
        ("Range(exp(x), x) == Interval.open(0, 2*oo)", {}),
    ],
)  # fmt: skip
def test_what_is_no_range_of_reals_is_refused(claim: str, variables: dict[str, str]) -> None:
    with pytest.raises(CertificateError):
        prove(about(claim, **variables), {"range": OPEN})
