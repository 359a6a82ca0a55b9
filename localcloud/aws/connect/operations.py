"""The operations of the service that the local cloud adds to moto's, by their API names."""

from ..operation import Operation
from . import security_profiles

PATHS = "/security-profiles"
"""What the paths of these operations begin with; every other request is moto's."""

OPERATIONS: dict[str, Operation] = {
    "CreateSecurityProfile": security_profiles.create_security_profile,
    "DescribeSecurityProfile": security_profiles.describe_security_profile,
    "UpdateSecurityProfile": security_profiles.update_security_profile,
    "DeleteSecurityProfile": security_profiles.delete_security_profile,
    "ListSecurityProfiles": security_profiles.list_security_profiles,
    "ListSecurityProfilePermissions": security_profiles.list_security_profile_permissions,
}
