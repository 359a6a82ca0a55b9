"""What readers do with the pages: each session is one shell in one fresh clone.

A step is a block of a page, or a line that the reader brings along: a folder, a file, a setting.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .pages import Block, block

PYTHON = ".venv/bin/python"
LOCAL = f"{PYTHON} -m localcloud"


BUCKET = """
import boto3

boto3.client("s3").create_bucket(Bucket="customers-of-the-shop")
"""

INSTANCE = """
import boto3

calls = {"InboundCallsEnabled": True, "OutboundCallsEnabled": True}
desk = {"IdentityManagementType": "CONNECT_MANAGED", "InstanceAlias": "desk"}
print(boto3.client("connect").create_instance(**desk, **calls)["Arn"])
"""

MADE_BY_HAND = """
import boto3, json

key = boto3.client("kms").create_key()["KeyMetadata"]
url = boto3.client("sqs").create_queue(QueueName="handmade-letters")["QueueUrl"]
send = {"Effect": "Allow", "Principal": {"Service": "profile.amazonaws.com"}, "Action": "SQS:SendMessage"}
send["Resource"] = "arn:aws:sqs:us-east-1:123456789012:handmade-letters"
policy = json.dumps({"Version": "2012-10-17", "Statement": [send]})
boto3.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
boto3.client("customer-profiles").create_domain(
    DomainName="amazon-connect-handmade",
    DefaultExpirationDays=366,
    DefaultEncryptionKey=key["Arn"],
    DeadLetterQueueUrl=url,
)
print(key["KeyId"], url)
"""
"""What somebody makes in the console."""

JANE = '{"fields": {"Email": "jane.doe@example.com"}, "created": "2024-01-31", "updated": "2024-01-31"}'
"""A customer of the source."""


@dataclass(frozen=True)
class Copied:
    """A block of commands as it stands on its page.

    `instead` has what a reader writes for a placeholder, `shows` what a command shows (a regular expression, one for
    each time if it is run several times), and `leave_out` the commands that are not run, with the reason.
    """

    block: Block
    instead: Mapping[str, str] = field(default_factory=dict)
    shows: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    leave_out: Mapping[str, str] = field(default_factory=dict)

    def commands(self) -> Iterator[tuple[str, str]]:
        """What is run, and what it shows."""
        assert {*self.shows, *self.leave_out} <= {*self.block.commands}
        shows = {name: iter((each,) if isinstance(each, str) else each) for name, each in self.shows.items()}
        for command in self.block.commands:
            if command not in self.leave_out:
                run = command
                for placeholder, value in self.instead.items():
                    run = run.replace(placeholder, value)
                yield run, next(shows[command]) if command in shows else ""


@dataclass(frozen=True)
class Own:
    """A line of the reader's own, and what it shows."""

    command: str
    shows: str = ""

    def commands(self) -> Iterator[tuple[str, str]]:
        """What is run, and what it shows."""
        yield self.command, self.shows


def written(path: str, source: Block) -> Own:
    """A file with what a block has."""
    return Own(f"cat > {path} <<'END'\n{source.text}END")


Session = tuple[Copied | Own, ...]

CLOUD = (Own(f"{LOCAL} serve --detach"), Own(f'eval "$({LOCAL} env)"'))

UNCHANGED = Own("git status --porcelain", r"^\s*$")
"""No file of the repository has changed, and none is new."""

SUGGESTED = (
    r"The backfill is complete and the second preview is empty\.",
    r"The local AWS keeps running at",
    r'use it: +eval "\$\(\.venv/bin/python -m localcloud env\)"',
    r"look around: +customer-profiles status --stack demo",
    r"change it: +edit Pulumi\.demo\.yaml, and then +pulumi up --stack demo",
    r"end the demo: +make demo-down",
)
"""What the demo says at its end. The session does it."""

