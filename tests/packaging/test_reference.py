"""The reference of all components is made from their types."""

from tests.conftest import REPOSITORY
from tests.packaging import reference


def test_the_reference_is_up_to_date() -> None:
    assert (REPOSITORY / "docs" / "components.md").read_text() == reference.page(), "run `make component-reference`"


def test_every_argument_and_output_is_explained() -> None:
    page = reference.page()
    assert [line for line in page.splitlines() if line.startswith("|") and line.endswith("|  |")] == []
    assert all(f"\n## {component.__name__}\n" in page for component in reference.components())
