"""Each cause: the failure in the local cloud, the diagnosis, the repair that it names, healthy again."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from connect_customer_profiles import names
from connect_customer_profiles.ingestion import failures
from connect_customer_profiles.ingestion.memory import MEMORY
from connect_customer_profiles.operations.diagnosis.causes import CAUSES

from localcloud.aws.customer_profiles.workflow_engine import LONGEST_RUN_SECONDS
from tests.operations.deployment import Deployment
from tests.operations.scene import QUEUE, QUEUE_ARN, Scene, statement
from tests.provider.place import ACCOUNT, DAY, DOMAIN, REGION, Place

Deploy = Callable[..., Deployment]
INSTANCE_ROLE = "AWSServiceRoleForAmazonConnect"


@pytest.fixture
def deploy(deployment: Deploy, place: Place, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Scene]:
    MEMORY.forget()
    return lambda **changes: Scene.made(place, deployment, **changes)


@pytest.fixture
def loaded(deploy: Callable[..., Scene]) -> Scene:
    """All history is loaded, the ongoing integration runs every 15 minutes."""
    scene = deploy()
    scene.load()
    assert scene.found == []
    return scene


class TestHealthy:
    def test_while_history_is_loaded_nothing_is_wrong(self, deploy: Callable[..., Scene]) -> None:
        scene = deploy()
        assert scene.found == []
        scene.pass_hours(0.1)
        scene.refresh()
        assert scene.deployed.only.state["status"] == "IN_PROGRESS"
        assert scene.found == []

    def test_for_a_week_nothing_is_wrong(self, loaded: Scene) -> None:
        for _ in range(7):
            loaded.pass_hours(24)
            assert loaded.found == []

    def test_without_batches_nothing_is_wrong(self, deploy: Callable[..., Scene], place: Place) -> None:
        scene = deploy(import_start_date=place.days_ago(20))
        scene.pass_hours(2)
        scene.refresh()
        assert scene.found == []

    def test_a_role_is_not_accused_over_a_connection_that_aws_alone_does_not_name(
        self, deploy: Callable[..., Scene]
    ) -> None:
        scene = deploy()
        scene.set_role_policy(scene.documented_role_policy())
        assert scene.found == []
        assert scene.diagnosis(stack=False).findings == ()

    def test_what_aws_alone_tells_is_healthy_too(self, loaded: Scene) -> None:
        assert loaded.diagnosis(stack=False).findings == ()

    def test_the_message_that_tries_the_queue_out_is_no_dead_letter(self, loaded: Scene) -> None:
        sqs = loaded.client("sqs")
        sqs.purge_queue(QueueUrl=loaded.queue)
        sqs.send_message(QueueUrl=loaded.queue, MessageBody="test")
        assert loaded.found == []
        sqs.send_message(QueueUrl=loaded.queue, MessageBody="{}")
        [finding] = loaded.diagnosis().findings
        expected = ("about 2 messages wait", "no object type: no message")
        assert (finding.cause.name, finding.evidence) == ("dead_letters", expected)

    def test_a_letter_with_an_error_is_no_test_whatever_it_lacks(self, loaded: Scene) -> None:
        sqs = loaded.client("sqs")
        sqs.purge_queue(QueueUrl=loaded.queue)
        error = {"Message": {"DataType": "String", "StringValue": "no profile"}}
        sqs.send_message(QueueUrl=loaded.queue, MessageBody="{}", MessageAttributes=error)
        [finding] = loaded.diagnosis().findings
        assert finding.evidence == ("about 1 message waits", "no object type: no profile")


def commands_order(command: str) -> list[str]:
    """The keys whose deletion a command cancels, in its order."""
    return re.findall(r"cancel-key-deletion --key-id (\S+)", command)


class TestKey:
    def test_disabled(self, loaded: Scene) -> None:
        loaded.client("kms").disable_key(KeyId=loaded.key_id)
        assert loaded.found == ["key_disabled"]
        loaded.pass_hours(2)
        [finding] = loaded.diagnosis().findings
        assert (finding.cause.name, finding.consequences) == ("key_disabled", ("dead_letters",))
        assert finding.command == f"aws kms enable-key --key-id {loaded.key_id} --region us-east-1"
        loaded.client("kms").enable_key(KeyId=loaded.key_id)
        assert loaded.found == ["dead_letters"]
        loaded.empty_queue()
        assert loaded.found == []

    def test_pending_deletion(self, loaded: Scene) -> None:
        loaded.client("kms").schedule_key_deletion(KeyId=loaded.key_id, PendingWindowInDays=7)
        [finding] = loaded.diagnosis().findings
        assert finding.cause.name == "key_pending_deletion"
        assert finding.command.startswith("aws kms cancel-key-deletion --key-id")
        assert "&& aws kms enable-key --key-id" in finding.command
        loaded.client("kms").cancel_key_deletion(KeyId=loaded.key_id)
        assert loaded.found == ["key_disabled"]
        loaded.client("kms").enable_key(KeyId=loaded.key_id)
        assert loaded.found == []

    def test_one_that_the_domain_had_before(self, loaded: Scene) -> None:
        kms = loaded.client("kms")
        former = kms.create_key(Description=f"Customer Profiles domain {DOMAIN}")["KeyMetadata"]
        kms.create_key(Description="Customer Profiles domain another")
        assert loaded.found == []
        kms.schedule_key_deletion(KeyId=former["KeyId"], PendingWindowInDays=7)
        [finding] = loaded.diagnosis().findings
        assert finding.cause.name == "former_key"
        assert finding.evidence == (f"the state of {former['Arn']} is PendingDeletion",)
        assert finding.command == (
            f"aws kms cancel-key-deletion --key-id {former['KeyId']} --region us-east-1; "
            f"aws kms enable-key --key-id {former['KeyId']} --region us-east-1"
        )
        kms.cancel_key_deletion(KeyId=former["KeyId"])
        assert loaded.found == ["former_key"]
        kms.enable_key(KeyId=former["KeyId"])
        assert loaded.found == []

    def test_one_of_somebody_else_that_nothing_but_policy_or_stack_names(self, loaded: Scene) -> None:
        kms, profiles = loaded.client("kms"), loaded.client("customer-profiles")
        others = json.loads(kms.get_key_policy(KeyId=loaded.key, PolicyName="default")["Policy"])
        for each_statement in others["Statement"]:
            for arns in each_statement.get("Condition", {}).get("ArnLike", {}).values():
                arns[:] = [each.replace(DOMAIN, f"{DOMAIN}-2") for each in arns]
        foreign = kms.create_key(Policy=json.dumps(others))["KeyMetadata"]["KeyId"]
        kms.disable_key(KeyId=foreign)
        present = kms.create_key()["KeyMetadata"]["Arn"]
        profiles.update_domain(DomainName=DOMAIN, DefaultEncryptionKey=present)
        kms.schedule_key_deletion(KeyId=loaded.key_id, PendingWindowInDays=7)
        evidence = (f"the state of {loaded.key} is PendingDeletion",)

        def told(*, stack: bool) -> list[tuple[str, ...]]:
            found = loaded.diagnosis(stack=stack).findings
            return [each.evidence for each in found if each.cause.name == "former_key"]

        assert (told(stack=True), told(stack=False)) == ([evidence], [evidence])
        kms.put_key_policy(
            KeyId=loaded.key, PolicyName="default", Policy=json.dumps({**others, "Statement": others["Statement"][:1]})
        )
        assert told(stack=True) == [evidence]

    def test_missing(self, loaded: Scene) -> None:
        from localcloud.aws import directory

        keys = directory.backend("kms", ACCOUNT, REGION).keys
        key = keys.pop(loaded.key_id)
        assert loaded.found == ["key_missing"]
        keys[key.id] = key
        assert loaded.found == []

    @pytest.mark.parametrize(
        "policy",
        [
            statement(Effect="Allow", Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:role/x"}, Action="*", Resource="*"),
            statement(
                Effect="Allow",
                Principal={"Service": names.SERVICE_PRINCIPAL},
                Action="kms:*",
                Resource="*",
                Condition={"ArnLike": {"aws:SourceArn": "arn:aws:profile:*:*:domains/another"}},
            ),
            statement(
                Effect="Allow", Principal={"Service": names.SERVICE_PRINCIPAL}, Action="kms:Decrypt", Resource="*"
            ),
        ],
        ids=["nobody", "another domain", "too few actions"],
    )
    def test_policy_keeps_the_service_out(self, loaded: Scene, policy: str) -> None:
        loaded.client("kms").put_key_policy(
            KeyId=loaded.key, PolicyName="default", Policy=policy, BypassPolicyLockoutSafetyCheck=True
        )
        assert loaded.found == ["key_access"]
        loaded.guard_key()
        assert loaded.found == []


class TestQueue:
    @pytest.mark.parametrize(
        "policy",
        [
            statement(Effect="Allow", Principal={"AWS": ACCOUNT}, Action="sqs:*", Resource=QUEUE_ARN),
            statement(
                Effect="Allow",
                Principal={"Service": names.SERVICE_PRINCIPAL},
                Action="sqs:SendMessage",
                Resource=QUEUE_ARN,
                Condition={"StringEquals": {"aws:SourceAccount": "999999999999"}},
            ),
            statement(Effect="Deny", Principal="*", Action="sqs:*", Resource=QUEUE_ARN),
        ],
        ids=["another principal", "another account", "denied"],
    )
    def test_policy_broken(self, loaded: Scene, policy: str) -> None:
        loaded.set_queue_policy(policy)
        assert loaded.found == ["queue_policy"]
        loaded.guard_queue()
        assert loaded.found == []

    def test_missing(self, loaded: Scene) -> None:
        loaded.client("sqs").delete_queue(QueueUrl=loaded.queue)
        assert loaded.found == ["queue_missing"]
        loaded.client("sqs").create_queue(QueueName=QUEUE)
        loaded.guard_queue()
        assert loaded.found == []

    def test_key_of_the_queue_is_of_no_use(self, loaded: Scene) -> None:
        key = loaded.client("kms").create_key()["KeyMetadata"]["KeyId"]
        loaded.client("sqs").set_queue_attributes(QueueUrl=loaded.queue, Attributes={"KmsMasterKeyId": key})
        loaded.guard_queue()
        assert loaded.found == ["queue_key"]
        policy = statement(
            Effect="Allow",
            Principal={"Service": names.SERVICE_PRINCIPAL},
            Action=["kms:GenerateDataKey", "kms:Decrypt"],
            Resource="*",
        )
        loaded.client("kms").put_key_policy(
            KeyId=key, PolicyName="default", Policy=policy, BypassPolicyLockoutSafetyCheck=True
        )
        assert loaded.found == []
        loaded.client("kms").disable_key(KeyId=key)
        [finding] = loaded.diagnosis().findings
        assert finding.cause.name == "queue_key_disabled"
        assert finding.command == f"aws kms enable-key --key-id {key} --region us-east-1"
        loaded.client("kms").enable_key(KeyId=key)
        assert loaded.found == []

    def test_every_key_that_is_pending_deletion_has_its_command(self, loaded: Scene) -> None:
        kms = loaded.client("kms")
        key = kms.create_key()["KeyMetadata"]["KeyId"]
        loaded.client("sqs").set_queue_attributes(QueueUrl=loaded.queue, Attributes={"KmsMasterKeyId": key})
        loaded.guard_queue()
        former = [kms.create_key(Description=f"Customer Profiles domain {DOMAIN}")["KeyMetadata"] for _ in range(2)]
        for each in (loaded.key_id, key, *(each["KeyId"] for each in former)):
            kms.schedule_key_deletion(KeyId=each, PendingWindowInDays=7)
        found = {each.cause.name: each.command for each in loaded.diagnosis().findings}
        assert found == {
            name: joined.join(
                f"aws kms cancel-key-deletion --key-id {each} --region us-east-1{between}"
                f"aws kms enable-key --key-id {each} --region us-east-1"
                for each in keys
            )
            for name, keys, between, joined in (
                ("key_pending_deletion", [loaded.key_id], " && ", ""),
                ("queue_key_pending_deletion", [key], " && ", ""),
                ("former_key", commands_order(found["former_key"]), "; ", "; "),
            )
        }
        assert set(commands_order(found["former_key"])) == {each["KeyId"] for each in former}

    def test_mapping_errors_wait(self, loaded: Scene) -> None:
        unlinked = {"Id": None}
        loaded.source(records=[{"fields": unlinked}])
        loaded.pass_hours(1)
        [finding] = loaded.diagnosis().findings
        assert finding.cause.name == "dead_letters"
        assert finding.evidence[0] == "about 2 messages wait"
        assert finding.evidence[1].startswith("Salesforce-Contact: The UNIQUE key or PROFILE key does not exist")
        assert finding.command == "customer-profiles dead-letters triage"
        loaded.client("sqs").purge_queue(QueueUrl=loaded.queue)
        assert loaded.found == []

    def test_letters_were_delivered_too_often(self, loaded: Scene) -> None:
        sqs, failures = loaded.client("sqs"), loaded.client("sqs").create_queue(QueueName="failures")["QueueUrl"]
        target = names.queue_arn(REGION, ACCOUNT, "failures")
        policy = json.dumps({"deadLetterTargetArn": target, "maxReceiveCount": 1})
        sqs.purge_queue(QueueUrl=loaded.queue)
        sqs.set_queue_attributes(QueueUrl=loaded.queue, Attributes={"RedrivePolicy": policy})
        sqs.send_message(QueueUrl=failures, MessageBody="the message of CreateDomain")
        assert loaded.found == []
        of_type = {"ObjectTypeName": {"DataType": "String", "StringValue": "Person"}}
        sqs.send_message(QueueUrl=failures, MessageBody="{}", MessageAttributes=of_type)
        assert loaded.found == ["failure_queue"]


class TestRole:
    """The role of a workflow that has still history to load."""

    @pytest.fixture
    def loading(self, deploy: Callable[..., Scene]) -> Scene:
        return deploy()

    def test_lacks_permissions(self, loading: Scene) -> None:
        lean = statement(Effect="Allow", Action="appflow:*", Resource="*")
        loading.set_role_policy(lean)
        loading.load()
        [finding] = loading.diagnosis().findings
        assert (finding.cause.name, finding.consequences) == ("role_permissions", ("key",))
        assert finding.evidence == (
            f"arn:aws:iam::{ACCOUNT}:role/loader may not kms:CreateGrant, kms:ListGrants, profile:DeleteIntegration, "
            "profile:PutIntegration, profile:TagResource",
        )
        loading.set_role_policy(loading.documented_role_policy())
        self.repaired(loading)

    @pytest.mark.parametrize("lacking", ["boundary", "another profile", "denied"])
    def test_is_limited_otherwise(self, loading: Scene, lacking: str) -> None:
        iam = loading.client("iam")
        if lacking == "boundary":
            document = statement(Effect="Allow", Action="appflow:*", Resource="*")
            arn = iam.create_policy(PolicyName="boundary", PolicyDocument=document)["Policy"]["Arn"]
            iam.put_role_permissions_boundary(RoleName="loader", PermissionsBoundary=arn)
        elif lacking == "denied":
            document = statement(Effect="Deny", Action="appflow:StartFlow", Resource="*")
            iam.put_role_policy(RoleName="loader", PolicyName="deny", PolicyDocument=document)
        else:
            loading.set_role_policy(
                loading.documented_role_policy().replace("connectorprofile/salesforce", "connectorprofile/another")
            )
        loading.load()
        assert loading.found == ["role_permissions"]
        if lacking == "boundary":
            iam.delete_role_permissions_boundary(RoleName="loader")
        elif lacking == "denied":
            iam.delete_role_policy(RoleName="loader", PolicyName="deny")
        else:
            loading.set_role_policy(loading.documented_role_policy())
        self.repaired(loading)

    def test_cannot_be_assumed(self, loading: Scene) -> None:
        iam = loading.client("iam")
        trust = iam.get_role(RoleName="loader")["Role"]["AssumeRolePolicyDocument"]
        another = statement(Effect="Allow", Principal={"Service": "lambda.amazonaws.com"}, Action="sts:AssumeRole")
        iam.update_assume_role_policy(RoleName="loader", PolicyDocument=another)
        loading.load()
        assert loading.found == ["role_trust"]
        import json

        iam.update_assume_role_policy(RoleName="loader", PolicyDocument=json.dumps(trust))
        self.repaired(loading)

    def test_b8_cannot_be_assumed_under_its_conditions(self, loading: Scene) -> None:
        loading.place.control.behaviours(workflow_source_account_sent=False)
        loading.load()
        assert "role_trust" in loading.found

    def test_is_gone(self, loading: Scene) -> None:
        iam = loading.client("iam")
        iam.delete_role_policy(RoleName="loader", PolicyName="ingestion")
        iam.delete_role(RoleName="loader")
        loading.load()
        assert loading.found == ["role_missing"]
        loading.place.role("loader", loading.key)
        self.repaired(loading)

    @staticmethod
    def repaired(scene: Scene) -> None:
        MEMORY.forget()
        scene.up()
        scene.load()
        assert scene.found == []


class TestWordsOfBatches:
    """What a workflow fails from in the service's own words."""

    MESSAGES = (
        ("credentials", "INVALID_SESSION_ID: expired access/refresh token"),
        ("key", "KMS key is invalid"),
        ("permission", "User is not authorized to perform appflow:StartFlow"),
        ("field", "No such column Foo__c on entity Contact"),
        ("quota", "The limit of 1000 flows is reached"),
        ("connector_profile", "Connector profile salesforce does not exist"),
        ("source_setting", "API_DISABLED_FOR_ORG: The REST API is not enabled for this Organization."),
    )

    @pytest.mark.parametrize(("cause", "message"), MESSAGES, ids=[each[0] for each in MESSAGES])
    def test_permanent(self, deploy: Callable[..., Scene], cause: str, message: str) -> None:
        scene = deploy()
        scene.place.control.add_fault("step_fails", batch=0, permanent=True, message=message)
        scene.load()
        [finding] = scene.diagnosis().findings
        assert finding.cause.name == cause
        assert finding.evidence[0].endswith(message)
        assert finding.cause.remedy == next(each.remedy for each in failures.CAUSES if each.name == cause)
        scene.up(re_establish="repaired")
        scene.load()
        assert scene.found == []

    @pytest.mark.parametrize(
        ("cause", "message"),
        [
            ("transient", "Service unavailable"),
            ("too_many_records", "The query exceeds the maximum number of rows"),
            ("range", "The date range must be 31 days or fewer"),
        ],
    )
    def test_that_resubmission_repairs(self, deploy: Callable[..., Scene], cause: str, message: str) -> None:
        scene = deploy()
        scene.place.control.add_fault("step_fails", batch=1, permanent=True, message=message)
        scene.place.control.advance(DAY)
        scene.refresh()
        [finding] = scene.diagnosis().findings
        assert (finding.cause.name, finding.command) == (cause, "customer-profiles watch --repair")
        scene.up()
        scene.load()
        assert scene.found == []

    def test_a_quota_of_a_day_says_when_it_is_there_again(self, deploy: Callable[..., Scene]) -> None:
        scene = deploy()
        message = "Error 1029: Export daily quota 500MB exceeded."
        scene.place.control.add_fault("step_fails", batch=1, permanent=True, message=message)
        scene.place.control.advance(DAY)
        scene.refresh()
        [finding] = scene.diagnosis().findings
        assert (finding.cause.name, finding.command) == ("daily_quota", "")
        assert finding.evidence[-1].startswith("the quota is there again at ")

    def test_that_nothing_resubmits_any_more(self, deploy: Callable[..., Scene]) -> None:
        scene = deploy(resubmit_limit=0)
        scene.place.control.add_fault("step_fails", batch=1, permanent=True, message="Service unavailable")
        scene.place.control.advance(DAY)
        scene.refresh()
        [finding] = scene.diagnosis().findings
        assert (finding.cause.name, finding.consequences) == ("rounds_used_up", ("transient",))
        assert finding.command == "customer-profiles resubmit contacts"

    def test_records_beyond_the_limit(self, deploy: Callable[..., Scene]) -> None:
        scene = deploy()
        scene.place.control.behaviours(oversized_batches="fail")
        scene.source(per_day=200_000)
        scene.place.control.advance(DAY)
        scene.refresh()
        assert scene.found == ["too_many_records"]
        scene.place.control.behaviours(run_seconds_per_1000_records=0)
        scene.source(per_day=24)
        scene.up()
        scene.load()
        assert scene.found == []

    def test_runs_of_more_than_48_hours(self, deploy: Callable[..., Scene]) -> None:
        scene = deploy()
        # A record takes so long that a batch of two months takes longer than a run may, and a quarter of it does not.
        per_batch = 61 * 24
        seconds = (LONGEST_RUN_SECONDS * 1.5) / per_batch * 1000
        scene.place.control.behaviours(run_seconds_per_1000_records=seconds)
        scene.place.control.advance(20 * DAY)
        scene.refresh()
        [finding] = scene.diagnosis().findings
        assert finding.cause.name == "run_too_long"
        assert finding.command == "customer-profiles watch --repair"
        scene.up()
        scene.place.control.advance(20 * DAY)
        scene.up()
        scene.load()
        assert scene.found == []


