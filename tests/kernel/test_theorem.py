"""Only the kernel makes theorems and refutations, and no proof or witness makes it say what is false."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from symact.kernel.advice import read_polynomial, write_polynomial
from symact.kernel.claim import Claim, read_claim
from symact.kernel.errors import CertificateError, Stuck, SymactError
from symact.kernel.point import read_point
from symact.kernel.refutation import Refutation, refute
from symact.kernel.theorem import Theorem, prove
from symact.kernel.vocabulary import Vocabulary
from symact.prover import decide

VOCABULARY = Vocabulary()
# How the kernel may refuse; anything else is an error of its own.
REFUSED = SymactError


def claim(source: str, *assumptions: str, **variables: str) -> Claim:
    return read_claim(source, VOCABULARY, assumptions, variables)


TRUE = claim("x**2 - y**2 == (x - y)*(x + y)")
ABS = claim("Max(x, -x) == Abs(x)")
FALSE = claim("Max(x, y) == x")
TIE = claim("Max(x, y) == Piecewise((x, x > y), (x + 1, Eq(x, y)), (y, True))")
QUOTIENT = claim("(x**2 - 1)/(x - 1) == x + 1")


# ------------------------------------------------------------ who makes theorems


def test_a_theorem_is_made_by_prove() -> None:
    theorem = prove(TRUE, [{}])
    assert theorem.claim is TRUE and theorem.trust == "kernel" and not theorem.vacuous


@pytest.mark.parametrize("seal", [None, object(), "seal", True])
def test_nobody_else_makes_one(seal: object) -> None:
    with pytest.raises(TypeError, match="only the kernel"):
        Theorem(FALSE, "kernel", False, seal=seal)
    with pytest.raises(TypeError, match="only the kernel"):
        Refutation(TRUE, read_point(TRUE, {"x": "1", "y": "1"}), seal=seal)


def test_a_theorem_does_not_change() -> None:
    theorem = prove(TRUE, [{}])
    with pytest.raises(FrozenInstanceError):
        theorem.claim = FALSE  # type: ignore[misc]


# ------------------------------------------------------------ proofs


SPLIT = {"split": "x", "parts": [{}, {}, {}]}


@pytest.mark.parametrize(
    ("what", "proof"),
    [
        (TRUE, [{}]),
        (ABS, [SPLIT]),
        (
            ABS,
            [{"split": "2*x", "parts": [{"split": "x", "parts": [{}, {"vacuous": True}, {"vacuous": True}]}, {}, {}]}],
        ),
        (claim("x == 1", "x > 0", "x < 0"), [{"vacuous": True}]),
        (claim("x**2 == 1", "Or(x == 1, x == -1)"), [{}, {}]),
    ],
)
def test_proofs(what: Claim, proof: list[Mapping[str, Any]]) -> None:
    assert prove(what, proof).claim is what


@pytest.mark.parametrize(
    ("what", "proof", "message"),
    [
        (TRUE, [], "1 cases, the proof 0"),
        (TRUE, [{}, {}], "1 cases, the proof 2"),
        (claim("x**2 == 1", "Or(x == 1, x == -1)"), [{}], "2 cases, the proof 1"),
        (claim("x == 1", "Or(x == 1, x == 2)"), [{}, {}], "not shown"),
        (FALSE, [{}], "not known here"),
        (FALSE, [{"split": "x - y", "parts": [{}, {}, {}]}], "not shown"),
        (FALSE, [{"vacuous": True}], "not shown empty"),
        (FALSE, [{"split": "x - y", "parts": [{"vacuous": True}, {}, {}]}], "not shown empty"),
        (TIE, [{"split": "x - y", "parts": [{}, {"vacuous": True}, {}]}], "not shown empty"),
        (TIE, [{"split": "x - y", "parts": [{}, {}, {}]}], "not shown"),
        (ABS, [{"split": "x", "parts": [{}, {}]}], "three parts"),
        (ABS, [{"split": "x", "parts": {}}], "three parts"),
        (ABS, [{"split": "x"}], "three parts"),
        (QUOTIENT, [{}], "needs"),
        (QUOTIENT, [{"split": "x - 1", "parts": [{}, {}, {}]}], "division by zero"),
        (QUOTIENT, [{"split": "x - 1", "parts": [{}, {"vacuous": True}, {}]}], "not shown empty"),
        (ABS, ["split"], "not an object"),
        (ABS, [None], "not an object"),
    ],
)
def test_proofs_are_refused(what: Claim, proof: Any, message: str) -> None:
    with pytest.raises((CertificateError, Stuck), match=message):
        prove(what, proof)


@pytest.mark.parametrize(
    "split",
    ["1/x", "log(x)", "sqrt(x)", "Piecewise((x, x > 0))", "Derivative(x, x)", "x +", "z[i]", "softmax(x)", "", "I"],
)  # fmt: skip
def test_a_split_on_a_text_without_a_sign_everywhere_is_refused(split: str) -> None:
    """Trichotomy holds of real numbers: a text that may be undefined, or is none, splits nothing."""
    with pytest.raises(SymactError):
        prove(ABS, [{"split": split, "parts": [SPLIT, SPLIT, SPLIT]}])


def test_splits_nest_to_a_bound() -> None:
    node: dict[str, Any] = {}
    for _ in range(60):
        node = {"split": "y", "parts": [node, {}, {}]}
    with pytest.raises((CertificateError, Stuck)):
        prove(ABS, [node])


def test_a_cyclic_split_is_refused() -> None:
    node: dict[str, Any] = {"split": "x"}
    node["parts"] = [node, node, node]
    with pytest.raises((CertificateError, Stuck)):
        prove(FALSE, [node])


# ------------------------------------------------------------ advice


LOGS = claim("log(x**2 - y**2) == log(x - y) + log(x + y)", "x > y", "x > -y")
SPOILT = [
    [[[["1", "1"]], 2]],  # x², not x² − y²
    [[[["1", "1"], ["1", "0", "1"]], 1], [[["1", "1"], ["1", "0", "1"]], 1]],  # (x + y)²
    [[[["2", "1"], ["2", "0", "1"]], 1], [[["1", "1"], ["-1", "0", "1"]], 1]],  # twice the product
    [[[["1", "1"], ["-1", "0", "1"]], 1]],  # one factor missing
    [[[["1", "1/2"], ["1", "0", "1/2"]], 1], [[["1", "1/2"], ["-1", "0", "1/2"]], 1]],
    [[[], 1]],
    [[[["0"]], 1]],
    [[[["1", "1"]], 0]],
    [[[["1", "1"]], -1]],
    [[[["1", "1"]], True]],
    [[[["1", "1"]], 10**9]],
    [[[["1/0"]], 1]],
    [[[["1e999999999"]], 1]],
    [[[[1.5]], 1]],
    [[[["x"]], 1]],
    [["1", "1"]],
    "factors",
    {"0": 1},
    [[[["1", *["0"] * 300, "1"]], 1]],
    [[[["1", *["0"] * 150, "1"]], 1]],
]


def nodes(what: Claim) -> list[dict[str, Any]]:
    verdict = decide(what, 5)
    assert verdict.certificate is not None
    return list(verdict.certificate["evidence"])


def test_good_advice_is_taken() -> None:
    (node,) = nodes(LOGS)
    assert node["factors"]
    prove(LOGS, [node])


@pytest.mark.parametrize("advice", SPOILT, ids=range(len(SPOILT)))
def test_advice_that_does_not_multiply_out_is_refused(advice: object) -> None:
    (node,) = nodes(LOGS)
    for question in node["factors"]:
        with pytest.raises((CertificateError, Stuck)):
            prove(LOGS, [{"factors": {**node["factors"], question: advice}}])
    with pytest.raises((CertificateError, Stuck)):
        prove(LOGS, [{"factors": advice}])


def test_without_its_advice_the_proof_is_not_one() -> None:
    with pytest.raises(Stuck):
        prove(LOGS, [{}])


@pytest.mark.parametrize("p", [{(): 1}, {(1,): 2, (0, 3): -1}, {}])
def test_polynomials_are_written_and_read(p: dict[Any, Any]) -> None:
    assert read_polynomial(write_polynomial(p)) == p


# ------------------------------------------------------------ refutations


@pytest.mark.parametrize(
    ("what", "witness"),
    [
        (FALSE, {"point": {"x": "0", "y": "1"}}),
        (TIE, {"point": {"x": "R(1, 3)", "y": "R(1, 3)"}}),
        (QUOTIENT, {"point": {"x": "1"}}),
        (claim("x**2 != 2"), {"point": {"x": "2**R(1, 2)"}}),
        (claim("exp(x) != 3"), {"point": {"x": "log(3)"}}),
        (claim("x == x + R(1, 10**30)"), {"point": {"x": "0"}, "precision": 64}),
        (claim("z[i] == z[j]", z="vector", i="index", j="index"), {"point": {"n": 2, "z": ["0", "1"], "i": 1, "j": 2}}),
    ],
)
def test_refutations(what: Claim, witness: dict[str, Any]) -> None:
    found = refute(what, witness)
    assert found.undefined or found.difference


@pytest.mark.parametrize(
    ("what", "witness"),
    [
        (TRUE, {"point": {"x": "1", "y": "2"}}),  # the claim holds there
        (FALSE, {"point": {"x": "2", "y": "1"}}),
        (FALSE, {"point": {"x": "0"}}),
        (FALSE, {"point": {"x": "0", "y": 1}}),
        (FALSE, {"point": {"x": "0", "y": None}}),
        (FALSE, {"point": {"x": "0", "y": "t"}}),
        (FALSE, {"point": {"x": "0", "y": "I"}}),
        (FALSE, {"point": {"x": "0", "y": "oo"}}),
        (FALSE, {"point": {"x": "0", "y": "1 +"}}),
        (FALSE, {"point": {"x": "0", "y": "Max(1, 2)"}}),
        (FALSE, {"point": [0, 1]}),
        (FALSE, {}),
        (FALSE, {"point": {"x": "0", "y": "1"}, "precision": 4}),
        (FALSE, {"point": {"x": "0", "y": "1"}, "precision": 10**9}),
        (FALSE, {"point": {"x": "0", "y": "1"}, "precision": True}),
        # A coordinate without a value is no point, and refutes nothing.
        *[(claim("x == x"), {"point": {"x": c}}) for c in ("1/0", "log(-1)", "log(0)", "(-1)**R(1, 2)", "0**(-1)")],
        *[(claim("z[i] == z[i]", z="vector", i="index"), {"point": {"n": 2, "z": ["1", c], "i": 2}})
          for c in ("1/0", "log(0)")],
        # Outside the domain or the assumptions.
        (claim("x == 1", "x > 0"), {"point": {"x": "0"}}),
        (claim("x == 1", "x > 0"), {"point": {"x": "-2"}}),
        (claim("x == 1", "log(x) < 5"), {"point": {"x": "-1"}}),
        (claim("x == 1", "x != 2"), {"point": {"x": "2"}}),
        (claim("x == 1", "Or(x == 1, x == 2)"), {"point": {"x": "3"}}),
        (claim("x == 1", x="positive"), {"point": {"x": "0"}}),
        (claim("x == 2", x="unit"), {"point": {"x": "1"}}),
        (claim("x == 2", x="sym1"), {"point": {"x": "-1"}}),
        (claim("z[i] == 7", "Ne(i, j)", z="vector", i="index", j="index"),
         {"point": {"n": 2, "z": ["0", "1"], "i": 1, "j": 1}}),
        # Not a vector of length n, not an index from 1 to n.
        *[(claim("z[i] == 7", z="vector", i="index"), {"point": p})
          for p in ({"n": 2, "z": ["0"], "i": 1}, {"n": 2, "z": ["0", "1"], "i": 3}, {"n": 2, "z": ["0", "1"], "i": 0},
                    {"n": 0, "z": [], "i": 1}, {"n": -1, "z": [], "i": 1}, {"n": 10**9, "z": [], "i": 1},
                    {"n": 1, "z": "0", "i": 1}, {"n": 1, "z": ["0"], "i": True}, {"n": True, "z": ["0"], "i": 1},
                    {"z": ["0", "1"]})],
        # A case or a path that the point is not on, or that is none.
        *[(claim("Abs(x) == x"), {"point": {"x": "-1"}, "case": k, "path": path})
          for k, path in ((1, []), (-1, []), (True, []), (None, []), (0, [["x", 1]]), (0, [["x", 0]]), (0, [["x"]]),
                          (0, [1]), (0, "x"), (0, [["1/0", 1]]), (0, [["y", 1]]), (0, [["x", "-1"]]),
                          (0, [["x", -1]] * 99))],
    ],
)  # fmt: skip
def test_refutations_are_refused(what: Claim, witness: dict[str, Any]) -> None:
    with pytest.raises(REFUSED):
        refute(what, witness)


def test_a_path_with_the_right_signs_is_followed() -> None:
    found = refute(claim("Abs(x) == x"), {"point": {"x": "-1"}, "case": 0, "path": [["x", -1]]})
    assert found.via == "normal form" and found.difference is not None and found.difference.is_positive


# ------------------------------------------------------------ any JSON


WORDS = ["split", "parts", "vacuous", "factors", "step", "point", "path", "case", "precision", "x", "y", "n", "0", "1",
         "-1", "x - y", "1/0", "from", "variable", "then", "exp(x)", "log(x)", "x"]  # fmt: skip


def random_json(r: random.Random, depth: int = 0) -> Any:
    kind = r.randrange(8 if depth < 4 else 5)
    if kind < 5:
        return r.choice([None, True, False, 0, 1, -1, 3, 10**6, *WORDS])
    if kind == 5:
        return [random_json(r, depth + 1) for _ in range(r.randrange(4))]
    return {r.choice(WORDS): random_json(r, depth + 1) for _ in range(r.randrange(5))}


def random_nodes(r: random.Random, depth: int = 0) -> Any:
    """Nearly proofs: the right fields, filled at random."""
    kind = r.randrange(6)
    if kind == 0:
        return random_json(r, depth + 1)
    if kind == 1:
        return {"vacuous": r.choice([True, 1, "x"])}
    if kind == 2 and depth < 3:
        parts = [random_nodes(r, depth + 1) for _ in range(3)]
        return {"split": r.choice(["x", "y", "x - y", "exp(x) - 1", "x*y", "0", "x - x", "1"]), "parts": parts}
    if kind == 3:
        return {
            "step": {"variable": r.choice("xyz"), "from": r.choice(["0", "y", "x", "-1"]), "then": random_json(r, 3)}
        }
    return {}


def attempts() -> Iterator[tuple[Claim, Any]]:
    r = random.Random(20261121)
    false = [
        FALSE,
        TIE,
        QUOTIENT,
        claim("x < 1"),
        claim("exp(x) > 1 + x"),
        claim("x**2 > 0"),
        claim("x*y >= 0", "x > 0"),
    ]
    for k in range(1200):
        yield false[k % len(false)], random_nodes(r)


def test_no_random_proof_shows_a_false_claim() -> None:
    for what, node in attempts():
        with pytest.raises(REFUSED):
            prove(what, [node])


def test_no_random_witness_refutes_a_true_claim() -> None:
    r = random.Random(1)
    for k in range(600):
        what = (TRUE, ABS, claim("x == x"), claim("exp(x) > 0", "x > 0"))[k % 4]
        point = {"x": r.choice([*WORDS, "R(1, 3)", "log(2)"]), "y": r.choice([*WORDS, "pi"])}
        witness = random_json(r)
        with pytest.raises(REFUSED):
            refute(what, {"point": point, **(witness if isinstance(witness, dict) else {})})
