"""KMS refuses a key policy under which the caller could not change it again, unless told to skip that check.

https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
"""

from collections.abc import Callable
from contextlib import suppress

from moto.core.exceptions import JsonRESTError
from moto.kms.responses import KmsResponse

from . import iam

MESSAGE = "The new key policy will not allow you to update the key policy in the future."


def install() -> None:
    """Makes moto's KMS refuse such policies from now on. Called before the first request."""
    for name in ("create_key", "put_key_policy"):
        setattr(KmsResponse, name, _guarded(getattr(KmsResponse, name)))


def locks_out(policy: str, account: str) -> bool:
    """Whether a key policy keeps the account, as which every caller of the local cloud acts, from changing it again."""
    root = f"arn:aws:iam::{account}:root"
    context = {"aws:PrincipalArn": root, "kms:CallerAccount": account}
    request = iam.AccessRequest("kms:PutKeyPolicy", "*", context, iam.Principal.aws(root))
    with suppress(ValueError, iam.UnsupportedPolicyError):
        return iam.evaluate([iam.load(policy)], request) is not iam.Decision.ALLOW
    return False


def _guarded(call: Callable[[KmsResponse], str]) -> Callable[[KmsResponse], str]:
    def guarded(response: KmsResponse) -> str:
        policy, unchecked = response._get_param("Policy"), response._get_param("BypassPolicyLockoutSafetyCheck")
        if policy and not unchecked and locks_out(policy, response.current_account):
            raise JsonRESTError("MalformedPolicyDocumentException", MESSAGE)
        return call(response)

    return guarded
