"""The plan: pinned at first sight, kept whatever the time, checked before anything changes."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from connect_customer_profiles.ingestion import quotas
from connect_customer_profiles.ingestion.memory import MEMORY
from connect_customer_profiles.ingestion.wanted import PINS
from connect_customer_profiles.rules.argument_names import TOLD

from tests.provider.elsewhere import ELSEWHERE, assert_left_alone
from tests.provider.in_process import InProcess
from tests.provider.place import ACCOUNT, DOMAIN, Place
from tests.provider.server import INGESTION, PLAN, UNKNOWN, Provider, ProviderError
from tests.provider.stack import RefusedError, Stack, Start, ingestion_inputs_of, plan_inputs_of

MakeStack = Callable[..., Stack]


def pins(inputs: dict[str, Any]) -> dict[str, Any]:
    return {key: inputs[key] for key in PINS}


def test_check_pins_a_plan_and_keeps_it(stack: MakeStack, shared: Provider) -> None:
    news = plan_inputs_of(stack(batch={"months": 2}).arguments)
    first, failures = shared.check(PLAN, {}, news)
    assert failures == []
    assert set(PINS) <= set(first)
    assert shared.check(PLAN, first, news) == (first, [])


def test_every_check_of_a_new_plan_makes_another_token(stack: MakeStack, shared: Provider) -> None:
    news = plan_inputs_of(stack().arguments)
    tokens = {shared.check(PLAN, {}, news)[0]["token"] for _ in range(5)}
    assert len(tokens) == 5


@pytest.mark.parametrize(("days", "mode"), [(100, "workflow"), (30, "incremental")])
def test_sixty_days_later_the_plan_is_the_same(
    stack: MakeStack, place: Place, start: Start, days: int, mode: str
) -> None:
    made = stack(import_start_date=place.days_ago(days))
    made.up()
    before = pins(made.planned)
    assert before["mode"] == mode
    made.restarted(start(days_later=60))
    assert made.preview() == []
    assert made.up() == []
    assert pins(made.planned) == before


def test_a_new_plan_sixty_days_later_is_another_one(stack: MakeStack, place: Place, start: Start) -> None:
    """That the process above really lives later."""
    made = stack(start(days_later=60), import_start_date=place.days_ago(30))
    inputs = made.checked(PLAN, {}, plan_inputs_of(made.arguments))
    assert inputs["mode"] == "workflow"


def test_messages_have_the_names_of_the_program_and_state_does_not(
    stack: MakeStack, place: Place, start: Start
) -> None:
    process = start()
    given = stack(process).arguments
    words = {TOLD: {"import_start_date": "importStartDate"}}
    for provider, inputs in ((PLAN, plan_inputs_of(given)), (INGESTION, ingestion_inputs_of(given, {}))):
        kept, _ = process.check(provider, {}, {**inputs, **words})
        assert (TOLD in kept, "on_delete" in kept) == (False, True)
    late = place.days_ago(-9)
    _, refused = process.check(PLAN, {}, {**plan_inputs_of(given), "import_start_date": late})
    assert [each.split(": ")[1] for each in refused] == [f"importStartDate = '{late}'"]


def test_create_writes_nothing_to_aws(stack: MakeStack, place: Place, shared: Provider) -> None:
    made = stack()
    before = place.last_call()
    inputs = made.checked(PLAN, {}, plan_inputs_of(made.arguments))
    id_, outputs = shared.create(PLAN, inputs)
    assert place.operations(before) == ["ListIntegrations"]
    assert id_ == inputs["token"]
    assert outputs == inputs
    assert not shared.diff(PLAN, id_, outputs, inputs).changes


def test_numbers_that_the_engine_turned_into_floats_are_no_change(stack: MakeStack, shared: Provider) -> None:
    made = stack(batch={"days": 10})
    made.up()
    assert made.planned["batch"] == {"days": 10.0}
    assert made.preview() == []
    assert made.up() == []


def test_another_order_of_keys_and_values_that_are_missing_are_no_change(stack: MakeStack, shared: Provider) -> None:
    made = stack()
    made.up()
    assert made.plan
    backwards = dict(reversed(made.plan.inputs.items()))
    assert not shared.diff(PLAN, made.plan.id, made.plan.outputs, {**backwards, "aws_profile": None}).changes


@pytest.mark.parametrize(
    ("changes", "steps"),
    [
        ({"import_start_date": 90}, ["update plan"]),
        ({"batch": {"days": 5}}, ["update plan", "update ingestion"]),
        ({"resubmit_limit": 1}, ["update ingestion"]),
        ({"bulk": "never"}, ["update plan"]),
        ({"execution_role_arn": f"arn:aws:iam::{ACCOUNT}:role/other"}, ["update plan", "update ingestion"]),
        ({"on_delete": "retain"}, ["update plan", "update ingestion"]),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_a_preview_tells_what_a_change_does_and_changes_nothing(
    stack: MakeStack, place: Place, changes: dict[str, Any], steps: list[str]
) -> None:
    made = stack()
    made.up()
    before = place.last_call()
    if isinstance(days := changes.get("import_start_date"), int):
        changes = {"import_start_date": place.days_ago(days)}
    if "connector" in changes:
        changes = {"connector": {**made.arguments["connector"], **changes["connector"]}}
    assert made.preview(**changes) == steps
    assert place.operations(before) == []


ANOTHER = pytest.mark.parametrize(
    ("changes", "argument", "value"),
    [
        ({"domain_name": "another"}, "domain_name", "from 'amazon-connect-test'"),
        ({"object_type_name": "Mine"}, "object_type_name", "from 'Salesforce-Contact'"),
        ({"connector": {"object": "Account"}}, "connector.object", "from 'Contact'"),
    ],
    ids=["domain", "object type", "object"],
)


def changed(made: Stack, changes: dict[str, Any]) -> dict[str, Any]:
    return {
        key: {**made.arguments[key], **value} if isinstance(value, dict) else value for key, value in changes.items()
    }


@ANOTHER
def test_what_cannot_wait_for_the_end_of_a_load_is_refused(
    stack: MakeStack, place: Place, start: Start, changes: dict[str, Any], argument: str, value: str
) -> None:
    made = stack(start())
    made.up()
    (workflow_id,) = made.state["workflow_ids"]
    # Another process: nobody remembers what the first one did.
    made.restarted(start())
    before = place.existing()
    with pytest.raises(RefusedError) as refused:
        made.preview(**changed(made, changes))
    said = str(refused.value)
    assert said.startswith(f"IntegrationWorkflow: {argument} = ")
    assert said.endswith(
        f"cannot change {value} while workflow {workflow_id} loads history: change it back until that has ended, or "
        "destroy the integration first"
    )
    with pytest.raises(RefusedError, match="cannot change"):
        made.up(**changed(made, changes))
    assert place.existing() == before


@ANOTHER
def test_once_history_is_loaded_another_integration_replaces_it(
    stack: MakeStack, place: Place, changes: dict[str, Any], argument: str, value: str
) -> None:
    del argument, value
    made = stack()
    made.up()
    place.finish()
    assert made.preview(**changed(made, changes)) == ["replace plan", "replace ingestion"]


@ANOTHER
def test_a_load_that_goes_on_without_its_integration_hinders_nobody(
    stack: MakeStack, changes: dict[str, Any], argument: str, value: str
) -> None:
    del argument, value
    made = stack(on_delete="retain")
    made.up()
    assert made.preview(**changed(made, changes)) == ["replace plan", "replace ingestion"]


def test_what_no_longer_matters_is_noted_without_a_call(stack: MakeStack, place: Place) -> None:
    made = stack()
    made.up()
    before, known = place.last_call(), made.known
    role = f"arn:aws:iam::{ACCOUNT}:role/other"
    later = {"import_start_date": place.days_ago(90), "batch": {"days": 5}, "execution_role_arn": role}
    assert made.up(**later) == ["update plan", "update ingestion"]
    assert place.operations(before) == []
    assert made.known == known
    assert made.state["execution_role_arn"] == role
    assert made.preview() == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"execution_role_arn": None},
            "IntegrationWorkflow: execution_role_arn = None: is required: loading Salesforce records since {start} in "
            "batches needs an execution role",
        ),
        (
            {"import_start_date": "2999-01-01"},
            "IntegrationWorkflow: import_start_date = '2999-01-01': must be in the past; it is now ",
        ),
        (
            {"import_start_date": "2010-01-01", "batch": {"days": 1}},
            "IntegrationWorkflow: batch = '{{\"days\": 1}}': makes more than ",
        ),
        (
            {"account": "444455556666"},
            "IntegrationWorkflow: aws_profile = None: the credentials belong to account 111122223333, but the aws "
            "provider works in 444455556666",
        ),
        (
            {"aws_profile": "nobody"},
            "IntegrationWorkflow: aws_profile = 'nobody': no usable AWS credentials: The config profile (nobody) could "
            "not be found",
        ),
    ],
)
def test_check_refuses_in_one_line_before_anything_changes(
    stack: MakeStack, place: Place, changes: dict[str, Any], reason: str
) -> None:
    made = stack(**changes)
    before = place.last_call()
    with pytest.raises(RefusedError) as refused:
        made.up()
    expected = reason.format(start=f"{made.arguments['import_start_date']}T00:00:00Z")
    assert str(refused.value).startswith(expected)
    assert "\n" not in str(refused.value)
    assert place.operations(before) == []


def test_what_other_resources_still_have_to_make_does_not_keep_a_plan_from_being_made(
    stack: MakeStack, shared: Provider
) -> None:
    news = plan_inputs_of({**stack().arguments, "kms_key_arn": UNKNOWN, "execution_role_arn": UNKNOWN})
    inputs, failures = shared.check(PLAN, {}, news)
    assert failures == []
    assert inputs["mode"] == "workflow"
    assert inputs["kms_key_arn"] == inputs["execution_role_arn"] == UNKNOWN


@pytest.mark.parametrize("key", ["domain_name", "region", "account", "import_start_date", "batch"])
def test_without_the_rest_there_is_no_plan_yet(stack: MakeStack, shared: Provider, key: str) -> None:
    news = {**plan_inputs_of(stack().arguments), key: UNKNOWN}
    inputs, failures = shared.check(PLAN, {}, news)
    assert failures == []
    assert inputs[key] == UNKNOWN
    assert set(inputs) & set(PINS) == set()


def test_an_ingestion_takes_unknown_pins_at_preview(stack: MakeStack, shared: Provider) -> None:
    made = stack()
    news = {**ingestion_inputs_of(made.arguments, dict.fromkeys(PINS, UNKNOWN))}
    assert shared.check(INGESTION, {}, news) == ({key: value for key, value in news.items() if value is not None}, [])


def test_an_unknown_input_of_an_existing_plan_is_no_replacement(stack: MakeStack, shared: Provider) -> None:
    made = stack()
    made.up()
    assert made.plan
    given = plan_inputs_of(made.arguments)
    assert "import_start_date" in given
    for key in given:
        inputs, _ = shared.check(PLAN, made.plan.inputs, {**given, key: UNKNOWN})
        assert (key, shared.diff(PLAN, made.plan.id, made.plan.outputs, inputs).replaces) == (key, [])


def test_a_key_that_is_unknown_at_preview_is_no_replacement_yet(stack: MakeStack, shared: Provider) -> None:
    made = stack()
    made.up()
    assert made.plan
    inputs, _ = shared.check(PLAN, made.plan.inputs, {**plan_inputs_of(made.arguments), "kms_key_arn": UNKNOWN})
    assert shared.diff(PLAN, made.plan.id, made.plan.outputs, inputs).replaces == []


def test_region_and_account_of_the_configuration_do_not_matter_but_its_credentials_do(
    stack: MakeStack, start: Start
) -> None:
    keys = {"aws:accessKey": "444455556666", "aws:secretKey": "local", "aws:region": "eu-central-1"}
    made = stack(start(configuration=keys))
    with pytest.raises(RefusedError, match="the credentials belong to account 444455556666"):
        made.up()
    made.arguments["account"] = "444455556666"
    assert made.checked(PLAN, {}, plan_inputs_of(made.arguments))["account"] == "444455556666"


@pytest.mark.parametrize(
    ("changes", "argument", "here"),
    [
        ({"account": "444455556666"}, "account = '444455556666'", "account 444455556666 in us-east-1"),
        ({"region": "eu-central-1"}, "region = 'eu-central-1'", f"account {ACCOUNT} in eu-central-1"),
    ],
)
def test_what_is_deployed_stays_in_its_account_and_region(
    stack: MakeStack, place: Place, shared: Provider, changes: dict[str, Any], argument: str, here: str
) -> None:
    made = stack()
    made.up()
    assert made.plan
    assert made.ingestion
    before = place.last_call()
    deployed = f"account {ACCOUNT} in us-east-1"
    reason = (
        f"IntegrationWorkflow: {argument}: deployed in {deployed}, but the aws provider works in {here}. Go back to "
        f"{deployed}; another account or Region takes a stack of its own, or `pulumi destroy` of this one first "
        "(docs/names.md)"
    )
    for provider, olds in ((PLAN, made.plan.inputs), (INGESTION, made.ingestion.inputs)):
        assert shared.check(provider, olds, {**olds, **changes})[1] == [reason]
        assert shared.check(provider, olds, {**olds, **dict.fromkeys(changes, UNKNOWN)})[1] == []
    assert place.operations(before) == []


def test_nothing_is_read_or_deleted_with_credentials_of_another_account(
    stack: MakeStack, place: Place, start: Start
) -> None:
    made = stack()
    made.up()
    made.restarted(start(configuration=ELSEWHERE))
    assert_left_alone(place, made.refresh, made.destroy)


def test_a_provider_that_is_gone_is_an_error_of_the_call(stack: MakeStack, start: Start) -> None:
    """That these tests notice a dead process."""
    provider = start()
    provider._process.kill()
    with pytest.raises(ProviderError):
        stack(provider).up()


def recent_plans(made: Stack, *objects: str) -> Iterator[dict[str, Any]]:
    """The inputs of integrations without batches of one program."""
    for each in objects:
        connector = {**made.arguments["connector"], "object": each}
        yield plan_inputs_of({**made.arguments, "connector": connector, "bulk": "never"})


def test_a_flow_that_there_is_not_is_refused_before_anything_is_changed(
    stack: MakeStack, place: Place, here: InProcess
) -> None:
    made = stack(here, flow_limit=2)
    before = place.last_call()
    *fit, too_many = recent_plans(made, "Contact", "Account", "Asset")
    for each in fit:
        made.checked(PLAN, {}, each)
    with pytest.raises(RefusedError) as refused:
        made.checked(PLAN, {}, too_many)
    assert str(refused.value) == (
        "IntegrationWorkflow: flow_limit = 2: the account has 2 flows with those that are added before this one, and "
        "the ongoing integration needs one; delete unused flows, or raise the quota and set `flow_limit`"
    )
    assert {*place.operations(before)} == {"ListIntegrations"}


def test_a_plan_that_takes_the_place_of_another_has_its_flow(stack: MakeStack, place: Place, here: InProcess) -> None:
    made = stack(here, flow_limit=2, import_start_date=place.days_ago(30))
    made.up()
    contact, asset, account = recent_plans(made, "Contact", "Asset", "Account")
    MEMORY.forget()
    made.checked(PLAN, {}, asset)
    assert made.plan
    # The engine asks twice of a replacement, the second time without what is in state.
    made.checked(PLAN, {**made.plan.inputs, **contact}, account)
    made.checked(PLAN, {}, account)


def test_a_full_domain_is_one_warning_because_its_quota_may_have_been_raised(
    stack: MakeStack,
    place: Place,
    here: InProcess,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(quotas, "INTEGRATION_LIMIT", 2)
    made = stack(here)
    for each in recent_plans(made, "Contact", "Account", "Asset"):
        made.checked(PLAN, {}, each)
    assert [line for line in capsys.readouterr().out.splitlines() if "integrations" in line] == [
        f"warning: domain {DOMAIN} has 2 integrations with those that are added before this one: AWS allows 2 unless "
        "it has raised the quota, and refuses more of them in the update"
    ]
