"""What a proof script does when it is run alone: check its proofs and print them."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from symact.derivation.proof import Proof
    from symact.derivation.record import Derivation


def run(*proofs: Proof) -> NoReturn:
    """Checks the proofs and prints them; exits with 0 when all are as stated, 1 when one is not, 3 when undecided,
    and 2 when a script is malformed.
    """
    from symact.kernel.errors import SymactError

    options = _options()
    try:
        derivations = [p.derive(timeout=options.timeout) for p in proofs]
    except SymactError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(2) from error
    sys.stdout.write(_printed(derivations, options))
    raise SystemExit(exit_code(derivations))


def exit_code(derivations: list[Derivation]) -> int:
    """0 when every derivation is what its script states, 3 when only UNKNOWN stands in the way, else 1."""
    differing = [d for d in derivations if not d.as_expected]
    return 0 if not differing else 3 if all(d.verdict == "UNKNOWN" for d in differing) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Check the proofs of this script, line by line, and print them.")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--latex", action="store_true", help="print LaTeX: align* to paste")
    form.add_argument("--standalone", action="store_true", help="print a whole LaTeX document")
    form.add_argument("--json", action="store_true", help="print the record")
    parser.add_argument("--timeout", type=float, default=20.0, help="seconds per line")
    return parser.parse_args()


def _printed(derivations: list[Derivation], options: argparse.Namespace) -> str:
    if options.json:
        from symact import __version__

        found = [d.to_json() for d in derivations]
        document = {"schema": "symact/derivations/1", "version": __version__, "seed": None, "derivations": found}
        return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    if options.standalone:
        from symact.render.align import document_latex

        return document_latex(derivations)
    return "\n".join(d.to_latex() if options.latex else d.to_text() for d in derivations)
