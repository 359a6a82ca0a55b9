"""The S3 calls: the policy of a bucket.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
"""

from .call import Calls

SERVICE = "s3"


class S3(Calls):
    """Buckets."""

    def bucket_policy(self, bucket: str) -> str | None:
        """The policy of a bucket (JSON), or None if it has none or does not exist."""
        found = self._found(SERVICE, "GetBucketPolicy", Bucket=bucket)
        return str(found["Policy"]) if found else None
