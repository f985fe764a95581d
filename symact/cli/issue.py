"""A report that can be pasted into the tracker of whoever wrote an implementation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symact.cli.audit_text import share, ulps

if TYPE_CHECKING:
    from symact.numerics import Audit

# framework → its import, and an array of one number
FIRST = {
    "torch": ("import torch", "x = torch.tensor({x}, dtype=torch.{dtype})"),
    "jax": ("import jax", "x = jax.numpy.asarray({x}, dtype=jax.numpy.{dtype})"),
    "scipy": ("import numpy, scipy.special", "x = numpy.asarray({x}, dtype=numpy.{dtype})"),
}
VECTOR = 64  # numbers: whole vectors, whatever the processor
X64 = 'jax.config.update("jax_enable_x64", True)'


def issue_text(audit: Audit, note: str = "") -> str:
    """Title, reproduction in five lines, the exact value, what else is wrong, and versions, as Markdown."""
    if audit.worst is None:
        return f"{audit.implementation} gave no result that could be measured on {audit.points:,} inputs."
    of = audit.activation + "'" * audit.derivative
    worst_in, worst_out = audit.worst_input, audit.worst_output
    sample = "all there are" if audit.exhaustive else f"a sample with seed {audit.seed}"
    right = share(audit.correctly_rounded, audit.points, "results")
    lines = [
        f"### {of} in {audit.dtype} is off by {ulps(audit.max_ulp)} ({audit.implementation})",
        "",
        "```python",
        *reproduction(audit, note),
        "```",
        "",
        f"- input: `{_hex(worst_in)}` ({worst_in!r})",
        f"- result: `{_hex(worst_out)}` ({worst_out!r})",
        f"- exact value: {audit.exact}",
        f"- error: {ulps(audit.max_ulp)}; a correctly rounded result has at most 0.5",
        f"- tried: {audit.points:,} inputs, {sample}; correctly rounded: {right}",
        *_defects(audit),
        "",
        f"Versions: {', '.join(f'{name} {v}' for name, v in audit.versions.items())}; "
        f"{audit.machine.get('machine', '')} {audit.machine.get('system', '')} {audit.machine.get('libc', '')}",
    ]
    return "\n".join(lines)


def reproduction(audit: Audit, note: str = "") -> list[str]:
    """At most five lines of Python that show the result at the worst input; `note` names what a framework calls.

    Where results depend on the array, the input fills a vector: alone it may have another result.
    """
    alone = not (audit.array_dependence or {}).get("found")
    family, call = audit.implementation.partition("/")[0], note.partition(", by ")[0]
    number = f'float.fromhex("{_hex(audit.worst_input)}")'
    x, shown = (f"[{number}]", "") if alone else (f"[{number}] * {VECTOR}", "[0]")
    if family in FIRST and call and audit.implementation == family and audit.derivative <= (family != "scipy"):
        name, _, keywords = call.removesuffix(")").partition("(")
        applied = f"{family}.{name}(x{', ' if keywords else ''}{keywords})"
        made = FIRST[family][1].format(x=x, dtype=audit.dtype)
        if audit.derivative and family == "torch":
            steps = ["x.requires_grad_()", f"{applied}.sum().backward()", f"print(x.grad{shown})"]
            return [FIRST[family][0], made, *steps]
        if audit.derivative:
            applied = f"jax.grad(lambda x: {applied}.sum())(x)"
        return [
            FIRST[family][0],
            *([X64] if family == "jax" and audit.dtype == "float64" else []),
            made,
            f"print({applied}{shown})",
        ]
    if audit.implementation.startswith("outputs"):
        return [f"# the result at x = {number} of {audit.activation}"]
    return [
        "import numpy as np",
        "from symact.numerics import find_format, find_implementation",
        f'f = find_implementation("{audit.implementation}", "{audit.activation}", {audit.derivative})',
        f'fmt = find_format("{audit.dtype}")',
        f"print(f.run(np.asarray({x}, dtype=fmt.carrier), fmt)[0])",
    ]


def _hex(x: float | None) -> str:
    return "none" if x is None else x.hex()


def _defects(audit: Audit) -> list[str]:
    names = {"inf": "infinite", "nan": "nan", "false_zero_normal": "0 for a normal value", "wrong_sign": "wrong sign"}
    found = []
    for defect, said in names.items():
        at = [f"`{x.hex()}`" for x in audit.first[defect].values() if x is not None]
        if at:
            found.append(f"- {said} from x = {' and '.join(at)}")
    return found
