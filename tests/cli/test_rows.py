"""`symact accuracy` of functions of a row."""

from __future__ import annotations

import pytest


def test_the_command_reports_rows(symact):
    result = symact("accuracy", "softmax", "--impl", "shifted", "--length", 3, "--points", 60, "--json")
    (a,) = result.json["audits"]
    assert (result.code, a["implementation"], a["points"]) == (0, "softmax/shifted", 60)
    assert set(a["worst_row"]) == {"family", "length", "seed", "index", "component"}
    assert float.fromhex(a["worst_input"]["hex"]) == float(a["worst_input"]["decimal"])
    out = symact("accuracy", "logsumexp", "--length", 2, "--points", 60, "--max-ulp", "0.5")
    assert out.code == 1
    for said in ("logsumexp/naive", "logsumexp/shifted", "want", "got", "seed 0", "above --max-ulp"):
        assert said in out.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["softmax", "--exhaustive"], "leave --exhaustive out"),
        (["softmax", "--derivative", 1], "leave --derivative out"),
        (["softmax", "--workers", 2], "leave --workers out"),
        (["tanh", "--length", 3], "leave --length and --layout out"),
    ],
)
def test_options_that_do_not_fit_are_refused(symact, words, said):
    result = symact("accuracy", *words)
    assert (result.code, result.out) == (2, "") and said in result.err