class TestContinuousIntegration:
    def test_deleted_by_hand(self, loaded: Scene) -> None:
        uri = loaded.deployed.only.state["integration_uri"]
        loaded.client("customer-profiles").delete_integration(DomainName=DOMAIN, Uri=uri)
        [finding] = loaded.diagnosis().findings
        assert finding.cause.name == "integration_missing"
        assert finding.command == "customer-profiles reestablish contacts"
        self.repaired(loaded)

    def test_all_was_loaded_and_the_workflow_failed_at_its_end(self, deploy: Callable[..., Scene]) -> None:
        scene = deploy()
        scene.place.control.behaviours(integrations_per_domain=0)
        scene.pass_hours(24)
        scene.refresh()
        [finding] = scene.diagnosis().findings
        [workflow_id] = scene.deployed.only.state["workflow_ids"]
        quota = "The limit of 0 integrations in domain amazon-connect-test is reached"
        assert finding.cause.name == "integration_missing"
        assert finding.evidence == ("the domain has no such integration", f"workflow {workflow_id}: {quota}")
        scene.place.control.behaviours(integrations_per_domain=50)
        self.repaired(scene)

    def test_flow_deleted_by_hand(self, loaded: Scene) -> None:
        loaded.client("appflow").delete_flow(flowName=loaded.flow, forceDelete=True)
        assert loaded.found == ["integration_missing"]
        self.repaired(loaded)

    def test_never_started(self, deploy: Callable[..., Scene]) -> None:
        scene = deploy()
        scene.place.control.behaviours(final_flow_active=False)
        scene.place.control.advance(DAY)
        assert scene.found == ["flow_draft"]
        self.repaired(scene)

    def test_stopped_by_somebody(self, loaded: Scene) -> None:
        loaded.client("appflow").stop_flow(flowName=loaded.flow)
        assert loaded.found == ["flow_suspended"]
        self.repaired(loaded)

    @pytest.mark.parametrize("status", ["Suspended", "Errored"])
    def test_deactivated(self, loaded: Scene, status: str) -> None:
        loaded.place.control.behaviours(failed_runs_deactivate=3, deactivated_flow_status=status)
        loaded.break_runs("Service unavailable", count=9)
        [finding] = loaded.diagnosis().findings
        assert (finding.cause.name, finding.consequences) == ("flow_deactivated", ("transient",))
        assert finding.evidence == (
            f"the status of flow {loaded.flow} is {status}, after 3 failed runs: Service unavailable",
        )
        loaded.place.control.clear_faults()
        self.repaired(loaded)

    @pytest.mark.parametrize(
        ("cause", "message"),
        [
            ("credentials", "expired access/refresh token"),
            ("permission", "insufficient privileges"),
            ("too_many_records", "exceeds the maximum number of records"),
            ("run_too_long", "exceeded the maximum execution time of 48 hours"),
            ("file", "NoSuchBucket: The specified bucket does not exist"),
        ],
    )
    def test_runs_fail(self, loaded: Scene, cause: str, message: str) -> None:
        loaded.break_runs(message, count=4)
        [finding] = loaded.diagnosis().findings
        assert (finding.cause.name, finding.consequences) == (cause, ("no_recent_success",))
        loaded.place.control.clear_faults()
        loaded.pass_hours(1)
        assert loaded.found == []

    def test_connector_profile_is_gone(self, loaded: Scene) -> None:
        loaded.client("appflow").delete_connector_profile(connectorProfileName="salesforce", forceDelete=True)
        assert loaded.found == ["connector_profile_missing"]
        loaded.pass_hours(4)
        [finding] = loaded.diagnosis().findings
        assert finding.consequences == ("connector_profile", "no_recent_success")
        assert finding.command == ""
        loaded.place.control.seed(("salesforce", "Salesforce"), account=ACCOUNT, region=REGION)
        loaded.pass_hours(1)
        assert loaded.found == []

    def test_no_successful_run_for_three_periods(self, loaded: Scene) -> None:
        loaded.place.control.add_fault("run_skipped", flow=loaded.flow, count=100)
        loaded.pass_hours(2)
        assert loaded.found == []
        loaded.pass_hours(1)
        assert loaded.found == ["no_recent_success"]
        loaded.place.control.clear_faults()
        self.repaired(loaded)

    def test_domain_is_gone(self, loaded: Scene, deploy: Callable[..., Scene]) -> None:
        domain = loaded.client("customer-profiles").get_domain(DomainName=DOMAIN)
        loaded.client("customer-profiles").delete_domain(DomainName=DOMAIN)
        assert loaded.found == ["domain_missing"]
        stack = loaded.deployed.only
        stack.refresh()
        assert stack.ingestion is None
        wanted = ("DefaultEncryptionKey", "DefaultExpirationDays", "DeadLetterQueueUrl")
        loaded.client("customer-profiles").create_domain(DomainName=DOMAIN, **{key: domain[key] for key in wanted})
        stack.plan = None
        stack.up()
        loaded.deployed.write()
        loaded.load()
        [finding] = loaded.diagnosis().findings
        assert finding.evidence == ("about 2 messages wait", "no object type: no message")  # each domain's test
        loaded.client("sqs").purge_queue(QueueUrl=loaded.queue)
        assert loaded.found == []

    @staticmethod
    def repaired(scene: Scene) -> None:
        scene.up()
        scene.pass_hours(1)
        scene.refresh()
        assert scene.found == []


