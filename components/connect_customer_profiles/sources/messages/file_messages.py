"""What a run says that cannot read files in S3."""

from .known_message import KnownMessage

_S3 = "https://docs.aws.amazon.com/appflow/latest/userguide/s3.html"
_POLICIES = "https://docs.aws.amazon.com/appflow/latest/userguide/s3-policies-management.html"
_ERRORS = "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html"

FILE_MESSAGES = (
    KnownMessage(
        example="The specified bucket does not exist",
        words=r"nosuchbucket|specified bucket does not exist",
        cause="file",
        means="The bucket was deleted or renamed.",
        helps="Correct the bucket's name, or create the bucket again.",
        page=_ERRORS,
    ),
    KnownMessage(
        example="NoSuchKey: The specified key does not exist.",
        words=r"nosuchkey|specified key does not exist",
        cause="transient",
        means="A file was deleted while it was being read.",
        page=_ERRORS,
    ),
    KnownMessage(
        example="Amazon AppFlow does not have permission to read from the bucket: Access Denied "
        "(Service: Amazon S3; Status Code: 403)",
        words=r"(access denied|permission).*(amazon s3|bucket)|bucket.*(access denied|not have (the )?permission)",
        cause="permission",
        means="The bucket's policy, or that of its key, does not let AppFlow read.",
        helps="Let AppFlow read the bucket; `SourceBucketPolicy` does so.",
        page=_POLICIES,
        verbatim=False,
    ),
    KnownMessage(
        example="InvalidObjectState: The operation is not valid for the object's storage class",
        words=r"invalidobjectstate|not valid for the object s (storage class|access tier)",
        cause="file",
        means="A file is archived in S3 Glacier.",
        helps="Restore the file, or move archived files out of the folder that the flow reads.",
        page=_ERRORS,
    ),
    KnownMessage(
        example="AllAccessDisabled: All access to this object has been disabled",
        words=r"allaccessdisabled|all access to this object has been disabled",
        cause="file",
        means="AWS has disabled access to the bucket or the file.",
        helps="Ask AWS Support why, or use another bucket.",
        page=_ERRORS,
    ),
    KnownMessage(
        example="The file size exceeds the limit of 125 MB",
        words=r"(file|object) .*(exceeds?|larger than|over).*125 ?mb",
        cause="file",
        means="A file may have 125 MB.",
        helps="Divide the file.",
        page=_S3,
        verbatim=False,
    ),
    KnownMessage(
        example="The CSV file has no header row",
        words=r"(no|missing|without) (a )?header|header row (is )?missing",
        cause="file",
        means="The first line of each file has to name its columns.",
        helps="Write the file again, with a header.",
        page=_S3,
        verbatim=False,
    ),
    KnownMessage(
        example="The source files have different headers",
        words=r"(different|inconsistent) (headers|columns|schemas?)",
        cause="file",
        means="All files of a run need the same columns.",
        helps="Write the files with the same header, or use a folder for each kind.",
        page=_S3,
        verbatim=False,
    ),
    KnownMessage(
        example="Unable to parse the file: Malformed CSV record",
        words=r"(unable|failed|could not) to? ?parse .*(file|csv|json)|malformed (csv|json)",
        cause="file",
        means="A file is not in the format that the flow expects.",
        helps="Correct the file and write it again.",
        page=_S3,
        verbatim=False,
    ),
    KnownMessage(
        example="SlowDown: Please reduce your request rate.",
        words=r"slowdown|reduce your request rate",
        cause="transient",
        means="S3 asks for fewer requests.",
        page=_ERRORS,
    ),
)
