"""What can go wrong in the kernel, by name."""

from __future__ import annotations


class SymactError(Exception):
    """The root of every error that symact raises on purpose."""


class ClaimError(SymactError):
    """A text is not in the claim language.

    `position` is the 0-based offset in `text` at which reading stopped; `source` names the text
    (``claim``, ``assumption``, a file). The message reads ``claim:1:14: unknown function 'sigmod'``.
    """

    def __init__(self, message: str, text: str = "", position: int = 0, source: str = "claim") -> None:
        line = text.count("\n", 0, position) + 1
        column = position - (text.rfind("\n", 0, position) + 1) + 1
        super().__init__(f"{source}:{line}:{column}: {message}")
        self.message, self.text, self.position, self.source = message, text, position, source


class LimitExceeded(SymactError):
    """A bound on size, depth or time was reached; nothing follows about the claim."""


class Stuck(SymactError):
    """The kernel cannot go on with what the certificate gives; never evidence of falsehood.

    `split` holds the linear forms (claim-language text) whose sign, if known, might help; `needs` the conditions that
    are all that is missing; `zeros` the terms whose roots may be counterexamples; `numerator` the term whose sign is
    missing.
    """

    def __init__(
        self, reason: str, split: tuple[str, ...] = (), needs: tuple[str, ...] = (),
        zeros: tuple[object, ...] = (), numerator: object = None,
    ) -> None:  # fmt: skip
        super().__init__(reason)
        self.reason, self.split, self.needs, self.zeros, self.numerator = reason, split, needs, zeros, numerator


class CertificateError(SymactError):
    """A certificate is malformed or does not show what it says it shows."""


class Undefined(SymactError):
    """A term certainly has no value at a point; the message says which subterm and why."""
