"""The policy pack `connect-customer-profiles`: every rule of `customer_profiles_policies`."""

from customer_profiles_policies import DESCRIPTION, PACK, RULES
from customer_profiles_policies.sdk import policies
from pulumi_policy import EnforcementLevel, PolicyPack

PolicyPack(PACK, policies(RULES), enforcement_level=EnforcementLevel.MANDATORY, description=DESCRIPTION)