DEMO: Session = (
    Copied(
        block("README.md", 1),
        leave_out={"make test": "this test and all others"},
        shows={"make demo": "".join(f"{each}.*\n" for each in SUGGESTED)},
    ),
    Own("make docs", "build/site/index.html"),
    Own(f'eval "$({LOCAL} env)"'),
    Own("customer-profiles status --stack demo", "COMPLETE"),
    Own("pulumi config set expirationDays 30 --stack demo"),
    Own("pulumi up --stack demo", "2 updated"),
    UNCHANGED,
    Own("pulumi stack select demo"),
    Copied(block("README.md", 10), shows={"pulumi preview --policy-pack policies": "unchanged"}),
    written("policy-config.json", block("docs/policies.md", 2)),
    Own("pulumi stack export --file state.json"),
    Copied(block("docs/policies.md", 1)),
    Copied(block("docs/policies.md", 3)),
    Copied(
        block("docs/uninstalling.md", 2), shows={"make demo-down": "Nothing is left in the local AWS; it is stopped"}
    ),
    Own("make demo-down", "There is no demo"),
    Copied(block("docs/uninstalling.md", 3)),
)

LOCAL_AWS: Session = (
    Copied(block("CONTRIBUTING.md", 1), leave_out={"make demo": "a session of its own"}),
    Copied(
        block("docs/localcloud.md", 1),
        instead={"COMMAND": "pulumi version"},
        shows={f"{LOCAL} status": "running", f"{LOCAL} stop": "stopped"},
    ),
    Copied(
        block("docs/localcloud.md", 2),
        shows={
            "pulumi up": (r"\+ 16 created", "16 unchanged"),
            "customer-profiles watch": "COMPLETE",
            f"{LOCAL} stop": "localcloud: stopped",
        },
    ),
    UNCHANGED,
    *CLOUD,
    Copied(block("docs/localcloud.md", 4)),
    Copied(block("docs/localcloud.md", 5), shows={f"{LOCAL} behaviours": "final_flow_active"}),
    Copied(block("docs/localcloud.md", 6)),
    Copied(block("docs/localcloud.md", 7)),
    Copied(block("docs/localcloud.md", 8), shows={f"{LOCAL} seed console": "domain +amazon-connect-shop"}),
    Copied(
        block("docs/adoption.md", 1),
        leave_out={f"{LOCAL} seed console": "it is there"},
        shows={
            "customer-profiles adopt --domain amazon-connect-shop --out shop": "10 components in shop",
            "pulumi preview": "import",
            "pulumi up --yes": "imported",
        },
    ),
    Own("cd ..; rm -r shop"),
    Copied(block("docs/localcloud.md", 9), shows={f"{LOCAL} faults": "lost_answer"}),
    Own("pulumi stack init config"),
    Copied(block("docs/configuration.md", 1)),
    Own("pulumi config get --path 'integrations[0].connectorType'", "Salesforce"),
)

ACCOUNT: Session = (
    *CLOUD,
    Own(f"{LOCAL} connection salesforce Salesforce --region eu-central-1"),
    Own(f"{LOCAL} connection marketo Marketo --region eu-central-1"),
    Copied(block("README.md", 4), shows={"pulumi preview": "to create", "pulumi up": "created"}),
    Own("pulumi preview --expect-no-changes"),
)

OWN_PROGRAM: Session = (
    Own('CHECKOUT="$PWD"'),
    Copied(block("README.md", 5)),
    *CLOUD,
    Own(f"{LOCAL} connection salesforce Salesforce"),
    Own(f"echo '{JANE}' | {LOCAL} records salesforce Contact -"),
    Own('cd "$HOME/own"; source .venv/bin/activate'),
    Own("pip uninstall --yes --quiet connect-customer-profiles"),
    Copied(block("README.md", 6)),
    Own("printf 'name: own\\nruntime: {name: python, options: {toolchain: pip, virtualenv: .venv}}\\n' > Pulumi.yaml"),
    Own("printf 'options: {refresh: always}\\n' >> Pulumi.yaml"),
    written("__main__.py", block("README.md", 7)),
    Own(
        "pulumi stack init prod; pulumi config set aws:region us-east-1; pulumi config set aws-native:region us-east-1"
    ),
    Own("pulumi up"),
    Own(f'(cd "$CHECKOUT" && {LOCAL} clock --speed 600)'),
    Own("printf 'Id,LastModifiedDate,Email\\n1,2026-01-31T00:00:00Z,jane.doe@example.com\\n' > contacts.csv"),
    Copied(block("README.md", 9)),
    Copied(block("docs/command-line.md", 1)),
    Own('cp "$CHECKOUT"/docs/mapping/*.* .; finds() { "$@" || test $? = 1; }'),
    Copied(block("docs/command-line.md", 2), instead={"customer-profiles": "finds customer-profiles"}),
    Copied(
        block("docs/localcloud.md", 10),
        instead={
            f"{LOCAL} letters": f'(cd "$CHECKOUT"; {LOCAL} letters',
            "invalid' -": "invalid' -)",
            "amazon-connect-try": "amazon-connect-customers",
            "customer-profiles": "finds customer-profiles",
        },
    ),
    Copied(block("docs/upgrading.md", 1)),
    Copied(block("docs/uninstalling.md", 1)),
)


