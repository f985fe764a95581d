"""What the search for proofs tries first: equal variables where a function of two variables touches 0."""

from __future__ import annotations

import pytest

from symact.derivation.ask import read
from symact.kernel.case import no_clock
from symact.prover.search import BRIEF, Search

UNIT = {"p": "unit", "q": "unit"}


@pytest.mark.parametrize(
    ("claim", "assumptions"),
    [
        ("p*log(p/q) + (1 - p)*log((1 - p)/(1 - q)) >= 0", []),
        ("p*log(p/q) + (1 - p)*log((1 - p)/(1 - q)) > 0", ["p != q"]),
        ("-p*log(q) - (1 - p)*log(1 - q) >= -p*log(p) - (1 - p)*log(1 - p)", []),
        ("p*log(p/q) >= p - q", []),
    ],
)
def test_a_short_search_shows_divergences(claim: str, assumptions: list[str]) -> None:
    search = Search(read(claim, assumptions, UNIT), no_clock, work=BRIEF)
    proof = search.proof()
    assert proof is not None and proof[0]["split"] == "p - (q)"


@pytest.mark.parametrize("claim", ["p*log(p/q) >= 2*(p - q)", "p*log(p/q) + (1 - p)*log((1 - p)/(1 - q)) > 0"])
def test_a_short_search_shows_nothing_else(claim: str) -> None:
    assert Search(read(claim, [], UNIT), no_clock, work=BRIEF).proof() is None
