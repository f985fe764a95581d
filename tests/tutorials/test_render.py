"""Records as text, Markdown and HTML: pure functions, compared with files; what comes from elsewhere is escaped."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

import pytest

from symact.tutorials import page, render
from symact.tutorials.record import Adjudicated, Evidence, Found, between, exactly, floating

CLAIMS = (
    Adjudicated(
        "sigmoid.value_0", "definition", "σ(0) = ½.", "sigmoid", "reals", "theorem",
        Found("confirmed", (exactly("σ(0)", Fraction(1, 2)),), (Evidence("PROVED", "a == b", "symact check 'x'"),)),
        ("confirmed",), 0.0, "sigmoid",
    ),
    Adjudicated(
        "a.b", "definition", "It is <b>*never*</b> | x > 1.", "a/b", "floats", "exact threshold",
        Found("conditional", (floating("first", 0.1), between("error", Fraction(1, 3), Fraction(1, 2), "ulp")),
              (Evidence("threshold", "from <0.1> on"),), "x < 1", "Because `a` | b."),
        ("confirmed",), 0.0,
    ),
    Adjudicated(
        "c.d", "advice", "Do it.", "c", "advice", "theorem", Found("unknown", remark="not shown"), ("advice",), 0.0,
    ),
)  # fmt: skip


def test_text(golden: Callable[[str, str], None]) -> None:
    golden("tutorials/claims.txt", render.claims_text(CLAIMS, verbose=True) + "\n")


def test_markdown(golden: Callable[[str, str], None]) -> None:
    golden("tutorials/claims.md", render.claims_markdown(CLAIMS))


def test_html(golden: Callable[[str, str], None]) -> None:
    made = "\n".join(map(page.claim_html, CLAIMS)) + "\n"
    golden("tutorials/claims.html", made)
    assert "<b>" not in made and "&lt;b&gt;*never*" in made
    opened, closed = (re.findall(rf"<{end}([a-z]+)", made) for end in ("", "/"))
    assert sorted(t for t in opened if t != "br") == sorted(closed)


@pytest.mark.parametrize(
    ("value", "short"),
    [
        (exactly("v", Fraction(1, 4)), "1/4"),
        (exactly("v", Fraction(133, 5000)), "0.0266"),
        (exactly("v", 67, "steps"), "67 steps"),
        (floating("v", 36.73680056967711), "36.736800569"),
        (floating("v", 5e-324), "5e-324"),
        (between("v", Fraction(1, 3), Fraction(1, 3) + Fraction(1, 10**9)), "0.333333334"),
        (between("v", Fraction(-1, 10**9), Fraction(1, 10**9)), "0 ± 1.001E-9"),
    ],
)
def test_numbers_in_running_text(value, short):
    assert render.short(value) == short
