"""`InstanceAssociation` under mocks."""

from typing import Any

import pulumi
import pytest
from connect_customer_profiles import InstanceAssociation

from tests.unit.deployment import ACCOUNT, REGION, UNKNOWN, Deployment, Later, Place, deploy, deployed, refusal

INSTANCE = f"arn:aws:connect:{REGION}:{ACCOUNT}:instance/11111111-2222-3333-4444-555555555555"
REQUIRED: dict[str, Any] = {"domain_name": "amazon-connect-shop", "instance_arn": INSTANCE}


def made(args: dict[str, Any], **options: Any) -> Deployment:
    return deployed(InstanceAssociation, "instance", args, **options)


@pytest.fixture
def warnings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is warned of."""
    found: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", lambda message, *_args, **_options: found.append(message))
    return found


def test_consists_of_the_integration() -> None:
    assert made(REQUIRED).tree == {
        ("connect-customer-profiles:index:InstanceAssociation", "instance", ""),
        ("aws-native:customerprofiles:Integration", "instance-integration", "instance"),
    }


def test_by_default_contact_records_follow_the_default_template(warnings: list[str]) -> None:
    assert made(REQUIRED)["instance-integration"].inputs == {
        "domainName": "amazon-connect-shop",
        "uri": INSTANCE,
        "objectTypeName": "CTR",
    }
    assert warnings == []


@pytest.mark.parametrize("template_id", ["CTR", "CTR-NoInferred", "CTR-AutoAssociateOnly"])
@pytest.mark.parametrize("wrap", [str, Later], ids=["value", "output"])
def test_a3_the_template_defines_the_object_type_ctr_before_the_instance_is_associated(
    template_id: str, wrap: Any
) -> None:
    deployment = made({**REQUIRED, "template_id": wrap(template_id), "tags": {"team": "care"}})
    assert deployment["instance-contact-records"].inputs == {
        "domainName": "amazon-connect-shop",
        "objectTypeName": "CTR",
        "description": "Contact records",
        "templateId": template_id,
    }
    integration = deployment["instance-integration"]
    assert integration.inputs == {
        "domainName": "amazon-connect-shop",
        "uri": INSTANCE,
        "objectTypeName": "CTR",
        "tags": [{"key": "team", "value": "care"}],
    }
    assert "instance-contact-records" in integration.dependencies


def of_two(*templates: Any) -> Deployment:
    """Two instances of a domain, with these templates."""

    def program() -> None:
        for name, template in zip("ab", templates, strict=True):
            given = {"template_id": template} if template else {}
            InstanceAssociation(name, {**REQUIRED, "instance_arn": f"{INSTANCE[:-1]}{name}", **given})  # type: ignore[typeddict-item]

    return deploy(program)


@pytest.mark.parametrize("templates", [("CTR-NoInferred", "CTR-NoInferred"), ("CTR-NoInferred", None)])
def test_a3_a_domain_has_one_object_type_of_contact_records(templates: tuple[str | None, ...]) -> None:
    deployment = of_two(*templates)
    assert deployment.error is None
    assert [name for name in deployment.resources if name.endswith("-contact-records")] == ["a-contact-records"]
    waits = deployment["b-integration"].dependencies
    assert ("a-contact-records" in waits) == (templates[1] is not None)


def test_a3_two_templates_of_one_domain_are_refused() -> None:
    error = of_two("CTR-NoInferred", "CTR")
    assert (
        "InstanceAssociation 'b': template_id = 'CTR': must be that of 'a': contact records of a domain have one "
        "template"
    ) in str(error.error)


def test_the_output_is_ready_when_the_instance_is_bound() -> None:
    output = made(REQUIRED).outputs["uri"]
    assert output.value == INSTANCE
    assert output.waits_for == {"instance-integration"}


@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize("wrap", [str, Later], ids=["value", "output"])
def test_warns_of_a_domain_that_instances_may_not_use_by_themselves(
    wrap: Any, preview: bool, warnings: list[str]
) -> None:
    made({**REQUIRED, "domain_name": wrap("shop")}, preview=preview)
    assert warnings == [
        "the instance's service-linked role may use domains named amazon-connect-… only: agents of an instance with "
        "'shop' may be refused until it is associated again in the Connect console"
    ]


def test_at_preview_an_unknown_domain_is_nothing_to_warn_of(warnings: list[str]) -> None:
    made({**REQUIRED, "domain_name": Later(UNKNOWN)}, preview=True)
    assert warnings == []


def test_instances_are_bound_one_after_the_other() -> None:
    def program() -> None:
        for name in ("a", "b", "c"):
            InstanceAssociation(name, {**REQUIRED, "instance_arn": f"{INSTANCE[:-1]}{name}"})  # type: ignore[typeddict-item]

    deployment = deploy(program)
    assert deployment.error is None
    waits = {name: deployment[f"{name}-integration"].dependencies for name in "abc"}
    assert waits == {"a": frozenset(), "b": frozenset({"a-integration"}), "c": frozenset({"b-integration"})}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"domain_name": "shop"}, "instance_arn = None: is required"),
        (
            {**REQUIRED, "instance_arn": "11111111-2222-3333-4444-555555555555"},
            "instance_arn = '11111111-2222-3333-4444-555555555555': must be the ARN of a Connect instance "
            "(arn:aws:connect:…:instance/…)",
        ),
        (
            {**REQUIRED, "template_id": "CTR-Inferred"},
            "template_id = 'CTR-Inferred': must be one of CTR, CTR-NoInferred, CTR-AutoAssociateOnly; "
            "did you mean CTR-NoInferred?",
        ),
        ({**REQUIRED, "domain_name": "a b"}, "domain_name = 'a b': a domain name has 1 to 64 letters, digits, _ or -"),
        ({**REQUIRED, "tags": []}, "tags = []: must be an object of tag keys and values"),
    ],
)
def test_refuses_in_one_line(args: dict[str, Any], message: str) -> None:
    assert refusal(InstanceAssociation, "instance", args) == f"InstanceAssociation 'instance': {message}"


@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize("place", [Place("444455556666"), Place(region="eu-central-1")])
def test_refuses_an_instance_that_is_elsewhere(place: Place, preview: bool) -> None:
    message = refusal(InstanceAssociation, "instance", REQUIRED, places={"aws-native": place}, preview=preview)
    assert message == (
        f"InstanceAssociation 'instance': instance_arn = '{INSTANCE}': must be an instance in account {place.account} "
        f"in {place.region}, where the domain is"
    )
