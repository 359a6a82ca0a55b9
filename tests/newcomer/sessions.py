"""What readers do with the pages: each session is one shell in one fresh clone.

A step is a block of a page, or a line that the reader brings along: a folder, a file, a setting.
"""

from collections.abc import Mapping

from . import shown
from .by_hand import BUCKET, INSTANCE, JANE, MADE_BY_HAND
from .pages import block
from .shown import CONNECTED, END, TOMORROW, resources
from .steps import Copied, Own, Session, written

PYTHON = ".venv/bin/python"
LOCAL = f"{PYTHON} -m localcloud"


CLOUD = (Own(f"{LOCAL} serve --detach"), Own(f'eval "$({LOCAL} env)"'))

UNCHANGED = Own("git status --porcelain", r"^\s*$")
"""No file of the repository has changed, and none is new."""

DEMO: Session = (
    Copied(
        block("README.md", 1),
        leave_out={"make test": "this test and all others"},
        shows={"make demo": shown.DEMO},
    ),
    Own("make docs", "build/site/index.html"),
    Own(f'eval "$({LOCAL} env)"'),
    Own("customer-profiles status --stack demo", shown.STATUS),
    Own("pulumi config set expirationDays 30 --stack demo"),
    Own("pulumi up --stack demo", resources("~ 2 updated", "14 unchanged")),
    UNCHANGED,
    Own("pulumi stack select demo"),
    Copied(block("README.md", 10), shows={"pulumi preview --policy-pack policies": shown.PASSED}),
    written("policy-config.json", block("docs/policies.md", 2)),
    Own("pulumi stack export --file state.json"),
    Copied(
        block("docs/policies.md", 1),
        shows={
            "pulumi preview --policy-pack policies --policy-pack-config policy-config.json": shown.PASSED,
            "pulumi policy analyze --policy-pack policies --file state.json": rf"✅ .*\n\nResources:\n\n.*{END}",
        },
    ),
    Copied(block("docs/policies.md", 3), shows={block("docs/policies.md", 3).commands[0]: rf"^{END}"}),
    Copied(
        block("docs/uninstalling.md", 2),
        shows={
            "make demo-down": r"\n +- 16 deleted\n(.*\n)+Nothing is left in the local AWS; it is stopped\." + END,
            f"{LOCAL} stop": rf"^localcloud: not running{END}",
        },
    ),
    Own("make demo-down", rf"\nThere is no demo\.{END}"),
    Copied(block("docs/uninstalling.md", 3)),
)

