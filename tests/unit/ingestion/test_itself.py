"""What must not be replaced by itself, and what may be replaced although its name stays."""

import pytest
from connect_customer_profiles.ingestion.itself import FLOW, INGESTION, PLAN, PROFILE, SelfReplacement

URN = "urn:pulumi:dev::shop::connect-customer-profiles:index:ConnectorProfile$some:Type::crm-profile"
PLACE = {"region": "us-east-1", "account": "111122223333"}
KEY = "arn:aws:kms:us-east-1:111122223333:key/1"
AS_PROFILE = {**PLACE, "connector_profile_name": "crm", "connector_type": "ServiceNow", "kms_key_arn": KEY}
SOURCE = {
    "connectorType": "Servicenow",
    "connectorProfileName": "crm",
    "sourceConnectorProperties": {"ServiceNow": {"object": "sys_user"}},
}
AS_FLOW = {
    **PLACE,
    "domain_name": "shop",
    "object_type_name": "Users",
    "flow_name": "users",
    "kms_key_arn": KEY,
    "flow": {"source": SOURCE, "tasks": [], "trigger": {}},
}
AS_PLAN = {
    **PLACE,
    "domain_name": "shop",
    "connector_type": "Salesforce",
    "source_object": "Contact",
    "object_type_name": "Contact",
    "token": "0123456789",
    "import_start_date": "2024-01-31",
}
AS_INGESTION = {**AS_PLAN, "re_establish": "1"}


@pytest.mark.parametrize(
    ("what", "before", "changes", "same"),
    [
        (PROFILE, AS_PROFILE, {"credentials": {"kind": "basic"}}, True),
        (PROFILE, AS_PROFILE, {"kms_key_arn": "arn:aws:kms:us-east-1:111122223333:key/2"}, False),
        (PROFILE, AS_PROFILE, {"kms_key_arn": None}, False),
        (FLOW, AS_FLOW, {"activate": False}, True),
        (FLOW, AS_FLOW, {"object_type_name": "People"}, False),
        (FLOW, AS_FLOW, {"flow": {**AS_FLOW["flow"], "source": {**SOURCE, "connectorProfileName": "other"}}}, False),  # type: ignore[dict-item]
        (FLOW, AS_FLOW, {"flow": None}, False),
        (PLAN, AS_PLAN, {"token": "another", "import_start_date": "2025-01-31"}, True),
        (PLAN, AS_PLAN, {"source_object": "Account"}, False),
        (PLAN, AS_PLAN, {"domain_name": None}, False),
        (INGESTION, AS_INGESTION, {"re_establish": "2"}, True),
        (INGESTION, AS_INGESTION, {"token": "another"}, False),
    ],
)
def test_a_replacement_is_the_same_thing_again(
    what: SelfReplacement, before: dict[str, object], changes: dict[str, object], same: bool
) -> None:
    assert what.same(before, {**before, **changes}) is same


def test_a_refusal_says_what_to_do() -> None:
    assert str(PROFILE.refusal(URN, AS_PROFILE)) == (
        "connector_profile_name = 'crm': cannot be replaced by itself: the replacement would find the present one, "
        f"which is deleted then as the old one. Run `pulumi destroy --target '{URN}' --target-dependents` first "
        "(docs/names.md)"
    )
    assert str(INGESTION.refusal(URN, AS_INGESTION)) == (
        "object_type_name = 'Contact': cannot be replaced by itself: the replacement would find the present one, "
        "which is deleted then as the old one. For a new ongoing integration, change re_establish. To load all of it "
        f"again, run `pulumi destroy --target '{URN}' --target-dependents` first (docs/names.md)"
    )
    assert str(PLAN.refusal(URN, AS_PLAN)) == (
        "object_type_name = 'Contact': cannot be replaced by itself: its history would be loaded once more. To load "
        f"all of it again, run `pulumi destroy --target '{URN}' --target-dependents` first (docs/names.md)"
    )
