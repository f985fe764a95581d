"""The Sphinx extension: what holds is embedded for every builder, what does not hold fails `-W` with file and line."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("sphinx", reason="the extra `docs` is not installed: pip install 'symact[docs]'")
pytest.importorskip("myst_parser", reason="the extra `docs` is not installed: pip install 'symact[docs]'")

from sphinx.cmd.build import build_main

CONF = 'extensions = ["myst_parser", "symact.sphinx"]\n'
Build = Callable[..., tuple[int, str]]


@pytest.fixture
def build(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Build:
    """Builds a page of these lines with warnings as errors; returns the exit code and what was said on stderr."""

    def run(page: str, builder: str = "html") -> tuple[int, str]:
        source = tmp_path / "source"
        source.mkdir(exist_ok=True)
        (source / "conf.py").write_text(CONF, encoding="utf-8")
        (source / "index.md").write_text(f"# Page\n\n{page}", encoding="utf-8")
        code = build_main(["-W", "--keep-going", "-q", "-E", "-b", builder, str(source), str(tmp_path / builder)])
        return code, capsys.readouterr().err

    return run


def directive(name: str, argument: str, **options: str) -> str:
    rows = [f":{key.replace('_', '-')}: {value}".rstrip() for key, value in options.items()]
    return "\n".join([f"```{{{name}}} {argument}", *rows, "```", "", ""])


GOOD = (
    directive("derivation", "sigmoid")
    + directive("derivation", "sigmoid complement", style="labels", columns="2")
    + directive("derivation", "tanh", order="2")
    + directive("derivation", "log(1 + exp(b*x))/b", variables="b:positive")
    + directive("derivation", "wrong_line")
    + directive("derivation", "relu derivative_at_0", whole="")
    + directive("derivation", "softsign", format="latex", style="intertext")
    + directive("claim", "-relu(-x) == Min(x, 0)")
    + directive("claim", "x/x == 1", assume="x != 0; x > -1")
    + directive("claim", "x/x == 1", expect="refuted")
    + directive("claim", "log(b*c) < log(b) + log(c) + 1", variables="b:positive, c:positive")
)


def test_what_holds_is_embedded(build: Build, tmp_path: Path) -> None:
    assert build(GOOD) == (0, "")
    page = (tmp_path / "html" / "index.html").read_text(encoding="utf-8")
    assert page.count('<div class="symact-box">') == 10
    assert page.count("<math") > 60
    assert r"\begin{align*}" in re.sub("<[^>]*>", "", page)
    assert "as stated" in page
    anchors = re.findall(r' id="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    assert {link[1:] for link in re.findall(r'class="tick [a-z]*" href="([^"]+)"', page)} <= set(anchors)
    assert (tmp_path / "html" / "_static" / "symact.css").stat().st_size > 50_000


def test_a_page_is_the_same_in_every_build(build: Build, tmp_path: Path) -> None:
    pages = []
    for _ in range(2):
        build(directive("derivation", "sigmoid") + directive("claim", "sigmoid(0) == 1/2"))
        pages.append((tmp_path / "html" / "index.html").read_bytes())
    assert pages[0] == pages[1]


def test_latex_and_text_have_the_lines(build: Build, tmp_path: Path) -> None:
    page = directive("derivation", "sigmoid", style="labels") + directive("claim", "sigmoid(x) > 0")
    assert build(page, "latex") == (0, "")
    (made,) = (tmp_path / "latex").glob("*.tex")
    assert r"\overset{\text{(a)}}{=}" in made.read_text(encoding="utf-8")
    assert build(page, "text") == (0, "")
    text = (tmp_path / "text" / "index.txt").read_text(encoding="utf-8")
    assert "  2        = −d/dx [1 + e^(−x)]/(1 + e^(−x))²       quotient rule" in text
    assert "σ(x) > 0   for every real x" in text


BAD = {
    "false": (directive("claim", "sigmoid(x) == tanh(x)"), "sigmoid(x) == tanh(x) is REFUTED, PROVED was stated"),
    "true": (directive("claim", "sigmoid(0) == 1/2", expect="refuted"), "is PROVED, REFUTED was stated"),
    "open": (directive("claim", "gamma(x) == gamma(x) + 0*x", assume="x > 0"), "is UNKNOWN, PROVED was stated"),
    "assumption": (directive("claim", "x/x == 1", assume="x > -1"), "is REFUTED, PROVED was stated"),
    "no claim": (directive("claim", "sigmoid(x)"), "claim:1:11"),
    "no code": (directive("claim", "__import__('os').system('id') == 0"), "claim:1:12"),
    "empty": (directive("claim", ""), "there is nothing to check"),
    "domain": (directive("claim", "x == x", variables="x:rational"), "'x:rational' is not name:domain"),
    "wrong line": (directive("derivation", "wrong_line", expect="proved"), "is REFUTED, PROVED was stated: line 3"),
    "no lines": (directive("derivation", "relu derivative_at_0"), "is not derived line by line"),
    "unknown": (directive("derivation", "sigmod"), "no activation 'sigmod'; did you mean 'sigmoid'"),
    "theorem": (directive("derivation", "sigmoid nonsense"), "sigmoid states no theorem 'nonsense'"),
    "both": (directive("derivation", "sigmoid complement", order="2"), "name a theorem or give an order"),
    "formula": (directive("derivation", "x*tanh(exp(x"), "expression:1:13"),
    "style": (directive("derivation", "sigmoid", style="fancy"), '"fancy" unknown'),
    "order": (directive("derivation", "sigmoid", order="0"), "negative or zero"),
}


BAD_OPTIONS = ("style", "order")  # MyST names the line of the option


def test_what_does_not_hold_fails_with_file_and_line(build: Build) -> None:
    page, lines = "", {}
    for name, (text, _) in BAD.items():
        lines[name] = 3 + page.count("\n") + (name in BAD_OPTIONS)
        page += text
    code, said = build(page)
    assert code != 0
    warnings = [line for line in said.splitlines() if "WARNING" in line or "ERROR" in line]
    assert len(warnings) == len(BAD), said
    for name, (_, message) in BAD.items():
        (found,) = [w for w in warnings if re.search(rf"index\.md:{lines[name]}: ", w)]
        assert message in found, name


def test_the_directives_work_in_restructured_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "conf.py").write_text('extensions = ["symact.sphinx"]\n', encoding="utf-8")
    good = "Page\n====\n\n.. derivation:: sigmoid\n\n.. claim::\n   :assume: x != 0\n\n   x/x == 1\n"
    for page, code in ((good, 0), (good + "\n.. claim:: x/x == 1\n", 1)):
        (tmp_path / "index.rst").write_text(page, encoding="utf-8")
        assert build_main(["-W", "-q", "-E", str(tmp_path), str(tmp_path / "out")]) == code
    assert "index.rst:11: WARNING: claim: x/x == 1 is REFUTED" in capsys.readouterr().err


def test_without_w_the_page_says_what_is_false(build: Build, tmp_path: Path) -> None:
    build(directive("claim", "sigmoid(x) == tanh(x)") + directive("derivation", "<b>bold</b>"))
    page = (tmp_path / "html" / "index.html").read_text(encoding="utf-8")
    assert '<span class="false">✗</span> REFUTED at x = ' in page
    assert "<b>" not in page


def test_the_page_on_embedding_shows_the_message(build: Build) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "embedding.md").read_text(encoding="utf-8")
    (message,) = re.findall(r"^index\.md:3: (WARNING: .*)$", page, re.MULTILINE)
    _, said = build(directive("claim", "tanh(x) == 2*sigmoid(x) - 1"))
    assert f"index.md:3: {message}" in said


def test_a_script_of_ones_own_is_found_beside_the_page(build: Build, tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    script = """from symact.derivation import Proof
proof = Proof("exp(x)*exp(-x) == 1", title="An inverse")
with proof.left() as line:
    line("exp(x - x)", "sum of the exponents")
    line("1", "exp(0) is 1")
"""
    (tmp_path / "source" / "mine.py").write_text(script, encoding="utf-8")
    code, said = build(directive("derivation", "mine.py"))
    assert (code, said) == (0, "")
    assert "An inverse" in (tmp_path / "html" / "index.html").read_text(encoding="utf-8")


def test_pages_are_checked_again_when_the_package_changes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import symact
    from symact.sphinx import sources_digest

    (tmp_path / "symact").mkdir()
    (tmp_path / "symact" / "__init__.py").write_text("1\n", encoding="utf-8")
    monkeypatch.setattr(symact, "__file__", str(tmp_path / "symact" / "__init__.py"))
    before = sources_digest()
    assert before == sources_digest()
    (tmp_path / "symact" / "__init__.py").write_text("2\n", encoding="utf-8")
    assert sources_digest() != before
