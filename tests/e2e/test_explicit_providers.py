"""A stack whose default providers are disabled, as docs/providers.md shows it."""

import re
from collections.abc import Callable

import pytest

from .conftest import Place
from .harness import ROOT, Project, config

pytestmark = pytest.mark.e2e

PAGE = (ROOT / "docs" / "providers.md").read_text()
(PROGRAM,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def test_my_organisation_disables_default_providers(place: Place, project: Callable[..., Project]) -> None:
    stack = project(program=PROGRAM.replace('        DynamicResources("dynamic"),\n', ""))
    disabled = {"pulumi:disable-default-providers": ["*"]}
    Project.write_configuration(stack.folder, "dev", {**config(), **disabled})
    assert any(line in refused for line in re.findall(r"^error: .*", PAGE, re.MULTILINE) for refused in stack.refusal())

    (stack.folder / "__main__.py").write_text(PROGRAM)
    stack.up()
    assert stack.changes() == {}
    used = {each["type"] for each in stack.resources() if each["type"].startswith("pulumi:providers:")}
    # The engine's own package answers what is in state.
    assert used - {"pulumi:providers:pulumi"} == {
        "pulumi:providers:aws",
        "pulumi:providers:aws-native",
        "pulumi:providers:pulumi-python",
    }
    profiles = place.client("customer-profiles")
    (integration,) = profiles.list_integrations(DomainName="amazon-connect-customers")["Items"]
    assert integration["Tags"]["team"] == "care"
