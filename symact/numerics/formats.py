"""Floating-point formats as data: ordinals, neighbours, ulp and correct rounding in exact integer arithmetic.

A finite number of a format is an integer multiple of its quantum 2^(emin - p + 1), and its *magnitude* is its bit
pattern without the sign, so magnitudes are ordered like absolute values. The *ordinal* of x is its magnitude when the
sign is +, and -1 - magnitude when it is -; it is monotone in x, and -0 (ordinal -1) and +0 (ordinal 0) stay apart.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.numerics.errors import UsageError

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Format:
    """Precision p, exponents emin to emax, and the bit pattern of the largest finite number.

    `infinities` is false for the formats whose overflow is nan (float8_e4m3fn). `carrier` is the NumPy dtype in which
    arrays of the format travel: its own, or float32, which holds every bfloat16 and float8 number exactly.
    """

    name: str
    bits: int
    p: int
    emin: int
    emax: int
    largest: int
    infinities: bool = True
    carrier: str = "float32"
    aliases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.significand(self.largest).bit_length() + self.q - 1 != self.emax:
            raise ValueError(f"{self.name}: the largest number does not lie in the binade 2^{self.emax}")

    @cached_property
    def q(self) -> int:
        """The exponent of the quantum, the smallest positive number 2^q."""
        return self.emin - self.p + 1

    @property
    def native(self) -> bool:
        """Whether NumPy computes in this format."""
        return self.carrier == self.name

    # ---------------------------------------------------------------- one number

    def significand(self, magnitude: int) -> int:
        """The number of a magnitude, in quanta."""
        exponent = magnitude >> (self.p - 1)
        if exponent == 0:
            return magnitude
        return (magnitude - ((exponent - 1) << (self.p - 1))) << (exponent - 1)

    def value(self, ordinal: int) -> float:
        """The number with this ordinal; beyond the largest finite ones lie ±inf (nan in float8_e4m3fn)."""
        magnitude = magnitude_of(ordinal)
        if magnitude > self.largest:
            absolute = math.inf if self.infinities else math.nan
        else:
            exponent = max((magnitude >> (self.p - 1)) - 1, 0)
            absolute = math.ldexp(magnitude - (exponent << (self.p - 1)), self.q + exponent)
        return absolute if ordinal >= 0 else -absolute

    def ordinal(self, value: float) -> int:
        """The ordinal of a finite number of the format; ValueError for any other number."""
        if math.isinf(value) and self.infinities:
            magnitude = self.largest + 1
        elif math.isfinite(value) and self.exact(Fraction(value)):
            magnitude = self.rounded_magnitude(abs(Fraction(value)))
        else:
            raise ValueError(f"{value!r} is not a number of {self.name}")
        return magnitude if math.copysign(1.0, value) > 0 else -1 - magnitude

    def exact(self, y: Fraction) -> bool:
        """Whether y is a finite number of the format."""
        magnitude = self.rounded_magnitude(abs(y))
        return magnitude <= self.largest and self.significand(magnitude) * two(self.q) == abs(y)

    @cached_property
    def maximum(self) -> Fraction:
        return self.significand(self.largest) * two(self.q)

    @cached_property
    def overflow(self) -> Fraction:
        """From here on correct rounding overflows: the largest number plus half of its ulp.

        That is 2^emax·(2 - 2^-p) where the last binade is full. float8_e4m3fn ends at 448, since the pattern of 480 is
        nan, and the number half-way, 464, still rounds to the even 448.
        """
        return self.maximum + self.ulp(self.maximum) / 2

    @cached_property
    def overflow_quanta(self) -> int:
        """`overflow` in quanta."""
        return int(self.overflow / two(self.q))

    def overflows(self, y: Fraction) -> bool:
        """Whether correct rounding turns y into an infinity (nan where the format has none)."""
        return abs(y) > self.overflow or (abs(y) == self.overflow and self.largest % 2 == 1)

    def ulp(self, y: Fraction) -> Fraction:
        """2^(max(⌊log₂|y|⌋, emin) - p + 1), and 2^(emin - p + 1) for y = 0."""
        binade = floor_log2(abs(y)) if y else self.emin
        return two(max(binade, self.emin) - self.p + 1)

    def rounded_magnitude(self, y: Fraction) -> int:
        """The magnitude nearest to y ≥ 0, ties to even; above `largest` when y overflows."""
        scaled = y / two(self.q - 1)
        floor = math.floor(scaled)
        return self.round_scaled(2 * floor + (floor != scaled), 2)

    def round(self, y: Fraction) -> float:
        """Correct rounding, ties to even; +0 for a result of zero from above, -0 from below."""
        magnitude = self.rounded_magnitude(abs(y))
        return self.value(magnitude if y >= 0 else -1 - magnitude)

    def round_scaled(self, n: int, k: int) -> int:
        """The magnitude nearest to n·2^(q-k), for integers n ≥ 0 and k ≥ 0; ties to even."""
        exponent = max(n.bit_length() - k - self.p, 0)
        return (exponent << (self.p - 1)) + nearest_even(n, k + exponent)

    # ---------------------------------------------------------------- arrays

    def values(self, ordinals: Array) -> Array:
        """The numbers with these ordinals, in the carrier dtype."""
        ordinals = np.asarray(ordinals, dtype=np.int64)
        if self.native:
            return self._flipped(ordinals.astype(f"int{self.bits}")).view(self.carrier)
        sign = ordinals >> 63  # -1 where negative
        magnitude = ordinals ^ sign
        exponent = np.maximum((magnitude >> (self.p - 1)) - 1, 0)
        absolute = np.ldexp((magnitude - (exponent << (self.p - 1))).astype(np.float64), self.q + exponent)
        absolute[magnitude > self.largest] = np.inf if self.infinities else np.nan
        return np.copysign(absolute, sign + 0.5).astype(self.carrier)

    def ordinals(self, values: Array) -> Array:
        """The ordinals of finite or infinite numbers of the format, given in its carrier; meaningless for nan."""
        if self.native:
            patterns = np.ascontiguousarray(values, dtype=self.carrier).view(f"int{self.bits}")
            return self._flipped(patterns).astype(np.int64)
        absolute = np.abs(np.asarray(values, dtype=np.float64))
        finite = np.where(np.isfinite(absolute), absolute, 0.0)
        exponent = np.where(finite > 0, np.maximum(np.frexp(finite)[1] - self.p - self.q, 0), 0).astype(np.int64)
        magnitude = np.ldexp(finite, -self.q - exponent).astype(np.int64) + (exponent << (self.p - 1))
        magnitude = np.where(np.isfinite(absolute), magnitude, self.largest + 1)
        return np.where(np.signbit(values), -1 - magnitude, magnitude)

    def _flipped(self, integers: Array) -> Array:
        """All bits but the sign turned over where that is set: from patterns to ordinals, and back."""
        mask = integers >> (self.bits - 1)  # -1 where negative
        mask &= (1 << (self.bits - 1)) - 1
        mask ^= integers
        return mask

    def round_array(self, values: Array) -> Array:
        """Each value rounded once to the format, ties to even, in the carrier dtype; nan stays nan."""
        source = np.asarray(values)
        with np.errstate(all="ignore"):
            if self.native:
                return source.astype(self.carrier, copy=False)
            wide = source.astype(np.float64)
            exponent = np.maximum(np.frexp(wide)[1] - self.p, self.q)
            near = np.ldexp(np.rint(np.ldexp(wide, -exponent)), exponent)
            near = np.where(np.isfinite(wide), near, wide)
            beyond = np.abs(near) > float(self.maximum)
            near[beyond] = np.copysign(np.inf if self.infinities else np.nan, near[beyond])
            return near.astype(self.carrier)

    def patterns(self, ordinals: Array) -> Array:
        """The bit patterns of these ordinals, as unsigned integers of the format's width."""
        ordinals = np.asarray(ordinals, dtype=np.int64)
        magnitude = np.where(ordinals >= 0, ordinals, -1 - ordinals).astype(np.uint64)
        sign = np.where(ordinals < 0, np.uint64(1 << (self.bits - 1)), np.uint64(0))
        return (magnitude | sign).astype(f"uint{self.bits}")

    def all_ordinals(self) -> range:
        """Every finite number, ascending, both zeros included."""
        return range(-1 - self.largest, self.largest + 1)


