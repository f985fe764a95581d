"""What can go wrong when numbers are measured, by name."""

from __future__ import annotations

from symact.kernel.errors import SymactError


class UsageError(SymactError):
    """A request names something that does not exist or does not fit; the message says what would."""


class UndecidedPoint(SymactError):
    """The oracle could not enclose a value tightly enough; nothing follows about the value."""


class InternalError(SymactError):
    """Two independent computations contradict each other: a defect of symact, never of what it measures."""
