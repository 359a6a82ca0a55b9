"""The one error of every failed AWS call, and the questions that callers ask about it."""

import re

_THROTTLED = frozenset(
    {"ThrottlingException", "TooManyRequestsException", "Throttling", "RequestThrottled", "KmsThrottled"}
)
"""`RequestThrottled` and `KmsThrottled` are SQS's words, `Throttling` IAM's."""

_MISSING = frozenset(
    {
        "ResourceNotFoundException",  # Customer Profiles, AppFlow, Connect
        "NotFoundException",  # KMS
        "NoSuchEntity",  # IAM
        "AWS.SimpleQueueService.NonExistentQueue",
        "QueueDoesNotExist",
        "ResourceNotFound",  # CloudWatch
        "NotFound",  # SNS
        "NoSuchBucket",
        "NoSuchBucketPolicy",
    }
)

_DENIED = frozenset({"AccessDeniedException", "AccessDenied"})
"""IAM and SQS leave out the `Exception`."""

_UNAUTHENTICATED = frozenset(
    {
        "ExpiredToken",
        "ExpiredTokenException",
        "IncompleteSignature",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
        "OptInRequired",
        "RequestExpired",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
"""The common errors of all services that are about the caller's credentials.
https://docs.aws.amazon.com/customerprofiles/latest/APIReference/CommonErrors.html"""

_KEY_REFUSED = r"Kms(?!Throttled)\w+|KMS\.(?!Throttl)\w+"
"""The codes of SQS for a queue whose key cannot be used
(https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html)."""

_NOT_YET_EFFECTIVE = r"(?i)assume|not authorized|no (access|grant)|access (to )?(the |this )?(kms )?key|not yet"
"""Role, policy and key changes take effect late. The API documents no error code for that, so the message decides."""

_LINE_BREAK = r"[ \t]*[\r\n]+[ \t]*"

_WITH_SESSION = r"(?i)(x-amz-security-token\W{1,6})[\w+/=%-]{8,}"
"""What a service repeats of a request whose signature does not match contains the credentials' session token."""

_HEADER = r"(?is)(invalid header value).*"
"""What Python's HTTP client repeats of credentials with a line break, such as one from a file of Windows."""


def without_session_token(text: str) -> str:
    """The words of a service, or of the HTTP client, without the session token of the caller's credentials."""
    return re.sub(_HEADER, r"\1 [secret]: check the credentials", re.sub(_WITH_SESSION, r"\1[secret]", text))


def on_one_line(text: str) -> str:
    """A text whose line breaks are spaces; nothing else is left out."""
    return re.sub(_LINE_BREAK, " ", text)


UNREADABLE_ANSWER = "UnreadableAnswer"
"""Our code for an answer that is not as the API's model describes it."""

UNENDING = "UnendingAnswer"
"""Our code for an answer that goes on and on."""

NOBODY_S_ANSWER = "NotFromAws"
"""Our code for an answer that AWS has not sent, such as a proxy's empty page."""


class AwsError(Exception):
    """A call that failed, on one line: `GetDomain: AccessDeniedException: …`.

    Args:
        message: the line; line breaks become spaces. Whoever shows it makes other characters safe (`rules.screen`).
        code: the service's error code, or the name of botocore's error; "" if there was no call.
        operation: the API operation, such as `GetDomain`; "" if there was no call.
        answered: False if nobody knows whether the call took effect: it got no answer, or a server error.
        words: the service's message, or botocore's, without operation and code.
        status: the answer's HTTP status; 0 without an answer.
    """

    def __init__(
        self,
        message: str,
        code: str = "",
        *,
        operation: str = "",
        answered: bool = True,
        words: str = "",
        status: int = 0,
    ) -> None:
        super().__init__(on_one_line(message))
        self.code = code
        self.operation = operation
        self.answered = answered
        self.words = words
        self.status = status

    def with_advice(self, advice: str) -> "AwsError":
        """The same error, followed by what helps."""
        return AwsError(
            f"{self}. {advice}",
            self.code,
            operation=self.operation,
            answered=self.answered,
            words=self.words,
            status=self.status,
        )

    @property
    def not_yet_effective(self) -> bool:
        """Whether it looks like a role, policy or key that has not taken effect yet."""
        return self.answered and self.status > 0 and bool(re.search(_NOT_YET_EFFECTIVE, self.words))

    @property
    def missing(self) -> bool:
        """Whether the subject of the call does not exist."""
        return self.code in _MISSING

    @property
    def unreadable(self) -> bool:
        """Whether there was an answer, which cannot be read: the call may have taken effect."""
        return self.code == UNREADABLE_ANSWER

    @property
    def throttled(self) -> bool:
        """Whether the account makes too many calls."""
        return self.code in _THROTTLED or self.status == 429

    @property
    def unauthenticated(self) -> bool:
        """Whether the service does not accept the credentials, whatever is asked of it."""
        return self.code in _UNAUTHENTICATED

    @property
    def key_refused(self) -> bool:
        """Whether a queue's key cannot be used."""
        return bool(re.fullmatch(_KEY_REFUSED, self.code))

    @property
    def denied(self) -> bool:
        """Whether the credentials lack the permission."""
        return self.code in _DENIED
