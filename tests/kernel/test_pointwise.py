"""Sums over the components of vectors, term by term, for every length n; forged certificates are refused."""

from typing import Any

import pytest

from symact.activations import vocabulary
from symact.kernel.certificate import canonical, read_certificate, replay
from symact.kernel.claim import Claim, read_claim
from symact.kernel.errors import CertificateError, ClaimError, LimitExceeded, Stuck
from symact.kernel.pointwise import read_pointwise, with_pointwise
from symact.kernel.terms import free_symbols
from symact.kernel.theorem import prove
from symact.kernel.vocabulary import Vocabulary, scalar
from symact.prover.decide import decide

VECTORS = {"y": "vector", "z": "vector"}


def about(claim: str, *assumptions: str, **variables: str) -> Claim:
    return read_claim(claim, vocabulary(), assumptions, {**VECTORS, **variables})


def verdict(claim: str, *assumptions: str, **variables: str) -> str:
    found = decide(about(claim, *assumptions, **variables), 20)
    if found.certificate is not None:
        replay(read_certificate(canonical(found.certificate)))
    return found.verdict


@pytest.mark.parametrize(
    "claim",
    [
        "Sum(softmax(k, z)*(log_softmax(k, z) - log_softmax(k, y)), (k, 1, n)) >= 0",
        pytest.param(
            "-Sum(softmax(k, z)*log_softmax(k, y), (k, 1, n)) >= -Sum(softmax(k, z)*log_softmax(k, z), (k, 1, n))",
            marks=pytest.mark.slow,
        ),
        "-Sum(softmax(k, z)*log(softmax(k, z)), (k, 1, n)) <= log(n)",
        "-Sum(softmax(k, z)*log(softmax(k, z)), (k, 1, n)) >= 0",
        "logsumexp(z) >= Sum(z[k], (k, 1, n))/n + log(n)",
        "Sum(softmax(k, z)**2, (k, 1, n)) <= 1",
        "Sum(softmax(k, z)**2, (k, 1, n)) >= 1/n",
        "Sum(exp(z[k]), (k, 1, n)) >= n + Sum(z[k], (k, 1, n))",
        "Sum(tanh(z[k]), (k, 1, n)) < n",
        "Sum(relu(z[k]), (k, 1, n)) >= Sum(z[k], (k, 1, n))",
        "Abs(Sum(z[k], (k, 1, n))) <= Sum(Abs(z[k]), (k, 1, n))",
        "Sum(z[k], (k, 1, n))**2 <= n*Sum(z[k]**2, (k, 1, n))",
        "Sum(z[k]*y[k], (k, 1, n))**2 <= Sum(z[k]**2, (k, 1, n))*Sum(y[k]**2, (k, 1, n))",
    ],
)
def test_what_holds_term_by_term(claim: str) -> None:
    assert verdict(claim) == "PROVED"


@pytest.mark.parametrize(
    "claim",
    [
        "Sum(softmax(k, z)*(log_softmax(k, z) - log_softmax(k, y)), (k, 1, n)) > 0",
        "Sum(softmax(k, z)*(log_softmax(k, y) - log_softmax(k, z)), (k, 1, n)) >= 0",
        "-Sum(softmax(k, z)*log(softmax(k, z)), (k, 1, n)) < log(n)",
        "-Sum(softmax(k, z)*log(softmax(k, z)), (k, 1, n)) > 0",
        "logsumexp(z) > Sum(z[k], (k, 1, n))/n + log(n)",
        "logsumexp(z) >= Sum(z[k], (k, 1, n)) + log(n)",
        "Sum(softmax(k, z)**2, (k, 1, n)) < 1",
        "Sum(softmax(k, z)**2, (k, 1, n)) > 1/n",
        "Sum(exp(z[k]), (k, 1, n)) > n + Sum(z[k], (k, 1, n))",
        "Sum(exp(z[k]), (k, 1, n)) >= n + 1 + Sum(z[k], (k, 1, n))",
        "Sum(tanh(z[k]), (k, 1, n)) < 1",
        "Sum(tanh(z[k]), (k, 1, n)) < n - 1",
        "Sum(relu(z[k]), (k, 1, n)) > Sum(z[k], (k, 1, n))",
        "Abs(Sum(z[k], (k, 1, n))) < Sum(Abs(z[k]), (k, 1, n))",
        "Abs(Sum(z[k], (k, 1, n))) >= Sum(Abs(z[k]), (k, 1, n))",
        "Sum(z[k], (k, 1, n))**2 <= Sum(z[k]**2, (k, 1, n))",
        "Sum(z[k]*y[k], (k, 1, n))**2 < Sum(z[k]**2, (k, 1, n))*Sum(y[k]**2, (k, 1, n))",
        "Sum(z[k], (k, 1, n))*Sum(y[k], (k, 1, n)) <= n*Sum(z[k]*y[k], (k, 1, n))",
    ],
)
def test_what_is_false_is_never_proved(claim: str) -> None:
    assert verdict(claim) == "REFUTED"


