"""README from its first command to its last: one shell, one fresh clone, in the order of the page.

Between its blocks stands what the reader brings along, what README says in a sentence, and what the demo proposes. The
sessions of other pages that need what README has made go on in the same shell: `AFTERWARDS`.
"""

from . import shown
from .by_hand import JANE
from .pages import block
from .shown import END, resources
from .steps import CLOUD, LOCAL, UNCHANGED, Copied, Own, Session, written

PAGE = "README.md"

LEFT_OUT = {
    "make test": "all tests, this one among them",
    "pulumi refresh --run-program": "`make demo` runs it",
    "pulumi refresh": "does less than `--run-program`: tests/e2e/test_demo.py has both",
    "pulumi up --refresh": "for a program without `refresh: always`",
    "pip install 'connect-customer-profiles @ git+ssh://git@HOST/PATH.git'": "HOST and PATH are not the reader's",
}
"""The commands of README that are not run, each with the reason."""

HERE = 'cd "$CHECKOUT"'

DEMO: Session = (
    Own('CHECKOUT="$PWD"'),
    Copied(
        block(PAGE, 1),
        leave_out={"make test": LEFT_OUT["make test"]},
        shows={"make demo": shown.DEMO},
    ),
    Own('eval "$(.venv/bin/python -m localcloud env)"'),
    Own("customer-profiles status --stack demo", shown.STATUS),
    Own("pulumi config set expirationDays 30 --stack demo; pulumi config set deletionProtection true --stack demo"),
    Own("pulumi up --stack demo", resources("~ 4 updated", "12 unchanged")),
    UNCHANGED,
)

ACCOUNT: Session = (
    Own(f"{LOCAL} connection salesforce Salesforce --region eu-central-1"),
    Own(f"{LOCAL} connection marketo Marketo --region eu-central-1"),
    Copied(
        block(PAGE, 4),
        shows={
            "pulumi stack init prod": rf"Created stack 'prod'{END}",
            ".venv/bin/customer-profiles plan Salesforce 2024-01-01": shown.PLANNED,
            ".venv/bin/customer-profiles preflight --stack prod": shown.NOTHING_REFUSED,
            "pulumi preview": resources("+ 36 to create"),
            "pulumi up": resources("+ 36 created"),
        },
    ),
    Own("! pulumi destroy", shown.PROTECTED),
)

OWN_PROGRAM: Session = (
    Own(f"{LOCAL} connection salesforce Salesforce"),
    Own(f"echo '{JANE}' | {LOCAL} records salesforce Contact -"),
    Copied(block(PAGE, 5)),
    Own("~/my-profiles/.venv/bin/python -m pip uninstall --yes --quiet connect-customer-profiles"),
    Copied(block(PAGE, 6), shows=shown.INSTALLED),
    written("__main__.py", block(PAGE, 7)),
    written("Pulumi.yaml", block(PAGE, 8)),
    Copied(
        block(PAGE, 9),
        shows={"pulumi stack init prod": rf"Created stack 'prod'{END}", "pulumi up": resources("+ 16 created")},
    ),
    Own(f'(cd "$CHECKOUT" && {LOCAL} clock --speed 600)'),
    Own("printf 'Id,LastModifiedDate,Email\\n1,2026-01-31T00:00:00Z,jane.doe@example.com\\n' > contacts.csv"),
    Copied(block(PAGE, 11), shows=shown.DAY_TWO),
)

POLICIES: Session = (
    Own(HERE),
    Copied(block(PAGE, 12), shows={"pulumi preview --policy-pack policies": shown.passed(36)}),
)

README: Session = (*DEMO, *ACCOUNT, *OWN_PROGRAM, *POLICIES, *CLOUD)

AFTERWARDS: Session = (
    Own("cd ~/my-profiles"),
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
    Own(HERE),
    Own("make docs", "build/site/index.html"),
    Own("pulumi destroy --exclude-protected", shown.KEPT),
    Own("pulumi state unprotect --all && pulumi destroy && pulumi stack rm prod", shown.REST),
    Own("pulumi stack select demo"),
    written("policy-config.json", block("docs/policies.md", 2)),
    Own("pulumi stack export --file state.json"),
    Copied(
        block("docs/policies.md", 1),
        shows={
            "pulumi preview --policy-pack policies --policy-pack-config policy-config.json": shown.passed(16),
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
