"""Where credentials come from."""

from pathlib import Path

import pytest
from botocore.loaders import create_loader
from connect_customer_profiles.aws import session, sts
from connect_customer_profiles.aws.errors import AwsError
from connect_customer_profiles.aws.session import AssumedRole, Credentials

from tests.unit.aws.network import Network

SECRETS = {"aws:accessKey": "KEY-OF-STACK", "aws:secretKey": "very-secret", "aws:token": "token-secret"}
FIRST = "arn:aws:iam::111122223333:role/first"
SECOND = "arn:aws:iam::444455556666:role/second"


LOADER = create_loader()
"""Reads the service models once for all sessions."""


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("botocore.session.create_loader", lambda *_: LOADER)
    for cached in (session._client, session._session, sts._account):
        cached.cache_clear()


def signer(network: Network, credentials: Credentials) -> str:
    """The access key of a call with these credentials."""
    session.client("customer-profiles", "us-east-1", credentials).list_domains()
    return network.sent[-1].access_key


def test_without_configuration_the_chain_of_boto3_decides(network: Network) -> None:
    credentials = session.configured(lambda _key: None)
    assert credentials == Credentials()
    assert signer(network, credentials) == "KEY-OF-ENVIRONMENT"


def test_keys_of_the_stack_are_used(network: Network) -> None:
    credentials = session.configured(SECRETS.get)
    assert credentials == Credentials(access_key="KEY-OF-STACK", secret_key="very-secret", token="token-secret")
    assert signer(network, credentials) == "KEY-OF-STACK"
    assert network.sent[-1].headers["X-Amz-Security-Token"] == "token-secret"


def test_what_an_unset_variable_of_a_shell_has_left_in_the_configuration_is_nothing() -> None:
    """`pulumi config set aws:profile "$AWS_PROFILE"`: the provider takes it for none."""
    keys = ("aws:profile", "aws:accessKey", "aws:secretKey", "aws:token")
    assert session.configured(dict.fromkeys(keys, "").get) == session.Credentials()


def test_the_profile_of_the_stack_or_of_a_resource_is_used(network: Network, tmp_path: Path) -> None:
    (tmp_path / "credentials").write_text(
        "[stack]\naws_access_key_id=KEY-OF-PROFILE\naws_secret_access_key=s\n"
        "[resource]\naws_access_key_id=KEY-OF-RESOURCE\naws_secret_access_key=s\n"
    )
    of_stack = session.configured({"aws:profile": "stack"}.get)
    assert signer(network, of_stack) == "KEY-OF-PROFILE"
    assert signer(network, of_stack.with_profile("resource")) == "KEY-OF-RESOURCE"
    assert of_stack.with_profile(None) == of_stack


def test_roles_of_the_stack_are_assumed_one_after_the_other(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    roles = f'[{{"roleArn": "{FIRST}", "sessionName": "deploy", "externalId": "x-1"}}, {{"roleArn": "{SECOND}"}}]'
    credentials = session.configured({"aws:assumeRoles": roles}.get)
    assert credentials.assume_roles == (AssumedRole(FIRST, "deploy", "x-1"), AssumedRole(SECOND, "pulumi"))
    assert signer(network, credentials) == "KEY-OF-second"
    first, second, _ = network.sent
    assert (first.access_key, first.body["RoleArn"]) == ("KEY-OF-ENVIRONMENT", [FIRST])
    assert (first.body["RoleSessionName"], first.body["ExternalId"]) == (["deploy"], ["x-1"])
    assert (second.access_key, second.body["RoleArn"]) == ("KEY-OF-first", [SECOND])
    assert second.body["RoleSessionName"] == ["pulumi"]
    assert "ExternalId" not in second.body


def test_a_single_role_of_the_stack_is_assumed_too(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    credentials = session.configured({"aws:assumeRole": f'{{"roleArn": "{FIRST}"}}'}.get)
    assert signer(network, credentials) == "KEY-OF-first"


def test_a_role_is_assumed_although_only_the_stack_names_a_region(network: Network) -> None:
    """The stack's `aws:region` need not be in the environment."""
    credentials = Credentials(assume_roles=(AssumedRole(FIRST, "pulumi"),))
    assert signer(network, credentials) == "KEY-OF-first"
    assert network.sent[0].host == "sts.us-east-1.amazonaws.com"


def test_secrets_show_in_no_representation() -> None:
    credentials = session.configured(
        {**SECRETS, "aws:profile": "stack", "aws:assumeRole": f'{{"roleArn": "{FIRST}"}}'}.get
    )
    assert repr(credentials) == f"Credentials(profile='stack', assume_roles=['{FIRST}'])"
    assert "secret" not in f"{credentials} {credentials!r} {[credentials]}"


def test_the_account_of_the_credentials_is_asked_once(network: Network) -> None:
    assert sts.account("us-east-1", Credentials()) == "111122223333"
    assert sts.account("us-east-1", Credentials()) == "111122223333"
    assert [each.body["Action"] for each in network.sent] == [["GetCallerIdentity"]]


def test_clients_are_shared_by_region_credentials_and_repeatability(network: Network) -> None:
    def client(region: str = "us-east-1", *, repeatable: bool = True) -> object:
        return session.client("appflow", region, Credentials(), repeatable=repeatable)

    assert client() is client()
    assert len({id(client()), id(client("us-east-2")), id(client(repeatable=False))}) == 3


def test_the_region_of_a_resource_decides_where_calls_go(network: Network) -> None:
    session.client("customer-profiles", "eu-central-1", Credentials()).list_domains()
    assert network.sent[-1].host == "profile.eu-central-1.amazonaws.com"


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("AWS_ENDPOINT_URL", "\x1b[2J\n\u202e", "Invalid endpoint: \x1b[2J \u202e"),
        ("AWS_ENDPOINT_URL_CUSTOMER_PROFILES", "nowhere", "Invalid endpoint: nowhere"),
        ("AWS_DEFAULTS_MODE", "some\nmode", "Client configured with invalid defaults mode: some mode. "),
        ("AWS_METADATA_SERVICE_TIMEOUT", "soon", "invalid literal for int() with base 10: 'soon'"),
    ],
)
def test_a_variable_that_cannot_be_used_is_no_bug(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, words: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(AwsError) as caught:
        session.client("customer-profiles", "us-east-1", Credentials()).list_domains()
    assert str(caught.value).startswith(f"could not reach AWS: {words}")


@pytest.mark.parametrize("ending", ["\r", "\n", "\r\nX-Injected: 1"])
def test_a_token_with_a_line_break_is_in_no_error(monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    """Pasted from a file of Windows, for one. Python's HTTP client refuses it, before anything is sent, and says it."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    token = f"FwoGZXIvYXdzEBYaDEXAMPLETOKEN{ending}"
    with pytest.raises(AwsError) as caught:
        sts.account("us-east-1", Credentials(access_key="KEY", secret_key="very-secret", token=token))
    said = "An HTTP Client raised an unhandled exception: Invalid header value [secret]: check the credentials"
    assert (str(caught.value), caught.value.words) == (f"could not reach AWS: {said}", said)
