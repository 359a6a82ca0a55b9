"""Amazon S3: https://docs.aws.amazon.com/connect/latest/adminguide/customerprofiles-s3-integration.html"""

from typing import get_args

from .. import rules
from .source import FILTERS, Option, Source
from .source_types import FileType

S3 = Source(
    type="S3",
    featured=True,
    # A run takes the files that were written since the last one.
    incremental_field=None,
    filter_operators=tuple(operator for operator in FILTERS if operator != "CONTAINS"),
    # The page names 15 minutes as the minimum for integrations; flows made in AppFlow may run every minute.
    minimum_minutes=15,
    appflow_minimum_minutes=1,
    # No records_per_run: the limit is by file, 125 MB (https://docs.aws.amazon.com/appflow/latest/userguide/s3.html).
    reads_files=True,
    options={
        "bucket_name": Option(property="bucketName", rule=rules.bucket_name, required=True),
        # Files in the root of a bucket are not read (same page).
        "bucket_prefix": Option(property="bucketPrefix", rule=rules.bucket_prefix, required=True),
        "file_type": Option(
            property="s3InputFileType",
            below="s3InputFormatConfig",
            rule=rules.one_of(*get_args(FileType)),
            appflow_only=True,
        ),
    },
)
