"""`IngestionMonitoring` under mocks."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import connect_customer_profiles
import pytest
from connect_customer_profiles import IngestionMonitoring, policy
from connect_customer_profiles.observability.alarms import FAILURE_QUEUE_ALARMS, QUEUE_ALARMS
from connect_customer_profiles.rules import monitoring
from connect_customer_profiles.rules.schedule import DEFAULT_SCHEDULE, minutes

from tests.audit import every_option
from tests.unit.deployment import ACCOUNT, KEY_ARN, REGION, UNKNOWN, Deployment, Later, deploy, deployed, refusal

REQUIRED = {"domain_name": "shop", "queue_name": "letters"}
FLOWS = ["shop-Salesforce-Contact-1", "other"]
EVERYTHING = {**REQUIRED, "flow_names": FLOWS, "notify": ["ops@example.com"], "kms_key_arn": KEY_ARN}
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:shop-ingestion"
NEXT = "Next: customer-profiles diagnose --domain shop"


def made(args: dict[str, Any], **options: Any) -> Deployment:
    return deployed(IngestionMonitoring, "watch", args, **options)


def names(deployment: Deployment, kind: str) -> set[str]:
    return {each.name for each in deployment.resources.values() if each.type.endswith(f":{kind}")}


def test_watches_the_queue_and_the_domain_s_flows_without_being_told_more() -> None:
    deployment = made(REQUIRED)
    assert names(deployment, "MetricAlarm") == {
        "watch-dead-letters",
        "watch-oldest-dead-letter",
        "watch-dead-letters-remain",
    }
    assert names(deployment, "EventRule") == {"watch-failed-runs", "watch-deactivated-flows"}
    assert names(deployment, "TopicSubscription") == set()
    assert deployment["watch-topic"].inputs == {
        "name": "shop-ingestion",
        "displayName": "Customer Profiles",
        "kmsMasterKeyId": KEY_ARN,
    }
    assert {each.value for each in deployment.outputs.values() if isinstance(each.value, str)} == {
        TOPIC,
        "shop-ingestion",
    }


def test_alarms_on_dead_letters() -> None:
    deployment = made(REQUIRED)
    common = {
        "namespace": "AWS/SQS",
        "dimensions": {"QueueName": "letters"},
        "statistic": "Maximum",
        "period": 300,
        "evaluationPeriods": 1,
        "comparisonOperator": "GreaterThanThreshold",
        "treatMissingData": "missing",
        "alarmActions": [TOPIC],
        "okActions": [TOPIC],
    }
    assert deployment["watch-dead-letters"].inputs == {
        **common,
        "name": "shop-ingestion-dead-letters",
        "metricName": "ApproximateNumberOfMessagesVisible",
        "threshold": 1,
        "alarmDescription": f"Objects that could not be ingested wait. {NEXT}",
    }
    assert deployment["watch-oldest-dead-letter"].inputs == {
        **common,
        "name": "shop-ingestion-oldest-dead-letter",
        "metricName": "ApproximateAgeOfOldestMessage",
        "threshold": 604_800,
        "alarmDescription": f"A dead letter is lost unless it is put again. {NEXT}",
    }
    assert deployment["watch-dead-letters-remain"].inputs == {
        **common,
        "name": "shop-ingestion-dead-letters-remain",
        "metricName": "ApproximateNumberOfMessagesVisible",
        "statistic": "Average",
        "period": 3600,
        "evaluationPeriods": 168,
        "threshold": 0.5,
        "alarmDescription": "The queue is not empty for as long as a dead letter may wait: the oldest is lost unless "
        f"it is put again. {NEXT}",
    }


@pytest.mark.parametrize("later", [False, True])
def test_a6_the_failure_queue_is_watched_like_the_queue(later: bool) -> None:
    deployment = made({**REQUIRED, "failure_queue_name": Later("failures") if later else "failures"})
    watched = {
        "watch-failed-dead-letters": "watch-dead-letters",
        "watch-oldest-failed-dead-letter": "watch-oldest-dead-letter",
        "watch-failed-dead-letters-remain": "watch-dead-letters-remain",
    }
    for name, like in watched.items():
        of_failures, of_queue = deployment[name].inputs, deployment[like].inputs
        assert of_failures["dimensions"] == {"QueueName": "failures"}
        assert [of_failures[key] for key in ("metricName", "threshold")] == [
            of_queue[key] for key in ("metricName", "threshold")
        ]
    assert len(deployment.outputs["alarm_arns"].value) == 6


@pytest.mark.parametrize("later", [False, True])
def test_b11_an_alarm_for_each_flow_that_has_no_successful_run(later: bool) -> None:
    flows = [Later(each) for each in FLOWS] if later else FLOWS
    deployment = made({**REQUIRED, "flow_names": flows})
    assert deployment["watch-no-success-0"].inputs == {
        "name": "shop-ingestion-no-success-0",
        "namespace": "AWS/AppFlow",
        "metricName": "FlowExecutionsSucceeded",
        "dimensions": {"FlowName": FLOWS[0]},
        "statistic": "Sum",
        "period": minutes(DEFAULT_SCHEDULE) * 60,
        "evaluationPeriods": 3,
        "comparisonOperator": "LessThanThreshold",
        "threshold": 1,
        "treatMissingData": "breaching",
        "alarmActions": [TOPIC],
        "okActions": [TOPIC],
        "alarmDescription": f"Flow {FLOWS[0]} has had no successful run for several periods. {NEXT}",
    }
    assert deployment["watch-no-success-1"].inputs["dimensions"] == {"FlowName": "other"}
    assert len(deployment.outputs["alarm_arns"].value) == 5


def test_every_threshold_reaches_its_alarm() -> None:
    thresholds = {
        "dead_letters": 10,
        "oldest_dead_letter_seconds": 3600,
        "schedule_minutes": 15,
        "missed_periods": 4,
    }
    deployment = made({**EVERYTHING, "thresholds": thresholds})
    assert deployment["watch-dead-letters"].inputs["threshold"] == 10
    assert deployment["watch-oldest-dead-letter"].inputs["threshold"] == 3600
    assert deployment["watch-dead-letters-remain"].inputs["evaluationPeriods"] == 1
    silent = deployment["watch-no-success-0"].inputs
    assert (silent["period"], silent["evaluationPeriods"]) == (900, 4)


def test_rules_match_what_appflow_and_kms_tell() -> None:
    deployment = made(EVERYTHING)
    flows = {"flow-name": [{"prefix": "shop-"}, "other"]}
    patterns = {
        "failed-runs": {
            "source": ["aws.appflow"],
            "detail-type": ["AppFlow End Flow Run Report"],
            "detail": {"status": [{"anything-but": ["Execution Successful"]}], **flows},
        },
        "deactivated-flows": {
            "source": ["aws.appflow"],
            "detail-type": ["AppFlow Event Flow Deactivated", "AppFlow Scheduled Flow Deactivated"],
            "detail": flows,
        },
        "key-events": {
            "source": ["aws.kms"],
            "detail-type": ["AWS API Call via CloudTrail"],
            "detail": {
                "eventSource": ["kms.amazonaws.com"],
                "eventName": ["DisableKey", "ScheduleKeyDeletion"],
                "resources": {"ARN": [KEY_ARN]},
            },
        },
    }
    for what, pattern in patterns.items():
        rule = deployment[f"watch-{what}"].inputs
        assert json.loads(rule["eventPattern"]) == pattern
        assert rule["name"] == f"shop-{what}"
        target = deployment[f"watch-{what}-target"].inputs
        assert {key: target[key] for key in ("rule", "targetId", "arn")} == {
            "rule": f"shop-{what}",
            "targetId": "topic",
            "arn": TOPIC,
        }
        assert json.loads(target["inputTransformer"]["inputTemplate"]).endswith(NEXT)
    assert deployment["watch-failed-runs-target"].inputs["inputTransformer"] == {
        "inputPaths": {"flow": "$.detail.flow-name", "reason": "$.detail.error"},
        "inputTemplate": f'"A run failed: <flow>: <reason>. {NEXT}"',
    }


@pytest.mark.parametrize("later", [False, True])
def test_flows_of_a_domain_whose_name_begins_alike_can_be_left_out(later: bool) -> None:
    types: Any = ["Salesforce-Contact", "Orders" * 20]
    args = {**REQUIRED, "object_type_names": Later(types) if later else types, "flow_names": ["shop-eu-Orders-1"]}
    pattern = json.loads(made(args)["watch-failed-runs"].inputs["eventPattern"])
    cut = f"shop-{'Orders' * 20}"[:59]
    assert pattern["detail"]["flow-name"] == [
        {"prefix": cut},
        {"prefix": "shop-Salesforce-Contact-"},
        "shop-eu-Orders-1",
    ]


@pytest.mark.parametrize("later", [False, True])
def test_only_flows_that_are_named_are_watched_and_those_that_take_their_places(later: bool) -> None:
    given = ["shop-eu-Orders-0123456789-g2", "shop-Files-abcdef0123.4", "shop-Files-abcdef0123-g2.4", "taken-over"]
    flows: Any = [Later(each) for each in given] if later else given
    args = {**REQUIRED, "flow_names": flows, "only_own_flows": Later(True) if later else True}
    for what in ("failed-runs", "deactivated-flows"):
        pattern = json.loads(made(args)[f"watch-{what}"].inputs["eventPattern"])
        assert pattern["detail"]["flow-name"] == [
            {"prefix": "shop-Files-abcdef0123"},
            {"prefix": "shop-eu-Orders-0123456789"},
            "taken-over",
        ]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "only_own_flows = True: needs flow_names, the flows to watch"),
        (
            {"flow_names": FLOWS, "object_type_names": ["Orders"]},
            "object_type_names = ['Orders']: must be empty with only_own_flows: flow_names are the flows to watch",
        ),
        (
            {"flow_names": [f"shop-Orders-{number:010}" for number in range(60)]},
            "flow_names = 'shop-Orders-0000000059': with 59 others makes an event pattern of 2,310 characters, which "
            "may have 2,048",
        ),
    ],
)
def test_only_own_flows_has_to_know_them(args: dict[str, Any], message: str) -> None:
    found = refusal(IngestionMonitoring, "watch", {**REQUIRED, "only_own_flows": True, **args})
    assert found == f"IngestionMonitoring 'watch': {message}"


def test_a9_fifty_flows_of_the_domain_fit_into_a_pattern() -> None:
    deployment = made({**REQUIRED, "flow_names": [f"shop-Salesforce-Contact-{number:032}" for number in range(50)]})
    pattern = json.loads(deployment["watch-failed-runs"].inputs["eventPattern"])
    assert pattern["detail"]["flow-name"] == [{"prefix": "shop-"}]


def test_a9_flows_that_make_too_long_a_pattern_are_refused() -> None:
    flows = [f"other-{number:050}" for number in range(40)]
    assert refusal(IngestionMonitoring, "watch", {**REQUIRED, "flow_names": flows}) == (
        f"IngestionMonitoring 'watch': flow_names = {flows[-1]!r}: with 39 others makes an event pattern of 2,529 "
        "characters, which may have 2,048"
    )
    types = [f"Type{number:04}" for number in range(100)]
    assert refusal(IngestionMonitoring, "watch", {**REQUIRED, "object_type_names": types}) == (
        "IngestionMonitoring 'watch': object_type_names = 'Type0099': with 99 others makes an event pattern of 2,950 "
        "characters, which may have 2,048"
    )


@pytest.mark.parametrize("arrive", [lambda keys: keys, Later, lambda keys: [Later(each) for each in keys]])
def test_keys_of_the_past_are_watched_with_and_without_the_present_one(arrive: Callable[[list[str]], Any]) -> None:
    former = [f"{KEY_ARN[:-1]}{digit}" for digit in "98"]
    for present in ([], [KEY_ARN]):
        keys = {"kms_key_arn": KEY_ARN} if present else {}
        pattern = made({**REQUIRED, **keys, "former_kms_key_arns": arrive(former)})["watch-key-events"].inputs
        assert json.loads(pattern["eventPattern"])["detail"]["resources"] == {"ARN": [*present, *sorted(former)]}
    assert "watch-key-events" not in {name for _, name, _ in made({**REQUIRED, "former_kms_key_arns": []}).tree}


def test_topic_and_key_let_alarms_and_rules_publish() -> None:
    deployment = made(EVERYTHING)
    where = {"region": REGION, "account": ACCOUNT}
    assert deployment["watch-topic-policy"].inputs == {
        "arn": TOPIC,
        "policy": policy.topic_policy(**where, topic_arn=TOPIC),
    }
    assert deployment["watch-topic-key"].inputs == {
        "description": "Notifications of ingestion into shop",
        "policy": policy.topic_key_policy(**where),
        "enableKeyRotation": True,
        "deletionWindowInDays": 7,
    }
    assert deployment["watch-email-af3c82544f64"].inputs == {
        "topic": TOPIC,
        "protocol": "email",
        "endpoint": "ops@example.com",
    }
    assert "watch-topic-policy" in deployment.outputs["topic_arn"].waits_for


@pytest.mark.parametrize("later", [False, True])
def test_a_topic_of_one_s_own_is_used_as_it_is(later: bool) -> None:
    own = f"arn:aws:sns:{REGION}:{ACCOUNT}:pager"
    deployment = made({**REQUIRED, "notify": Later(own) if later else own})
    for kind in ("Topic", "TopicPolicy", "TopicSubscription", "Key"):
        assert names(deployment, kind) == set()
    assert deployment["watch-dead-letters"].inputs["alarmActions"] == [own]
    assert deployment["watch-failed-runs-target"].inputs["arn"] == own


def test_the_dashboard_shows_alarms_queue_and_flows() -> None:
    deployment = made(EVERYTHING)
    dashboard = deployment["watch-dashboard"].inputs
    assert dashboard["dashboardName"] == "shop-ingestion"
    widgets = json.loads(dashboard["dashboardBody"])["widgets"]
    assert [each["properties"]["title"] for each in widgets] == [
        "Ingestion into shop",
        "Dead letters",
        "Oldest dead letter (s)",
        "Successful runs",
        "Failed runs",
        "Records",
    ]
    assert widgets[0]["properties"]["alarms"] == deployment.outputs["alarm_arns"].value
    assert widgets[5]["properties"]["metrics"] == [
        ["AWS/AppFlow", "FlowExecutionRecordsProcessed", "FlowName", name] for name in FLOWS
    ]
    without = made({**REQUIRED, "dashboard": False})
    assert names(without, "Dashboard") == set()
    assert without.outputs["dashboard_name"].value == ""


def test_tags_reach_what_takes_them() -> None:
    deployment = made({**EVERYTHING, "tags": {"team": "care"}})
    tagged = {each.type for each in deployment.resources.values() if each.inputs.get("tags") and each.parent}
    assert tagged == {
        "aws:cloudwatch/eventRule:EventRule",
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        "aws:kms/key:Key",
        "aws:sns/topic:Topic",
    }


def test_what_is_not_known_yet_is_planned() -> None:
    args = {**EVERYTHING, "flow_names": [Later(UNKNOWN)], "kms_key_arn": Later(UNKNOWN)}
    deployment = made(args, preview=True)
    assert deployment["watch-no-success-0"].inputs["dimensions"] == {"FlowName": UNKNOWN}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"domain_name": "shop"}, "queue_name = None: is required"),
        ({**REQUIRED, "queue_name": "a b"}, "queue_name = 'a b': a queue name has 1 to 80 letters, digits, _ or -"),
        (
            {**REQUIRED, "notify": ["ops"]},
            "notify[0] = 'ops': must be an email address",
        ),
        (
            {**REQUIRED, "notify": "ops@example.com"},
            "notify = 'ops@example.com': must be the ARN of a standard SNS topic (arn:aws:sns:…), or a list of email "
            "addresses",
        ),
        (
            {**REQUIRED, "notify": f"arn:aws:sns:{REGION}:{ACCOUNT}:pager.fifo"},
            f"notify = 'arn:aws:sns:{REGION}:{ACCOUNT}:pager.fifo': must be the ARN of a standard SNS topic "
            "(arn:aws:sns:…), or a list of email addresses",
        ),
        (
            {**REQUIRED, "notify": {"email": "a@b.c"}},
            "notify = {'email': 'a@b.c'}: must be a list of non-empty strings",
        ),
        (
            {**REQUIRED, "flow_names": ["a/b"]},
            "flow_names[0] = 'a/b': a flow name has 2 to 256 letters, digits or _ ! @ # . -, a letter or digit first",
        ),
        (
            {**REQUIRED, "object_type_names": ["a b"]},
            "object_type_names = 'a b': an object type name has 1 to 255 letters, digits, _ or -, and does not start "
            "with a digit or -",
        ),
        ({**REQUIRED, "flow_names": "one"}, "flow_names = 'one': must be a list of non-empty strings"),
        (
            {**REQUIRED, "former_kms_key_arns": Later([])},
            "former_kms_key_arns = []: must have a key where kms_key_arn is not given",
        ),
        (
            {**REQUIRED, "kms_key_arn": "alias/shop"},
            "kms_key_arn = 'alias/shop': must be the ARN of a KMS key (arn:aws:kms:…:key/…)",
        ),
        (
            {**REQUIRED, "thresholds": {"dead_letters": -1}},
            "thresholds.dead_letters = -1: must be 0 to 1000000 messages",
        ),
        (
            {**REQUIRED, "thresholds": {"letters": 1}},
            "thresholds.letters = 1: is not part of the thresholds; did you mean dead_letters?",
        ),
        (
            {**REQUIRED, "thresholds": {"oldest_dead_letter_seconds": 1_209_601}},
            "thresholds.oldest_dead_letter_seconds = 1209601: must be 60 to 1209600 seconds",
        ),
        (
            {**REQUIRED, "thresholds": {"schedule_minutes": 15, "missed_periods": 97}},
            "thresholds.missed_periods = 97: CloudWatch looks back 1 days at most with periods of 15 minutes",
        ),
        (
            {**REQUIRED, "thresholds": {"schedule_minutes": 1440, "missed_periods": 8}},
            "thresholds.missed_periods = 8: CloudWatch looks back 7 days at most with periods of 1440 minutes",
        ),
        ({**REQUIRED, "dashboard": "yes"}, "dashboard = 'yes': must be true or false"),
    ],
)
def test_refuses_in_one_line(args: dict[str, Any], message: str) -> None:
    assert refusal(IngestionMonitoring, "watch", args) == f"IngestionMonitoring 'watch': {message}"


@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"notify": [Later("ops")]}, "notify[0] = 'ops': must be an email address"),
        ({"thresholds": Later({"missed_periods": 0})}, "thresholds.missed_periods = 0: must be 1 to 100 periods"),
    ],
)
def test_an_output_that_breaks_a_rule_creates_nothing(args: dict[str, Any], message: str, preview: bool) -> None:
    found = refusal(IngestionMonitoring, "watch", {**REQUIRED, **args}, preview=preview)
    assert found == f"IngestionMonitoring 'watch': {message}"


def test_the_defaults_are_thresholds() -> None:
    assert monitoring.thresholds({}) == monitoring.DEFAULTS


def test_an_alarm_without_data_is_never_ok() -> None:
    resources = deploy(every_option.program).resources.values()
    alarms = [each.inputs for each in resources if each.type.endswith(":MetricAlarm")]
    kinds = {alarm.what for alarm in (*QUEUE_ALARMS, *FAILURE_QUEUE_ALARMS)} | {"no-success-0"}
    assert {each["name"].removeprefix(f"{every_option.DOMAIN}-ingestion-") for each in alarms} == kinds
    # Without data: INSUFFICIENT_DATA, or ALARM. CloudWatch's two other values are OK, or what was before.
    assert {each["treatMissingData"] for each in alarms} <= {"missing", "breaching"}
    # No other component has any.
    package = Path(connect_customer_profiles.__file__).parent
    calling = {str(file.relative_to(package)) for file in package.rglob("*.py") if ".alarm(" in file.read_text()}
    making = {str(file.relative_to(package)) for file in package.rglob("*.py") if ".MetricAlarm(" in file.read_text()}
    assert (calling, making) == ({"ingestion_monitoring.py"}, {"base/alerts.py"})
