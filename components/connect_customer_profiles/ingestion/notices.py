"""What an integration says to whoever runs the program: at preview what it will load, and what failed."""

from collections.abc import Mapping
from typing import Any

import pulumi

from .. import log
from . import forecast, plan
from .explanation import summary
from .progress import RUNNING
from .wanted import Pins


def warn_of_failures(status: pulumi.Output[str], failed: pulumi.Output[Any], component: pulumi.Resource) -> None:
    """Log a warning while batches stand failed: the resource itself has nothing to change then."""

    def warn(known: Mapping[str, Any]) -> None:
        if known["failed"] and known["status"] not in RUNNING:
            log.warn(summary(known["failed"]), component)

    pulumi.Output.all(status=status, failed=failed).apply(warn)


def announce(planned: pulumi.Output[dict[str, Any]], component: pulumi.Resource) -> None:
    """At preview, log one line on what a new integration will load.

    It is a warning where that may fail at first, or is not what the program asks for.

    Args:
        planned: `IngestionPlan.forecast_inputs`, and whether the plan `exists`.
        component: on whose row the line stands.
    """
    if not pulumi.runtime.is_dry_run():
        return

    def tell(known: Mapping[str, Any]) -> None:
        if not known["exists"] and known["batches"] is not None:
            pins = Pins.from_state(known)
            if pins.taken_over:
                told, doubtful = plan.taking_over(known["import_start_date"], pins)
            else:
                found = forecast.of_pins(known["connector_type"], pins)
                told, doubtful = str(found), bool(found.caution)
            (log.warn if doubtful else log.info)(told, component)

    planned.apply(tell)
