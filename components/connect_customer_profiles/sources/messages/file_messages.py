"""What a run says that cannot read files in S3."""

from .known_message import KnownMessage

_S3 = "https://docs.aws.amazon.com/appflow/latest/userguide/s3.html"
_POLICIES = "https://docs.aws.amazon.com/appflow/latest/userguide/s3-policies-management.html"
_ERRORS = "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html"

FILE_MESSAGES = (
    KnownMessage(
        "The specified bucket does not exist",
        r"nosuchbucket|specified bucket does not exist",
        "file",
        "The bucket was deleted or renamed.",
        "Correct `bucket_name`, or create the bucket again.",
        _ERRORS,
    ),
    KnownMessage(
        "NoSuchKey: The specified key does not exist.",
        r"nosuchkey|specified key does not exist",
        "transient",
        "A file was deleted while it was being read.",
        "",
        _ERRORS,
    ),
    KnownMessage(
        "Amazon AppFlow does not have permission to read from the bucket: Access Denied "
        "(Service: Amazon S3; Status Code: 403)",
        r"(access denied|permission).*(amazon s3|bucket)|bucket.*(access denied|not have (the )?permission)",
        "permission",
        "The bucket's policy, or that of its key, does not let AppFlow read.",
        "Let AppFlow read the bucket; `SourceBucketPolicy` does so.",
        _POLICIES,
        verbatim=False,
    ),
    KnownMessage(
        "The file size exceeds the limit of 125 MB",
        r"(file|object) .*(exceeds?|larger than|over).*125 ?mb",
        "file",
        "A file may have 125 MB.",
        "Divide the file.",
        _S3,
        verbatim=False,
    ),
    KnownMessage(
        "The CSV file has no header row",
        r"(no|missing|without) (a )?header|header row (is )?missing",
        "file",
        "The first line of each file has to name its columns.",
        "Write the file again, with a header.",
        _S3,
        verbatim=False,
    ),
    KnownMessage(
        "The source files have different headers",
        r"(different|inconsistent) (headers|columns|schemas?)",
        "file",
        "All files of a run need the same columns.",
        "Write the files with the same header, or use a folder for each kind.",
        _S3,
        verbatim=False,
    ),
    KnownMessage(
        "Unable to parse the file: Malformed CSV record",
        r"(unable|failed|could not) to? ?parse .*(file|csv|json)|malformed (csv|json)",
        "file",
        "A file is not in the format that the flow expects.",
        "Correct the file and write it again.",
        _S3,
        verbatim=False,
    ),
    KnownMessage(
        "SlowDown: Please reduce your request rate.",
        r"slowdown|reduce your request rate",
        "transient",
        "S3 asks for fewer requests.",
        "",
        _ERRORS,
    ),
)