# ------------------------------------------------------------ certificates by hand

LEAF: list[dict[str, Any]] = [{}]
ABOVE_ITS_TANGENT: list[dict[str, Any]] = [
    {"step": {"split": "t - (0)", "parts": [{"variable": "t", "from": "0", "then": None}, None,
                                            {"variable": "t", "from": "0", "then": None}]}}
]  # fmt: skip
EXPONENTIAL: dict[str, Any] = {
    "index": "j", "variables": [["t", "real", "z[j]"]], "said": [[">=", [["1", "exp(t) - 1 - t", False]]]],
    "proofs": [LEAF, ABOVE_ITS_TANGENT],
}  # fmt: skip
CLAIM = "Sum(exp(z[k]), (k, 1, n)) >= n + Sum(z[k], (k, 1, n))"


def forged(claim: Claim, then: Any = LEAF, **changed: Any) -> object:
    return prove(claim, {"pointwise": {**EXPONENTIAL, **changed}, "then": then})


def test_a_certificate_by_hand() -> None:
    assert forged(about(CLAIM))


REFUSED = (CertificateError, ClaimError, LimitExceeded, Stuck)


@pytest.mark.parametrize(
    "changed",
    [
        {"index": "z"},  # names of the claim, of functions, of n, and no names
        {"index": "n"},
        {"index": "exp"},
        {"index": "softmax"},
        {"index": "Sum"},
        {"index": "#0"},
        {"index": ""},
        {"index": None},
        {"index": "t"},
        {"variables": [["j", "real", "z[j]"]]},
        {"variables": [["z", "real", "z[j]"]]},
        {"variables": [["n", "real", "z[j]"]]},
        {"variables": [["t", "real", "z[j]"], ["t", "real", "2*z[j]"]]},
        {"variables": [["t", "natural", "z[j]"]]},
        {"variables": [["t", "complex", "z[j]"]]},
        {"variables": [["t", "vector", "z"]]},
        {"variables": [["t", "real", "z"]]},
        {"variables": [["t", "real", "j"]]},
        {"variables": [["t", "real", "t"]]},  # a place that is no term of the claim
        {"variables": [["t", "real", "x"]]},
        {"variables": [["t", "real", "z[k]"]]},
        {"variables": [["t", "real", "I*z[j]"]]},
        {"variables": [["t", "real", "Derivative(z[j]**2, z[j])"]]},
        {"variables": [["t", "positive", "z[j]"]]},  # whose proof is not there
        {"variables": [["t", "positive", "z[j]"]], "proofs": [LEAF, LEAF, LEAF]},
        {"variables": [["t", "unit", "z[j]"]], "proofs": [LEAF, LEAF, LEAF, LEAF]},
        {"variables": [["t", "real", "log(z[j])"]]},  # without a value
        {"variables": [["t", "real", "1/(z[j] - z[j])"]]},
        {"variables": [["t", "real"]]},
        {"variables": None},
        {"variables": []},
        {"said": [["!=", [["1", "exp(t) - 1 - t", False]]]]},
        {"said": [[">", [["1", "exp(t) - 1 - t", False]]]]},
        {"said": [["<=", [["1", "exp(t) - 1 - t", False]]]]},
        {"said": [["==", [["1", "exp(t) - 1 - t", False]]]]},
        {"said": [[">=", [["1", "exp(t) - 2 - t", False]]]]},
        {"said": [[">=", [["-1", "exp(t) - 1 - t", False]]]]},
        {"said": [[">=", [["0", "exp(t) - 1 - t", False]]]]},  # 0 >= 0 says nothing
        {"said": [[">=", [["t", "exp(t) - 1 - t", False]]]]},  # a factor that depends on k
        {"said": [[">=", [["exp(z[j])", "exp(t) - 1 - t", False]]]]},
        {"said": [[">=", [["x", "exp(t) - 1 - t", False]]]]},
        {"said": [[">=", [["1", "exp(t) - 1 - t + 0*I", False]]]]},
        {"said": [[">=", [["1", "Sum(exp(t) - 1 - t, (j, 1, n))", False]]]]},  # the index once more
        {"said": [[">=", [["1/(n - 1)", "exp(t) - 1 - t", False]]]]},  # without a value where n is 1
        {"said": [[">=", [["n - 2", "exp(t) - 1 - t", False]]]]},  # of either sign
        {"said": [[">=", [["n", "exp(t) - 1 - t + k", False]]]]},
        {"said": [[">=", [["1", "exp(t) - 1 - t", 1, 2]]]]},
        {"said": [[">=", [["1", ["t"], False]]]]},
        {"said": [[[], [["1", "exp(t) - 1 - t", False]]]]},
        {"said": [[">=", []]]},
        {"said": []},
        {"said": None},
        {"proofs": [LEAF]},
        {"proofs": [LEAF, LEAF]},
        {"proofs": [LEAF, ABOVE_ITS_TANGENT, LEAF]},
        {"proofs": None},
    ],
)  # fmt: skip
def test_forged_terms_are_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(REFUSED):
        forged(about(CLAIM), **changed)


