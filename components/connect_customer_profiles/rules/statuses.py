"""The words of outputs that are one of a few, as types. AWS may have more of them tomorrow. Pure.

https://docs.aws.amazon.com/customerprofiles/latest/APIReference/API_GetWorkflow.html,
https://docs.aws.amazon.com/appflow/1.0/APIReference/API_FlowDefinition.html
"""

from typing import Literal

FlowStatus = Literal["Active", "Draft", "Suspended", "Errored", "Deprecated", "Deleted", "Missing"]
"""What AppFlow says of a flow, and our word for one that is gone."""
IngestionMode = Literal["workflow", "incremental"]
IntegrationStatus = Literal[
    "NOT_STARTED",
    "IN_PROGRESS",
    "SPLIT",
    "RETRY",
    "COMPLETE",
    "FAILED",
    "CANCELLED",
    "ACTIVE",
    "DRAFT",
    "SUSPENDED",
    "ERRORED",
    "DEPRECATED",
    "DELETED",
    "MISSING",
]
"""What the API says of a workflow, and in mode `incremental` of a flow."""
