"""The KMS calls: a key, as far as its use by other services depends on it.

https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html
"""

from dataclasses import dataclass

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
        found = self._found(SERVICE, "DescribeKey", KeyId=key)
        if found is None:
            return None
        metadata = found["KeyMetadata"]
        policy = self._call(SERVICE, "GetKeyPolicy", KeyId=metadata["Arn"], PolicyName="default")
        return Key(str(metadata["Arn"]), str(metadata["KeyState"]), str(policy["Policy"]))
