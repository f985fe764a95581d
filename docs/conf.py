"""The documentation: `python3 run.py docs` builds it into build/docs, offline, with warnings as errors."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "extensions"))

import symact

project = "symact"
author = "symact contributors"
project_copyright = "symact contributors"
version = release = symact.__version__

extensions = ["myst_parser", "symact.sphinx", "gallery", "pictures", "sympy_beside", "adjudicated"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["extensions"]

html_theme = "furo"
html_title = "symact"
html_static_path = ["static"]
html_css_files = ["pages.css"]
html_copy_source = False
html_show_sphinx = False
html_last_updated_fmt = None
pygments_style = "default"
pygments_dark_style = "monokai"
