"""The KMS calls: a key, as far as its use by other services depends on it.

https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html
"""

from dataclasses import dataclass
from typing import Any

from .call import Calls

SERVICE = "kms"


@dataclass(frozen=True)
class Key:
    """A key.

    Attributes:
        arn: its ARN, also where it was asked for by alias or id.
        state: such as `Enabled` or `PendingDeletion`.
        policy: its key policy, JSON.
    """

    arn: str
    state: str
    policy: str


class Kms(Calls):
    """Keys."""

    def key(self, key: str) -> Key | None:
        """A key with its policy, or None.

        Args:
            key: ARN, id or alias.
        """
        metadata = self._metadata(key)
        if metadata is None:
            return None
        policy = self._call(SERVICE, "GetKeyPolicy", KeyId=metadata["Arn"], PolicyName="default")
        return Key(str(metadata["Arn"]), str(metadata["KeyState"]), str(policy["Policy"]))

    def key_state(self, key: str) -> str | None:
        """A key's state, such as `Enabled` or `PendingDeletion`; None if there is no such key.

        Args:
            key: ARN, id or alias.
        """
        metadata = self._metadata(key)
        return None if metadata is None else str(metadata["KeyState"])

    def _metadata(self, key: str) -> dict[str, Any] | None:
        found = self._found(SERVICE, "DescribeKey", KeyId=key)
        return None if found is None else found["KeyMetadata"]
