"""Terms on paper and on a terminal: textbook order, and no two terms that look the same."""

import itertools

import pytest

from symact.derivation.reading import condition, expression, prose
from symact.render.latex import latex
from symact.render.pretty import pretty
from symact.render.width import width
from symact.render.words import latex_prose, latex_words, unprintable

DOMAINS = {"z": "vector", "y": "vector", "i": "index", "j": "index"}
TOTAL = "Sum(exp(z[k]), (k, 1, n))"

TERMS = [
    ("sigmoid(x)*(1 - sigmoid(x))", "σ(x)(1 − σ(x))", r"\sigma(x)(1 - \sigma(x))"),
    ("exp(-x)", "e^(−x)", "e^{-x}"),
    ("1/(1 + exp(-x))", "1/(1 + e^(−x))", r"\frac{1}{1 + e^{-x}}"),
    ("Derivative(sigmoid(x), x)", "σ′(x)", r"\sigma'(x)"),
    ("Derivative(log_sigmoid(x), x)", "(log σ)′(x)", r"(\log\sigma)'(x)"),
    ("Derivative(exp(-x), x)", "d/dx [e^(−x)]", r"\dfrac{d}{dx}\, e^{-x}"),
    ("Derivative(1 + exp(x), x)", "d/dx [1 + e^x]", r"\dfrac{d}{dx}(1 + e^{x})"),
    ("Derivative(sigmoid(2*x), x)", "d/dx σ(2x)", r"\frac{d\sigma(2x)}{dx}"),
    ("Derivative(sigmoid(x), (x, 2))", "σ′′(x)", r"\sigma''(x)"),
    ("Derivative(a*x, (x, 2))", "∂²/∂x² [a·x]", r"\dfrac{\partial^{2}}{\partial x^{2}}(ax)"),
    ("Derivative(elu(x, alpha), x)", "ELU_α′(x)", r"\operatorname{ELU}_{\alpha}'(x)"),
    ("Derivative(softmax(i, z), z[j])", "∂/∂zⱼ softmax(z)ᵢ",
     r"\frac{\partial \operatorname{softmax}(\mathbf{z})_{i}}{\partial z_{j}}"),
    ("softmax(i, z/T)", "softmax(z/T)ᵢ", r"\operatorname{softmax}(\mathbf{z}/T)_{i}"),
    ("softmax(2, x, y0, w)", "softmax(x, y₀, w)₂", r"\operatorname{softmax}(x, y_{0}, w)_{2}"),
    ("logsumexp(z)", "LSE(z)", r"\operatorname{LSE}(\mathbf{z})"),
    ("softmax(i, z)*(KroneckerDelta(i, j) - softmax(j, z))", "softmax(z)ᵢ(δᵢⱼ − softmax(z)ⱼ)",
     r"\operatorname{softmax}(\mathbf{z})_{i}(\delta_{ij} - \operatorname{softmax}(\mathbf{z})_{j})"),
    (f"exp(z[i])/{TOTAL}", "e^zᵢ/(Σₖ e^zₖ)", r"\frac{e^{z_{i}}}{\sum_{k=1}^{n} e^{z_{k}}}"),
    ("Sum(z[k]/T, (k, 1, n))", "Σₖ zₖ/T", r"\sum_{k=1}^{n} \frac{z_{k}}{T}"),
    ("Sum(z[k], (k, 1, n))/T", "(Σₖ zₖ)/T", r"\frac{\sum_{k=1}^{n} z_{k}}{T}"),
    ("Sum(z[k] + 1, (k, 1, n))", "Σₖ (zₖ + 1)", r"\sum_{k=1}^{n} (z_{k} + 1)"),
    ("Sum(z[k], (k, 1, n)) + 1", "Σₖ zₖ + 1", r"\sum_{k=1}^{n} z_{k} + 1"),
    ("Sum(z[k], (k, 1, n))*x", "(Σₖ zₖ)·x", r"\left(\sum_{k=1}^{n} z_{k}\right)x"),
    ("1 - tanh(x)**2", "1 − tanh(x)²", r"1 - \tanh^{2}(x)"),
    ("log_sigmoid(x)**2", "(log σ(x))²", r"(\log\sigma(x))^{2}"),
    ("sigmoid(x)**2", "σ(x)²", r"\sigma(x)^{2}"),
    ("exp(x)**2", "(e^x)²", "(e^{x})^{2}"),
    ("exp(x**2)", "e^(x²)", "e^{x^{2}}"),
    ("(-x)**2", "(−x)²", "(-x)^{2}"),
    ("-x**2", "−x²", "-x^{2}"),
    ("R(1, 2)**x", "(1/2)^x", r"\left(\tfrac{1}{2}\right)^{x}"),
    ("x**(-1)", "x⁻¹", "x^{-1}"),
    ("x**y1", "x^y₁", "x^{y_{1}}"),
    ("sqrt(2*pi)", "√(2π)", r"\sqrt{2\pi}"),
    ("x/sqrt(2)", "x/√2", r"\frac{x}{\sqrt{2}}"),
    ("erf(x/sqrt(2))", "erf(x/√2)", r"\operatorname{erf}(x/\sqrt{2})"),
    ("exp(-x**2/2)", "e^(−x²/2)", "e^{-x^{2}/2}"),
    ("x*phi(x) + Phi(x)", "x·φ(x) + Φ(x)", r"x\, \varphi(x) + \Phi(x)"),
    ("2*x*3", "2x·3", r"2x \cdot 3"),
    ("1*sigmoid(x)", "1·σ(x)", r"1 \cdot \sigma(x)"),
    ("2*softplus(x)", "2·softplus(x)", r"2\operatorname{softplus}(x)"),
    ("a*(b - c)", "a·(b − c)", "a(b - c)"),
    ("a - (b - c)", "a − (b − c)", "a - (b - c)"),
    ("a - b - c", "a − b − c", "a - b - c"),
    ("a - (-b)", "a − (−b)", "a - (-b)"),
    ("a*(-b)", "a·(−b)", "a(-b)"),
    ("-(a + b)", "−(a + b)", "-(a + b)"),
    ("a/b/c", "a/b/c", r"\frac{\frac{a}{b}}{c}"),
    ("z[i]*((-x)/y1)", "zᵢ·(−x/y₁)", r"z_{i}\left(-\frac{x}{y_{1}}\right)"),
    ("a - (-x)/b", "a − (−x/b)", r"a - \left(-\frac{x}{b}\right)"),
    ("a + (-x)/b", "a + (−x/b)", r"a + \left(-\frac{x}{b}\right)"),
    ("exp(a*((-x)/b))", "e^(a·(−x/b))", r"e^{a(-x/b)}"),
    ("Derivative((-x)/2, x)", "d/dx [−x/2]", r"\dfrac{d}{dx}\left(-\frac{x}{2}\right)"),
    ("a/(b/c)", "a/(b/c)", r"\frac{a}{\frac{b}{c}}"),
    ("a/(b*c)", "a/(b·c)", r"\frac{a}{bc}"),
    ("a/b*c", "a/b·c", r"\frac{a}{b}c"),
    ("a/b*(c/d)", "a/b·(c/d)", r"\frac{a}{b} \cdot \frac{c}{d}"),
    ("0.044715*x**3", "0.044715·x³", "0.044715x^{3}"),
    ("R(-3, 4)*x", "(−3/4)·x", r"\left(-\tfrac{3}{4}\right)x"),
    ("x + 0.000000000000000000000000000001", "x + 10⁻³⁰", "x + 10^{-30}"),
    ("Abs(x)/(1 + Abs(x))", "|x|/(1 + |x|)", r"\frac{\left|x\right|}{1 + \left|x\right|}"),
    ("Max(x, 0)", "max(x, 0)", r"\max(x, 0)"),
    ("Heaviside(x) + sign(x)", "H(x) + sgn(x)", r"H(x) + \operatorname{sgn}(x)"),
    ("Piecewise((x, x > 0), (alpha*(exp(x) - 1), True))", "{ x if x > 0;  α·(e^x − 1) otherwise }",
     r"\begin{cases} x & \text{if } x > 0 \\ \alpha(e^{x} - 1) & \text{otherwise} \end{cases}"),
    ("Limit(exp(x)/x, x, 0, '+')", "lim(x → 0⁺) e^x/x", r"\lim_{x \to 0^{+}} \frac{e^{x}}{x}"),
    ("Limit(x, x, oo)", "lim(x → ∞) x", r"\lim_{x \to \infty} x"),
    ("Integral(phi(t), (t, 0, x))", "∫(0…x) φ(t) dt", r"\int_{0}^{x} \varphi(t) \, dt"),
    ("Subs(x**2, x, 3)", "[x²] at x = 3", r"\left. x^{2} \right|_{x = 3}"),
    ("SELU_A*x + E", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("source", "plain", "made"), TERMS)
def test_a_term_is_printed(source: str, plain: str | None, made: str | None) -> None:
    t = expression(source, DOMAINS)
    assert plain is None or (pretty(t), latex(t)) == (plain, made)
    assert pretty(t) and latex(t) and width(t) > 0


CONDITIONS = [
    ("0 < p < 1", "0 < p < 1", "0 < p < 1"),
    ("And(x > 0, a != 1)", "x > 0 and a ≠ 1", r"x > 0 \text{ and } a \ne 1"),
    ("Or(x <= 0, x >= 1)", "x ≤ 0 or x ≥ 1", r"x \le 0 \text{ or } x \ge 1"),
    ("Ne(i, j)", "i ≠ j", r"i \ne j"),
]


@pytest.mark.parametrize(("source", "plain", "made"), CONDITIONS)
def test_a_condition_is_printed(source: str, plain: str, made: str) -> None:
    t = condition(source, DOMAINS)
    assert (pretty(t), latex(t)) == (plain, made)


def test_no_two_terms_look_the_same() -> None:
    leaves = ["x", "2", "-x", "x + 1", "x*y1", "x/2", "x**2", "exp(x)", "sigmoid(x)", "Sum(z[k], (k, 1, n))",
              "Derivative(sigmoid(2*x), x)", "Derivative(x*b, x)", "R(1, 3)", "sqrt(x)"]  # fmt: skip
    forms = ["({0}) + ({1})", "({0}) - ({1})", "({0})*({1})", "({0})/({1})", "({0})**({1})", "-({0})*({1})",
             "exp(({0})/({1}))"]  # fmt: skip
    terms = {expression(f.format(a, b), DOMAINS) for f in forms for a, b in itertools.product(leaves, repeat=2)}
    for printer in (pretty, latex):
        seen: dict[str, object] = {}
        for t in terms:
            assert seen.setdefault(printer(t), t) is t, (printer(t), t, seen[printer(t)])


def test_every_operator_has_a_form() -> None:
    from symact.kernel.terms import ELEMENTARY
    from symact.render import latex as latex_module
    from symact.render import pretty as pretty_module

    assert set(latex_module._FORMS) == set(pretty_module._FORMS) >= ELEMENTARY


def test_prose_in_latex() -> None:
    assert latex_prose(prose("times `exp(x)`, as `sigmoid(x)` > 0", {})) == r"times $e^{x}$, as $\sigma(x)$ $>$ 0"
    assert latex_words("σ′ by 100% of 10⁻³⁰ & z₁") == r"$\sigma '$ by 100\% of 10$^{-30}$ \& z$_{1}$"
    assert latex_words("x\\y_2") == r"x\textbackslash{}y\_2"
    assert "$$" not in latex_prose(prose("`sigmoid(x)``exp(x)`σ′", {}))


def test_signs_that_pdflatex_does_not_know_are_found() -> None:
    assert unprintable(("σ ≤ ½ is fine", expression("x", {}), "but ☃ and 漢 are not")) == "☃漢"
