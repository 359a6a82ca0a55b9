"""Finding the things of Customer Profiles, and the errors for those that are not there."""

from typing import Any, TypeVar

from connect_customer_profiles.profiles.object_type import ObjectType

from .. import paging
from ..errors import ServiceError
from ..state import Region
from .models import Domain, Integration, Workflow, domains_of
from .templates import TEMPLATES

Item = TypeVar("Item")


def bad_request(message: str) -> ServiceError:
    """HTTP 400."""
    return ServiceError("BadRequestException", message, 400)


def not_found(message: str) -> ServiceError:
    """HTTP 404."""
    return ServiceError("ResourceNotFoundException", message, 404)


def access_denied(message: str) -> ServiceError:
    """HTTP 403."""
    return ServiceError("AccessDeniedException", message, 403)


def domain_of(region: Region, name: str) -> Domain:
    """The domain of this name."""
    if name not in domains_of(region):
        raise not_found(f"Domain {name} does not exist")
    return domains_of(region)[name]


def integration_of(domain: Domain, uri: str) -> Integration:
    """The integration of this URI."""
    if uri not in domain.integrations:
        raise not_found(f"Integration {uri} does not exist in domain {domain.name}")
    return domain.integrations[uri]


def workflow_of(domain: Domain, workflow_id: str) -> Workflow:
    """The workflow of this id."""
    if workflow_id not in domain.workflows:
        raise not_found(f"Workflow {workflow_id} does not exist in domain {domain.name}")
    return domain.workflows[workflow_id]


def type_of(domain: Domain, object_type_name: str) -> ObjectType | None:
    """An object type of a domain: as defined, else by the template of that name; None if neither exists."""
    defined = domain.object_types.get(object_type_name)
    settings = defined.settings if defined else {}
    template_id = settings.get("TemplateId") if defined else object_type_name
    if template_id is not None:
        template = TEMPLATES.get(template_id)
        if template is None:
            return None
        settings = template.settings() | settings
    return ObjectType.of_api(object_type_name, settings)


def paged(items: list[Item], parameters: dict[str, Any], default: int = 100) -> tuple[list[Item], dict[str, str]]:
    """A page of items and the NextToken member, if there is a next one."""
    try:
        page, token = paging.page(items, parameters.get("NextToken"), parameters.get("MaxResults"), default)
    except ValueError as error:
        raise bad_request(str(error)) from None
    return page, {"NextToken": token} if token else {}
