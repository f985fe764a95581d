"""Traps for limits, derivatives by definition and integrals: claims that verdicts have to get right."""

from typing import Any

import pytest

from symact.derivation.ask import check
from symact.kernel.certificate import digest, replay
from symact.kernel.claim import read_claim
from symact.kernel.errors import CertificateError
from symact.kernel.theorem import prove
from symact.kernel.vocabulary import Definition, Vocabulary, scalar

# The value is 1, and no rule of the kernel finds it: (-1)**ONE is -1, and its normal form under `base > 0` says 1.
HIDDEN = "(sqrt(3 + 2*sqrt(2)) - sqrt(2))"

TRUE = [
    ("Derivative(Limit(x*y, y, 1), x) == 1", ()),
    ("Derivative(x + Limit(x*y, y, 1), x) == 2", ("x == 2",)),
    (f"Limit(Piecewise((1, x > 0), (-(-1)**{HIDDEN}, True)), x, 0) == 1", ()),
    (f"Limit(log(x - (-1)**{HIDDEN}), x, 0) == 0", ()),
    (f"Limit(log(x - a**{HIDDEN}), x, 0) == 0", ("a == -1",)),
    (f"Limit(sqrt(x - (-1)**{HIDDEN}), x, 0) == 1", ()),
    (f"Derivative(Piecewise((x, x > 0), (-x*(-1)**{HIDDEN}, True)), x) == 1", ("x == 0",)),
    (f"Limit(Piecewise((1, x > (-1)**{HIDDEN}), (1/(x - x), True)), x, 0) == 1", ()),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "under"), TRUE)
def test_what_is_true_is_not_refuted(claim: str, under: tuple[str, ...]) -> None:
    assert check(claim, assume=list(under), timeout=5).verdict != "REFUTED"


def forged(claim: str, **changes: Any) -> dict[str, Any]:
    certificate = check(claim).certificate
    assert certificate is not None
    evidence = certificate["evidence"]
    made = {**certificate, "evidence": {**evidence, "integrals": [{**evidence["integrals"][0], **changes}]}}
    return {**made, "digest": digest(made)}


@pytest.mark.parametrize("changes", [{"antiderivative": "x + 0*I"}, {"except": ["I"]}, {"except": ["0*I"]}])
def test_an_antiderivative_does_not_move_a_real_claim_into_the_plane(changes: dict[str, Any]) -> None:
    """Read in the plane, log(-1) would have a value: Integral(1, (x, 0, 1)) + log(-1) == 1 + log(-1)."""
    with pytest.raises(CertificateError, match="real"):
        replay(forged("Integral(1, (x, 0, 1)) == 1", **changes))


@pytest.mark.parametrize("claim", ["Integral(0, (x, oo, oo)) == 0", "Integral(x, (x, -oo, -oo)) == 0"])
def test_an_integral_from_infinity_to_itself_has_no_meaning(claim: str) -> None:
    assert check(claim).verdict == "UNKNOWN"


def test_more_integrals_than_a_certificate_may_hold_are_undecided() -> None:
    claim = " + ".join(f"Integral(x, (x, 0, {k}))" for k in range(1, 23)) + " > 0"
    assert check(claim).verdict == "UNKNOWN"


@pytest.mark.parametrize("definition", [scalar("f", "x", "1 + 0*I"), scalar("f", "x a=0*I", "1 + a")])
def test_a_claim_is_read_in_the_plane_where_a_definition_names_the_imaginary_unit(definition: Definition) -> None:
    """Else the claim that is left without the integral is read in the plane, where log(-1) has a value."""
    vocabulary = Vocabulary([definition])
    assert read_claim("f(1) == 1", vocabulary).is_complex
    assert read_claim("x == 1", vocabulary, ["f(1) == 1"]).is_complex
    claim = read_claim("Integral(1, (x, 0, 1)) + log(-1) == f(1) + log(-1)", vocabulary)
    entry = {
        "integral": "Integral(1, (x, 0, 1))", "antiderivative": "x", "ends": ["reached", "reached"], "except": [],
        "proofs": [[{"factors": {}}, {"factors": {}}]],
    }  # fmt: skip
    with pytest.raises(CertificateError, match="real"):
        prove(claim, {"integrals": [entry], "then": [{"factors": {}}]})
