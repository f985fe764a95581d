"""What a certificate rests on, read off its evidence: arguments, functions it unfolds, enclosures, its size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from symact.kernel.certificate import canonical

# Keys of evidence, and the argument that the kernel makes of what stands there (docs/trust.md has the theorems).
ARGUMENTS = {
    "integrals": "antiderivative (fundamental theorem, gauge integral)",
    "induction": "induction",
    "function": "uniqueness for a differential equation",
    "range": "intermediate values",
    "facts": "slopes and convexity (mean value theorem)",
    "pointwise": "a bound of every term of a sum",
    "from": "monotone steps (mean value theorem)",
    "box": "enclosures on boxes",
    "split": "cases",
    "point": "a counterexample, evaluated",
}  # fmt: skip
LIMITS = "expansion with a remainder"
PLAIN = "normal form and signs"


@dataclass(frozen=True)
class Support:
    """`definitions` are the functions unfolded; `size` is that of the certificate in bytes."""

    arguments: tuple[str, ...]
    definitions: tuple[str, ...]
    size: int

    def to_json(self) -> dict[str, Any]:
        return {"arguments": list(self.arguments), "definitions": list(self.definitions), "bytes": self.size}


def support(certificate: Mapping[str, Any]) -> Support:
    """What the certificate of a theorem or a refutation rests on."""
    keys = set(_keys(certificate["evidence"]))
    found = [said for key, said in ARGUMENTS.items() if key in keys]
    if "Limit(" in certificate["claim"]:
        found.insert(0, LIMITS)
    names = tuple(sorted(certificate["definitions"]))
    return Support(tuple(found) or (PLAIN,), names, len(canonical(certificate)))


def _keys(data: Any) -> Iterator[str]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield key
            yield from _keys(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _keys(value)
