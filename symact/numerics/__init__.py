"""Numbers: formats, the oracle, audits and thresholds. Everything public is here; see `accuracy` and `thresholds`."""

from __future__ import annotations

from symact.numerics.api import accuracy, thresholds
from symact.numerics.audit import Audit, merge
from symact.numerics.defects import KINDS
from symact.numerics.distributions import Distribution, Normal, Uniform, normal, uniform
from symact.numerics.errors import InternalError, UndecidedPoint, UsageError
from symact.numerics.formats import FORMATS, Format, find_format, format_names
from symact.numerics.implementations import Implementation, absent, find_implementation, implementation_names
from symact.numerics.integrals import Moments, moments
from symact.numerics.oracle import Oracle
from symact.numerics.threshold import Threshold
from symact.numerics.vectors import VectorAudit, vector_accuracy
from symact.numerics.view import Enclosure

__all__ = [
    "FORMATS",
    "KINDS",
    "Audit",
    "Distribution",
    "Enclosure",
    "Format",
    "Implementation",
    "InternalError",
    "Moments",
    "Normal",
    "Oracle",
    "Threshold",
    "UndecidedPoint",
    "Uniform",
    "UsageError",
    "VectorAudit",
    "absent",
    "accuracy",
    "find_format",
    "find_implementation",
    "format_names",
    "implementation_names",
    "merge",
    "moments",
    "normal",
    "thresholds",
    "uniform",
    "vector_accuracy",
]
