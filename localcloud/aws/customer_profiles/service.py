"""Amazon Connect Customer Profiles."""

from collections.abc import Iterator

from ..service import Service
from ..state import Context
from . import controls, domains, integrations, object_types, profiles, tags, workflow_engine, workflows
from .models import RATES, domains_of


def _inventory(context: Context) -> Iterator[tuple[str, str]]:
    for domain in domains_of(context.region).values():
        yield "domains", domain.name
        for integration in domain.integrations.values():
            yield "hidden_integrations" if integration.hidden else "integrations", integration.uri
        yield from (("workflows", workflow_id) for workflow_id in domain.workflows)
        yield from (("object_types", f"{domain.name}/{name}") for name in domain.object_types)


CUSTOMER_PROFILES = Service(
    name="customer-profiles",
    signing_names=("profile",),
    operations={
        "CreateDomain": domains.create_domain,
        "GetDomain": domains.get_domain,
        "UpdateDomain": domains.update_domain,
        "DeleteDomain": domains.delete_domain,
        "ListDomains": domains.list_domains,
        "PutProfileObjectType": object_types.put_profile_object_type,
        "GetProfileObjectType": object_types.get_profile_object_type,
        "DeleteProfileObjectType": object_types.delete_profile_object_type,
        "ListProfileObjectTypes": object_types.list_profile_object_types,
        "ListProfileObjectTypeTemplates": object_types.list_profile_object_type_templates,
        "GetProfileObjectTypeTemplate": object_types.get_profile_object_type_template,
        "PutIntegration": integrations.put_integration,
        "GetIntegration": integrations.get_integration,
        "ListIntegrations": integrations.list_integrations,
        "ListAccountIntegrations": integrations.list_account_integrations,
        "DeleteIntegration": integrations.delete_integration,
        "CreateIntegrationWorkflow": workflows.create_integration_workflow,
        "GetWorkflow": workflows.get_workflow,
        "GetWorkflowSteps": workflows.get_workflow_steps,
        "ListWorkflows": workflows.list_workflows,
        "DeleteWorkflow": workflows.delete_workflow,
        "PutProfileObject": profiles.put_profile_object,
        "ListProfileObjects": profiles.list_profile_objects,
        "SearchProfiles": profiles.search_profiles,
        "TagResource": tags.tag_resource,
        "UntagResource": tags.untag_resource,
        "ListTagsForResource": tags.list_tags_for_resource,
    },
    validation_error="BadRequestException",
    rates=RATES,
    advance=workflow_engine.advance,
    inventory=_inventory,
    controls={("POST", "dead-letters"): controls.dead_letters},
)
