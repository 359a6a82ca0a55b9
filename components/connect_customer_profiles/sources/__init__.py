"""The sources: one table of facts, a file for each. Pure: nothing here imports pulumi or boto3."""

from collections.abc import Mapping

from ..rules import RuleViolation
from .marketo import MARKETO
from .s3 import S3
from .salesforce import SALESFORCE
from .servicenow import SERVICENOW
from .source import Connector, SourceObject
from .zendesk import ZENDESK

__all__ = ["CONNECTORS", "Connector", "SourceObject", "connector"]

CONNECTORS: Mapping[str, Connector] = {each.type: each for each in (SALESFORCE, MARKETO, SERVICENOW, ZENDESK, S3)}
"""All sources by their name in the `connector` argument."""


def connector(type_name: object) -> Connector:
    """The facts about a source.

    Raises:
        RuleViolation: there is no such source.
    """
    found = CONNECTORS.get(type_name) if isinstance(type_name, str) else None
    if found is None:
        raise RuleViolation(type_name, f"must be one of {', '.join(CONNECTORS)}", argument="type")
    return found
