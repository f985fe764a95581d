"""Softmax, log-softmax and log-sum-exp: rows of floats, and every component of a result against its exact value."""

from __future__ import annotations

from symact.numerics.vectors.audit import LAYOUTS, POINTS, vector_accuracy
from symact.numerics.vectors.families import FAMILIES, LENGTHS, Place, row
from symact.numerics.vectors.forms import DEFAULT, FORMS, FRAMEWORKS, find_form, form_names
from symact.numerics.vectors.record import VectorAudit
from symact.numerics.vectors.truth import FUNCTIONS, Row

__all__ = [
    "DEFAULT",
    "FAMILIES",
    "FORMS",
    "FRAMEWORKS",
    "FUNCTIONS",
    "LAYOUTS",
    "LENGTHS",
    "POINTS",
    "Place",
    "Row",
    "VectorAudit",
    "find_form",
    "form_names",
    "row",
    "vector_accuracy",
]
