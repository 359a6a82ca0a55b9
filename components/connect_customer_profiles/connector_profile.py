"""`ConnectorProfile`: AppFlow's connection to a source, for credentials that need no browser."""

from typing import Any, Literal, NotRequired, TypedDict

import pulumi

from . import rules
from .base.arguments import Arguments, type_token
from .base.lasting import lasting
from .base.location import aws_location
from .base.reservations import reserving
from .ingestion.appflow_provider import ConnectorProfileResource, Reservation
from .ingestion.itself import PROFILE
from .sources.connector_profiles import profile_credentials, profile_properties
from .sources.source_types import ConnectionType


class SalesforceJwtCredentials(TypedDict):
    """Salesforce, with a JSON web token of your own connected app."""

    kind: Literal["jwt"]
    """`jwt`"""
    jwt_token: pulumi.Input[str]
    """The signed token, up to 8000 characters."""
    client_credentials_arn: NotRequired[pulumi.Input[str]]
    """The Secrets Manager secret with the connected app's client ID and secret."""


class SalesforceOAuthCredentials(TypedDict):
    """Salesforce, with tokens that were obtained elsewhere."""

    kind: Literal["oauth"]
    """`oauth`"""
    access_token: pulumi.Input[str]
    """Up to 4096 characters."""
    refresh_token: pulumi.Input[str]
    """Up to 4096 characters; the connected app must let it be used more than once."""
    client_credentials_arn: NotRequired[pulumi.Input[str]]
    """The Secrets Manager secret with the connected app's client ID and secret."""


class ServiceNowBasicCredentials(TypedDict):
    """ServiceNow, with a user."""

    kind: Literal["basic"]
    """`basic`"""
    username: pulumi.Input[str]
    """Up to 512 characters."""
    password: pulumi.Input[str]
    """Up to 512 characters."""


class ServiceNowOAuthCredentials(TypedDict):
    """ServiceNow, with an OAuth application."""

    kind: Literal["oauth"]
    """`oauth`"""
    client_id: pulumi.Input[str]
    """Up to 512 characters."""
    client_secret: pulumi.Input[str]
    """Up to 512 characters."""
    access_token: pulumi.Input[str]
    """Up to 4096 characters."""
    refresh_token: NotRequired[pulumi.Input[str]]
    """Up to 4096 characters."""


class MarketoCredentials(TypedDict):
    """Marketo, with the client of a custom service."""

    kind: NotRequired[Literal["client_credentials"]]
    """`client_credentials`, the only kind and so the default."""
    client_id: pulumi.Input[str]
    """Up to 512 characters."""
    client_secret: pulumi.Input[str]
    """Up to 512 characters."""
    access_token: NotRequired[pulumi.Input[str]]
    """Up to 4096 characters. Default: AppFlow asks for one."""


class ZendeskCredentials(TypedDict):
    """Zendesk, with an OAuth client."""

    kind: NotRequired[Literal["oauth"]]
    """`oauth`, the only kind and so the default."""
    client_id: pulumi.Input[str]
    """Up to 512 characters."""
    client_secret: pulumi.Input[str]
    """Up to 512 characters."""
    access_token: pulumi.Input[str]
    """Up to 4096 characters."""


Credentials = (
    SalesforceJwtCredentials
    | SalesforceOAuthCredentials
    | ServiceNowBasicCredentials
    | ServiceNowOAuthCredentials
    | MarketoCredentials
    | ZendeskCredentials
)


