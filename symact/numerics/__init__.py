"""Numbers: formats, the oracle, audits and thresholds. Everything public is here; see `accuracy` and `thresholds`."""

from __future__ import annotations

from symact.numerics.api import accuracy, thresholds
from symact.numerics.audit import Audit, merge
from symact.numerics.defects import KINDS
from symact.numerics.errors import InternalError, UndecidedPoint, UsageError
from symact.numerics.formats import FORMATS, Format, find_format, format_names
from symact.numerics.implementations import Implementation, absent, find_implementation, implementation_names
from symact.numerics.oracle import Oracle
from symact.numerics.threshold import Threshold
from symact.numerics.view import Enclosure

__all__ = [
    "FORMATS",
    "KINDS",
    "Audit",
    "Enclosure",
    "Format",
    "Implementation",
    "InternalError",
    "Oracle",
    "Threshold",
    "UndecidedPoint",
    "UsageError",
    "absent",
    "accuracy",
    "find_format",
    "find_implementation",
    "format_names",
    "implementation_names",
    "merge",
    "thresholds",
]
