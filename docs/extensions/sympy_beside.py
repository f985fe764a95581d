"""What SymPy prints for a derivative, beside what symact prints: both computed when the page is built."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import sympy
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sympy.printing.mathml import mathml

from symact.activations import catalogue
from symact.derivation import check, derive
from symact.derivation.record import PROVED, REFUTED
from symact.kernel.terms import text
from symact.render.html import formula, prose
from symact.render.latex import latex
from symact.render.pretty import pretty
from symact.render.statement import quantifier
from symact.render.text import prose_line
from symact.render.words import latex_prose

logger = logging.getLogger(__name__)

x = sympy.Symbol("x", real=True)
i, j, k, n = sympy.symbols("i j k n", integer=True, positive=True)
z = sympy.IndexedBase("z", real=True)

# Formulas that are no entries, as SymPy expressions; those of entries are the entries' own.
FORMULAS: dict[str, Any] = {
    "x*tanh(exp(x))": x * sympy.tanh(sympy.exp(x)),
    "log(cosh(x))": sympy.log(sympy.cosh(x)),
    "x/sqrt(1 + x**2)": x / sympy.sqrt(1 + x**2),
    "exp(-exp(-x))": sympy.exp(-sympy.exp(-x)),
}


class Beside(SphinxDirective):
    """Three rows: SymPy's `diff`, the same after `simplify`, and the theorem that symact derives."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        f, by = _expression(name)
        found = sympy.diff(f, by)
        d = derive(name)
        if d.verdict != PROVED or not d.steps:
            logger.warning("beside: %s is not derived: %s", name, d.complaints, location=self.get_location())
        value, words = d.claim.args[2], quantifier(d)
        ours = _raw(
            f"{formula(value, block=True)} <span class='for'>{prose(words)}</span>",
            rf"${latex(value)}$ {latex_prose(words)}",
            f"{pretty(value)} {prose_line(words)}",
        )
        rows = [
            _row("SymPy, `diff`", _of_sympy(found), str(found)),
            _row("SymPy, `simplify`", *_simplified(found)),
            _row("symact", ours, text(value), f", {len(d.steps)} lines, each checked"),
        ]
        return [_table(rows, (1, 4))]


def _expression(name: str) -> tuple[Any, Any]:
    """The function in SymPy, and the variable of differentiation."""
    if name == "softmax":
        return sympy.exp(z[i]) / sympy.Sum(sympy.exp(z[k]), (k, 1, n)), z[j]
    if name in catalogue():
        entry = catalogue()[name]
        return entry.expression(), entry.symbols()[0]
    return FORMULAS[name], x


def _simplified(found: Any) -> tuple[list[nodes.Node], str]:
    try:
        made = sympy.simplify(found)
    except StopIteration:  # SymPy 1.14 on a product of sums
        return [nodes.Text("raises StopIteration")], ""
    return _of_sympy(made), str(made)


def _of_sympy(e: Any) -> list[nodes.Node]:
    """As a formula, but for cases, which SymPy's MathML has no layout for."""
    if e.has(sympy.Piecewise):
        return []
    html = f'<math displaystyle="true">{mathml(e, printer="presentation")}</math>'
    return _raw(html, f"${sympy.latex(e)}$", str(e))


def _raw(html: str, tex: str, plain: str) -> list[nodes.Node]:
    forms = {"html": f'<span class="symact-inline">{html}</span>', "latex": tex, "text": plain}
    return [nodes.raw("", made, format=form) for form, made in forms.items()]


def _row(who: str, shown: list[nodes.Node], code: str, more: str = "") -> nodes.row:
    second = nodes.entry("", *([nodes.paragraph("", "", *shown)] if shown else []))
    if code:
        second += nodes.paragraph("", "", nodes.literal("", code), nodes.Text(more))
    return nodes.row("", nodes.entry("", nodes.paragraph("", "", *_words(who))), second)


def _words(text_: str) -> list[nodes.Node]:
    """Words with code in backquotes."""
    return [nodes.literal("", w) if odd % 2 else nodes.Text(w) for odd, w in enumerate(text_.split("`")) if w]


