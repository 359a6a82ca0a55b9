"""Which Regions there are: those of the partition `aws` that botocore knows."""

import difflib
import functools


def wrong(region: str) -> str | None:
    """Why a Region is none, in words; None if it is one."""
    if region in (known := _known()):
        return None
    nearest = difflib.get_close_matches(region, known, 1)
    return f"{region!r} is not a Region; " + (f"did you mean {nearest[0]}?" if nearest else "us-east-1 is one")


@functools.cache
def _known() -> tuple[str, ...]:
    from botocore.loaders import Loader  # not a session, which would read the shell's profile

    [known] = [each["regions"] for each in Loader().load_data("endpoints")["partitions"] if each["partition"] == "aws"]
    return tuple(known)