class ConnectorProfileArgs(TypedDict):
    """Arguments of `ConnectorProfile`."""

    connector_profile_name: pulumi.Input[str]
    """The profile's name, unique in account and Region; 1 to 256 letters, digits or `_ / ! @ # + = . -`."""
    connector_type: pulumi.Input[ConnectionType]
    """`Salesforce`, `ServiceNow`, `Marketo` or `Zendesk`."""
    instance_url: pulumi.Input[str]
    """The source's address: an `https://` URL of up to 256 characters."""
    credentials: pulumi.Input[Credentials]
    """The credentials with which AppFlow signs in; one of the `…Credentials` types. Always treated as a secret: in
    state, diffs and errors. Only Pulumi's own debug log (`-v=9` and above) shows every property of every resource."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """The key that encrypts the credentials. Default: one that AppFlow manages."""
    sandbox: NotRequired[pulumi.Input[bool]]
    """Salesforce: whether the URL is that of a sandbox. Default: False."""
    private_link: NotRequired[pulumi.Input[bool]]
    """Salesforce: whether AppFlow connects over AWS PrivateLink. Default: False."""
    aws_profile: NotRequired[pulumi.Input[str]]
    """The named AWS profile for the API calls. Needed if an explicit `aws` provider uses one, because a dynamic
    resource cannot see the provider. Default: the stack's `aws:` configuration, else boto3's credential chain."""


class ConnectorProfile(pulumi.ComponentResource):
    """A connection of AppFlow to a source.

    Most sources authorise a connection in the browser. Such a profile is created once in the AppFlow console, and a
    program only needs its name. This component is for credentials that need no browser. New credentials update the
    profile in place; another name, type or key replaces it. https://docs.aws.amazon.com/appflow/1.0/APIReference/API_CreateConnectorProfile.html

    Raises:
        InvalidArgumentError: an argument breaks a rule; no message shows a credential.
    """

    connector_profile_name: pulumi.Output[str]
    """The profile's name, ready when the profile exists."""
    connector_profile_arn: pulumi.Output[str]
    """The profile's ARN."""
    reservation: "Reservation"
    """The resource that keeps the profile's name for this component."""
    profile: "ConnectorProfileResource"
    """The resource that creates the profile."""

    def __init__(self, name: str, args: ConnectorProfileArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the component with its resources.

        Args:
            name: the component's name in the program, of which the names of its resources are made.
            args: see `ConnectorProfileArgs`.
            opts: the resource options of Pulumi.

        Raises:
            InvalidArgumentError: an argument breaks a rule.
        """
        # Before anything is registered, because a misspelt `credentials` would be recorded in plain text.
        arguments = Arguments("ConnectorProfile", name, args, ConnectorProfileArgs, hide_unknown=True)
        super().__init__(
            type_token("ConnectorProfile"),
            name,
            {**args, "credentials": pulumi.Output.secret(args["credentials"])},
            reserving(self, "ConnectorProfile", name, args, ConnectorProfileArgs, opts),
        )
        profile_name = arguments.get("connector_profile_name", rules.connector_profile_name)
        kms_key_arn = arguments.get("kms_key_arn", rules.kms_key_arn)
        properties = arguments.build(profile_properties, "connector_type", "instance_url", "sandbox", "private_link")
        credentials = arguments.build(profile_credentials, "connector_type", "credentials")
        location = aws_location(self)
        shared: dict[str, Any] = {
            "region": location.region,
            "account": location.account,
            "aws_profile": args.get("aws_profile"),
        }

        self.reservation = Reservation(
            f"{name}-reservation",
            {**shared, "kind": "connector profile", "name": profile_name},
            pulumi.ResourceOptions(parent=self, depends_on=arguments.passed()),
        )
        self.profile = ConnectorProfileResource(
            f"{name}-profile",
            {
                **shared,
                "connector_profile_name": profile_name,
                "connector_type": properties["connector_type"],
                "connection_mode": properties["connection_mode"],
                "kms_key_arn": kms_key_arn,
                "properties": properties["properties"],
                "credentials": pulumi.Output.secret(credentials),
            },
            lasting(self, name, PROFILE, [self.reservation]),
        )

        self.connector_profile_name = self.profile.connector_profile_name
        self.connector_profile_arn = self.profile.connector_profile_arn
        self.register_outputs(
            {
                "connector_profile_name": self.connector_profile_name,
                "connector_profile_arn": self.connector_profile_arn,
            }
        )
