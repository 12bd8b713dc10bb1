"""The table of bad input: each line is a file, and what must be said of it."""

from __future__ import annotations

import bad_input_files
import bad_input_sites
import bad_input_text

CASES = [*bad_input_text.CASES, *bad_input_files.CASES, *bad_input_sites.CASES]
