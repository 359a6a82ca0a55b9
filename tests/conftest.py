"""For all tests: whatever starts pytest, the program's `settings` and the tests' helpers are importable.

Property tests have no deadline per example: a busy machine is no bug.
"""

import sys
from pathlib import Path

from hypothesis import settings

REPOSITORY = Path(__file__).resolve().parent.parent

if str(REPOSITORY) not in sys.path:
    sys.path.insert(0, str(REPOSITORY))

settings.register_profile("repository", deadline=None)
settings.load_profile("repository")
