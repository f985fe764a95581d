"""Values are exact, floats or enclosures, always with decimals; a verdict without evidence is refused."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from symact.tutorials.record import Adjudicated, Evidence, Found, Value, between, exactly, floating


@pytest.mark.parametrize(
    ("value", "exact", "decimal"),
    [
        (Fraction(1, 4), "1/4", "0.25"),
        (Fraction(-1, 8), "-1/8", "-0.125"),
        (67, "67", "67"),
        (Fraction(1, 3), "1/3", "0.3333333333333333333333333"),
        ("log(9)", "log(9)", "2.197224577336219382790490"),
    ],
)
def test_exact_values_have_decimals(value: Fraction | int | str, exact: str, decimal: str) -> None:
    assert exactly("v", value).to_json() == {"name": "v", "exact": exact, "decimal": decimal}


def test_floats_are_written_in_their_own_format() -> None:
    made = floating("v", np.float32(0.1))
    assert (made.hex, made.decimal) == ("0x1.99999a0000000p-4", "0.1")
    assert floating("v", 0.1).to_json() == {"name": "v", "hex": (0.1).hex(), "decimal": "0.1"}


def test_ends_are_rounded_outwards_and_share_their_decimals() -> None:
    made = between("v", Fraction(1, 3), Fraction(1, 3) + Fraction(1, 10**9))
    low, high = (float.fromhex(end["hex"]) for end in made.to_json()["enclosure"])
    assert Fraction(low) <= Fraction(1, 3) < Fraction(1, 3) + Fraction(1, 10**9) <= Fraction(high)
    assert made.decimal.startswith("0.33333333")
    assert between("v", Fraction(1, 3), Fraction(1, 2)).decimal == "0.3333 to 0.5"
    assert between("v", Fraction(-1, 2), Fraction(-1, 3)).decimal == "-0.5 to -0.3333"
    with pytest.raises(ValueError, match="1/2 is above 1/3"):
        between("v", Fraction(1, 2), Fraction(1, 3))


def test_a_value_is_of_one_kind() -> None:
    with pytest.raises(ValueError, match="exact, or a float"):
        Value("v", "0.5", exact="1/2", hex="0x1p-1")


def test_verdicts_need_evidence_and_conditions() -> None:
    with pytest.raises(ValueError, match="refuted, but by what"):
        Found("refuted")
    with pytest.raises(ValueError, match="names its condition"):
        Found("conditional", evidence=(Evidence("PROVED", "x == x"),))
    with pytest.raises(ValueError, match="'true' is not among"):
        Found("true")


def test_what_is_absent_is_no_contradiction() -> None:
    made = Adjudicated("a", "t", "s", "f", "floats", "timing", Found("unknown"), ("confirmed",), 0.0)
    assert not made.as_expected
    assert Adjudicated(**{**vars(made), "absent": "pip install torch"}).as_expected
