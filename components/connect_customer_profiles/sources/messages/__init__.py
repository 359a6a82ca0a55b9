"""Every message that the sources and AWS are known to send when a batch or a run fails. Pure.

Neither AppFlow nor Customer Profiles documents its messages; these come from the documentation of the sources and from
public reports. A message that is not here is judged by the general patterns of `ingestion.failures`.
"""

from functools import lru_cache

from .appflow_messages import APPFLOW_MESSAGES
from .file_messages import FILE_MESSAGES
from .known_message import KnownMessage, plain
from .marketo_messages import MARKETO_MESSAGES
from .salesforce_access_messages import SALESFORCE_ACCESS_MESSAGES
from .salesforce_messages import SALESFORCE_MESSAGES
from .servicenow_messages import SERVICENOW_MESSAGES
from .zendesk_messages import ZENDESK_MESSAGES

__all__ = ["MESSAGES", "KnownMessage", "known"]

MESSAGES: tuple[KnownMessage, ...] = (
    *SALESFORCE_MESSAGES,
    *SALESFORCE_ACCESS_MESSAGES,
    *MARKETO_MESSAGES,
    *SERVICENOW_MESSAGES,
    *ZENDESK_MESSAGES,
    *FILE_MESSAGES,
    *APPFLOW_MESSAGES,
)
"""All messages; the first one that fits counts."""


@lru_cache(maxsize=1000)  # The batches of a plan fail with the same few messages.
def known(message: str) -> KnownMessage | None:
    """The entry of a message; None if it is not known."""
    words = plain(message)
    return next((each for each in MESSAGES if each.fits(words)), None)
