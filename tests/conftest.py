"""Property tests draw the same examples in every run, and a slow machine fails none of them."""

from hypothesis import settings

settings.register_profile("symact", deadline=None, derandomize=True, database=None)
settings.load_profile("symact")