def example(name: str, *own: str, instead: Mapping[str, str] | None = None, shows: str = "created") -> Session:
    """An example, as its page says; with what it needs before."""
    copied = Copied(block(f"examples/{name}/README.md", 1), instead=instead or {}, shows={"pulumi up": shows})
    return (*map(Own, own), Own(f"cd examples/{name}; cp -al ~/own/.venv .venv"), copied, Own('cd "$CHECKOUT"'))


EXAMPLES: Session = (
    Own('CHECKOUT="$PWD"'),
    *CLOUD,
    *(Own(f"{LOCAL} connection {each.lower()} {each}") for each in ("Salesforce", "Marketo", "ServiceNow")),
    Own(f"{LOCAL} connection hubspot CustomConnector"),
    *example("salesforce-backfill"),
    *example("marketo-and-servicenow"),
    *example("import-components"),
    *example(
        "s3-and-custom-mapping",
        f"{PYTHON} <<'END'{BUCKET}END",
        instead={"my-bucket": "customers-of-the-shop"},
    ),
    *example(
        "connect-instance",
        f"INSTANCE=$({PYTHON} <<'END'{INSTANCE}END\n)",
        instead={"arn:aws:connect:us-east-1:111122223333:instance/…": '"$INSTANCE"'},
    ),
    *example("external-application", instead={"servicenowPassword": "servicenowPassword hunter2-hunter2"}),
    *example(
        "existing-domain",
        f"read -r KEY QUEUE <<< \"$({PYTHON} <<'END'{MADE_BY_HAND}END\n)\"",
        instead={"amazon-connect-…": "amazon-connect-handmade", "keyId …": 'keyId "$KEY"', "https://sqs.…": '"$QUEUE"'},
        shows="",
    ),
    Own("cp -al ~/own/.venv plugin/.venv"),
    Copied(
        block("docs/any-language.md", 1),
        shows={
            ".venv/bin/python -m connect_customer_profiles.plugin.trim": "plugin/.venv: [0-9]+ MB instead of [0-9]+"
        },
    ),
    Own('cd "$CHECKOUT"'),
    *example("yaml"),
)

ROLLOUT: Session = (
    *CLOUD,
    *(Own(f"{LOCAL} connection salesforce Salesforce --region {each}") for each in ("us-east-1", "eu-central-1")),
    Own("cd examples/automation-api; cp -al ~/own/.venv .venv"),
    Copied(
        block("examples/automation-api/README.md", 1),
        shows={
            ".venv/bin/python rollout.py --preview": "prod: [0-9]+ to create",
            ".venv/bin/python rollout.py": "prod: amazon-connect-care is up",
        },
    ),
)

USUAL: Mapping[str, Session] = {
    "demo": DEMO,
    "local AWS": LOCAL_AWS,
    "a real account": ACCOUNT,
    "a program of one's own": OWN_PROGRAM,
}

LONG: Mapping[str, Session] = {"the examples": EXAMPLES, "several environments": ROLLOUT}
"""Minutes of programs that `tests/packaging/test_examples.py` deploys as well, in another way."""

SESSIONS = {**USUAL, **LONG}