def two(n: int) -> Fraction:
    return Fraction(1 << n) if n >= 0 else Fraction(1, 1 << -n)


def magnitude_of(ordinal: int) -> int:
    return ordinal if ordinal >= 0 else -1 - ordinal


def floor_log2(y: Fraction) -> int:
    """⌊log₂ y⌋ for y > 0, exactly."""
    guess = y.numerator.bit_length() - y.denominator.bit_length()
    return guess if two(guess) <= y else guess - 1


def nearest_even(n: int, shift: int) -> int:
    """n / 2^shift rounded to the nearest integer, ties to even, for n ≥ 0."""
    if shift == 0:
        return n
    low, rest, half = n >> shift, n & ((1 << shift) - 1), 1 << (shift - 1)
    return low + (rest > half or (rest == half and low & 1 == 1))


# name, bits, p, emin, emax, pattern of the largest finite number. Sources: IEEE 754-2019 table 3.5; bfloat16 as in
# Intel's and Google's definition; OCP 8-bit Floating Point Specification (OFP8) 1.0, section 5.
FORMATS = (
    Format("float16", 16, 11, -14, 15, 0x7BFF, carrier="float16", aliases=("binary16", "half")),
    Format("bfloat16", 16, 8, -126, 127, 0x7F7F),
    Format("float32", 32, 24, -126, 127, 0x7F7FFFFF, carrier="float32", aliases=("binary32", "single")),
    Format("float64", 64, 53, -1022, 1023, 0x7FEFFFFFFFFFFFFF, carrier="float64", aliases=("binary64", "double")),
    Format("float8_e4m3fn", 8, 4, -6, 8, 0x7E, infinities=False),
    Format("float8_e5m2", 8, 3, -14, 15, 0x7B),
)


def format_names() -> Sequence[str]:
    return tuple(f.name for f in FORMATS)


def find_format(name: str | Format) -> Format:
    """The format of this name or alias; UsageError names those that exist."""
    if isinstance(name, Format):
        return name
    for f in FORMATS:
        if name == f.name or name in f.aliases:
            return f
    raise UsageError(f"unknown format '{name}': use one of {', '.join(format_names())}")
