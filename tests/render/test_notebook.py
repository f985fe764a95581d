"""The notebook of the documentation runs from top to bottom, says what is stored in it, and becomes a page."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
STORED = ROOT / "docs" / "notebook.ipynb"
MISSING = [name for name in ("nbclient", "nbconvert", "ipykernel") if find_spec(name) is None]
NEEDS_JUPYTER = pytest.mark.skipif(bool(MISSING), reason=f"no {', '.join(MISSING)}: pip install 'symact[test]'")
VARYING = re.compile(r"(?m)^% (symact|certificate): .*$|certificate [0-9a-f]{64}")


def convert(source: Path, target: Path, *options: str) -> None:
    """nbconvert, in a process of its own, which executes with nbclient; nothing of the user's settings is read."""
    own = {"JUPYTER_CONFIG_DIR": str(target.parent), "IPYTHONDIR": str(target.parent), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "nbconvert", *options, "--output", target.name, "--output-dir", str(target.parent)]
    run = subprocess.run([*command, str(source)], cwd=ROOT, env={**os.environ, **own}, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-3000:]


def said(notebook: Path) -> list[str]:
    """What each cell of code prints, without digests and versions; how a stream is cut into pieces is chance."""
    cells = [c for c in json.loads(notebook.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]
    return [VARYING.sub("", "".join(map(_text, cell["outputs"]))) for cell in cells]


def _text(output: dict[str, Any]) -> str:
    return "".join(output["text"] if output["output_type"] == "stream" else output["data"]["text/plain"])


@NEEDS_JUPYTER
@pytest.mark.slow
def test_the_notebook_runs_and_is_exported(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    convert(
        STORED, tmp_path / "run.ipynb", "--to", "notebook", "--execute", "--ExecutePreprocessor.record_timing=False"
    )
    if request.config.getoption("--update-golden"):
        STORED.write_bytes((tmp_path / "run.ipynb").read_bytes())
    assert said(tmp_path / "run.ipynb") == said(STORED)
    found = said(STORED)
    assert "PROVED" in found[0] and "REFUTED" in found[2] and "ulp" in found[4]
    convert(tmp_path / "run.ipynb", tmp_path / "page.html", "--to", "html", "--template", "basic")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.count('<article class="symact"') == 2 and page.count("<math") > 10 and "PROVED" in page


@NEEDS_JUPYTER
@pytest.mark.slow
def test_a_notebook_that_fails_is_refused(tmp_path: Path) -> None:
    notebook = json.loads(STORED.read_text(encoding="utf-8"))
    code = next(c for c in notebook["cells"] if c["cell_type"] == "code")
    code["source"], notebook["cells"] = 'import symact\nsymact.derive("x/", "nothing")', [code]
    (tmp_path / "bad.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    with pytest.raises(AssertionError, match=r"ClaimError|ScriptError"):
        convert(tmp_path / "bad.ipynb", tmp_path / "run.ipynb", "--to", "notebook", "--execute")


def test_the_stored_notebook_shows_formulas_and_names_no_machine() -> None:
    text = STORED.read_text(encoding="utf-8")
    notebook = json.loads(text)
    bundles = [o["data"] for c in notebook["cells"] for o in c.get("outputs", []) if "data" in o]
    assert bundles and all(set(b) == {"text/plain", "text/html", "text/latex"} for b in bundles)
    assert all("$$\n\\begin{aligned}" in "".join(b["text/latex"]) for b in bundles)
    assert "/home/" not in text and "/root/" not in text and "/tmp/" not in text
