"""What becomes of objects: one scenario a rule."""

from .comparison import COMPARED
from .full_profiles import FULL
from .kept_keys import KEPT
from .matching import ACROSS, MATCHED
from .merging import MERGED
from .profile_fields import FILLED, PRIORITIES
from .standard_keys import STANDARD
from .standard_objects import OTHERS

SCENARIOS = (*MATCHED, *ACROSS, *KEPT, *COMPARED, *STANDARD, *FILLED, *PRIORITIES, *OTHERS, *FULL, *MERGED)
"""All of them."""
