"""`make deployer-policy`: `docs/deployer-policy/`, from the library's statements."""

import json
from pathlib import Path

from connect_customer_profiles.policy.deployer import deployer_policies

FOLDER = Path(__file__).parent.parent.parent / "docs" / "deployer-policy"
PLACEHOLDERS = ("REGION", "ACCOUNT", "DOMAIN")
"""What readers replace with their own."""


def documents() -> dict[str, str]:
    """The files of the folder by name."""
    policies = deployer_policies(*PLACEHOLDERS)
    return {f"{name}.json": json.dumps(json.loads(policy), indent=2) + "\n" for name, policy in policies.items()}


def main() -> None:
    """Write the files."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in documents().items():
        (FOLDER / name).write_text(text)


if __name__ == "__main__":
    main()