def _table(
    rows: list[nodes.row], widths: tuple[int, ...], head: tuple[str, ...] = (), kind: str = "beside"
) -> nodes.table:
    group = nodes.tgroup("", cols=len(widths))
    group += [nodes.colspec("", colwidth=width) for width in widths]
    if head:
        cells = [nodes.entry("", nodes.paragraph("", "", *_words(word))) for word in head]
        group += nodes.thead("", nodes.row("", *cells))
    group += nodes.tbody("", *rows)
    return nodes.table("", group, classes=[kind])


def relu_at_0() -> Any:
    return sympy.diff(sympy.Max(0, x), x).subs(x, 0)


def abs_at_0() -> Any:
    return sympy.diff(sympy.Abs(x), x).subs(x, 0)


def leaky_at_0() -> Any:
    return sympy.diff(sympy.Piecewise((x, x >= 0), (x / 100, True)), x).subs(x, 0)


def cancelled() -> Any:
    return x / x


def nothing_times_log() -> Any:
    return sympy.diff(0 * sympy.log(x), x)


def log_slope() -> Any:
    return sympy.diff(sympy.log(x), x)


def kinks_cancel() -> Any:
    return sympy.diff(sympy.Max(x, 0) + sympy.Min(x, 0), x)


def half_angle() -> Any:
    return sympy.simplify(sympy.tanh(2 * x / 3) - (1 - 2 / (sympy.exp(4 * x / 3) + 1)))


def reused_index() -> Any:
    return sympy.diff(sympy.log(sympy.Sum(sympy.exp(z[i]), (i, 1, n))), z[i])


def gamma_recurrence() -> Any:
    return sympy.simplify(sympy.gamma(x + 1) / sympy.gamma(x))


# SymPy's question as the function that asks it; the claim that says the same, its assumption, domains and verdict.
POINTS: tuple[tuple[Callable[[], Any], str, str, dict[str, str], str], ...] = (
    (relu_at_0, "Derivative(relu(x), x) == 1/2", "x == 0", {}, REFUTED),
    (abs_at_0, "Derivative(Abs(x), x) == 0", "x == 0", {}, REFUTED),
    (leaky_at_0, "Derivative(leaky_relu(x), x) == 1", "x == 0", {}, REFUTED),
    (kinks_cancel, "Derivative(Max(x, 0) + Min(x, 0), x) == 1", "", {}, PROVED),
    (cancelled, "x/x == 1", "", {}, REFUTED),
    (nothing_times_log, "Derivative(0*log(x), x) == 0", "", {}, REFUTED),
    (log_slope, "Derivative(log(x), x) == 1/x", "x != 0", {}, REFUTED),
    (half_angle, "tanh(2*x/3) == 1 - 2/(exp(4*x/3) + 1)", "", {}, PROVED),
    (
        reused_index, "Derivative(logsumexp(z), z[i]) == softmax(i, z)", "",
        {"z": "vector", "i": "index"}, PROVED,
    ),
    (gamma_recurrence, "gamma(x + 1)/gamma(x) == x", "x > 0", {}, "UNKNOWN"),
)  # fmt: skip


class Points(SphinxDirective):
    """One row for each question: what SymPy answers, and the verdict on the claim that says the same."""

    def run(self) -> list[nodes.Node]:
        head = ("SymPy is asked", "SymPy answers", "symact is asked", "symact answers")
        return [_table([self.row(*point) for point in POINTS], (4, 2, 4, 5), head, "points")]

    def row(self, ask: Callable[[], Any], claim: str, assume: str, domains: dict[str, str], expect: str) -> nodes.row:
        verdict = check(claim, [assume] if assume else [], domains)
        if verdict.verdict != expect:
            logger.warning("points: %s is %s, not %s", claim, verdict.verdict, expect, location=self.get_location())
        under = [nodes.Text(" if "), nodes.literal("", assume)] if assume else []
        said = verdict.counterexample.to_text() if verdict.counterexample else verdict.reason or ""
        cells: list[list[nodes.Node]] = [
            [nodes.literal("", source(ask))], [nodes.literal("", str(ask()))], [nodes.literal("", claim), *under],
            [nodes.strong("", verdict.verdict), nodes.Text(f" {said}".rstrip())],
        ]  # fmt: skip
        return nodes.row("", *[nodes.entry("", nodes.paragraph("", "", *cell)) for cell in cells])


def source(ask: Callable[[], Any]) -> str:
    """The expression that the function returns, as it is written."""
    return " ".join(inspect.getsource(ask).partition("return ")[2].split()).replace("sympy.", "")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("beside", Beside)
    app.add_directive("points", Points)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