class TestFlowsOfOthers:
    """Flows that somebody made in AppFlow for the domain."""

    def made(self, scene: Scene, *, integrate: bool, start: bool = True) -> None:
        shape = scene.client("appflow").describe_flow(flowName=scene.flow)
        wanted = ("sourceFlowConfig", "destinationFlowConfigList", "tasks")
        scheduled = {"scheduleExpression": "rate(1hours)", "dataPullMode": "Incremental"}
        scene.client("appflow").create_flow(
            flowName="hand-made",
            triggerConfig={"triggerType": "Scheduled", "triggerProperties": {"Scheduled": scheduled}},
            **{key: shape[key] for key in wanted},
        )
        if integrate:
            self.integrate(scene)
        if start:
            scene.client("appflow").start_flow(flowName="hand-made")

    @staticmethod
    def integrate(scene: Scene) -> None:
        scene.client("customer-profiles").put_integration(
            DomainName=DOMAIN,
            ObjectTypeName="Salesforce-Contact",
            Uri=names.flow_arn(REGION, ACCOUNT, "hand-made"),
        )

    def test_healthy(self, loaded: Scene) -> None:
        self.made(loaded, integrate=True)
        loaded.pass_hours(2)
        assert loaded.found == []

    def test_not_integrated_then_expired(self, loaded: Scene) -> None:
        self.made(loaded, integrate=False)
        assert loaded.found == ["flow_not_integrated"]
        loaded.pass_hours(14 * 24)
        [finding] = loaded.diagnosis().findings
        assert (finding.cause.name, finding.where) == ("flow_expired", "integration hand-made")
        loaded.client("appflow").delete_flow(flowName="hand-made", forceDelete=True)
        self.made(loaded, integrate=True)
        assert loaded.found == []

    def test_expired_without_a_word(self, loaded: Scene) -> None:
        loaded.place.control.behaviours(unintegrated_flow_expires="silently")
        self.made(loaded, integrate=False)
        loaded.pass_hours(14 * 24)
        assert loaded.found == ["flow_expired"]

    def test_not_started(self, loaded: Scene) -> None:
        self.made(loaded, integrate=True, start=False)
        [finding] = loaded.diagnosis().findings
        assert (finding.cause.name, finding.command) == (
            "flow_draft",
            "aws appflow start-flow --flow-name hand-made --region us-east-1",
        )
        loaded.client("appflow").start_flow(flowName="hand-made")
        assert loaded.found == []


