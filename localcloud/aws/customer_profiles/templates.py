"""Object type templates. Any template id is an object type name that needs no definition.

Those of sources are with the sources. Fields and keys of the others that AWS describes: Amazon Connect administrator
guide, pages `mapping-segment-objects` and `mapping-shopify-objects`. AWS publishes no full list of templates; of those
for its own data (`Connect-`, `Campaign-`, `WebAnalytics-`) only the ids, so that here they have an id and nothing else.
"""

from ..connectors import CONNECTORS
from .template import Template, profile

_TEMPLATES = (
    *(template for connector in CONNECTORS.values() for template in connector.templates),
    *(
        Template(
            f"Segment-{source_object}",
            "Segment",
            source_object,
            {"_segmentUserId": "userId"},
            profile({"userId": "SegmentUserId"}),
        )
        for source_object in ("Identify", "Customer")
    ),
    Template(
        "Shopify-Customer",
        "Shopify",
        "Customer",
        {"_shopifyCustomerId": "id"},
        profile(
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
