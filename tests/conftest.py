"""For all tests: whatever starts pytest, the program's `settings` and the tests' helpers are importable."""

import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent

if str(REPOSITORY) not in sys.path:
    sys.path.insert(0, str(REPOSITORY))
