"""How names are written: Greek letters, subscripts, and what each function is called on paper. Tables, no decisions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from symact.activations import catalogue
from symact.kernel.terms import INFINITY, Term, free_symbols, walk

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ",
    "varphi": "φ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ",
    "Lambda": "Λ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
SUPERSCRIPT = str.maketrans("0123456789-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻")
SUBSCRIPT = dict(zip("0123456789aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
PRETTY_RELATION = {"==": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
LATEX_RELATION = {"==": "=", "!=": r"\ne", "<": "<", "<=": r"\le", ">": ">", ">=": r"\ge"}
LATEX_FUNCTION = {
    "log": r"\log", "sin": r"\sin", "cos": r"\cos", "tan": r"\tan", "atan": r"\arctan", "sinh": r"\sinh",
    "cosh": r"\cosh", "coth": r"\coth", "tanh": r"\tanh", "Max": r"\max", "Min": r"\min", "sign": r"\operatorname{sgn}",
    "Heaviside": "H", "asinh": r"\operatorname{arsinh}", "atanh": r"\operatorname{artanh}", "Phi": r"\Phi",
    "phi": r"\varphi", "gamma": r"\Gamma", "LambertW": "W", "re": r"\operatorname{Re}", "im": r"\operatorname{Im}",
}  # fmt: skip
# `tanh` takes a power between name and argument, as in tanh²(x); σ(x)² takes it behind.
POWER_ON_NAME = re.compile(r"\\(sin|cos|tan|sinh|cosh|tanh|coth|log)$")
_SPELT = re.compile(r"\\(?:operatorname|mathrm|text)\{([^{}]*)\}|\\([A-Za-z]+)")


@lru_cache(maxsize=1)
def catalogue_names() -> Mapping[str, str]:
    """LaTeX of every function in the catalogue, as its entry states it."""
    return {name: entry.latex for name, entry in catalogue().items() if entry.latex}


def latex_name(name: str) -> str:
    """`\\sigma` for sigmoid, `\\operatorname{softmax}` for a function without a sign of its own."""
    stated = catalogue_names().get(name) or LATEX_FUNCTION.get(name)
    return stated or (name if len(name) == 1 else r"\operatorname{" + name.replace("_", r"\_") + "}")


def pretty_name(name: str) -> str:
    """`σ` for sigmoid, `log σ` for its logarithm, and the name itself for a function without a sign of its own."""
    spelt = [a.replace("\\", "") or GREEK.get(b, b) for a, b in _SPELT.findall(latex_name(name))]
    return ("_" if "_{" in latex_name(name) else " ").join(spelt) or latex_name(name)


def is_composed(name: str) -> bool:
    """Whether the sign is several words, as in log σ: brackets go around it before a prime or a power."""
    return len(_SPELT.findall(latex_name(name))) > 1


def latex_symbol(name: str) -> str:
    """A variable: `\\alpha`, `x_{1}`, `\\mathrm{rate}`."""
    stem, index = split_index(name)
    greek = "epsilon" if stem == "eps" else stem
    body = "\\" + greek if greek in GREEK else stem if len(stem) == 1 else r"\mathrm{" + stem.replace("_", r"\_") + "}"
    return f"{body}_{{{index}}}" if index else body


def pretty_symbol(name: str) -> str:
    stem, index = split_index(name)
    return GREEK.get(stem, stem) + subscript(index)


def split_index(name: str) -> tuple[str, str]:
    """`x1` and `x_1` are x with index 1."""
    match = re.fullmatch(r"([A-Za-z]+?)_?([0-9]+)", name)
    return (match[1], match[2]) if match else (name, "")


def subscript(index: str) -> str:
    return "".join(SUBSCRIPT[c] for c in index) if all(c in SUBSCRIPT for c in index) else f"_{index}"


def decimal(value: Fraction) -> str | None:
    """`0.044715` for a number whose fraction nobody writes; None where p/q reads better."""
    q = value.denominator
    twos = (q & -q).bit_length() - 1
    q, fives = q >> twos, 0
    while q % 5 == 0:
        q, fives = q // 5, fives + 1
    places = max(twos, fives)
    if q != 1 or value.denominator < 40 or places > 9:
        return None
    digits = f"{abs(value.numerator) * 10**places // value.denominator:0{places + 1}d}"
    return f"{digits[:-places]}.{digits[-places:]}"


def power_of_ten(value: Fraction) -> int | None:
    """k when the value is 10^−k and too small to be read as a fraction."""
    zeros = str(value.denominator)
    plain = value.numerator == 1 and len(zeros) > 5 and zeros == "1" + "0" * (len(zeros) - 1)
    return len(zeros) - 1 if plain else None


def is_partial(derivative: Term) -> bool:
    """Whether ∂ is written: the operand depends on more than the derivative's variable."""
    body, x = derivative.args[:2]
    functions = {t.args[0].args[0] for t in walk(body) if t.op == "apply"}
    return x.op == "component" or free_symbols(body) - {x.args[0]} - functions != frozenset()


INDEXED = frozenset({"softmax", "log_softmax", "softmin"})
SEVERAL = frozenset({"Max", "Min", "logsumexp", "logmeanexp", "xlogy", "bce_logits", "sparsemax2"})


def spread(name: str, arguments: list[Term]) -> tuple[Term | None, list[Term], list[Term]]:
    """Component (a subscript behind: softmax(z)ᵢ), arguments in brackets, parameters (subscripts of the name)."""
    if arguments and (arguments[0].op == "index" or name in INDEXED):
        return arguments[0], arguments[1:], []
    if name in SEVERAL or any(a.op == "vector" for a in arguments):
        return None, arguments, []
    return None, arguments[:1], arguments[1:]


def is_primed(derivative: Term) -> bool:
    """Whether the derivative is written σ′(x): of a function of one argument, by that argument."""
    f, x, order = derivative.args
    if f.op != "call" or x.op != "variable" or order > 3 or f.args[0] == "Abs":
        return False
    component, plain, parameters = spread(f.args[0], list(f.args[1:]))
    return component is None and plain == [x] and not any(x.args[0] in free_symbols(p) for p in parameters)


def brackets_of(t: Term) -> tuple[str, str]:
    """The brackets of an interval: round ones at an end that does not belong to it, as an infinite one does not."""
    low, high, kind = t.args
    open_low = kind in ("Interval.open", "Interval.Lopen") or any(s is INFINITY for s in walk(low))
    open_high = kind in ("Interval.open", "Interval.Ropen") or any(s is INFINITY for s in walk(high))
    return "(" if open_low else "[", ")" if open_high else "]"
