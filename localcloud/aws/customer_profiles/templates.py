"""Object type templates. Any template id is an object type name that needs no definition.

Fields and keys of the featured applications: Amazon Connect administrator guide, pages `mapping-salesforce-objects`,
`mapping-salesforce-objects-to-asset`, `mapping-marketo-objects`, `mapping-servicenow-objects`,
`mapping-servicenow-objects-standard-case`, `mapping-zendesk-objects`, `mapping-zendesk-objects-case`,
`mapping-segment-objects`, `mapping-shopify-objects`. AWS publishes no full list of templates; of those for its own data
(`Connect-`, `Campaign-`, `WebAnalytics-`) only the ids, so that here they have an id and nothing else.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Template:
    """One template.

    Args:
        targets: Source field to target field.
        keys: Key name to source field; the first is the UNIQUE key.
        identifier: What the keys tie an object to: PROFILE, or ASSET, CASE, ORDER besides it.
        max_objects: How many objects of the type a profile keeps by default.
    """

    template_id: str
    source_name: str
    source_object: str
    keys: dict[str, str]
    targets: dict[str, str] = field(default_factory=dict)
    identifier: str = "PROFILE"
    max_objects: int | None = None

    def fields(self) -> dict[str, dict[str, Any]]:
        """Fields in the API's shape."""
        described = {
            _field_name(source): {
                "Source": f"_source.{source}",
                "Target": target,
                "ContentType": _content_type(target),
            }
            for source, target in self.targets.items()
        }
        for source in self.keys.values():
            described.setdefault(_field_name(source), {"Source": f"_source.{source}", "ContentType": "STRING"})
        return described

    def key_definitions(self) -> dict[str, list[dict[str, Any]]]:
        """Keys in the API's shape."""
        definitions = {}
        for position, (name, source) in enumerate(self.keys.items()):
            identifiers = ["UNIQUE"] if position == 0 else []
            if position == 0 and self.identifier != "PROFILE":
                identifiers.append(self.identifier)
            if position > 0 or self.identifier == "PROFILE":
                identifiers.append("PROFILE")
            definitions[name] = [{"StandardIdentifiers": identifiers, "FieldNames": [_field_name(source)]}]
        return definitions


def _field_name(source: str) -> str:
    """Key fields may not contain dots (botocore model, `ObjectTypeKey$FieldNames`)."""
    return source.replace(".", "_")


def _content_type(target: str) -> str:
    if target.endswith("EmailAddress"):
        return "EMAIL_ADDRESS"
    if target.endswith("PhoneNumber"):
        return "PHONE_NUMBER"
    return "NAME" if target.endswith(("FirstName", "MiddleName", "LastName")) else "STRING"


def _profile(attributes: dict[str, str], **standard: str) -> dict[str, str]:
    return {source: f"_profile.Attributes.{name}" for source, name in attributes.items()} | {
        source: f"_profile.{target}" for target, source in standard.items()
    }


def _address(target: str, street: str, city: str, state: str, country: str, postal_code: str) -> dict[str, str]:
    parts = {street: "Address1", city: "City", state: "State", country: "Country", postal_code: "PostalCode"}
    return {source: f"_profile.{target}.{part}" for source, part in parts.items()}


def _salesforce_address(target: str, prefix: str) -> dict[str, str]:
    parts = ("Street", "City", "State", "Country", "PostalCode")
    return _address(target, *(f"{prefix}{part}" for part in parts))


def _of(prefix: str, targets: dict[str, str]) -> dict[str, str]:
    return {source: f"{prefix}.{target}" for source, target in targets.items()}


