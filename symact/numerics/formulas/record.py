"""What is known of a formula besides its code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from symact.numerics.formats import Array


@dataclass(frozen=True)
class Formula:
    """Of which function, and of which derivative, it is an implementation; `requires` names optional packages."""

    name: str
    function: Callable[[Array], Array]
    reference: str
    derivative: int = 0
    requires: tuple[str, ...] = ()
    note: str = ""
