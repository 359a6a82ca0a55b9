"""The life cycle of a connector profile, through AppFlow's own API.

It does not use a provider's resource: CloudFormation's type does not say what became of the credentials, and both
providers repeat a source's refusal, which may quote the credentials. Here the request is exactly the one that was
checked, a lost answer is followed up, and no error shows a secret.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from ..aws.converging import AwsLifecycle
from ..aws.errors import AwsError
from .secrets import without_secrets

T = TypeVar("T")
Inputs = Mapping[str, Any]

NO_SECRETS = frozenset({"clientCredentialsArn", "oAuth2GrantType", "redirectUri"})
"""Members of credentials that name things; parts of them are in harmless messages as well."""


class ConnectorProfileLifecycle(AwsLifecycle):
    """Creates, reads, updates and deletes one connector profile; each may be repeated after a crash at any point."""

    def exists(self, name: str) -> bool:
        """Whether a connector profile of this name exists."""
        return self._client.describe_connector_profile(name) is not None

    def converge(self, inputs: Inputs) -> dict[str, Any]:
        """Create the profile, or update the existing one to these properties and credentials. Returns the state."""
        return _without_secrets(inputs, lambda: self._converged(lambda: self._put(inputs)))

    def read(self, inputs: Inputs) -> dict[str, Any] | None:
        """The present state; None if the profile does not exist. Credentials cannot be read."""
        found = self._client.describe_connector_profile(inputs["connector_profile_name"])
        if found is None:
            return None
        properties = found.get("connectorProfileProperties", {})
        return {
            "connector_type": found["connectorType"],
            "connection_mode": found.get("connectionMode", inputs["connection_mode"]),
            "properties": inputs["properties"] if _stated(properties) == _stated(inputs["properties"]) else properties,
            "connector_profile_arn": found["connectorProfileArn"],
        }

    def delete(self, name: str) -> None:
        """Delete the profile; AppFlow refuses while a flow uses it."""
        self._converged(lambda: self._client.delete_connector_profile(name))

    def _put(self, inputs: Inputs) -> dict[str, Any]:
        request = {
            "connectorProfileName": inputs["connector_profile_name"],
            "connectionMode": inputs["connection_mode"],
            "connectorProfileConfig": {
                "connectorProfileProperties": inputs["properties"],
                "connectorProfileCredentials": inputs["credentials"],
            },
        }
        if self.exists(inputs["connector_profile_name"]):
            self._client.update_connector_profile(request)
        else:
            key = {"kmsArn": inputs["kms_key_arn"]} if inputs.get("kms_key_arn") else {}
            self._client.create_connector_profile({**request, **key, "connectorType": inputs["connector_type"]})
        state = self.read(inputs)
        if state is None:
            raise AwsError("DescribeConnectorProfiles: the profile is not visible yet", answered=False)
        return state


def _stated(properties: Any) -> Any:
    """Properties without those that are off or unset, because AppFlow returns some of them even if they were not
    given."""
    if isinstance(properties, Mapping):
        return {key: _stated(value) for key, value in properties.items() if value not in (None, False, "")}
    return properties


def _without_secrets(inputs: Inputs, call: Callable[[], T]) -> T:
    """The result of `call`. A source's refusal may repeat the credentials; our error does not."""
    try:
        return call()
    except AwsError as error:
        told = without_secrets(str(error), _texts(inputs["credentials"]))
        raise AwsError(told, error.code, answered=error.answered) from None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            if name not in NO_SECRETS:
                yield from _texts(item)
    elif isinstance(value, str) and value:
        yield value
