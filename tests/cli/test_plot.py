"""`symact plot`: files of each form, what is printed, and one line for what cannot be done."""

from __future__ import annotations

import sys

import pytest

from symact.render.plots import file as files


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_options_the_picture_is_beside_you_and_told(symact, folder):
    result = symact("plot", "identity")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("id(x) = x\n") and result.out.endswith("\nidentity.png\n")
    assert "zero and value at 0 at (0, 0)" in result.out
    assert (folder / "identity.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(("name", "start"), [("a.svg", b"<?xml"), ("deep/b.PDF", b"%PDF-")])
def test_the_ending_says_the_form(symact, folder, name, start):
    assert symact("plot", "identity", "--out", name, "--columns", 2).code == 0
    assert (folder / name).read_bytes().startswith(start)


def test_a_formula_may_begin_with_a_minus_and_has_parameters(symact, folder):
    result = symact("plot", "-b*x", "--set", "b=1/2", "--out", "f.svg")
    assert (result.code, result.out.splitlines()[0]) == (0, "f(x) = −b·x,  b = 1/2")


def test_standard_output_takes_a_picture_and_nothing_else(folder, capfdbinary):
    from symact.cli.group import run

    assert run(["plot", "identity", "--out", "-", "--format", "pdf"]) == 0
    said = capfdbinary.readouterr()
    assert said.out.startswith(b"%PDF-") and said.out.rstrip().endswith(b"%%EOF")
    assert said.err == b"" and list(folder.iterdir()) == []


def test_a_terminal_gets_no_picture(symact, folder, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    result = symact("plot", "identity", "--out", "-", "--format", "png")
    assert (result.code, result.out) == (2, "")
    assert "a picture is not for a terminal" in result.err


def test_json_is_the_record_and_draws_nothing(symact, folder):
    result = symact("plot", "sigmoid", "--json")
    document = result.json
    assert (result.code, document["schema"]) == (0, "symact/pictures/1")
    (picture,) = document["pictures"]
    top = picture["panels"][0]["marks"][1]
    assert (top["kinds"], [n["closed"] for n in top["exact"]]) == (["value at 0", "maximum"], ["0", "1/4"])
    assert list(folder.iterdir()) == []


def test_json_beside_a_file(symact, folder):
    result = symact("plot", "identity", "--json", "--out", "a.svg")
    assert result.json["pictures"][0]["name"] == "identity"
    assert (folder / "a.svg").exists()


def test_errors_of_implementations(symact, folder):
    options = ("--impl", "naive", "--dtype", "float32", "--points", 100, "--out", "e.svg")
    result = symact("plot", "softplus", *options)
    assert result.code == 0
    assert "error of softplus(x) in ulp, float32" in result.out
    assert "  infinite from x = 88.7" in result.out
    assert (folder / "e.svg").stat().st_size > 1000


def test_kinds_of_regimes_are_chosen(symact, folder):
    shown = ("plot", "sigmoid", "--impl", "naive", "--dtype", "float32", "--points", 100, "--show", "x", "--json")
    one = symact(*shown, "--kind", "false_zero").json["pictures"][0]["panels"][0]["regimes"]
    assert [r["label"] for r in one] == ["false zero"]
    assert symact(*shown, "--kind", "none").json["pictures"][0]["panels"][0]["regimes"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sigmod",), "did you mean 'sigmoid'"),
        (("sigmoid", "--out", "a.jpg"), "ends in .png, .svg, .pdf"),
        (("sigmoid", "--out", "."), "ends in .png, .svg, .pdf"),
        (("sigmoid", "--out", "-"), "add --format png|svg|pdf"),
        (("identity", "--out", "file/a.png"), "file"),
        (("identity", "--out", "folder.png"), "is a folder"),
        (("sigmoid", "--set", "alpha"), "write a name and its value"),
        (("elu", "--set", "alpha=1", "--set", "alpha=2"), "given twice"),
        (("sigmoid", "--kind", "inf"), "add --impl naive"),
        (("sigmoid", "--dtype", "float16"), "add --impl naive"),
        (("sigmoid", "--width", "0.1"), "--width"),
        (("sigmoid", "--colour", "red"), "--colour"),
        (("x +",), "the text ends here"),
    ],
)
def test_what_cannot_be_done_is_one_line(symact, folder, words, said):
    (folder / "file").write_text("", encoding="utf-8")
    (folder / "folder.png").mkdir()
    result = symact("plot", *words)
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert said in result.err
    assert sorted(p.name for p in folder.iterdir()) == ["file", "folder.png"]


def test_without_matplotlib_there_is_the_line_that_installs_it(symact, folder, monkeypatch):
    monkeypatch.setattr(files, "find_spec", lambda name: None)
    result = symact("plot", "identity")
    assert (result.code, result.out) == (2, "")
    assert "pip install 'symact[plot]'" in result.err
    assert symact("plot", "identity", "--json").code == 0


def test_the_pictures_of_tutorials_have_names(symact, folder):
    result = symact("plot", "tutorial:descent")
    assert (result.code, result.err) == (0, "") and "67 steps" in result.out
    assert (folder / "descent.png").read_bytes().startswith(b"\x89PNG")
    for words, said in (
        (("tutorial:gelu",), "no picture 'gelu': there are sigmoid, "),
        (("tutorial:tanh", "--derivative", "1"), "leave the options out"),
    ):
        refused = symact("plot", *words)
        assert refused.code == 2 and said in refused.err
