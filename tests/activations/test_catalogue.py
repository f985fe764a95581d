"""The catalogue: what is in it, that its claims hold, and that each definition means what it says."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from symact import activations
from symact.activations import Activation, Claim, catalogue, names, vocabulary
from symact.derivation import check
from symact.derivation.bridge import from_sympy
from symact.kernel.terms import text

CORE = {
    "identity", "relu", "leaky_relu", "sigmoid", "log_sigmoid", "tanh", "softplus", "silu", "elu", "gelu", "softsign",
    "softmax", "log_softmax", "logsumexp",
}  # fmt: skip
SIGNATURES = """
sigmoid(x) softplus(x, b=1) log_sigmoid(x) logit(p) silu(x) swish(x, b=1) Phi(x) phi(x) gelu(x) mish(x) relu(x) relu6(x)
leaky_relu(x, a=1/100) elu(x, alpha=1) celu(x, alpha=1) selu(x) softsign(x) hard_sigmoid(x, slope=1/6, offset=1/2)
hard_tanh(x, lo=-1, hi=1) hard_swish(x) hard_shrink(x, lambd=1/2) soft_shrink(x, lambd=1/2) tanh_shrink(x)
squareplus(x, b=4) sparse_plus(x) sparse_sigmoid(x) lisht(x) snake(x, a=1) softmax(i, z) log_softmax(i, z) softmin(i, z)
logsumexp(z) logmeanexp(z) sparsemax2(x, y) SELU_A() SELU_S() log1mexp(x) xlogy(x, y) bce_logits(x, t) tanh(x)
gelu_tanh(x, c=0.044715) quick_gelu(x, a=1.702) identity(x)
"""
ENTRIES = list(catalogue().values())
THEOREMS = [c for e in ENTRIES for c in e.theorems]


def test_the_core_set_is_complete() -> None:
    assert {e.name for e in ENTRIES if e.core} >= CORE


def test_signatures_are_those_of_the_corpus() -> None:
    expected = {s + ")" for s in " ".join(SIGNATURES.split()).removesuffix(")").split(") ")}
    assert {e.definition.signature for e in ENTRIES} >= expected


def test_every_file_is_found_and_listed_once() -> None:
    folder = Path(activations.__file__).parent
    files = [p for p in folder.glob("*.py") if p.stem != "entry" and not p.stem.startswith("_")]
    assert len(files) == len(ENTRIES) == len(names())
    lowered = [p.stem.lower() for p in files]
    assert len(set(lowered)) == len(lowered), "two file names differ by case only"


def test_the_vocabulary_knows_every_entry() -> None:
    assert set(names()) <= set(vocabulary())
    for entry in ENTRIES:
        vocabulary().body(entry.name)


def test_listing_the_catalogue_does_not_import_sympy() -> None:
    code = "import sys, symact.activations as a; a.vocabulary(); sys.exit(bool({'sympy', 'numpy'} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.name)
def test_kernel_text_is_what_the_sympy_expression_says(entry: Activation) -> None:
    written = entry.read(entry.kernel)
    assert text(from_sympy(entry.expression(evaluate=False))) == text(written)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.name)
def test_golden_kernel_text(entry: Activation, golden: Callable[[str, str], None]) -> None:
    # Phi and phi would be one file on a file system that ignores case.
    file = f"kernel/{'upper_' if entry.name[0].isupper() else ''}{entry.name}.txt"
    body = text(vocabulary().body(entry.name))
    golden(file, f"{entry.definition.signature} = {text(entry.read(entry.kernel))}\n= {body}\n")


@pytest.mark.parametrize("entry", [e for e in ENTRIES if not e.of_vector], ids=lambda e: e.name)
def test_sympy_keeps_the_value_when_it_evaluates(entry: Activation) -> None:
    positive = {name: "positive" for name in entry.defaults if name in ("a", "b", "alpha")}
    # A condition with a product of two variables is not decided by the prover yet.
    assume = ("Eq(slope, 1/6)",) if entry.name == "hard_sigmoid" else ()
    statement = f"{entry.application} == {text(from_sympy(entry.expression()))}"
    verdict = check(statement, assume, {**entry.domains, **positive})
    assert verdict.verdict == "PROVED"


@pytest.mark.parametrize("claim", THEOREMS, ids=lambda c: c.id)
def test_every_claim_of_the_catalogue_is_decided_as_expected(claim: Claim) -> None:
    assert check(claim.claim, claim.assumptions, claim.variables).verdict == claim.expect


def test_ids_are_unique() -> None:
    assert len({c.id for c in THEOREMS}) == len(THEOREMS)


@pytest.mark.parametrize("name", sorted(CORE))
def test_the_core_set_states_second_derivatives_and_symmetries_or_relations(name: str) -> None:
    kinds = {c.kind for c in catalogue()[name].claims}
    assert "second derivative" in kinds
    assert kinds & {"symmetry", "relation"}


def test_selu_is_made_of_its_constants() -> None:
    assert check("selu(x) == SELU_S*elu(x, SELU_A)").verdict == "PROVED"


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("hard_shrink(1/2) == 0", "PROVED"),
        ("hard_shrink(-1/2) == 0", "PROVED"),
        ("soft_shrink(1/2) == 0", "PROVED"),
        ("hard_shrink(1/2) == 1/2", "REFUTED"),
        ("sparse_plus(-1) == 0", "PROVED"),
        ("sparse_plus(1) == 1", "PROVED"),
        ("hard_sigmoid(3) == 1", "PROVED"),
        ("xlogy(0, y) == 0", "PROVED"),
    ],
)
def test_ties(claim: str, expected: str) -> None:
    assert check(claim).verdict == expected
