"""The parts of an ARN. Pure."""

from typing import NamedTuple


class Arn(NamedTuple):
    """The parts of an ARN that tell where something is; all "" for what is none."""

    service: str
    region: str
    account: str
    resource: str


def parts(arn: str) -> Arn:
    """The parts of `arn:aws:<service>:<region>:<account>:<resource>`."""
    fields = arn.split(":", 5)
    return Arn(*fields[2:]) if len(fields) == 6 and fields[0] == "arn" else Arn("", "", "", "")
