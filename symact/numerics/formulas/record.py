"""What is known of a formula besides its code: what it is of, what its text says of the reals, where it goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Formula:
    """`function` maps an array to one of the same shape; it is of the `derivative`-th derivative of `reference`.

    `claim` says in the claim language that the formula, read over the reals, equals its function; `assume` and
    `variables` belong to it, and `expect` is the kernel's verdict. `requires` names optional packages; `tensors`
    makes the function of torch's tensors of a name. `mends` says what a `/repaired` sibling does otherwise.
    """

    name: str
    function: Callable[..., Any]
    reference: str
    derivative: int = 0
    requires: tuple[str, ...] = ()
    note: str = ""
    claim: str = ""
    assume: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    expect: str = "PROVED"
    tensors: Callable[[str], Callable[[Any], Any]] | None = None
    mends: str = ""

    @property
    def repaired(self) -> str:
        """The name that a mended form of it has, where there is one."""
        return f"{self.name}/repaired"
