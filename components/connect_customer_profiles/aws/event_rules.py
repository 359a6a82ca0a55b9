"""The EventBridge calls: a rule.

https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html
"""

from .call import Calls

SERVICE = "events"


class Events(Calls):
    """Rules of the default event bus."""

    def rule_arn(self, name: str) -> str | None:
        """The ARN of a rule, or None."""
        found = self._found(SERVICE, "DescribeRule", Name=name)
        return str(found["Arn"]) if found else None
