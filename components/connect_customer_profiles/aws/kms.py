"""The KMS calls: a key, as far as its use by other services depends on it.

https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html
"""

from collections.abc import Mapping
from dataclasses import dataclass

from .call import Calls

SERVICE = "kms"
PAGING = {"token": "Marker", "following": "NextMarker", "size": "Limit"}
"""How this API names what its pages are asked for with."""


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


@dataclass(frozen=True)
class Described:
    """What DescribeKey says of a key.

    Attributes:
        arn: its ARN, also where it was asked for by alias or id.
        state: such as `Enabled` or `PendingDeletion`.
        description: its description.
        managed_by_customer: whether it is the account's own, and not one that AWS manages.
    """

    arn: str
    state: str
    description: str
    managed_by_customer: bool = True


class Kms(Calls):
    """Keys."""

    def key(self, key: str) -> Key | None:
        """A key with its policy, or None.

        Args:
            key: ARN, id or alias.
        """
        found = self.described_key(key)
        if found is None:
            return None
        return Key(found.arn, found.state, self.key_policy(found.arn))

    def key_policy(self, arn: str) -> str:
        """The policy of a key, JSON."""
        return str(self._call(SERVICE, "GetKeyPolicy", KeyId=arn, PolicyName="default")["Policy"])

    def key_state(self, key: str) -> str | None:
        """A key's state, such as `Enabled` or `PendingDeletion`; None if there is no such key.

        Args:
            key: ARN, id or alias.
        """
        found = self.described_key(key)
        return None if found is None else found.state

    def described_key(self, key: str) -> Described | None:
        """A key without its policy, or None.

        Args:
            key: ARN, id or alias.
        """
        found = self._found(SERVICE, "DescribeKey", KeyId=key)
        if found is None:
            return None
        metadata = found["KeyMetadata"]
        return Described(
            str(metadata["Arn"]),
            str(metadata["KeyState"]),
            str(metadata.get("Description", "")),
            metadata.get("KeyManager", "CUSTOMER") == "CUSTOMER",
        )

    def key_aliases(self, arn: str) -> list[str]:
        """The aliases of a key, such as `alias/care`."""
        return sorted(
            str(each["AliasName"]) for each in self._pages(SERVICE, "ListAliases", "Aliases", **PAGING, KeyId=arn)
        )

    def key_rotates(self, arn: str) -> bool:
        """Whether a key is rotated every year."""
        return bool(self._call(SERVICE, "GetKeyRotationStatus", KeyId=arn)["KeyRotationEnabled"])

    def key_tags(self, arn: str) -> Mapping[str, str]:
        """The tags of a key."""
        found = self._pages(SERVICE, "ListResourceTags", "Tags", **PAGING, KeyId=arn)
        return {str(each["TagKey"]): str(each["TagValue"]) for each in found}

    def unusable_keys(self) -> list[Described]:
        """The keys of the account and Region that are not enabled."""
        pages = self._pages(SERVICE, "ListKeys", "Keys", **PAGING)
        described = [self.described_key(str(each["KeyArn"])) for each in pages]
        return [key for key in described if key and key.state != "Enabled"]
