"""The table of causes: what may be wrong with an ingestion, what shows it, and what to do about it. Pure.

The messages of failed batches and runs are in the table of `ingestion.failures`, whose patterns and remedies are used
here as well.
"""

from ...ingestion import failures
from . import evidence, role_evidence
from .cause import Certainty, DiagnosisCause
from .facts import DomainFacts, IntegrationFacts
from .key_causes import KEY, KEY_CAUSES, NO_SUCCESS, UP

REPAIR = "customer-profiles watch --repair"
RESUBMIT = "customer-profiles resubmit {name}"
REESTABLISH = "customer-profiles reestablish {name}"
START = "aws appflow start-flow --flow-name {flow} --region {region}"


def _in_words(name: str, wrong: str, command: str = REPAIR) -> DiagnosisCause:
    """A cause that the messages of failed batches and runs show."""
    remedy = next(each.remedy for each in failures.CAUSES if each.name == name)
    return DiagnosisCause(
        name, IntegrationFacts, wrong, Certainty.LIKELY, remedy, command, evidence.said(name), NO_SUCCESS
    )


CAUSES = (
    # The domain
    DiagnosisCause(
        "domain_missing",
        DomainFacts,
        "The domain does not exist.",
        Certainty.CERTAIN,
        "Create it again. The profiles that were in it are lost.",
        UP,
        evidence.domain_missing,
        ("integration_missing", "connector_profile", *KEY),
    ),
    *KEY_CAUSES,
    DiagnosisCause(
        "queue_missing",
        DomainFacts,
        "The domain's dead-letter queue does not exist: objects that cannot be ingested are lost.",
        Certainty.CERTAIN,
        "Create the queue again under the same name, with its policy.",
        UP,
        evidence.queue_missing,
    ),
    DiagnosisCause(
        "queue_policy",
        DomainFacts,
        "The dead-letter queue's policy does not admit Customer Profiles: objects that cannot be ingested are lost.",
        Certainty.LIKELY,
        "Restore the queue's policy; `pulumi up` does so for a queue of this library.",
        UP,
        evidence.queue_refuses,
    ),
    DiagnosisCause(
        "queue_key",
        DomainFacts,
        "Customer Profiles cannot use the key of the dead-letter queue: objects that cannot be ingested are lost.",
        Certainty.LIKELY,
        "Allow profile.amazonaws.com kms:GenerateDataKey and kms:Decrypt with a key that exists.",
        UP,
        evidence.queue_key_refuses,
    ),
    DiagnosisCause(
        "dead_letters",
        DomainFacts,
        "Objects could not be ingested and wait in the dead-letter queue.",
        Certainty.CERTAIN,
        "Look at their errors, remove the cause, and redrive them.",
        "customer-profiles dead-letters triage",
        evidence.letters_wait,
    ),
    DiagnosisCause(
        "failure_queue",
        DomainFacts,
        "Objects could not be ingested, and SQS has moved their letters to the failure queue.",
        Certainty.CERTAIN,
        "Look at their errors, remove the cause, and redrive them from there.",
        "customer-profiles dead-letters redrive --queue {failure_queue} --parked",
        evidence.letters_failed,
    ),
    DiagnosisCause(
        "association_without_prefix",
        DomainFacts,
        "Agents of a Connect instance may be refused: the domain's name does not begin with amazon-connect-.",
        Certainty.POSSIBLE,
        "Associate the instance again in the Connect console (Customer profiles, Update permissions), or use a domain "
        "whose name begins with amazon-connect-.",
        "",
        evidence.agents_refused,
    ),
    # The execution role
    DiagnosisCause(
        "role_missing",
        IntegrationFacts,
        "The execution role does not exist, and there is history to load.",
        Certainty.CERTAIN,
        "Create the role again.",
        UP,
        role_evidence.role_missing,
        ("permission", "transient", *NO_SUCCESS),
    ),
    DiagnosisCause(
        "role_trust",
        IntegrationFacts,
        "Customer Profiles may not assume the execution role.",
        Certainty.LIKELY,
        "Restore the role's trust policy; if it is as deployed, set trust of ExecutionRole to none: AWS does not "
        "document which condition keys the service sends.",
        UP,
        role_evidence.role_not_assumable,
        ("permission", "transient", *NO_SUCCESS),
    ),
    DiagnosisCause(
        "role_permissions",
        IntegrationFacts,
        "The execution role lacks permissions that are needed to load history.",
        Certainty.CERTAIN,
        "Restore the role's policy, or allow what is missing.",
        UP,
        role_evidence.role_lacks,
        # A missing permission on a key produces the same message as a key that cannot be used.
        ("key", "permission", *NO_SUCCESS),
    ),
    # The connection
    DiagnosisCause(
        "connector_profile_missing",
        IntegrationFacts,
        "The AppFlow connector profile does not exist.",
        Certainty.CERTAIN,
        next(each.remedy for each in failures.CAUSES if each.name == "connector_profile"),
        "",
        evidence.connector_profile_missing,
        ("connector_profile", "credentials", "transient", *NO_SUCCESS),
    ),
    # Batches and runs
    DiagnosisCause(
        "rounds_used_up",
        IntegrationFacts,
        "Failed batches are not resubmitted any more: all rounds are used up.",
        Certainty.CERTAIN,
        "Remove what made them fail, then load them once more.",
        RESUBMIT,
        evidence.rounds_used_up,
        ("transient", "too_many_records", "range", "daily_quota"),
    ),
    DiagnosisCause(
        "daily_quota",
        IntegrationFacts,
        "The source's quota of a day is used up.",
        Certainty.LIKELY,
        failures.DAILY_QUOTA.remedy,
        "",
        evidence.daily_quota,
        NO_SUCCESS,
    ),
    DiagnosisCause(
        "run_too_long",
        IntegrationFacts,
        "A run took longer than the 48 hours that AppFlow allows.",
        Certainty.LIKELY,
        failures.OVER_LIMIT.remedy,
        REPAIR,
        evidence.run_too_long,
        NO_SUCCESS,
    ),
    _in_words("too_many_records", "A batch or run has more records than the source delivers in one run."),
    _in_words("credentials", "The source refuses the credentials of the connector profile."),
    _in_words("connector_profile", "The connection of the connector profile is gone.", ""),
    _in_words("key", "Customer Profiles or AppFlow cannot use the KMS key."),
    _in_words("permission", "Access is denied: by AWS to the execution role, or by the source to its user.", RESUBMIT),
    _in_words("source_setting", "A setting of the source forbids the export.", RESUBMIT),
    _in_words("field", "A field or object does not exist at the source or in the domain.", RESUBMIT),
    _in_words("file", "A file or bucket cannot be read.", ""),
    _in_words("range", "A batch or run covers more time than the source exports at once."),
    _in_words("quota", "A quota of flows or integrations is used up.", RESUBMIT),
    _in_words("transient", "Batches or runs failed for a reason that should clear by itself."),
    # The ongoing integration
    DiagnosisCause(
        "integration_missing",
        IntegrationFacts,
        "The ongoing integration is missing: changes at the source do not arrive.",
        Certainty.CERTAIN,
        "Re-establish it from the last successful pull.",
        REESTABLISH,
        evidence.integration_missing,
    ),
    DiagnosisCause(
        "flow_expired",
        IntegrationFacts,
        "The flow has expired: it was not integrated within 14 days, or AppFlow has retired it.",
        Certainty.CERTAIN,
        "Create the flow again; `pulumi up` replaces an expired flow of `ExternalApplication`.",
        UP,
        evidence.flow_expired,
        NO_SUCCESS,
        UP,
    ),
    DiagnosisCause(
        "flow_not_integrated",
        IntegrationFacts,
        "The flow is not integrated with the domain: nothing arrives, and after 14 days it expires.",
        Certainty.CERTAIN,
        "Integrate it; `pulumi up` does so for a flow of `ExternalApplication`.",
        UP,
        evidence.flow_not_integrated,
        NO_SUCCESS,
        UP,
    ),
    DiagnosisCause(
        "flow_draft",
        IntegrationFacts,
        "The flow was never started: changes at the source do not arrive.",
        Certainty.CERTAIN,
        "Start it.",
        UP,
        evidence.flow_draft,
        foreign_command=START,
    ),
    DiagnosisCause(
        "flow_deactivated",
        IntegrationFacts,
        "AppFlow has deactivated the flow because its runs failed.",
        Certainty.LIKELY,
        "Remove the cause of the failed runs, then establish the integration again.",
        REESTABLISH,
        evidence.flow_deactivated,
        ("transient", *NO_SUCCESS),
        START,
    ),
    DiagnosisCause(
        "flow_suspended",
        IntegrationFacts,
        "Somebody has stopped the flow: changes at the source do not arrive.",
        Certainty.LIKELY,
        "Establish the integration again: it continues where the stopped flow ended.",
        REESTABLISH,
        evidence.flow_suspended,
        foreign_command=START,
    ),
    DiagnosisCause(
        "no_recent_success",
        IntegrationFacts,
        "The flow is active, but has had no successful run for several periods of its schedule.",
        Certainty.LIKELY,
        "If the AppFlow console shows no waiting run, establish the integration again.",
        REESTABLISH,
        evidence.no_recent_success,
    ),
)
"""All causes, in the order in which findings are shown: a cause before its consequences."""