LOCAL_AWS: Session = (
    Copied(block("CONTRIBUTING.md", 1), leave_out={"make demo": "a session of its own"}),
    Copied(
        block("docs/localcloud.md", 1),
        instead={"COMMAND": "pulumi version"},
        shows={
            f"{LOCAL} serve --detach": rf"^localcloud: running at http://127\.0\.0\.1:[0-9]+ \(process [0-9]+\){END}",
            f"{LOCAL} status": rf"^localcloud: running at \S+ .*\ncloud time \S+, 1 seconds per second{END}",
            f"{LOCAL} stop": rf"^localcloud: stopped{END}",
            f"{LOCAL} setup": rf"^engine: pulumi [0-9.]+ in \S+{END}",
            f"{LOCAL} run -- COMMAND": rf"v[0-9.]+{END}",
        },
    ),
    Copied(
        block("docs/localcloud.md", 2),
        shows={
            "pulumi stack init try": rf"Created stack 'try'{END}",
            "pulumi up": (resources("+ 16 created"), resources("16 unchanged")),
            f"{LOCAL} clock --speed 600": rf"^cloud time \S+, 600 seconds per second{END}",
            "customer-profiles watch": shown.WATCHED,
            "pulumi destroy": r"Resources:\n +- 16 deleted\n\n",
            f"{LOCAL} stop": rf"^localcloud: stopped{END}",
        },
    ),
    UNCHANGED,
    *CLOUD,
    Copied(
        block("docs/localcloud.md", 4),
        shows={f"{LOCAL} clock --speed 600": "^cloud time .*, 600 seconds", f"{LOCAL} clock --advance 86400": TOMORROW},
    ),
    Copied(
        block("docs/localcloud.md", 5),
        shows={
            f"{LOCAL} behaviours": r"(?m)^final_flow_active=true\n +Is the flow of the ongoing integration",
            f"{LOCAL} behaviours final_flow_active=false": rf"^localcloud: final_flow_active=false{END}",
        },
    ),
    Copied(block("docs/localcloud.md", 6), shows=dict.fromkeys(block("docs/localcloud.md", 6).commands, CONNECTED)),
    Copied(
        block("docs/localcloud.md", 7),
        shows={
            each: rf"^localcloud: Contact of salesforce: 5000 a day, {number} changed{END}"
            for number, each in enumerate(block("docs/localcloud.md", 7).commands)
        },
    ),
    Copied(block("docs/localcloud.md", 8), shows={f"{LOCAL} seed console": shown.SEEDED}),
    Copied(
        block("docs/adoption.md", 1),
        leave_out={f"{LOCAL} seed console": "it is there"},
        shows={
            "customer-profiles adopt --domain amazon-connect-shop --out shop": shown.ADOPTED,
            "pulumi preview": resources("+ 17 to create", "= 9 to import", "26 changes"),
            "pulumi up --yes": resources("+ 17 created", "= 9 imported", "26 changes"),
            "pulumi preview --expect-no-changes": resources("26 unchanged"),
        },
    ),
    Own("cd ..; rm -r shop"),
    Copied(
        block("docs/localcloud.md", 9), shows={f"{LOCAL} faults": shown.FAULTS, f"{LOCAL} faults clear": "no faults"}
    ),
    Own("pulumi stack init config"),
    Copied(block("docs/configuration.md", 1)),
    Own("pulumi config get --path 'integrations[0].connectorType'", rf"Salesforce{END}"),
)

ACCOUNT: Session = (
    *CLOUD,
    Own(f"{LOCAL} connection salesforce Salesforce --region eu-central-1"),
    Own(f"{LOCAL} connection marketo Marketo --region eu-central-1"),
    Copied(
        block("README.md", 4),
        shows={
            "pulumi stack init prod": rf"Created stack 'prod'{END}",
            "pulumi preview": resources("+ 36 to create"),
            "pulumi up": resources("+ 36 created"),
        },
    ),
    Own("pulumi preview --expect-no-changes", resources("36 unchanged")),
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
    Own("pulumi up", resources("+ 16 created")),
    Own(f'(cd "$CHECKOUT" && {LOCAL} clock --speed 600)'),
    Own("printf 'Id,LastModifiedDate,Email\\n1,2026-01-31T00:00:00Z,jane.doe@example.com\\n' > contacts.csv"),
    Copied(block("README.md", 9), shows=shown.DAY_TWO),
    Copied(block("docs/command-line.md", 1)),
    Own('cp "$CHECKOUT"/docs/mapping/*.* .; finds() { "$@" || test $? = 1; }'),
    Copied(
        block("docs/command-line.md", 2),
        instead={"customer-profiles": "finds customer-profiles"},
        shows=dict(zip(block("docs/command-line.md", 2).commands, shown.REHEARSED, strict=True)),
    ),
    Copied(
        block("docs/localcloud.md", 10),
        instead={
            f"{LOCAL} letters": f'(cd "$CHECKOUT"; {LOCAL} letters',
            "invalid' -": "invalid' -)",
            "amazon-connect-try": "amazon-connect-customers",
            "customer-profiles": "finds customer-profiles",
        },
        shows={"customer-profiles dead-letters triage": shown.TRIAGED},
    ),
    Copied(
        block("docs/upgrading.md", 1),
        shows={"customer-profiles status --stack prod": shown.SETTLED, "pulumi up": resources("16 unchanged")},
    ),
    Copied(
        block("docs/uninstalling.md", 1),
        shows={
            "pulumi preview --refresh": resources("16 unchanged"),
            "pulumi destroy": r"Resources:\n +- 16 deleted\n\n",
            "pulumi stack rm prod": rf"Stack 'prod' has been removed!{END}",
        },
    ),
)