_TEMPLATES = (
    Template(
        "Salesforce-Account",
        "Salesforce",
        "Account",
        {"_salesforceAccountId": "Id"},
        _profile({"Id": "sfdcAccountId"}, BusinessName="Name", PhoneNumber="Phone", AccountNumber="AccountNumber")
        | _salesforce_address("BillingAddress", "Billing")
        | _salesforce_address("ShippingAddress", "Shipping"),
    ),
    Template(
        "Salesforce-Contact",
        "Salesforce",
        "Contact",
        {"_salesforceContactId": "Id", "_salesforceAccountId": "AccountId"},
        _profile(
            {"Id": "sfdcContactId", "AccountId": "sfdcAccountId"},
            LastName="LastName",
            FirstName="FirstName",
            MiddleName="MiddleName",
            PhoneNumber="Phone",
            HomePhoneNumber="HomePhone",
            MobilePhoneNumber="MobilePhone",
            EmailAddress="Email",
            BirthDate="Birthdate",
        )
        | _salesforce_address("Address", "Other")
        | _salesforce_address("MailingAddress", "Mailing"),
    ),
    Template(
        "Salesforce-Asset",
        "Salesforce",
        "Asset",
        {"_salesforceAssetId": "Id", "_salesforceContactId": "ContactId", "_salesforceAccountId": "AccountId"},
        _of(
            "_asset",
            {
                "Id": "Attributes.sfdcAssetId",
                "ContactId": "Attributes.sfdcContactId",
                "AccountId": "Attributes.sfdcAccountId",
                "SerialNumber": "SerialNumber",
                "StockKeepingUnit": "ProductSKU",
                "UsageEndDate": "UsageEndDate",
                "Status": "Status",
                "Price": "Price",
                "Quantity": "Quantity",
                "Description": "Description",
            },
        ),
        identifier="ASSET",
    ),
    Template(
        "Marketo-leads",
        "Marketo",
        "leads",
        {"_marketoLeadId": "id", "_salesforceAccountId": "sfdcAccountId", "_salesforceContactId": "sfdcContactId"},
        _profile(
            {"id": "MarketoLeadId", "sfdcAccountId": "sfdcAccountId", "sfdcContactId": "sfdcContactId"},
            FirstName="firstName",
            LastName="lastName",
            MiddleName="middleName",
            EmailAddress="email",
            PhoneNumber="phone",
            MobilePhoneNumber="mobilePhone",
            Gender="gender",
            BirthDate="dateOfBirth",
        )
        | _address(
            "BillingAddress", "billingStreet", "billingCity", "billingState", "billingCountry", "billingPostalCode"
        )
        | _address("Address", "address", "city", "state", "country", "postalcode"),
    ),
    Template(
        "Servicenow-sys_user",
        "Servicenow",
        "sys_user",
        {"_serviceNowSystemId": "sys_id"},
        _profile(
            {"sys_id": "ServiceNowSystemId"},
            FirstName="first_name",
            LastName="last_name",
            MiddleName="middle_name",
            Gender="gender",
            EmailAddress="email",
            PhoneNumber="phone",
            HomePhoneNumber="home_phone",
            MobilePhoneNumber="mobile_phone",
        )
        | _address("Address", "street", "city", "state", "country", "zip"),
    ),
    Template(
        "Servicenow-task",
        "Servicenow",
        "task",
        {"_serviceNowTaskId": "sys_id", "_serviceNowSystemId": "opened_by.link"},
        _of(
            "_case",
            {
                "sys_id": "Attributes.ServiceNowTaskId",
                "opened_by.link": "Attributes.ServiceNowSystemUserId",
                "short_description": "Title",
                "description": "Summary",
                "status": "Status",
                "sys_created_by": "CreatedBy",
                "sys_created_on": "CreatedDate",
                "sys_updated_on": "UpdatedDate",
            },
        ),
        identifier="CASE",
    ),
    Template(
        "Servicenow-incident",
        "Servicenow",
        "incident",
        {"_serviceNowIncidentId": "sys_id", "_serviceNowSystemId": "caller_id.link"},
        _of(
            "_case",
            {
                "sys_id": "Attributes.ServiceNowIncidentId",
                "caller_id.link": "CreatedBy",
                "incident_status": "Status",
                "resolved_at": "ClosedDate",
                "category": "Reason",
            },
        ),
        identifier="CASE",
    ),
    Template(
        "Zendesk-users",
        "Zendesk",
        "users",
        {"_zendeskUserId": "id", "_zendeskExternalId": "external_id"},
        _profile(
            {"id": "ZendeskUserId", "external_id": "ZendeskExternalId"}, EmailAddress="email", PhoneNumber="phone"
        ),
    ),
    Template(
        "Zendesk-tickets",
        "Zendesk",
        "tickets",
        {"_zendeskTicketId": "id", "_zendeskUserId": "requester_id"},
        _of(
            "_case",
            {
                "id": "Attributes.ZendeskTicketId",
                "requester_id": "Attributes.ZendeskUserId",
                "subject": "Title",
                "description": "Summary",
                "status": "Status",
                "created_at": "CreatedDate",
                "updated_at": "UpdatedDate",
            },
        ),
        identifier="CASE",
    ),
    *(
        Template(
            f"Segment-{source_object}",
            "Segment",
            source_object,
            {"_segmentUserId": "userId"},
            _profile({"userId": "SegmentUserId"}),
        )
        for source_object in ("Identify", "Customer")
    ),
    Template(
        "Shopify-Customer",
        "Shopify",
        "Customer",
        {"_shopifyCustomerId": "id"},
        _profile(
            {"id": "ShopifyCustomerId"},
            EmailAddress="email",
            FirstName="first_name",
            LastName="last_name",
            AdditionalInformation="note",
            PhoneNumber="phone",
        ),
    ),
    Template(
        "Shopify-DraftOrder",
        "Shopify",
        "DraftOrder",
        {"_shopifyOrderId": "id", "_shopifyCustomerId": "customer.id"},
        identifier="ORDER",
    ),
    Template(
        "Shopify-Order",
        "Shopify",
        "Order",
        {"_shopifyOrderId": "id", "_shopifyCustomerId": "customer.id"},
        identifier="ORDER",
    ),
    Template("CTR", "Connect", "CTR", {"_ctrContactId": "ContactId"}),
    *(
        Template(template_id, "Connect", "CTR", {"_ctrContactId": "ContactId", "_phone": "CustomerEndpoint.Address"})
        for template_id in ("CTR-NoInferred", "CTR-AutoAssociateOnly")
    ),
    Template("Connect-case", "Connect", "case", {"_caseId": "id"}, identifier="CASE"),
    *(
        Template(f"Campaign-{channel}", "Campaign", channel, {"_campaignEventId": "id"})
        for channel in ("Email", "SMS", "Telephony", "Orchestration", "WebNotification")
    ),
    Template("WebAnalytics-Clickstream", "WebAnalytics", "Clickstream", {"_webEventId": "id"}, max_objects=100),
)

TEMPLATES = {template.template_id: template for template in _TEMPLATES}