class TestAssociation:
    NAME = "plain-customers"

    @pytest.fixture
    def associated(self, place: Place) -> str:
        connect = place.client("connect")
        instance = connect.create_instance(
            IdentityManagementType="CONNECT_MANAGED",
            InstanceAlias="care",
            InboundCallsEnabled=True,
            OutboundCallsEnabled=True,
        )["Arn"]
        place.client("customer-profiles").create_domain(DomainName=self.NAME, DefaultExpirationDays=366)
        place.client("customer-profiles").put_integration(DomainName=self.NAME, ObjectTypeName="CTR", Uri=instance)
        return str(instance)

    def test_without_the_prefix_until_the_console_has_let_the_instance_in(
        self, place: Place, command: Any, associated: str
    ) -> None:
        iam = place.client("iam")
        iam.create_role(RoleName=INSTANCE_ROLE, AssumeRolePolicyDocument="{}")
        result = command("diagnose", "--domain", self.NAME, "--region", REGION, "--json")
        assert result.code == 1, result.stderr
        [finding] = result.document["findings"]
        assert (finding["cause"], finding["certainty"]) == ("association_without_prefix", "possible")
        assert finding["evidence"] == [f"{associated} may use domains named amazon-connect-… only"]
        policy = statement(Effect="Allow", Action="profile:*", Resource=names.domain_arn(REGION, ACCOUNT, self.NAME))
        iam.put_role_policy(RoleName=INSTANCE_ROLE, PolicyName="console", PolicyDocument=policy)
        assert command("diagnose", "--domain", self.NAME, "--region", REGION).code == 0


def test_every_cause_is_produced_here() -> None:
    """A cause without a failure that shows it is a guess."""
    from pathlib import Path

    text = Path(__file__).read_text()
    assert [each.name for each in CAUSES if f'"{each.name}"' not in text] == []


def test_causes_are_named_once_and_explain_each_other_only() -> None:
    causes = [each.name for each in CAUSES]
    assert len(set(causes)) == len(causes)
    assert {name for each in CAUSES for name in each.explains} <= set(causes)
    assert {each.name for each in failures.CAUSES} <= set(causes)
