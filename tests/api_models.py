"""The service models of botocore, read once in a process.

The tests make hundreds of sessions, and each would search all folders of models and read those of its services: a tenth
of a second of CPU for Customer Profiles. Nothing writes to what is read.
"""

import functools

import botocore.hooks
import botocore.session
from botocore.model import ServiceModel


@functools.cache
def api_model(service: str) -> ServiceModel:
    """The model of a service, as the SDK has it."""
    return botocore.session.get_session().get_service_model(service)


@functools.cache
def share_loader() -> None:
    """Let all sessions of this process read models through one loader, which remembers them, and look once at the
    signature of each handler that every session registers."""
    botocore.session.create_loader = functools.cache(botocore.session.create_loader)
    botocore.hooks.accepts_kwargs = functools.cache(botocore.hooks.accepts_kwargs)
