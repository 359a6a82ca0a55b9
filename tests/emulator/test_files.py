"""Files in S3 as a source: what is read, when, and who lets AppFlow read it."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.aws import buckets
from localcloud.aws.server import LocalCloud

from .setting import (
    BUCKET,
    DOMAIN,
    FOLDER,
    HOUR,
    Place,
    Ready,
    allow_reading,
    error,
    flow_definition,
    object_type,
    objects,
    past,
)

CUSTOMERS = "id,email,country\n1,ana@example.com,PT\n2,ben@example.com,DE\n"


def test_what_a_file_may_have_in_it(ready: Ready) -> None:
    place = ready.place
    place.bucket(allow_reading(place))
    place.upload("a.csv", f"id,email,country\n1,{'x' * 150_000},PT\n")
    place.upload("b.jsonl", '{"id": "2", "email": "a\u2028b\u0085c"}\r\n')
    started(ready)
    assert executions(place) == [("Successful", 2, "")]
    assert objects(place, "Customer", "2") == {"2": {"id": "2", "email": "a\u2028b\u0085c"}}


UNREADABLE = {
    "a.jsonl": {
        '{"id": ' + "[" * 100_000: "line 1  is nested too deep",
        '{"id": ' + "[" * 600 + "]" * 600 + "}": "line 1  is nested too deep",
        '{"id": "1"}\n{"id": NaN}': "line 2  has NaN or an infinite number  which JSON does not have",
        '{"id": 1e999}': "line 1  has NaN or an infinite number  which JSON does not have",
        '{"id": "1"}\n["id"]': "line 2  is a list  not an object",
    },
    "a.csv": {
        "id,email\n1,ana@example.com\n2\n": "line 3  has 1 column  the header has 2",
        "id,email\n1,ana@example.com,more,and more\n": "line 2  has 4 columns  the header has 2",
        'id,email\n1,"ana\n': "line 2  opens a quote that nothing closes  everything after it belongs to one value",
        "id,id\n1,2\n": "line 1  columns 1 and 2 have the same name  is this line the header",
    },
}
"""Files with a line that is no record, by name and text, and what the run says. The first lines are whole."""


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in UNREADABLE.items() for text in texts])
def test_a_line_that_is_no_record_fails_the_run(ready: Ready, name: str, text: str) -> None:
    place = ready.place
    place.bucket(allow_reading(place))
    place.upload(name, text)
    started(ready)
    [(status, _, message)] = executions(place)
    assert (status, message.strip()) == ("Error", f"The file customers/{name} cannot be read  {UNREADABLE[name][text]}")


def test_a_line_that_is_no_record_may_be_left_out(ready: Ready) -> None:
    place = ready.place
    place.control.behaviours(unreadable_lines="left_out")
    place.bucket(allow_reading(place))
    place.upload("a.csv", "id,email\n1,ana@example.com\n2\n3,c@example.com,more\n4,d@example.com\n")
    place.upload("b.jsonl", '{"id": NaN}\n{"id": "5"}\n[]\n')
    started(ready)
    assert executions(place) == [("Successful", 3, "")]
    assert objects(place, "Customer", "1", "2", "3", "4", "5").keys() == {"1", "4", "5"}


@pytest.fixture
def ready(place: Place) -> Ready:
    ready = place.ready()
    object_type(place, "Customer", "id")
    return ready


def integrated(ready: Ready, name: str = "files", **schedule: Any) -> dict[str, Any]:
    definition = flow_definition(name, ready.key, "S3", **schedule)
    made: dict[str, Any] = ready.place.profiles.put_integration(
        DomainName=DOMAIN, ObjectTypeName="Customer", FlowDefinition=definition
    )
    return made


def started(ready: Ready, **schedule: Any) -> None:
    integrated(ready, FirstExecutionFrom=past(30), **schedule)
    ready.place.appflow.start_flow(flowName="files")


def executions(place: Place) -> list[tuple[str, int, str]]:
    """Status, records and message of every run, oldest first."""
    runs = place.appflow.describe_flow_execution_records(flowName="files")["flowExecutions"][::-1]
    return [
        (
            run["executionStatus"],
            run["executionResult"]["recordsProcessed"],
            run["executionResult"].get("errorInfo", {}).get("executionMessage", ""),
        )
        for run in runs
    ]


def cloud_now(place: Place) -> datetime:
    return datetime.fromisoformat(place.control.clock()["iso"])


def test_a_run_reads_the_rows_of_every_file_in_the_folder(ready: Ready) -> None:
    place = ready.place
    place.bucket(allow_reading(place))
    place.upload("a.csv", CUSTOMERS)
    place.upload("deeper/b.csv", '\ufeffcountry,id,email,more\nFR,3,"fleur, f@example.com",x\n')
    place.upload("c.jsonl", '{"id": "4", "email": "d@example.com", "country": "ES"}\n\n{"id": "5"}\n')
    place.upload("a.csv", CUSTOMERS.replace("1,", "9,"), folder="customers-old")
    place.client("s3").put_object(Bucket=BUCKET, Key=f"{FOLDER}/")
    started(ready)
    assert executions(place) == [("Successful", 5, "")]
    assert objects(place, "Customer", "1", "2", "3", "4", "5", "9") == {
        "1": {"id": "1", "email": "ana@example.com", "country": "PT"},
        "2": {"id": "2", "email": "ben@example.com", "country": "DE"},
        "3": {"id": "3", "email": "fleur, f@example.com", "country": "FR"},
        "4": {"id": "4", "email": "d@example.com", "country": "ES"},
        "5": {"id": "5"},
    }


def test_later_runs_read_what_was_written_since_also_on_a_clock_that_was_moved(ready: Ready) -> None:
    place = ready.place
    place.bucket(allow_reading(place))
    place.upload("a.csv", CUSTOMERS)
    started(ready)
    place.control.advance(5 * HOUR)
    place.upload("b.csv", "id,email,country\n3,fleur@example.com,FR\n")
    place.control.advance(HOUR)
    place.upload("a.csv", CUSTOMERS.replace("PT", "BR"))
    place.control.advance(HOUR)
    assert [records for _, records, _ in executions(place)] == [2, 0, 0, 0, 0, 0, 1, 2]
    assert objects(place, "Customer", "1", "3") == {
        "1": {"id": "1", "email": "ana@example.com", "country": "BR"},
        "3": {"id": "3", "email": "fleur@example.com", "country": "FR"},
    }


def test_the_first_run_reads_nothing_older_than_it_was_told(ready: Ready) -> None:
    place = ready.place
    place.bucket(allow_reading(place))
    place.upload("old.csv", CUSTOMERS)
    place.control.advance(2 * HOUR)
    place.upload("new.csv", "id,email,country\n3,fleur@example.com,FR\n")
    integrated(ready, FirstExecutionFrom=cloud_now(place) - timedelta(hours=1))
    place.appflow.start_flow(flowName="files")
    assert list(objects(place, "Customer", "1", "2", "3")) == ["3"]


def test_a_row_without_its_key_becomes_a_dead_letter(place: Place) -> None:
    ready = place.ready(DeadLetterQueueUrl=(url := place.guarded_queue()))
    object_type(place, "Customer", "id")
    place.messages(url)
    place.bucket(allow_reading(place))
    place.upload("a.csv", "id,email,country\n,nobody@example.com,PT\n")
    started(ready)
    [letter] = place.messages(url)
    assert letter["body"] == '{"id": "", "email": "nobody@example.com", "country": "PT"}'


def test_a_file_that_is_no_text_fails_the_run(ready: Ready) -> None:
    place = ready.place
    place.bucket(allow_reading(place))
    place.client("s3").put_object(Bucket=BUCKET, Key=f"{FOLDER}/a.jsonl", Body=b"{no json")
    started(ready)
    [(status, records, message)] = executions(place)
    assert (status, records) == ("Error", 0)
    assert message.startswith("The file customers/a.jsonl cannot be read  ")


def refusal(ready: Ready, **schedule: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as refused:
        integrated(ready, **schedule)
    return error(refused)


FLOW = "arn:aws:appflow:us-east-1:111122223333:flow/files"
DENIED = f"The policy of the bucket {BUCKET} does not allow s3:{{}} to appflow.amazonaws.com for {FLOW}"
CANNOT_READ: list[tuple[dict[str, Any] | None, str]] = [
    (None, "ListBucket"),
    ({"Principal": {"Service": "profile.amazonaws.com"}}, "ListBucket"),
    ({"Action": "s3:ListBucket"}, "GetObject"),
    ({"Resource": [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/other/*"]}, "GetObject"),
    ({"Condition": {"StringEquals": {"aws:SourceAccount": "444455556666"}}}, "ListBucket"),
    (
        {"Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:appflow:us-east-1:111122223333:flow/other-*"}}},
        "ListBucket",
    ),
    ({"Effect": "Deny"}, "ListBucket"),
]


@pytest.mark.parametrize(("changes", "action"), CANNOT_READ)
def test_a_bucket_that_appflow_may_not_read_is_refused_at_once_or_by_the_run(
    ready: Ready, changes: dict[str, Any] | None, action: str
) -> None:
    place = ready.place
    place.bucket(None if changes is None else allow_reading(place, **changes))
    place.upload("a.csv", CUSTOMERS)
    assert refusal(ready) == ("BadRequestException", DENIED.format(action))
    place.control.behaviours(bucket_policy_checked_at_create=False)
    started(ready)
    assert executions(place) == [("Error", 0, DENIED.format(action).replace(":", " "))]


def test_a_run_that_could_not_read_is_made_up_for_once_it_may(ready: Ready) -> None:
    place = ready.place
    place.control.behaviours(bucket_policy_checked_at_create=False)
    place.bucket()
    place.upload("a.csv", CUSTOMERS)
    started(ready)
    place.client("s3").put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(allow_reading(place)))
    place.control.advance(HOUR)
    assert [(status, records) for status, records, _ in executions(place)] == [("Error", 0), ("Successful", 2)]


def test_a_policy_takes_effect_late(ready: Ready) -> None:
    place = ready.place
    place.bucket()
    place.control.behaviours(policy_delay_seconds=300)
    place.client("s3").put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(allow_reading(place)))
    assert refusal(ready) == ("BadRequestException", DENIED.format("ListBucket"))


@pytest.mark.parametrize(("secure", "allowed"), [("false", True), ("true", False)])
def test_a_policy_denies_the_account_only_what_its_conditions_say(place: Place, secure: str, allowed: bool) -> None:
    everything = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{BUCKET}/*",
        "Condition": {"Bool": {"aws:SecureTransport": secure}},
    }
    place.bucket({"Version": "2012-10-17", "Statement": [everything]})
    if allowed:
        place.upload("a.csv", CUSTOMERS)
    else:
        with pytest.raises(ClientError) as refused:
            place.upload("a.csv", CUSTOMERS)
        assert error(refused)[0] == "403"


def test_the_bucket_must_be_there(ready: Ready) -> None:
    place = ready.place
    missing = f"The bucket {BUCKET} does not exist in 111122223333 us-east-1"
    assert refusal(ready) == ("BadRequestException", missing)
    Place(place.endpoint, account="444455556666").bucket()
    assert refusal(ready) == ("BadRequestException", missing)


def test_integrations_read_files_at_most_every_quarter_of_an_hour(ready: Ready) -> None:
    ready.place.bucket(allow_reading(ready.place))
    assert refusal(ready, ScheduleExpression="rate(14minutes)") == (
        "BadRequestException",
        "S3 integrations run at most every 900 seconds, not every 840",
    )
    assert integrated(ready, ScheduleExpression="rate(15minutes)")["Uri"] == FLOW


def test_files_have_no_workflow(ready: Ready) -> None:
    ready.place.bucket(allow_reading(ready.place))
    with pytest.raises(ClientError) as refused:
        ready.place.profiles.create_integration_workflow(
            DomainName=DOMAIN,
            WorkflowType="APPFLOW_INTEGRATION",
            ObjectTypeName="Customer",
            RoleArn=ready.role,
            IntegrationConfig={"AppflowIntegration": {"FlowDefinition": flow_definition("files", ready.key, "S3")}},
        )
    assert error(refused) == (
        "BadRequestException",
        "Workflows do not support S3: use one of Salesforce, Servicenow, Marketo",
    )


def test_files_are_dated_by_the_cloud_that_stores_them_whichever_was_started_last(place: Place) -> None:
    place.control.advance(5 * HOUR)
    other = LocalCloud()
    other.start()
    try:
        place.bucket(allow_reading(place))
        place.upload("a.csv", CUSTOMERS)
        (file,) = buckets.files(place.account, BUCKET, "")
    finally:
        other.stop()
    assert abs(file.modified - cloud_now(place).timestamp()) < 60
