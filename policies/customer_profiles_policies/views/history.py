"""History: what is loaded, in which batches."""

from dataclasses import dataclass

from connect_customer_profiles.names import owned_types

from ..subject import Kind, Reader, View, given, plain, prop
from .common import COMPONENT


@dataclass(frozen=True)
class History:
    """What a program says of the history to load.

    Attributes:
        source: the connector type.
        batch: how long a batch is.
    """

    source: Reader
    batch: Reader


@dataclass(frozen=True)
class Plan(History):
    """What was decided at the first deployment.

    Attributes:
        start: the time from which history is loaded.
        cut_off: until when.
        bulk: whether the program asks for batches.
        mode: whether there are batches.
        has_role: whether an execution role is given.
    """

    start: Reader
    cut_off: Reader
    bulk: Reader
    mode: Reader
    has_role: Reader


HISTORY: Kind = {
    f"{COMPONENT}IntegrationWorkflow": View(History(source=prop("connector", "type"), batch=plain("batch"))),
    **dict.fromkeys(
        owned_types("IngestionPlan"),
        View(
            Plan(
                source=prop("connector_type"),
                start=prop("import_start_date"),
                cut_off=prop("cut_off"),
                batch=plain("batch"),
                bulk=prop("bulk", default="auto"),
                mode=prop("mode"),
                has_role=given("execution_role_arn"),
            )
        ),
    ),
}

PLAN: Kind = {each: HISTORY[each] for each in owned_types("IngestionPlan")}
"""History with what was pinned when it was planned: the passing of time must not make a rule fire, and the arguments of
a component do not tell when it was deployed."""
