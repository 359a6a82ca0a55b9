"""The policy pack `connect-customer-profiles`: every rule of `customer_profiles_policies`."""

from pulumi_policy import EnforcementLevel, PolicyPack

from customer_profiles_policies import DESCRIPTION, PACK, RULES
from customer_profiles_policies.sdk import policies

PolicyPack(PACK, policies(RULES), enforcement_level=EnforcementLevel.MANDATORY, description=DESCRIPTION)
