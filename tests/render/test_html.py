"""HTML and MathML: well-formed, nothing loaded, nothing run, every link leads somewhere, no two terms look the same."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Callable
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from symact.derivation import Derivation, Proof
from symact.derivation.reading import condition, expression
from symact.render import latex as latex_module
from symact.render import mathml as mathml_module
from symact.render.html import page_html, tinted
from symact.render.mathml import mathml
from symact.render.page import STYLE, font_face

DOMAINS = {"z": "vector", "i": "index", "j": "index"}
EMPTY = {"meta", "br"}
_MARKS = {"PROVED": "✓", "REFUTED": "✗", "UNKNOWN": "?"}

TERMS = [
    ("x", "<mi>x</mi>"),
    ("-x", "<mrow><mo>−</mo><mi>x</mi></mrow>"),
    ("exp(-x)", "<msup><mi>e</mi><mrow><mo>−</mo><mi>x</mi></mrow></msup>"),
    ("sqrt(x)", "<msqrt><mi>x</mi></msqrt>"),
    ("x/2", "<mfrac><mi>x</mi><mn>2</mn></mfrac>"),
    ("exp(x/2)", '<msup><mi>e</mi><mrow><mi>x</mi><mo lspace="0" rspace="0">/</mo><mn>2</mn></mrow></msup>'),
    ("2*3", "<mrow><mn>2</mn><mo>⋅</mo><mn>3</mn></mrow>"),
    ("z[i]", "<msub><mi>z</mi><mi>i</mi></msub>"),
    ("alpha1", "<msub><mi>α</mi><mn>1</mn></msub>"),
    ("KroneckerDelta(i, j)", "<msub><mi>δ</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub>"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "made"), TERMS)
def test_a_term_is_printed(source: str, made: str) -> None:
    assert mathml(expression(source, DOMAINS)) == made


ALL = [
    "Derivative(sigmoid(x), x)", "Derivative(a*x, (x, 2))", "Derivative(elu(x, alpha), x)", "log_sigmoid(x)**2",
    "Derivative(softmax(i, z), z[j])", "Sum(exp(z[k]), (k, 1, n))*x", "Limit(exp(x)/x, x, 0, '+')", "R(-3, 4)*x",
    "Integral(phi(t), (t, 0, x))", "Subs(x**2, x, 3)", "Piecewise((x, x > 0), (0, True))", "SELU_A*x + E", "Abs(x)",
    "gelu_tanh(x, c) + sparsemax2(x, y) + sparse_plus(x)", "1 - tanh(x)**2", "x + 0.000000000000000000000000000001",
]  # fmt: skip


@pytest.mark.parametrize("source", ALL)
def test_mathml_is_well_formed_and_of_the_core(source: str) -> None:
    tree = ElementTree.fromstring(f"<math>{html.unescape(mathml(expression(source, DOMAINS)))}</math>")
    children = {"mfrac": 2, "msup": 2, "msub": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3}
    known = {"math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "msqrt", "mtable", "mtr", "mtd", *children}
    for element in tree.iter():
        assert element.tag in known
        assert len(element) == children.get(element.tag, len(element)), ElementTree.tostring(element)


def test_conditions_and_every_operator_have_a_form() -> None:
    assert set(mathml_module._FORMS) == set(latex_module._FORMS)
    assert mathml(condition("0 < p < 1", {})).count("&lt;") == 2
    assert "or" in mathml(condition("Or(x <= 0, x >= 1)", {})) and "≠" in mathml(condition("x != 0", {}))


def test_no_two_terms_look_the_same() -> None:
    leaves = ["x", "2", "-x", "x + 1", "x*y1", "x/2", "x**2", "exp(x)", "sigmoid(x)", "Sum(z[k], (k, 1, n))",
              "Derivative(sigmoid(2*x), x)", "Derivative(x*b, x)", "R(1, 3)", "sqrt(x)"]  # fmt: skip
    forms = ["({0}) + ({1})", "({0}) - ({1})", "({0})*({1})", "({0})/({1})", "({0})**({1})", "-({0})*({1})"]
    seen: dict[str, object] = {}
    for t in {expression(f.format(a, b), DOMAINS) for f in forms for a, b in itertools.product(leaves, repeat=2)}:
        shown = re.sub(r"</?mrow[^>]*>", "", mathml(t))  # rows are not seen
        assert seen.setdefault(shown, t) is t, (shown, t, seen[shown])


class Page(HTMLParser):
    """Collects what matters, and complains about tags that are not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        found = dict(attrs)
        self.ids += [found["id"] or ""] if "id" in found else []
        self.links += [found["href"] or ""] if "href" in found else []
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_golden_pages(handful: list[Derivation], golden_lines: Callable[[str, str], None]) -> None:
    for d in handful:
        golden_lines(f"render/{d.name}.html", page_html([d], font=False).replace(STYLE, ""))


