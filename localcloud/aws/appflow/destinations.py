"""Where flows write: a domain of Customer Profiles, or files in S3 (AppFlow user guide, `s3`)."""

import copy
import csv
import io
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from .. import buckets
from ..connectors.connector import Record
from ..customer_profiles.models import domains_of
from ..directory import Bucket
from ..errors import ServiceError
from ..state import Context
from . import files
from .models import Flow

WRITTEN = ("CustomerProfiles", "S3")
"""The destinations that records really arrive at."""

_DATES = {"YEAR": "%Y", "MONTH": "%Y/%m", "DAY": "%Y/%m/%d", "HOUR": "%Y/%m/%d/%H", "MINUTE": "%Y/%m/%d/%H/%M"}


def check(context: Context, destinations: list[dict[str, Any]], flow_arn: str) -> None:
    """Checks that a flow has one destination, which is there and takes what the flow writes.

    Raises:
        ServiceError: it does not; status 501 where AWS would write and the local cloud does not.
    """
    if len(destinations) != 1:
        raise ServiceError("ValidationException", "A flow has one destination")
    kind, properties = destinations[0]["connectorType"], destinations[0]["destinationConnectorProperties"]
    if kind not in WRITTEN:
        raise ServiceError("NotImplemented", f"The local cloud does not write to {kind}", 501)
    if kind not in properties:
        raise ServiceError("ValidationException", f"The destination connector properties for {kind} are missing")
    if kind == "CustomerProfiles":
        name = properties[kind]["domainName"]
        if name not in domains_of(context.region):
            raise ServiceError("ResourceNotFoundException", f"Domain {name} does not exist", 404)
        return
    if properties[kind].get("s3OutputFormatConfig", {}).get("fileType") == "PARQUET":
        raise ServiceError("NotImplemented", "The local cloud does not write Parquet: use CSV or JSON", 501)
    bucket = files.bucket_of(context, properties[kind]["bucketName"])
    if context.behaviours.bucket_policy_checked_at_create:
        _require(context, bucket, f"{_folder(properties[kind])}any", flow_arn)


def fixed(destinations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What of destinations nobody can change: all but the format of the files."""
    kept = copy.deepcopy(destinations)
    for each in kept:
        each["destinationConnectorProperties"].get("S3", {}).pop("s3OutputFormatConfig", None)
    return kept


def write(context: Context, flow: Flow, records: Iterable[Record], execution_id: str, moment: float) -> int:
    """Writes the records of a run as one file, if there are any; returns their number.

    Raises:
        ServiceError: the bucket is gone, or AppFlow may no longer write there.
    """
    rows = list(records)
    properties = flow.destinations[0]["destinationConnectorProperties"]["S3"]
    form = properties.get("s3OutputFormatConfig", {})
    bucket = files.bucket_of(context, properties["bucketName"])
    key = _key(properties, form.get("prefixConfig", {}), flow.name, execution_id, moment)
    _require(context, bucket, key, flow.arn)
    if rows:
        content = _csv(rows) if form.get("fileType") == "CSV" else _json_lines(rows)
        buckets.put(context.region.account, bucket.name, key, content.encode(), moment)
    return len(rows)


def _require(context: Context, bucket: Bucket, key: str, flow_arn: str) -> None:
    files.require(context, bucket, "s3:GetBucketAcl", bucket.arn, flow_arn)
    files.require(context, bucket, "s3:PutObject", f"{bucket.arn}/{key}", flow_arn)


def _folder(properties: dict[str, Any]) -> str:
    prefix = properties.get("bucketPrefix", "").strip("/")
    return f"{prefix}/" if prefix else ""


def _key(properties: dict[str, Any], prefixes: dict[str, Any], flow: str, execution_id: str, moment: float) -> str:
    """Where a run's file is: folder, flow, then what the prefixes add."""
    at = datetime.fromtimestamp(moment, UTC)
    kind, dated = prefixes.get("prefixType"), at.strftime(_DATES[prefixes.get("prefixFormat", "DAY")])
    added = {"SCHEMA_VERSION": "schemaVersion_1", "EXECUTION_ID": execution_id}
    folders = [added[each] for each in prefixes.get("pathPrefixHierarchy", [])]
    if kind in ("PATH", "PATH_AND_FILENAME"):
        folders.append(dated)
    name = f"{execution_id}-{at:%Y-%m-%dT%H:%M:%S}"
    if kind in ("FILENAME", "PATH_AND_FILENAME"):
        name = f"{dated.replace('/', '-')}-{name}"
    return _folder(properties) + "/".join([flow, *folders, name])


def _csv(rows: list[Record]) -> str:
    columns = dict.fromkeys(name for row in rows for name in row)
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(
        {name: json.dumps(value) if isinstance(value, dict | list) else value for name, value in row.items()}
        for row in rows
    )
    return file.getvalue()


def _json_lines(rows: list[Record]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)
