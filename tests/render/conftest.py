"""The derivations that every format prints: those of proofs/ and the derivatives of the core set."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from symact.activations import catalogue
from symact.derivation import Derivation, derive, find_scripts, load_script, shipped_scripts

# One of each kind: a quotient, cases, an index, a lemma, one that is refuted, long lines.
HANDFUL = (
    "tanh_derivative.square", "elu_derivative.smooth", "softmax_jacobian_cases", "gelu_derivative.proof", "wrong_line",
    "softmax_temperature.sensitivity",
)  # fmt: skip


@pytest.fixture(scope="session")
def derivations() -> list[Derivation]:
    scripts = [proof.derive() for path in find_scripts(shipped_scripts()) for proof in load_script(path)]
    return [*scripts, *[derive(name) for name, entry in catalogue().items() if entry.core]]


@pytest.fixture(scope="session")
def handful(derivations: list[Derivation]) -> list[Derivation]:
    found = {d.name: d for d in derivations}
    return [found[name] for name in HANDFUL]


@pytest.fixture
def golden_lines(golden: Callable[[str, str], None]) -> Callable[[str, str], None]:
    """Golden files without what may change though the derivation does not: digests, versions, counterexamples."""

    def compare(name: str, text: str) -> None:
        text = re.sub(r"(?m)^% (symact|certificate): .*\n", "", text)
        text = re.sub(r"<br><small>certificate \w+</small>|<meta name=.generator.*\n", "", text)
        golden(name, re.sub(r"(counterexample|wrong at) [^<&\n]*", r"\1 …", text))

    return compare
