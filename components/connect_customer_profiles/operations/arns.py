"""The parts of an ARN. Pure."""

from typing import NamedTuple


class Arn(NamedTuple):
    """Service, Region, account and resource of an ARN; all "" for a text that is not an ARN."""

    service: str
    region: str
    account: str
    resource: str


def parts(arn: str) -> Arn:
    """The parts of `arn:aws:<service>:<region>:<account>:<resource>`."""
    fields = arn.split(":", 5)
    return Arn(*fields[2:]) if len(fields) == 6 and fields[0] == "arn" else Arn("", "", "", "")
