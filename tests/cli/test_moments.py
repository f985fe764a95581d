"""`symact moments`."""

from __future__ import annotations

import pytest


def test_the_document_has_the_ends(symact):
    result = symact("moments", "relu", "--normal", 0, 1, "--json")
    (found,) = result.json["moments"]
    assert (result.code, result.err, found["trust"]) == (0, "", "balls")
    low, high = (float.fromhex(end["hex"]) for end in found["variance"])
    assert low <= 0.34084505690810466423 <= high
    assert found["distribution"] == {"law": "normal", "mu": "0", "sigma": "1"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["relu"], "one distribution is needed"),
        (["relu", "--normal", 0, 1, "--uniform", 0, 1], "one distribution is needed"),
        (["relu", "--normal", 0, 0], "must be positive"),
        (["relu", "--uniform", 2, 1], "is empty"),
        (["relu", "--normal", "a", 1], "is not a number"),
        (["relu", "--uniform", 0, "1e300"], "the upper end of the interval is 1e300, beyond what is integrated: use 0"),
        (["tanh", "--uniform", 0, "1e5"], "the moments of tanh of uniform(0, 100000) are not enclosed"),
        (["logit", "--normal", 0, 1], "no value"),
        (["relo", "--normal", 0, 1], "unknown activation"),
    ],
)
def test_a_wrong_request_is_refused_in_one_line(symact, words, said):
    result = symact("moments", *words)
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert said in result.err
