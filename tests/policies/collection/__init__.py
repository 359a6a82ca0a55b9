"""The collection of bad set-ups: our own components, raw `aws:` and raw `aws-native:` resources."""

from tests.policies.collection import domains, integrations, keys, mappings, policies, queues, roles, stacks

CASES = (
    *queues.CASES,
    *keys.CASES,
    *domains.CASES,
    *roles.CASES,
    *integrations.CASES,
    *mappings.CASES,
    *stacks.CASES,
    *policies.CASES,
)
