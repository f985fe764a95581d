"""Pictures of functions and of their implementations: what is measured and proved, put into the records that are drawn.

`plot` is imported when it is first used.
"""

from importlib import import_module

TYPE_CHECKING = False  # as in typing, without importing it
if TYPE_CHECKING:
    from symact.pictures.ask import plot

__all__ = ["plot"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.ask"), name)
    globals()[name] = value
    return value
