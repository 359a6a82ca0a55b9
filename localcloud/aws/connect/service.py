"""What the local cloud adds to moto's Amazon Connect."""

from collections.abc import Iterator

from ..service import Service
from ..state import Context
from . import security_profiles


def _inventory(context: Context) -> Iterator[tuple[str, str]]:
    yield from (("security_profiles", profile.name) for profile in security_profiles.existing(context.region))


CONNECT = Service(
    name="connect",
    signing_names=("connect",),
    operations={
        "CreateSecurityProfile": security_profiles.create_security_profile,
        "DescribeSecurityProfile": security_profiles.describe_security_profile,
        "UpdateSecurityProfile": security_profiles.update_security_profile,
        "DeleteSecurityProfile": security_profiles.delete_security_profile,
        "ListSecurityProfiles": security_profiles.list_security_profiles,
        "ListSecurityProfilePermissions": security_profiles.list_security_profile_permissions,
    },
    validation_error="InvalidParameterException",
    paths="/security-profiles",
    inventory=_inventory,
)