def test_a_page_loads_nothing_and_every_link_leads_somewhere(derivations: list[Derivation]) -> None:
    page = Page(page_html(derivations))
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert {"script", "img", "link", "iframe", "object"} & set(page.tags) == set()
    assert {"src", "onclick", "onload"} & page.attributes == set()
    assert "url(" not in STYLE and "@import" not in STYLE and "prefers-color-scheme: dark" in STYLE
    assert re.findall(r"url\((.{16})", font_face()) == ["data:font/woff2;"]


def test_every_line_and_every_substep_has_a_tick_that_leads_to_its_theorem(derivations: list[Derivation]) -> None:
    """And the theorem shows its claim, its verdict and the digest of its certificate."""
    for d in derivations:
        made = page_html([d], font=False)
        ticks = re.findall(r'<a class="tick \w+" href="#([^"]+)"', made)
        inner = [s for step in d.steps for chain in step.substeps for s in chain.steps]
        assert len(ticks) == len(set(ticks)) == 1 + len(d.steps) + len(inner) + len(d.lemmas), d.name
        theorems = dict(re.findall(r'<li id="([^"]+)">(.*?)</li>', made))
        assert set(theorems) == set(ticks)
        for step in d.steps:
            shown = html.unescape(theorems[ticks[0].replace("-theorem", f"-line-{step.number}")])
            assert step.verdict.to_json()["claim"] in shown and _MARKS[step.verdict.verdict] in shown
            assert (step.verdict.certificate_digest or "") in shown


def test_every_formula_has_a_text_for_readers_without_mathml(derivations: list[Derivation]) -> None:
    made = page_html(derivations)
    assert made.count("<math") == made.count(' alttext="') > 500


def test_a_notebook_gets_the_article_and_its_style(handful: list[Derivation]) -> None:
    for d in handful:
        bundle = d._repr_mimebundle_()
        assert set(bundle) == {"text/plain", "text/html", "text/latex"}
        assert Page(bundle["text/html"]).tags[:2] == ["style", "article"]
        assert Page(d.to_html()).tags[0] == "html"


def test_words_are_escaped() -> None:
    proof = Proof("x == x", title="<script>alert('1')</script> & \"more\"", name='a"><b>')
    with proof.left() as line:
        line("x", "<img src=x onerror=alert(1)>")
    made = page_html([proof.derive()])
    assert "script" not in Page(made).tags and "img" not in Page(made).tags and "b" not in Page(made).tags
    assert "&lt;script&gt;" in made and "&lt;img" in made


def test_a_wrong_line_is_marked_and_an_undecided_one_is_not_ticked(handful: list[Derivation]) -> None:
    wrong = next(d for d in handful if d.name == "wrong_line")
    made = page_html([wrong])  # its claim is a theorem
    assert made.count('class="tick false"') == 1 and made.count('class="tick holds"') == len(wrong.steps)
    assert "<mo>≠</mo>" in made and "(wrong at " in made
    proof = Proof("polylog(x, x) == polylog(x, x)", title="Nobody knows")
    with proof.left() as line:
        line("polylog(x, x)", "the same")
    open_ = page_html([proof.derive()])
    assert open_.count('class="tick open"') == 2 and "<mtext>?</mtext>" in open_ and 'class="tick holds"' not in open_


def test_what_changed_is_tinted_where_the_record_tells(derivations: list[Derivation]) -> None:
    found = [(d, s) for d in derivations for s in d.steps if s.holds and tinted(s)]
    assert found
    for d, s in found:
        assert s.after not in tinted(s)
        assert 'class="changed"' in page_html([d])
    x = expression("x", {})
    assert (
        mathml(expression("x + 1", {}), {x})
        == '<mrow><mrow class="changed"><mi>x</mi></mrow><mo>+</mo><mn>1</mn></mrow>'
    )
