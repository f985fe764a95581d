"""What a framework is asked to compute: a dotted name with keywords, as entries of the catalogue give it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from symact.activations import Activation
from symact.numerics.errors import UsageError
from symact.numerics.formats import Array, Format

Run = Callable[[Array, Format], tuple[Array, str]]
"""Results for numbers of the format in its carrier dtype, and the name of the dtype in which they were computed."""

FAILURES = (Exception,)  # of what is audited: compilers and frameworks have errors of their own kinds
KEYWORD = re.compile(r"([A-Za-z_]\w*)\s*=\s*('\w+'|\w+|-?\d+(?:\.\d+)?)")
WORDS: dict[str, Any] = {"True": True, "False": False, "None": None}


@dataclass(frozen=True)
class Call:
    """`nn.functional.gelu(approximate='tanh')`: attributes of a module, and keywords."""

    path: str
    keywords: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        inside = ", ".join(f"{name}={value!r}" for name, value in self.keywords)
        return f"{self.path}({inside})" if inside else self.path

    def found_in(self, root: Any, what: str) -> Callable[..., Any]:
        """The function of one array; a class is instantiated. UsageError where the installed version has none."""
        found = root
        for part in self.path.split("."):
            found = getattr(found, part, None)
            if found is None:
                raise UsageError(f"the installed {what} has no {self.path}")
        keywords = dict(self.keywords)
        if isinstance(found, type):
            made: Callable[..., Any] = found(**keywords)
            return made
        return (lambda x: found(x, **keywords)) if keywords else found


def read_call(text: str) -> Call:
    """Reads a name with keywords whose values are numbers, words or quoted words."""
    match = re.fullmatch(r"([A-Za-z_][\w.]*)(?:\((.*)\))?", text)
    pairs = [KEYWORD.fullmatch(part.strip()) for part in ((match and match[2]) or "").split(",") if part.strip()]
    if not match or None in pairs:
        raise UsageError(f"'{text}' is not the name of a function")
    return Call(match[1], tuple((pair[1], _value(pair[2])) for pair in pairs if pair))


def _value(text: str) -> Any:
    if text in WORDS:
        return WORDS[text]
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    return text.strip("'\"")


def with_parameters(call: Call, entry: Activation, keywords: Mapping[str, Mapping[str, str]]) -> Call:
    """The call with the entry's parameters said aloud, so that a framework's own defaults do not matter."""
    names = keywords.get(entry.name, {})
    said = tuple((keyword, float(Fraction(entry.defaults[name]))) for name, keyword in names.items())
    return replace(call, keywords=(*call.keywords, *said))


def to_patterns(values: Array) -> Array:
    """The bit patterns of bfloat16 numbers that travel as float32, nan included: their upper halves."""
    wide = np.ascontiguousarray(values, dtype=np.float32).view(np.uint32)
    return (wide >> np.uint32(16)).astype(np.uint16)


def from_patterns(patterns: Array) -> Array:
    """bfloat16 numbers from their bit patterns, as float32."""
    return (np.asarray(patterns, dtype=np.uint16).astype(np.uint32) << np.uint32(16)).view(np.float32)
