"""What readers do with the pages: each session is one shell in one fresh clone.

A step is a block of a page, or a line that the reader brings along: a folder, a file, a setting.
"""

from collections.abc import Mapping

from . import shown
from .by_hand import BUCKET, INSTANCE, MADE_BY_HAND
from .pages import block
from .readme import AFTERWARDS, README
from .shown import CONNECTED, END, TOMORROW, resources
from .steps import CLOUD, LOCAL, PYTHON, UNCHANGED, Copied, Own, Session

LOCAL_AWS: Session = (
    Copied(block("CONTRIBUTING.md", 1), leave_out={"make demo": "the session of README"}),
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
    return (*map(Own, own), Own(f"cd examples/{name}; cp -al ~/my-profiles/.venv .venv"), copied, Own('cd "$CHECKOUT"'))


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
    Own("cp -al ~/my-profiles/.venv plugin/.venv"),
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
    Own("cd examples/automation-api; cp -al ~/my-profiles/.venv .venv"),
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
    "README": (*README, *AFTERWARDS),
    "local AWS": LOCAL_AWS,
}

LONG: Mapping[str, Session] = {"the examples": EXAMPLES, "several environments": ROLLOUT}
"""Minutes of programs that `tests/packaging/test_examples.py` deploys as well, in another way."""

SESSIONS = {**USUAL, **LONG}
