"""Markdown, ASCII and JSON: what their readers stumble over does not occur in them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

import pytest

import symact
from symact.derivation import Derivation, Proof
from symact.derivation.reading import expression
from symact.render.markdown import formula, markdown_prose, math_prose
from symact.render.plain import ascii_text

SCHEMA = json.loads(files("symact.derivation").joinpath("derivations-1.schema.json").read_text(encoding="utf-8"))

KNOWN = {
    "$schema", "$defs", "title", "description", "type", "properties", "required", "items", "enum", "const", "anyOf",
    "additionalProperties", "minItems", "maxItems", "minimum",
}  # fmt: skip


def test_golden_markdown_ascii_and_json(handful: list[Derivation], golden_lines: Callable[[str, str], None]) -> None:
    for d in handful:
        record = json.dumps(lasting(d.to_json()), indent=1, ensure_ascii=False)
        golden_lines(f"render/{d.name}.json", f"{record}\n")
        golden_lines(f"render/{d.name}.md", d.to_markdown())
        golden_lines(f"render/{d.name}.ascii.txt", d.to_text(plain=True))


def lasting(record: Any) -> Any:
    """A record without seconds, digests and counterexamples, which change though the derivation does not."""
    if isinstance(record, list):
        return [lasting(item) for item in record]
    if not isinstance(record, dict):
        return record
    kept = {"claim", "verdict", "assumptions", "variables"} if "certificate" in record else set(record)
    return {name: lasting(value) for name, value in record.items() if name in kept}


def test_formulas_in_markdown_are_what_github_and_katex_read(derivations: list[Derivation]) -> None:
    for d in derivations:
        for made in (d.to_markdown(), d._repr_mimebundle_()["text/latex"]):
            assert made.count("$$") % 2 == 0
            displays = made.split("$$")[1::2]
            for shown in displays:
                assert "$" not in shown and "\n\n" not in shown and not {"<", ">", "`"} & set(shown), d.name
                assert shown.count("{") == shown.count("}")
                assert shown.count(r"\begin{aligned}") == shown.count(r"\end{aligned}") <= 1
            forbidden = (
                r"\operatorname",
                r"\,",
                r"\!",
                r"\_",
                r"\tag",
                r"\[",
                r"\intertext",
                r"\parbox",
                r"\mbox",
                r"\label",
                "align*",
            )
            assert [word for word in forbidden if word in "".join(displays)] == [], d.name


# Of https://katex.org/docs/supported.html, which MathJax knows as well; `cases` and `aligned` are the environments.
KATEX = r"""
\\ \begin \end \left \right \quad \qquad
\thinspace \negthinspace \text \mathrm \mathit \mathbf \mathbb \frac \dfrac \tfrac \genfrac \sqrt
\sum \int \lim \partial \infty \to \cdot \times \ne \le \ge \lt \gt \approx \in \surd \overset \textstyle \dots
\log \sin \cos \tan \arctan \sinh \cosh \tanh \coth \max \min \# \$ \% \& \{ \} \textbackslash \textasciitilde
\textasciicircum \alpha \beta \gamma \delta \epsilon \zeta \eta \theta \kappa \lambda \mu \nu \xi \pi \rho \sigma \tau
\varphi \phi \chi \psi \omega \Gamma \Delta \Theta \Lambda \Phi \Psi \Omega
"""
RARE = [
    "Limit(exp(x)/x, x, 0, '+')", "Integral(phi(t), (t, 0, x))", "Subs(x**2, x, 3)", "SELU_A*x + E", "Abs(rate*x1)",
    "gelu_tanh(x, c) + sparsemax2(x, y) + sparse_plus(x)", "Heaviside(x) + sign(x) + asinh(x) + LambertW(x)",
    "Derivative(a*x, (x, 2)) + tan(x) + coth(x) + gamma(x) + atan(alpha*theta)", "x + 0.000000000000000000000001",
]  # fmt: skip


def unknown(markdown: str) -> set[str]:
    """The commands and environments in formulas that KaTeX may not know."""
    inside = " ".join(re.split(r"(?<!\\)\$+", re.sub(r"`[^`]*`", "", markdown))[1::2])
    environments = set(re.findall(r"\\begin\{(.*?)\}", inside)) - {"aligned", "cases"}
    return set(re.findall(r"\\(?:[A-Za-z]+|.)", inside)) - set(KATEX.split()) | environments


def test_katex_knows_every_command(derivations: list[Derivation]) -> None:
    for d in derivations:
        for made in (d.to_markdown(), d._repr_mimebundle_()["text/latex"]):
            assert unknown(made) == set(), d.name
    rare = " ".join(f"${formula(expression(source, {}))}$" for source in RARE)
    assert unknown(rare) == set() and rare.count("\\") > 20
    assert unknown(r"$\operatorname{x}$ and $$\begin{align*}\tag{1}\end{align*}$$") == {
        r"\operatorname",
        r"\tag",
        "align*",
    }


@pytest.mark.slow
def test_katex_knows_every_command_of_every_theorem(everything: list[Derivation]) -> None:
    for d in everything:
        assert unknown(d.to_markdown()) | unknown(d._repr_mimebundle_()["text/latex"]) == set(), d.name


def test_markdown_leaves_formulas_alone(derivations: list[Derivation]) -> None:
    """GitHub reads Markdown first: emphasis, escapes and HTML must not be found in formulas."""
    markdown = pytest.importorskip("markdown_it").MarkdownIt()
    assert "em" in str(markdown.parse(r"$(a)_{i} + (a)_{j}$"))
    for d in derivations:
        made = d.to_markdown()
        outside = "".join(part for part in made.split("$$")[::2])
        formulas = re.findall(r"(?<!\\)\$([^$]*)\$", re.sub(r"`[^`]*`", "", outside))
        inline = [t for block in markdown.parse(made) if block.type == "inline" for t in block.children]
        said = "".join(t.content for t in inline if t.type == "text")
        assert [f for f in formulas if f not in said] == [], d.name
        shown = [t.content for t in inline if t.type in ("em_open", "strong_open", "html_inline", "link_open", "image")]
        assert len(shown) == sum(line.startswith("*Case") for line in made.splitlines()), d.name


def test_words_in_markdown_are_escaped() -> None:
    assert markdown_prose(("a*b_c <i> `x` [y](z) $5 #1",)) == r"a\*b\_c &lt;i&gt; \`x\` \[y\](z) \$5 \#1"
    assert math_prose(("costs $5, as σ > 0",)) == r"\text{costs \$5, as }\sigma\text{ }\gt \text{ 0}"


@pytest.mark.parametrize(
    ("unicode", "plain"),
    [
        ("σ′(x) = σ(x)(1 − σ(x))", "sigma'(x) = sigma(x)(1 - sigma(x))"),
        ("10⁻³⁰ + x² ≤ √(2π)·√2", "10^(-30) + x^2 <= sqrt(2pi)*sqrt(2)"),
        ("∂/∂zⱼ softmax(z)ᵢ = δᵢⱼ", "d/dz_j softmax(z)_i = delta_ij"),
        ("☃", "\\u2603"),
    ],
)
def test_ascii(unicode: str, plain: str) -> None:
    assert ascii_text(unicode) == plain


def test_ascii_has_every_sign_that_derivations_use(derivations: list[Derivation]) -> None:
    for d in derivations:
        made = d.to_text(plain=True)
        assert made.isascii() and "\\" not in made, d.name
        assert len(made.splitlines()) >= len(d.steps)


def complaints(value: Any, schema: dict[str, Any], where: str = "$") -> Iterator[str]:
    """What the parts of JSON Schema that the schema uses say against a value."""
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    unknown = set(schema) - KNOWN
    assert not unknown, unknown
    if "anyOf" in schema and all(any(complaints(value, s, where)) for s in schema["anyOf"]):
        yield f"{where}: none of the alternatives"
    if value not in schema.get("enum", [value]) or value != schema.get("const", value):
        yield f"{where}: {value!r} is not allowed"
    kinds = {"string": str, "integer": int, "number": (int, float), "object": dict, "array": list, "null": type(None)}
    types = schema.get("type", [])
    if types and not any(isinstance(value, kinds[t]) for t in ([types] if isinstance(types, str) else types)):
        yield f"{where}: {value!r} is no {types}"
    elif isinstance(value, dict):
        yield from (f"{where}.{name}: missing" for name in schema.get("required", []) if name not in value)
        for name, item in value.items():
            inner = schema.get("properties", {}).get(name, schema.get("additionalProperties", {}))
            yield from [f"{where}.{name}: unknown"] if inner is False else complaints(item, inner, f"{where}.{name}")
    elif isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            yield f"{where}: {len(value)} items"
        for at, item in enumerate(value):
            yield from complaints(item, schema.get("items", {}), f"{where}[{at}]")


def document(found: list[Derivation]) -> dict[str, Any]:
    records = [d.to_json() for d in found]
    made = {"schema": "symact/derivations/1", "version": symact.__version__, "seed": None, "derivations": records}
    return dict(json.loads(json.dumps(made)))


def test_records_are_as_the_schema_says(derivations: list[Derivation]) -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert list(complaints(document(derivations), SCHEMA)) == []


def test_what_is_not_as_the_schema_says_is_refused(handful: list[Derivation]) -> None:
    record = document(handful[:1])
    del record["derivations"][0]["claim"]
    record["derivations"][0]["verdict"] = "MAYBE"
    record["derivations"][0]["parts"][0]["chains"][0]["steps"][0]["number"] = "one"
    record["more"] = 1
    assert [re.sub(r"^\$\.?", "", c).split(":")[0] for c in complaints(record, SCHEMA)] == [
        "derivations[0].claim", "derivations[0].verdict", "derivations[0].parts[0].chains[0].steps[0].number", "more",
    ]  # fmt: skip


def test_jsonschema_agrees_where_it_is_installed(handful: list[Derivation]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator(SCHEMA).validate(document(handful))


def test_an_empty_proof_is_markdown_too() -> None:
    proof = Proof("x == x", title="Nothing to show")
    with proof.left() as line:
        line("x", "the same")
    assert proof.derive().to_markdown().startswith("### Nothing to show\n\nFor every real $x$:\n\n$$\nx = x\n$$\n")
