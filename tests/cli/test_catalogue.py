"""`symact list` and `symact show`."""

from __future__ import annotations

import pytest

from symact.activations import catalogue


def test_list_begins_with_the_core_set_and_leaves_nothing_out(symact):
    out = symact("list").out
    core, _, rest = out.partition("\ndefined")
    for e in catalogue().values():
        assert f"\n  {e.name} " in (core if e.core else rest)


def test_list_as_json_has_every_entry_with_its_theorems(symact):
    found = {a["name"]: a for a in symact("list", "--json").json["activations"]}
    assert set(found) == set(catalogue())
    assert "sigmoid.complement" in {t["id"] for t in found["sigmoid"]["theorems"]}


@pytest.mark.parametrize("name", [*catalogue(), "Abs", "Max", "exp", "LambertW"])
def test_every_name_has_a_card(symact, name):
    result = symact("show", name)
    assert (result.code, result.err) == (0, "")
    assert name in result.out
    (card,) = symact("show", name, "--json").json["activations"]
    assert card["name"] == name


def test_a_card_says_what_an_author_knows_and_what_is_proved(symact):
    out = symact("show", "elu").out
    for said in ("alpha = 1", "Piecewise((x, x > 0), (alpha*(exp(x) - 1), True))", "arXiv", "torch: nn.functional.elu"):
        assert said in out
    assert "   (refuted)" in out


def test_an_unknown_name_is_refused_with_suggestions(symact):
    result = symact("show", "sigmod")
    assert (result.code, result.out) == (2, "")
    assert "did you mean 'sigmoid'" in result.err
    assert "`symact list`" in symact("show", "qqqqqqq").err


def test_show_trust_says_what_every_theorem_rests_on(symact):
    rows = symact("show", "softplus", "--trust", "--json").json["trust"]
    assert {row["verdict"] for row in rows} == {"PROVED"}
    by = {row["claim"]: row for row in rows}
    derivative = next(row for claim, row in by.items() if claim.startswith("Derivative("))
    assert derivative["trust"] == "kernel" and "softplus" in derivative["support"]["definitions"]
    limits = [row for claim, row in by.items() if "Limit(" in claim]
    assert limits and all("expansion with a remainder" in row["support"]["arguments"] for row in limits)


def test_show_trust_of_what_states_no_theorems_is_refused(symact):
    result = symact("show", "sigmod", "--trust")
    assert result.code == 2 and "sigmoid" in result.err