def test_what_is_said_must_suffice() -> None:
    for claim in (CLAIM.replace(">=", ">"), CLAIM.replace("n +", "n + 1 +"), "Sum(exp(y[k]) - y[k], (k, 1, n)) >= n"):
        with pytest.raises(Stuck):
            forged(about(claim))


def test_only_claims_about_real_vectors() -> None:
    for claim in (
        read_claim("exp(x) >= 1 + x", vocabulary()),
        about("Sum(exp(z[k]), (k, 1, n)) == x", x="complex"),
        read_claim("Sum(k, (k, 1, m)) >= 0", vocabulary(), (), {"m": "natural"}),
    ):
        with pytest.raises(REFUSED):
            forged(claim)


def test_the_index_may_coincide_with_those_of_the_claim() -> None:
    """δ(i, j) is not 0 for every j, and the sum of 1 - δ(i, j) is n - 1, which may be 0."""
    claim = about("n > 1", i="index")
    for rel, g in ((">", "1 - KroneckerDelta(i, j)"), ("==", "KroneckerDelta(i, j)")):
        with pytest.raises(REFUSED):
            forged(claim, [{}], variables=[], said=[[rel, [["1", g, False]]]], proofs=[[{}, {}]])
    said: list[Any] = [[">=", [["1", "1 - KroneckerDelta(i, j)", False]]]]
    assert forged(about("n >= 1", i="index"), LEAF, variables=[], said=said, proofs=[[{}, {}]])


def test_an_assumption_about_one_component_is_not_one_about_all() -> None:
    claim = about("Sum(z[k], (k, 1, n)) > 0", "z[i] > 0", i="index")
    with pytest.raises(REFUSED):
        forged(claim, LEAF, variables=[], said=[[">", [["1", "z[j]", False]]]], proofs=[[{}, {}]])
    with pytest.raises(REFUSED):
        forged(claim, LEAF, variables=[["t", "positive", "z[j]"]], said=[[">", [["1", "t", False]]]],
               proofs=[[{}, {}], [{}, {}], LEAF])  # fmt: skip
    with pytest.raises(REFUSED):  # the claim's own index is not a new one
        forged(claim, LEAF, index="i", variables=[], said=[[">", [["1", "z[i]", False]]]], proofs=[LEAF])


def test_a_variable_of_the_claim_keeps_its_domain() -> None:
    claim = about("Sum(x*exp(z[k]), (k, 1, n)) >= 0", x="real")
    with pytest.raises(REFUSED):
        forged(claim, LEAF, variables=[], said=[[">=", [["x", "exp(z[j])", False]]]], proofs=[LEAF])
    positive = about("Sum(x*exp(z[k]), (k, 1, n)) > 0", x="positive")
    assert forged(positive, LEAF, variables=[], said=[[">", [["x", "exp(z[j])", False]]]], proofs=[LEAF])


def test_an_inner_sum_keeps_its_index() -> None:
    """A place that depends on j is not caught by an inner sum."""
    inner = "Sum(exp(t)*z[m], (m, 1, n))"
    claim = about("n >= 1")
    found = read_pointwise(claim, {**EXPONENTIAL, "said": [["==", [["1", inner, False], ["-1", inner, False]]]]})
    assert "Sum(1*" not in found.shown[-1].text
    rest = with_pointwise(claim, found)
    assert "exp(z[j])*z[m]" in rest.statement and "(m, 1, n)), (j, 1, n))" in rest.statement
    with pytest.raises(REFUSED):  # the index of an inner sum does not leave it
        read_pointwise(claim, {**EXPONENTIAL, "variables": [["t", "real", "z[m]"]]})


