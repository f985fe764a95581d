"""ONNX Runtime on the CPU: a model of one node for each dtype, with the operator that the entry names."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from symact.activations import Activation
from symact.numerics.errors import UsageError
from symact.numerics.formats import Array, Format
from symact.numerics.frameworks.calls import Call, Run

NAMES = ("onnxruntime",)
PACKAGES = DISTRIBUTIONS = ("onnx", "onnxruntime")
EXTRA = "onnx"
KEY = "onnxruntime onnx"
LENGTHS = None
DERIVATIVES = False
CONTRIBUTED = "com.microsoft"
KEYWORDS = {
    "celu": {"alpha": "alpha"},
    "elu": {"alpha": "alpha"},
    "hard_sigmoid": {"slope": "alpha", "offset": "beta"},
    "leaky_relu": {"a": "alpha"},
    "quick_gelu": {"a": "alpha"},
    "swish": {"b": "alpha"},
}


def function_of(call: Call, key: str, entry: Activation) -> Any:
    return call, CONTRIBUTED if key == "onnxruntime" else ""


def runner(name: str, function: Any, derivative: int) -> Run:
    call, domain = function

    @cache
    def session(dtype: str) -> Any:
        return _session(call, domain, dtype)

    def run(values: Array, fmt: Format) -> tuple[Array, str]:
        (result,) = session(values.dtype.name).run(None, {"x": np.ascontiguousarray(values)})
        return result, result.dtype.name

    return run


def _session(call: Call, domain: str, dtype: str) -> Any:
    """A session with the newest operator set in which the installed runtime has the operator for the dtype."""
    import onnxruntime
    from onnx import TensorProto, helper
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    of = {"float16": TensorProto.FLOAT16, "float32": TensorProto.FLOAT, "float64": TensorProto.DOUBLE}[dtype]
    node = helper.make_node(call.path, ["x"], ["y"], domain=domain, **dict(call.keywords))
    ends = [helper.make_tensor_value_info(name, of, ["n"]) for name in "xy"]
    graph = helper.make_graph([node], "one", ends[:1], ends[1:])
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    said = refused = ""
    for opset in range(26, 12, -1):
        sets = [helper.make_opsetid("", opset), helper.make_opsetid(CONTRIBUTED, 1)]
        model = helper.make_model(graph, opset_imports=sets, ir_version=10)
        try:
            return onnxruntime.InferenceSession(model.SerializeToString(), options, ["CPUExecutionProvider"])
        except state.NotImplemented as error:  # not for this dtype in this set; perhaps in an older one
            said = said or str(error)
        except (state.Fail, state.InvalidGraph, state.InvalidArgument) as error:
            refused = str(error)
    raise UsageError(f"onnxruntime {onnxruntime.__version__} has no {call} for {dtype}: {said or refused}")
