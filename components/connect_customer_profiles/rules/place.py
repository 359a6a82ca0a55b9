"""What is deployed stays in its account and Region: found nowhere else, it would be made anew there. Pure."""

from .rule import RuleViolation

GUIDE = "docs/names.md"


def place(account: str, region: str = "") -> str:
    """An account, and a Region where one matters, in words."""
    return f"account {account} in {region}" if region else f"account {account}"


def stays(there: str, here: str) -> str:
    """Why nothing is looked at or changed from another place.

    Args:
        there: the place where it is deployed.
        here: who works in which other place.
    """
    return (
        f"deployed in {there}, but {here}. Go back to {there}; another account or Region takes a stack of its own, "
        f"or `pulumi destroy` of this one first ({GUIDE})"
    )


def moved(account: str, region: str, deployed: tuple[str, str]) -> RuleViolation:
    """The violation of something that is to be where it is not deployed.

    Args:
        account: where the aws provider works.
        region: the same.
        deployed: account and Region where it is; the Region is "" if nobody knows.
    """
    argument, value = ("region", region) if deployed[0] == account else ("account", account)
    rule = stays(place(*deployed), f"the aws provider works in {place(account, region)}")
    return RuleViolation(value, rule, argument=argument)
