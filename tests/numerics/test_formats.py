"""Formats: ordinals, ulp at the edges of binades, ties, overflow; held against NumPy and exact arithmetic."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symact.numerics import FORMATS, Format, UsageError, find_format

BY_NAME = {f.name: f for f in FORMATS}
SMALL = [f for f in FORMATS if f.bits <= 16]


def ordinals(fmt: Format) -> st.SearchStrategy[int]:
    return st.integers(-1 - fmt.largest, fmt.largest)


numbers = st.sampled_from(FORMATS).flatmap(lambda fmt: st.tuples(st.just(fmt), ordinals(fmt)))


@given(numbers)
def test_ordinals_round_trip(pair: tuple[Format, int]) -> None:
    fmt, ordinal = pair
    assert fmt.ordinal(fmt.value(ordinal)) == ordinal
    assert fmt.ordinals(fmt.values(np.asarray([ordinal])))[0] == ordinal


@given(numbers)
def test_the_order_of_ordinals_is_the_order_of_numbers(pair: tuple[Format, int]) -> None:
    fmt, ordinal = pair
    if ordinal < fmt.largest:
        assert fmt.value(ordinal) <= fmt.value(ordinal + 1)
        assert (fmt.value(ordinal) == fmt.value(ordinal + 1)) == (ordinal == -1)


@pytest.mark.parametrize("fmt", SMALL, ids=lambda f: f.name)
def test_every_small_number_round_trips_through_arrays(fmt: Format) -> None:
    all_of_them = np.asarray(fmt.all_ordinals())
    values = fmt.values(all_of_them)
    assert (fmt.ordinals(values) == all_of_them).all()
    assert len(np.unique(fmt.patterns(all_of_them))) == len(all_of_them) == 2 * (fmt.largest + 1)


def test_the_zeros_are_neighbours_and_keep_their_signs() -> None:
    fmt = BY_NAME["float64"]
    assert (fmt.ordinal(0.0), fmt.ordinal(-0.0)) == (0, -1)
    assert math.copysign(1, fmt.value(-1)) == -1


@pytest.mark.parametrize("name", ["float16", "float32", "float64"])
def test_native_formats_agree_with_numpy(name: str) -> None:
    fmt, info = BY_NAME[name], np.finfo(name)
    assert float(fmt.maximum) == float(info.max)
    assert fmt.value(1) == float(info.smallest_subnormal)
    assert fmt.emin == info.minexp and fmt.p == info.nmant + 1


@pytest.mark.parametrize(
    ("name", "largest", "smallest"),
    [
        ("bfloat16", 3.3895313892515355e38, 2.0**-133),
        ("float8_e4m3fn", 448.0, 2.0**-9),
        ("float8_e5m2", 57344.0, 2.0**-16),
    ],
)
def test_ends_of_the_other_formats(name: str, largest: float, smallest: float) -> None:
    fmt = BY_NAME[name]
    assert (float(fmt.maximum), fmt.value(1)) == (largest, smallest)


@pytest.mark.parametrize("fmt", FORMATS, ids=lambda f: f.name)
def test_ulp_at_the_edges_of_binades(fmt: Format) -> None:
    one, tiny = Fraction(1), Fraction(1, 10**400)
    unit = Fraction(2) ** (1 - fmt.p)
    quantum = Fraction(2) ** fmt.q
    assert fmt.ulp(one) == unit
    assert fmt.ulp(one - tiny) == unit / 2
    assert fmt.ulp(-one - tiny) == unit
    assert fmt.ulp(Fraction(0)) == fmt.ulp(tiny) == fmt.ulp(Fraction(2) ** fmt.emin) == quantum
    assert fmt.ulp(Fraction(2) ** (fmt.emin + 1)) == 2 * quantum


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_ulp_of_binary64_is_the_standard_librarys(x: float) -> None:
    assert BY_NAME["float64"].ulp(Fraction(x)) == Fraction(math.ulp(x))


@pytest.mark.parametrize("fmt", FORMATS, ids=lambda f: f.name)
def test_ties_go_to_the_even_neighbour(fmt: Format) -> None:
    for magnitude in (0, 1, 2, 3, (1 << (fmt.p - 1)) - 1, 1 << (fmt.p - 1), fmt.largest // 2):
        low, high = (Fraction(fmt.value(m)) for m in (magnitude, magnitude + 1))
        tie, tiny = (low + high) / 2, Fraction(1, 10**400)
        assert fmt.rounded_magnitude(tie) == magnitude + magnitude % 2
        assert fmt.rounded_magnitude(tie - tiny) == magnitude
        assert fmt.rounded_magnitude(tie + tiny) == magnitude + 1


@pytest.mark.parametrize("fmt", FORMATS, ids=lambda f: f.name)
def test_overflow_begins_half_an_ulp_after_the_largest_number(fmt: Format) -> None:
    top, tiny = fmt.overflow, Fraction(1, 10**400)
    assert fmt.round(top - tiny) == float(fmt.maximum)
    assert not math.isfinite(fmt.round(top + tiny))
    assert fmt.overflows(top + tiny) and not fmt.overflows(top - tiny)
    assert fmt.overflows(top) == (not math.isfinite(fmt.round(top)))


def test_overflow_is_the_textbook_threshold_but_for_e4m3fn() -> None:
    for fmt in FORMATS:
        textbook = Fraction(2) ** fmt.emax * (2 - Fraction(1, 2**fmt.p))
        assert (fmt.overflow == textbook) == (fmt.name != "float8_e4m3fn")
    e4m3 = BY_NAME["float8_e4m3fn"]
    assert e4m3.overflow == 464 and e4m3.round(Fraction(464)) == 448.0
    assert math.isnan(e4m3.round(Fraction(465)))


@given(st.sampled_from(FORMATS), st.fractions(-(10**6), 10**6))
def test_rounding_is_to_a_nearest_number(fmt: Format, y: Fraction) -> None:
    found = fmt.round(y)
    if math.isfinite(found):
        ordinal = fmt.ordinal(found)
        for other in (ordinal - 1, ordinal + 1):
            if math.isfinite(fmt.value(other)):
                assert abs(Fraction(found) - y) <= abs(Fraction(fmt.value(other)) - y)


@given(st.sampled_from(FORMATS), st.floats(width=64))
def test_arrays_round_as_numbers_do(fmt: Format, x: float) -> None:
    got = float(fmt.round_array(np.asarray([x]))[0])
    if math.isnan(x):
        assert math.isnan(got)
    elif math.isinf(x):
        assert got == x if fmt.infinities else math.isnan(got)
    else:
        expected = fmt.round(Fraction(x))
        assert got == expected or (math.isnan(got) and math.isnan(expected))
        assert math.copysign(1, got) == math.copysign(1, x) or math.isnan(got)


def test_names_and_aliases() -> None:
    assert find_format("binary32") is BY_NAME["float32"]
    assert find_format(BY_NAME["bfloat16"]) is BY_NAME["bfloat16"]


def test_an_unknown_format_is_refused_with_those_that_exist() -> None:
    with pytest.raises(UsageError, match="unknown format 'float7': use one of float16, bfloat16, float32"):
        find_format("float7")


def test_a_number_of_another_format_has_no_ordinal() -> None:
    with pytest.raises(ValueError, match=r"0\.1 is not a number of float16"):
        BY_NAME["float16"].ordinal(0.1)


def test_a_row_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="does not lie in the binade"):
        Format("float8_wrong", 8, 4, -6, 7, 0x7E)
