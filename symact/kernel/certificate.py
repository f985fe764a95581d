"""Certificates: canonical JSON that carries a claim, the definitions it uses, and what the kernel needs to check it.

A certificate stands by itself: `replay` rebuilds the claim from the text in it and asks the kernel again. Its digest is
the SHA-256 of its canonical JSON without the digest, so no byte can change unnoticed; and as the digest proves nothing
but integrity, everything else is checked too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from symact.kernel.ball import Indeterminate
from symact.kernel.case import no_clock
from symact.kernel.claim import Claim, read_claim
from symact.kernel.errors import CertificateError, ClaimError, Undefined
from symact.kernel.refutation import Refutation, refute
from symact.kernel.terms import text
from symact.kernel.theorem import Theorem, prove
from symact.kernel.vocabulary import Definition, Parameter, Vocabulary

SCHEMA = "symact/certificate/1"
MAX_BYTES = 20_000_000
_FIELDS = {"schema", "claim", "assumptions", "variables", "definitions", "kind", "evidence", "digest"}


def canonical(data: Any) -> str:
    """The one JSON text of `data`: keys sorted, no spaces, ASCII, no floats."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def digest(certificate: Mapping[str, Any]) -> str:
    content = {k: v for k, v in certificate.items() if k != "digest"}
    return hashlib.sha256(canonical(content).encode("ascii")).hexdigest()


def certificate(claim: Claim, kind: str, evidence: Any) -> dict[str, Any]:
    """`kind` is "theorem" (evidence: the proof) or "refutation" (evidence: the witness)."""
    made: dict[str, Any] = {
        "schema": SCHEMA,
        "claim": claim.text,
        "assumptions": [text(a) for a in claim.assumptions],
        "variables": claim.domains,
        "definitions": {
            d.name: {"parameters": [[p.name, p.default, p.domain] for p in d.parameters], "body": d.body}
            for d in claim.definitions
        },
        "kind": kind,
        "evidence": evidence,
    }
    return {**made, "digest": digest(made)}


def read_certificate(source: str | bytes) -> dict[str, Any]:
    """The certificate in `source`; refuses anything that is not the canonical text with a matching digest."""
    if len(source) > MAX_BYTES:
        raise CertificateError(f"larger than {MAX_BYTES} bytes")
    try:
        read = source.decode("ascii") if isinstance(source, bytes) else source
        data = json.loads(read, parse_float=_refuse, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise CertificateError(f"not JSON: {error}") from error
    if not isinstance(data, dict) or data.keys() != _FIELDS:
        raise CertificateError(f"a certificate has exactly the fields {', '.join(sorted(_FIELDS))}")
    if data["schema"] != SCHEMA:
        raise CertificateError(f"schema {data['schema']!r}, expected {SCHEMA!r}")
    if canonical(data) != read.removesuffix("\n") or digest(data) != data["digest"]:
        raise CertificateError("the digest does not match the content")
    return data


def _refuse(found: str) -> None:
    raise ValueError(f"{found} is not allowed in a certificate")


def claim_of(data: Mapping[str, Any]) -> Claim:
    """The claim that a certificate is about, over the definitions that it carries."""
    if not isinstance(data["definitions"], dict) or not isinstance(data["variables"], dict):
        raise CertificateError("'definitions' and 'variables' are objects")
    if (
        not _texts(data["variables"].values())
        or not isinstance(data["assumptions"], list)
        or not _texts(data["assumptions"])
    ):
        raise CertificateError("assumptions and domains are texts")
    definitions = [_definition(name, d) for name, d in data["definitions"].items()]
    claim = read_claim(str(data["claim"]), Vocabulary(definitions), data["assumptions"], data["variables"])
    if {d.name for d in claim.definitions} != data["definitions"].keys():
        raise CertificateError("a certificate carries the definitions that its claim uses, and no others")
    written = [text(a) for a in claim.assumptions]
    if claim.text != data["claim"] or claim.domains != data["variables"] or written != data["assumptions"]:
        raise CertificateError("the claim is not in canonical form")
    return claim


def _texts(items: Any) -> bool:
    return all(isinstance(i, str) for i in items)


def _definition(name: str, data: Any) -> Definition:
    if not isinstance(data, dict) or data.keys() != {"parameters", "body"}:
        raise CertificateError(f"the definition of {name} is malformed")
    try:
        parameters = tuple(Parameter(n, default, domain) for n, default, domain in data["parameters"])
        body = data["body"]
    except (TypeError, ValueError, KeyError) as error:
        raise CertificateError(f"the definition of {name} is malformed") from error
    fields = [f for p in parameters for f in (p.name, p.domain)] + [
        p.default for p in parameters if p.default is not None
    ]
    if not _texts([body, *fields]) or not all(p.domain in ("real", "vector", "index") for p in parameters):
        raise CertificateError(f"the definition of {name} is malformed")
    if len({p.name for p in parameters}) != len(parameters) or not all(p.name.isidentifier() for p in parameters):
        raise CertificateError(f"the definition of {name} repeats or misnames a parameter")
    return Definition(name, parameters, body)


def replay(data: Mapping[str, Any], tick: Callable[[], None] = no_clock) -> Theorem | Refutation:
    """Asks the kernel again, from the certificate alone; raises `CertificateError` or `Stuck` when it is refused."""
    evidence = data["evidence"]
    try:
        claim = claim_of(data)
        if data["kind"] == "theorem" and isinstance(evidence, (list, dict)):
            return prove(claim, evidence, tick)
        if data["kind"] == "refutation" and isinstance(evidence, dict):
            return refute(claim, evidence, tick)
    except (ClaimError, Undefined, Indeterminate, RecursionError) as error:
        raise CertificateError(str(error)) from error
    raise CertificateError("a certificate is of kind 'theorem' (a list or an object) or 'refutation' (an object)")
