"""Further claims, true and false ones and traps, in the manner of identities.json: written before they were tried.

The truth of each was settled by hand, and by mpmath at random points where it can be.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from symact.derivation.ask import check

CLAIMS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "corpus" / "further.json").read_text(encoding="utf-8")
)
STEP, SECONDS, MOST_UNDECIDED = 14, 5, 0.03


def undecided(claims: list[dict[str, Any]]) -> list[str]:
    """The claims that are not decided; none may be decided wrongly."""
    left = []
    for c in claims:
        source = f"{c['lhs']} {c['relation']} {c['rhs']}"
        verdict = check(source, c["assumptions"], c["vars"], timeout=SECONDS)
        assert verdict.verdict in ("PROVED" if c["truth"] else "REFUTED", "UNKNOWN"), f"WRONG: {c['id']} {verdict}"
        if verdict.verdict == "UNKNOWN":
            assert verdict.reason, source
            left.append(source)
    return left


def test_every_claim_is_written_once() -> None:
    assert len(CLAIMS) == len({c["id"] for c in CLAIMS}) == 1055
    assert sum(c["id"].startswith("X") for c in CLAIMS) == 175
    assert 0.4 < sum(c["truth"] for c in CLAIMS) / len(CLAIMS) < 0.6


def test_some_of_them() -> None:
    some = [c for c in CLAIMS if c["id"].startswith("X")][::8] + [c for c in CLAIMS if c["id"].startswith("C")][::STEP]
    assert len(undecided(some)) <= MOST_UNDECIDED * len(some)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["C", "X"])
def test_half_of_them(kind: str) -> None:
    claims = [c for c in CLAIMS if c["id"].startswith(kind)][1::2]
    assert len(undecided(claims)) <= MOST_UNDECIDED * len(claims)
