"""The article's directives: records are embedded, and a verdict that is not the one on record fails the build."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("sphinx", reason="the extra `docs` is not installed: pip install 'symact[docs]'")
pytest.importorskip("myst_parser", reason="the extra `docs` is not installed: pip install 'symact[docs]'")

from sphinx.cmd.build import build_main

from symact.tutorials import assertion

EXTENSIONS = Path(__file__).resolve().parents[2] / "docs" / "extensions"
CONF = f'import sys\nsys.path.insert(0, {str(EXTENSIONS)!r})\nextensions = ["myst_parser", "adjudicated"]\n'
Build = Callable[[str], tuple[int, str]]


@pytest.fixture
def build(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Build]:
    """Builds a page of these lines with warnings as errors; returns the exit code and what was said on stderr."""
    before = list(sys.path)

    def run(page: str) -> tuple[int, str]:
        sys.modules.pop("adjudicated", None)
        source = tmp_path / "source"
        source.mkdir(exist_ok=True)
        (source / "conf.py").write_text(CONF, encoding="utf-8")
        (source / "index.md").write_text(f"# Page\n\n{page}", encoding="utf-8")
        code = build_main(["-W", "--keep-going", "-q", "-E", str(source), str(tmp_path / "html")])
        return code, capsys.readouterr().err

    yield run
    sys.path[:] = before


PAGE = """
```{claims} relu.slope sigmoid.range_closed
```

Down to {found}`sigmoid.value_0: σ(0)`.

```{functions-compared}
:rows: range
:columns: sigmoid softmax
```
"""


def test_records_are_embedded(build: Build, tmp_path: Path) -> None:
    assert build(PAGE) == (0, "")
    made = (tmp_path / "html" / "index.html").read_text(encoding="utf-8")
    assert '<div class="adjudicated conditional" id="claim-relu.slope">' in made
    assert "true if</span> x &gt; 0: at 0 there is no derivative" in made
    assert '<span class="pre">1/2</span>' in made
    assert "Range(sigmoid(x), x) == Interval.open(0, 1): PROVED" in made


def test_a_verdict_that_is_not_on_record_fails_the_build(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    altered = {**assertion.expected(), "relu.slope": ("confirmed",)}
    monkeypatch.setattr(assertion, "expected", lambda: altered)
    code, said = build("```{claims} relu.slope\n```\n")
    assert code == 1
    assert "index.md:3: WARNING: claims: relu.slope is conditional, confirmed is on record" in said


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("```{claims} relu.slop\n```\n", "claims: no claim is called relu.slop"),
        ("{found}`relu.slope: height`\n", "found: relu.slope has no value 'height'"),
        ("{found}`relu.slop: x`\n", "found: relu.slop has no value 'x'"),
    ],
)
def test_names_that_are_none_fail_the_build(build: Build, page: str, said: str) -> None:
    code, error = build(page)
    assert code == 1 and said in error
