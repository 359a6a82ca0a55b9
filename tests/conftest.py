"""For all tests: whatever starts pytest, the program's `settings` and the tests' helpers are importable.

Property tests have no deadline per example: a busy machine is no bug. They try the same examples each time;
`HYPOTHESIS_PROFILE=deep` tries others, and more of them.
"""

import os
import sys
from pathlib import Path

from hypothesis import settings

REPOSITORY = Path(__file__).resolve().parent.parent

if str(REPOSITORY) not in sys.path:
    sys.path.insert(0, str(REPOSITORY))

settings.register_profile("repository", deadline=None, derandomize=True)
settings.register_profile("deep", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repository"))
