"""The parts of an ARN, and the URL of a queue. Pure."""

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


def queue_url_beside(url: str, arn: str) -> str:
    """The URL of the queue with that ARN, in the same Region as the queue of `url`."""
    host = url.rstrip("/").rsplit("/", 2)[0]
    account, name = arn.split(":")[-2:] if arn.count(":") else ("", arn)
    return f"{host}/{account}/{name}"