def test_sums_are_named_only_where_they_stand_free() -> None:
    """Under a derivative by x, the sum is not the variable that equals it."""
    claim = about("Derivative(Sum(Abs(z[k])*x, (k, 1, n)), x) == 0", x="real")
    said: list[Any] = [["==", [["0", "Abs(z[j])*x", True]]]]
    found = read_pointwise(claim, {"index": "j", "variables": [], "said": said})
    rest = with_pointwise(claim, found)
    assert rest.left.op == "derivative" and "s" not in free_symbols(rest.left)
    with pytest.raises(REFUSED):
        forged(claim, LEAF, variables=[], said=said, proofs=[[{"split": "z[j]", "parts": [{}, {}, {}]}]])


def test_names_of_sums_are_new_and_their_sums_have_values() -> None:
    claim = about("Sum(relu(z[k]), (k, 1, n)) + s >= s", s="real")
    said: list[Any] = [[">=", [["1", "relu(t)", True]]]]
    rest = with_pointwise(claim, read_pointwise(claim, {**EXPONENTIAL, "said": said}))
    assert rest.text == "s_1 + s >= s"
    partial = about("Sum(log(z[k]), (k, 1, n)) - Sum(log(z[k]), (k, 1, n)) == 0")
    for rel in ("==", ">="):
        with pytest.raises(REFUSED):
            forged(partial, LEAF, variables=[], said=[[rel, [["1", "log(z[j])", True], ["-1", "log(z[j])", True]]]],
                   proofs=[LEAF])  # fmt: skip


def test_sums_are_equal_up_to_the_names_of_their_indices() -> None:
    claim = about("Sum(Abs(z[k] - softmax(k, y)), (k, 1, n)) >= Sum(Abs(z[m] - softmax(m, z)), (m, 1, n))")
    said: list[Any] = [[">=", [["1", f"Abs(z[j] - softmax(j, {v}))", True]]] for v in "yz"]
    assert with_pointwise(claim, read_pointwise(claim, {"index": "j", "said": said})).text == "s >= s_1"
    # Σ_k |z_k - z_i| is no sum of |z_k - z_m|, and the order of nested sums is kept
    nested = about(
        "Sum(Sum(Abs(z[k] - 2*z[m]), (m, 1, n)), (k, 1, n)) >= Sum(Abs(z[k] - 2*z[i]), (k, 1, n))", i="index"
    )
    for g in ("Sum(Abs(z[m] - 2*z[j]), (m, 1, n))", "Abs(z[i] - 2*z[j])", "Abs(z[j] - 2*y[i])"):
        rest = with_pointwise(nested, read_pointwise(nested, {"index": "j", "said": [[">=", [["1", g, True]]]]}))
        assert "s" not in free_symbols(rest.left) | free_symbols(rest.right)
    found = read_pointwise(nested, {"index": "j", "said": [[">=", [["1", "Abs(z[j] - 2*z[i])", True]]]]})
    assert with_pointwise(nested, found).text.endswith(">= s")


def test_no_definition_brings_in_the_plane() -> None:
    words = Vocabulary([scalar("f", "x", "x + 0*I"), scalar("g", "x", "x**2")])
    claim = read_claim("Sum(g(z[k]), (k, 1, n)) >= 0", words, (), {"z": "vector"})
    said: list[Any] = [[">=", [["1", "g(t)", False]]]]
    assert forged(claim, LEAF, said=said, proofs=[LEAF, LEAF])
    with pytest.raises(CertificateError):
        forged(claim, LEAF, said=[[">=", [["1", "g(f(t))", False]]]], proofs=[LEAF, LEAF])
    with pytest.raises(CertificateError):
        forged(claim, LEAF, variables=[["t", "real", "f(z[j])"]], said=said, proofs=[LEAF, LEAF])


def test_a_proof_of_nothing_is_vacuous() -> None:
    claim = about("Sum(exp(z[k]), (k, 1, n)) < 0", "x > 0", "x < 0", x="real")
    theorem = prove(claim, {"pointwise": EXPONENTIAL, "then": [{"vacuous": True}]})
    assert theorem.vacuous
