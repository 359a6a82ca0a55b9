"""How a flow is: AppFlow's words for it, and one of ours. Pure.

https://docs.aws.amazon.com/appflow/1.0/APIReference/API_FlowDefinition.html
"""

ACTIVE = "Active"
DRAFT = "Draft"
MISSING = "Missing"
"""Our word for a flow that is not there."""
