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
from symact.render.markdown import markdown_prose, math_prose
from symact.render.plain import ascii_text

SCHEMA = json.loads(files("symact.derivation").joinpath("derivations-1.schema.json").read_text(encoding="utf-8"))

KNOWN = {
    "$schema", "$defs", "title", "description", "type", "properties", "required", "items", "enum", "const", "anyOf",
    "additionalProperties", "minItems", "maxItems", "minimum",
}  # fmt: skip


def test_golden_markdown_and_ascii(handful: list[Derivation], golden_lines: Callable[[str, str], None]) -> None:
    for d in handful:
        golden_lines(f"render/{d.name}.md", d.to_markdown())
        golden_lines(f"render/{d.name}.ascii.txt", d.to_text(plain=True))


def test_formulas_in_markdown_are_what_github_and_katex_read(derivations: list[Derivation]) -> None:
    for d in derivations:
        for made in (d.to_markdown(), d._repr_mimebundle_()["text/latex"]):
            assert made.count("$$") % 2 == 0
            displays = made.split("$$")[1::2]
            for formula in displays:
                assert "$" not in formula and "\n\n" not in formula and not {"<", ">", "`"} & set(formula), d.name
                assert formula.count("{") == formula.count("}")
                assert formula.count(r"\begin{aligned}") == formula.count(r"\end{aligned}") <= 1
            forbidden = (r"\operatorname", r"\tag", r"\[", r"\intertext", r"\parbox", r"\mbox", r"\label", "align*")
            assert [word for word in forbidden if word in "".join(displays)] == [], d.name


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
