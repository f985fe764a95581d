"""The corpus of claims written by others: none may be decided wrongly, and what is undecided is on record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from symact.derivation.ask import check

CORPUS = Path(__file__).parents[1] / "corpus"
CLAIMS: list[dict[str, Any]] = json.loads((CORPUS / "identities.json").read_text(encoding="utf-8"))
LINES = (CORPUS / "undecided.txt").read_text(encoding="utf-8").splitlines()
UNDECIDED = {line.split()[0] for line in LINES if line and not line.startswith("#")}


def test_the_record_names_claims_of_the_corpus() -> None:
    assert len(CLAIMS) == len({c["id"] for c in CLAIMS}) == 211
    assert UNDECIDED <= {c["id"] for c in CLAIMS}


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: c["id"])
def test_corpus(claim: dict[str, Any]) -> None:
    source = f"{claim['lhs']} {claim['relation']} {claim['rhs']}"
    verdict = check(source, claim["assumptions"], claim["vars"], timeout=20)
    truth = "PROVED" if claim["truth"] else "REFUTED"
    assert verdict.verdict in (truth, "UNKNOWN"), f"WRONG, the claim is {claim['truth']}: {verdict}"
    if claim["id"] in UNDECIDED:
        assert verdict.verdict == "UNKNOWN", f"decided now: remove {claim['id']} from tests/corpus/undecided.txt"
    else:
        assert verdict.verdict == truth, f"no longer decided: {verdict}"
