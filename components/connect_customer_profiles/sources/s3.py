"""Amazon S3: https://docs.aws.amazon.com/connect/latest/adminguide/customerprofiles-s3-integration.html"""

from .. import rules
from .source import Connector, Option

S3 = Connector(
    type="S3",
    api_type="S3",
    mapping_page="https://docs.aws.amazon.com/connect/latest/adminguide/customerprofiles-s3-integration.html",
    # A run takes the files that were written since the last one.
    incremental_field=None,
    filter_operators=(
        *("EQUAL_TO", "NOT_EQUAL_TO"),
        *("LESS_THAN", "LESS_THAN_OR_EQUAL_TO", "GREATER_THAN", "GREATER_THAN_OR_EQUAL_TO", "BETWEEN"),
    ),
    # The page names 15 minutes as the minimum for integrations; AppFlow by itself would allow one.
    minimum_minutes=15,
    # The limit is by file, 125 MB (https://docs.aws.amazon.com/appflow/latest/userguide/s3.html).
    records_per_run=None,
    supports_workflows=False,
    reads_files=True,
    options={
        "bucket_name": Option(property="BucketName", rule=rules.bucket_name, required=True),
        # Files in the root of a bucket are not read (same page).
        "bucket_prefix": Option(property="BucketPrefix", rule=rules.bucket_prefix, required=True),
    },
)
