"""What an integration says to whoever runs the program: at preview what it will load, and what failed."""

from collections.abc import Mapping
from typing import Any

import pulumi

from .. import log
from . import forecast
from .explanation import summary
from .progress import RUNNING
from .provider import IngestionPlan
from .wanted import Pins


def warn_of_failures(status: pulumi.Output[str], failed: pulumi.Output[Any], component: pulumi.Resource) -> None:
    """Log a warning while batches stand failed: the resource itself has nothing to change then."""

    def warn(known: Mapping[str, Any]) -> None:
        if known["failed"] and known["status"] not in RUNNING:
            log.warn(summary(known["failed"]), component)

    pulumi.Output.all(status=status, failed=failed).apply(warn)


def announce(ingestion_plan: IngestionPlan, component: pulumi.Resource) -> None:
    """At preview, log one line on what a new integration will load, as a warning where that may fail at first."""
    if not pulumi.runtime.is_dry_run():
        return

    def tell(known: Mapping[str, Any]) -> None:
        if not known["exists"] and known["batches"] is not None:
            pins = Pins.from_state(known)
            if pins.taken_over:
                log.info(f"takes over flow {pins.flow_name}, loads nothing", component)
                return
            found = forecast.of_pins(known["connector_type"], pins)
            say = log.warn if found.caution else log.info
            say(str(found), component)

    pulumi.Output.all(exists=ingestion_plan.id.is_known(), **ingestion_plan.forecast_inputs()).apply(tell)
