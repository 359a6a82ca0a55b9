"""PutProfileObject calls that failed."""

from connect_customer_profiles.aws.errors import AwsError


def failed(code: str, words: str, status: int) -> AwsError:
    """The error of a call; status 0 is one without an answer."""
    answered = 0 < status < 500
    return AwsError(f"PutProfileObject: {code}: {words}", code, answered=answered, words=words, status=status)
