"""Amazon S3: buckets and their policies."""

# ruff: noqa: ARG002, S105 - the base class names the arguments, and a type token is no secret

from __future__ import annotations

from typing import Any, ClassVar

from ..documents import tag_list, tag_map
from ..kind import Changes, Kind, State

NO_BUCKET = frozenset({"404", "NoSuchBucket"})


class Bucket(Kind):
    """A bucket; its id is its name."""

    token = "aws:s3/bucket:Bucket"
    service = "s3"
    defaults: ClassVar = {"forceDestroy": False}
    optional = frozenset({"objectLockEnabled"})
    replaces = frozenset({"bucket", "objectLockEnabled"})
    sticky = frozenset({"objectLockEnabled"})
    write_only = frozenset({"forceDestroy", "objectLockEnabled"})
    computed = frozenset({"arn", "bucketDomainName", "bucketRegion", "bucketRegionalDomainName"})
    named_by = "bucket"
    name_limit = 63
    tagged = True
    gone = NO_BUCKET

    def generated_name(self, name: str, suffix: str, inputs: State) -> str:
        return self._fitting(name.lower(), suffix)

    def create(self, client: Any, inputs: State) -> str:
        request: dict[str, Any] = {"Bucket": inputs["bucket"]}
        region = client.meta.region_name
        if region != "us-east-1":  # which S3 refuses as a location
            request["CreateBucketConfiguration"] = {"LocationConstraint": region}
        if "objectLockEnabled" in inputs:
            request["ObjectLockEnabledForBucket"] = inputs["objectLockEnabled"]
        client.create_bucket(**request)
        return str(inputs["bucket"])

    def complete(self, client: Any, identifier: str, inputs: State) -> None:
        self._tag(client, identifier, inputs.get("tags"))

    def read(self, client: Any, identifier: str) -> State | None:
        client.head_bucket(Bucket=identifier)
        region = client.meta.region_name
        return {
            "arn": f"arn:{client.meta.partition}:s3:::{identifier}",
            "bucket": identifier,
            "bucketDomainName": f"{identifier}.s3.amazonaws.com",
            "bucketRegion": region,
            "bucketRegionalDomainName": f"{identifier}.s3.{region}.amazonaws.com",
            "tags": self._tags(client, identifier),
        }

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        if changes.any("tags"):
            self._tag(client, identifier, changes.new.get("tags", {}))

    def delete(self, client: Any, identifier: str, state: State) -> None:
        if state.get("forceDestroy"):
            for page in client.get_paginator("list_object_versions").paginate(Bucket=identifier):
                for one in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                    client.delete_object(Bucket=identifier, Key=one["Key"], VersionId=one["VersionId"])
        client.delete_bucket(Bucket=identifier)

    @staticmethod
    def _tags(client: Any, bucket: str) -> dict[str, str]:
        from botocore.exceptions import ClientError

        try:
            return tag_map(client.get_bucket_tagging(Bucket=bucket)["TagSet"])
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchTagSet":
                return {}
            raise

    @staticmethod
    def _tag(client: Any, bucket: str, tags: dict[str, str] | None) -> None:
        if tags:
            client.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": tag_list(tags)})
        elif tags is not None:
            client.delete_bucket_tagging(Bucket=bucket)


class BucketPolicy(Kind):
    """A bucket's policy; its id is the bucket's name."""

    token = "aws:s3/bucketPolicy:BucketPolicy"
    service = "s3"
    required = frozenset({"bucket", "policy"})
    replaces = frozenset({"bucket"})
    documents = frozenset({"policy"})
    gone = NO_BUCKET | {"NoSuchBucketPolicy"}

    def create(self, client: Any, inputs: State) -> str:
        client.put_bucket_policy(Bucket=inputs["bucket"], Policy=inputs["policy"])
        return str(inputs["bucket"])

    def read(self, client: Any, identifier: str) -> State | None:
        return {"bucket": identifier, "policy": client.get_bucket_policy(Bucket=identifier)["Policy"]}

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        client.put_bucket_policy(Bucket=identifier, Policy=changes.new["policy"])

    def delete(self, client: Any, identifier: str, state: State) -> None:
        client.delete_bucket_policy(Bucket=identifier)
