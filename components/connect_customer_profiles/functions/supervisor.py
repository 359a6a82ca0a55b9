"""The supervisor as a Lambda function on a schedule.

`integrations.json` beside this module has the integrations to supervise. Environment: `PERIOD_MINUTES`; `TOPIC_ARN`, ""
for none. The logs have a line for each integration, with names, counts and codes: messages of failed batches quote
customers' records, and errors may.
"""

import json
import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from ..aws.errors import AwsError
from ..aws.session import Credentials
from ..aws.sns import Sns
from ..operations.supervisor import supervise, told
from . import INTEGRATIONS

SUBJECT = "Customer Profiles ingestion"


def handle(_event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
    """Run one round, and publish repairs and failures.

    Raises:
        RuntimeError: some integrations could not be looked at or repaired, or nobody could be notified: the
            invocation counts as failed.
    """
    integrations = json.loads(Path(__file__).with_name(INTEGRATIONS).read_text())
    outcomes = supervise(integrations, timedelta(minutes=int(os.environ["PERIOD_MINUTES"])))
    for each in outcomes:
        print(json.dumps(each.log_entry()))
    news = told(outcomes)
    failed = [f"{each.name}: {each.error_code}" for each in outcomes if each.error]
    if news and os.environ["TOPIC_ARN"]:
        try:
            _publish(os.environ["TOPIC_ARN"], news)
        except AwsError as error:  # Lambda logs what is raised, and a refusal may quote the notification
            failed.append(f"the notification was not sent: {error.operation}: {error.code}")
    if failed:
        raise RuntimeError("; ".join(failed))
    return {each.name: each.status for each in outcomes}


def _publish(topic: str, news: str) -> None:
    region, account = topic.split(":")[3:5]
    Sns(account, region, Credentials()).publish(topic, SUBJECT, news)
