"""Claims about bounds, extrema and limits: none may be decided wrongly, and nearly all have to be decided."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from symact.derivation.ask import check

CORPUS = Path(__file__).parents[1] / "corpus"
CLAIMS: list[dict[str, Any]] = json.loads((CORPUS / "bounds.json").read_text(encoding="utf-8"))
SHARE = 0.9  # of the claims that have to be decided; "long" marks those that take long, or are not decided


def _outcomes(claims: list[dict[str, Any]]) -> list[str]:
    found = []
    for c in claims:
        verdict = check(c["claim"], c.get("assume", ()), c.get("variables"), timeout=20)
        truth = "PROVED" if c["truth"] else "REFUTED"
        assert verdict.verdict in (truth, "UNKNOWN"), f"WRONG, the claim is {c['truth']}: {verdict}"
        found.append(verdict.verdict)
    return found


def test_the_claims_are_different_and_of_both_kinds() -> None:
    assert len({json.dumps(c, sort_keys=True) for c in CLAIMS}) == len(CLAIMS) >= 350
    assert sum(not c["truth"] for c in CLAIMS) >= 120
    assert sum(not c.get("long") for c in CLAIMS) >= SHARE * len(CLAIMS) - 20


def test_some_are_decided() -> None:
    assert "UNKNOWN" not in _outcomes([c for c in CLAIMS if not c.get("long")][1::36])


@pytest.mark.slow
def test_nearly_all_are_decided() -> None:
    """Every second one, none of those above."""
    assert "UNKNOWN" not in _outcomes([c for c in CLAIMS if not c.get("long")][::2])


@pytest.mark.slow
@pytest.mark.parametrize("claim", [c for c in CLAIMS if c.get("long")][::6], ids=lambda c: c["claim"])
def test_none_that_takes_long_is_decided_wrongly(claim: dict[str, Any]) -> None:
    assert _outcomes([claim])
