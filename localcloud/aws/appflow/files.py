"""Files in S3 as a source: CSV with a header, or JSON Lines (AppFlow user guide, `s3`). What is a record in them is the
rehearsal's to say."""

import io
from collections.abc import Iterator
from typing import Any

from connect_customer_profiles.rehearsal.files import read
from connect_customer_profiles.rehearsal.sample import Options, Sample, SampleError

from .. import buckets, iam
from ..directory import Bucket
from ..errors import ServiceError
from ..iam import AccessRequest, Decision, Principal
from ..sources import Window
from ..state import Context

SERVICE = Principal.service("appflow.amazonaws.com")
MAX_FILE_BYTES = 125 * 1024 * 1024


def check(context: Context, source: dict[str, Any], flow_arn: str) -> None:
    """Checks a flow's bucket before the flow is made.

    Raises:
        ServiceError: There is no such bucket here, or (if that is checked) AppFlow may not read.
    """
    bucket, prefix = _location(context, source)
    if context.behaviours.bucket_policy_checked_at_create:
        require(context, bucket, "s3:ListBucket", bucket.arn, flow_arn)
        require(context, bucket, "s3:GetObject", f"{bucket.arn}/{prefix}any", flow_arn)


def records(context: Context, source: dict[str, Any], flow_arn: str, window: Window) -> Iterator[dict[str, Any]]:
    """The rows of the files that were written within a window, file by file in the order of their names.

    Raises:
        ServiceError: AppFlow may not read the bucket, or a file is too large.
    """
    bucket, prefix = _location(context, source)
    require(context, bucket, "s3:ListBucket", bucket.arn, flow_arn)
    kind = source["sourceConnectorProperties"]["S3"].get("s3InputFormatConfig", {}).get("s3InputFileType")
    for file in buckets.files(context.region.account, bucket.name, prefix):
        if not window.start <= file.modified < window.end:
            continue
        require(context, bucket, "s3:GetObject", f"{bucket.arn}/{file.key}", flow_arn)
        if len(file.content) > MAX_FILE_BYTES:
            raise ServiceError("ValidationException", f"The file {file.key} is larger than 125 MB")
        is_json = kind == "JSON" if kind else file.key.endswith((".json", ".jsonl"))
        if file.content:
            yield from _rows(context, file, is_json=is_json)


def _rows(context: Context, file: buckets.File, *, is_json: bool) -> Iterator[dict[str, Any]]:
    options = Options("utf-8", None if is_json else ",", "jsonl" if is_json else "csv")
    sample = Sample(f"The file {file.key} cannot be read", lambda: io.BytesIO(file.content), options)
    try:
        for _, row in read(sample):
            _check(context, sample)
            yield row
        _check(context, sample)
    except SampleError as error:
        raise ServiceError("ValidationException", str(error)) from None


def _check(context: Context, sample: Sample) -> None:
    """Fails a run at a line that is no record, unless such lines are passed over."""
    if context.behaviours.unreadable_lines == "fail":
        for wrong, lines in sample.faults.items():
            raise sample.refuse(wrong, lines.first[0])


def _location(context: Context, source: dict[str, Any]) -> tuple[Bucket, str]:
    properties = source["sourceConnectorProperties"]["S3"]
    prefix = properties.get("bucketPrefix", "").strip("/")
    return bucket_of(context, properties["bucketName"]), f"{prefix}/" if prefix else ""


def bucket_of(context: Context, name: str) -> Bucket:
    """A bucket of the caller's account and Region.

    Raises:
        ServiceError: there is none.
    """
    region = context.region
    bucket = context.cloud.directory.bucket(region.account, name)
    if bucket is None or bucket.region != region.name:
        raise ServiceError("ValidationException", f"The bucket {name} does not exist in {region.account} {region.name}")
    return bucket


def require(context: Context, bucket: Bucket, action: str, resource: str, flow_arn: str) -> None:
    """Refuses what the policy of a bucket does not allow AppFlow.

    Raises:
        ServiceError: ValidationException with the action.
    """
    keys: dict[str, iam.ContextValue] = {
        "aws:SecureTransport": True,
        "aws:PrincipalIsAWSService": True,
        "aws:SourceAccount": context.region.account,
        "aws:SourceArn": flow_arn,
    }
    request = AccessRequest(action, resource, keys, SERVICE)
    if bucket.policy is None or iam.evaluate([iam.load(bucket.policy)], request) is not Decision.ALLOW:
        raise ServiceError(
            "ValidationException",
            f"The policy of the bucket {bucket.name} does not allow {action} to {SERVICE.value} for {flow_arn}",
        )
