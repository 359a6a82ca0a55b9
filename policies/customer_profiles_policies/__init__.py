"""Rules for Amazon Connect Customer Profiles, one module per concern."""

from . import (
    dead_letter_queue,
    encryption_key,
    execution_role,
    integration,
    linked,
    object_mapping,
    one_policy,
    profiles_domain,
    stack,
)
from .rule import Rule, StackRule

PACK = "connect-customer-profiles"
DESCRIPTION = "Stops unsafe and impossible Amazon Connect Customer Profiles set-ups at preview, whoever wrote them."

CONCERNS: dict[str, tuple[Rule | StackRule, ...]] = {
    "Dead-letter queue": dead_letter_queue.RULES,
    "Encryption key": encryption_key.RULES,
    "Domain": profiles_domain.RULES,
    "Execution role": execution_role.RULES,
    "Integrations": integration.RULES,
    "Object types": object_mapping.RULES,
    "The stack as a whole": (*stack.RULES, *linked.RULES, *one_policy.RULES),
}
RULES = tuple(rule for rules in CONCERNS.values() for rule in rules)