def example(
    name: str,
    up: str | tuple[str, ...],
    *own: str,
    instead: Mapping[str, str] | None = None,
    shows: Mapping[str, str] | None = None,
) -> Session:
    """An example, as its page says; with what it needs before, and what its `pulumi up` shows."""
    text = block(f"examples/{name}/README.md", 1)
    copied = Copied(text, instead=instead or {}, shows={"pulumi up": up, **(shows or {})})
    return (*map(Own, own), Own(f"cd examples/{name}; cp -al ~/own/.venv .venv"), copied, Own('cd "$CHECKOUT"'))


REFRESHED = {"pulumi refresh --run-program": resources("16 unchanged")}

EXAMPLES: Session = (
    Own('CHECKOUT="$PWD"'),
    *CLOUD,
    *(Own(f"{LOCAL} connection {each.lower()} {each}") for each in ("Salesforce", "Marketo", "ServiceNow")),
    Own(f"{LOCAL} connection hubspot CustomConnector"),
    *example("salesforce-backfill", resources("+ 16 created"), shows=REFRESHED),
    *example("marketo-and-servicenow", resources("+ 19 created")),
    *example("import-components", resources("+ 17 created")),
    *example(
        "s3-and-custom-mapping",
        resources("+ 16 created"),
        f"{PYTHON} <<'END'{BUCKET}END",
        instead={"my-bucket": "customers-of-the-shop"},
    ),
    *example(
        "connect-instance",
        resources("+ 14 created"),
        f"INSTANCE=$({PYTHON} <<'END'{INSTANCE}END\n)",
        instead={"arn:aws:connect:us-east-1:111122223333:instance/…": '"$INSTANCE"'},
    ),
    *example(
        "external-application",
        resources("+ 20 created"),
        instead={"servicenowPassword": "servicenowPassword hunter2-hunter2"},
    ),
    *example(
        "existing-domain",
        (resources("+ 6 created", "= 3 imported", "9 changes"), resources("~ 3 updated", "6 unchanged")),
        f"read -r KEY QUEUE <<< \"$({PYTHON} <<'END'{MADE_BY_HAND}END\n)\"",
        instead={"amazon-connect-…": "amazon-connect-handmade", "keyId …": 'keyId "$KEY"', "https://sqs.…": '"$QUEUE"'},
        shows={"pulumi preview --diff": r"\n +~ 3 to update\n +6 unchanged\n"},
    ),
    Own("cp -al ~/own/.venv plugin/.venv"),
    Copied(
        block("docs/any-language.md", 1),
        shows={
            ".venv/bin/python -m connect_customer_profiles.plugin.trim": "plugin/.venv: [0-9]+ MB instead of [0-9]+"
        },
    ),
    Own('cd "$CHECKOUT"'),
    *example("yaml", resources("+ 16 created"), shows=REFRESHED),
    UNCHANGED,
)

UP = {
    name: rf"{name}: amazon-connect-care{suffix} is up, [1-9][0-9]* batches of history\n"
    for name, suffix in (("dev", "-dev"), ("staging", "-staging"), ("prod", ""))
}

ROLLOUT: Session = (
    *CLOUD,
    *(Own(f"{LOCAL} connection salesforce Salesforce --region {each}") for each in ("us-east-1", "eu-central-1")),
    Own("cd examples/automation-api; cp -al ~/own/.venv .venv"),
    Copied(
        block("examples/automation-api/README.md", 1),
        shows={
            ".venv/bin/python rollout.py --preview": r"dev: 16 to create\nstaging: 16 to create\nprod: 16 to create\n"
            + END,
            ".venv/bin/python rollout.py dev staging": UP["dev"] + UP["staging"] + END,
            ".venv/bin/python rollout.py": UP["dev"] + UP["staging"] + UP["prod"] + END,
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
