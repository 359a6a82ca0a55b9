"""What AppFlow checks of a connector profile's properties and credentials. Pure; nothing of it is kept."""

import re
from typing import Any

from ..connectors import CONNECTORS
from ..errors import ServiceError


def check_configuration(connector: str, config: dict[str, Any]) -> None:
    """Checks that properties and credentials are those of the connector, and that the source takes the credentials.

    A source below the top-level domain `invalid`, which no host can have, refuses everybody, and like a careless source
    repeats what it was sent.

    Raises:
        ServiceError: ValidationException or ConnectorAuthenticationException with the reason.
    """
    known = CONNECTORS.get(connector)
    if known is not None and not known.has_profiles:
        raise ServiceError("ValidationException", f"{connector} has no connector profiles")
    key = known.property_key if known else connector
    properties = config["connectorProfileProperties"]
    credentials = config.get("connectorProfileCredentials", {})
    for what, given in (("properties", properties), ("credentials", credentials)):
        if set(given) != {key}:
            raise ServiceError("ValidationException", f"The connector profile {what} for {connector} are missing")
    if known is not None:
        known.check_credentials(credentials[key])
    if re.match(r"https?://[^/]*\.invalid(/|$)", str(properties[key].get("instanceUrl", ""))):
        raise ServiceError(
            "ConnectorAuthenticationException", f"{connector} at {properties[key]['instanceUrl']} refused {credentials}"
        )
