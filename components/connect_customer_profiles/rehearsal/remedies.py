"""What to change so that records are not refused, by the words of their dead letters."""

from ..profiles import rejections
from ..profiles.checks import Key
from ..profiles.object_type import ObjectType
from ..profiles.outcome import QUOTAS


def remedy(message: str, defined: ObjectType, *, identified: bool) -> str:
    """What to change.

    Args:
        message: why records are refused.
        defined: their object type.
        identified: whether their UNIQUE key has a value.
    """
    if message == rejections.MISSING_KEY and not identified:
        key = next(each for each in defined.keys if "UNIQUE" in each.identifiers)
        return f"Fill {_sources(defined, key)}: the UNIQUE key '{key.name}' needs a value, or choose another one."
    if message == rejections.MISSING_KEY:
        keys = [each for each in defined.keys if "PROFILE" in each.identifiers]
        names = ", ".join(f"'{each.name}'" for each in keys)
        return f"Add a PROFILE key of a field that these records have: none of {names} has a value."
    if message == rejections.AMBIGUOUS:
        return "Add a PROFILE key that only one of the profiles has, or make the key that several have SECONDARY."
    if message == rejections.NO_PROFILE:
        return f"Allow profile creation of {defined.name}, or load the source first that makes the profiles."
    if message == rejections.FULL_PROFILE:
        return f"Set a maximum profile object count of {defined.name}, so that its oldest objects make room."
    if message == rejections.too_large(QUOTAS.profile_bytes):
        return "Choose keys that bring fewer objects into one profile, or have the flow leave out fields."
    if message.startswith("Your data contains"):
        return "Have the flow leave out fields until objects are below the limit."
    return "Choose keys of the standard object that fit one object only."


def _sources(defined: ObjectType, key: Key) -> str:
    return " and ".join(defined.fields[field]["source"] for field in key.fields if field in defined.fields)
