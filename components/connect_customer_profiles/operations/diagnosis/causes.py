"""The table of causes: what may be wrong with an ingestion, how that shows, and what to do about it. Pure.

What batches and runs fail from in the service's own words is the table of `ingestion.failures`; its words and remedies
are used here, too.
"""

from ...ingestion import failures
from . import evidence
from .cause import Certainty, DiagnosisCause
from .facts import DomainFacts, IntegrationFacts

REPAIR = "customer-profiles watch --repair"
REESTABLISH = "customer-profiles reestablish {name}"
UP = "pulumi up --refresh"
START = "aws appflow start-flow --flow-name {flow} --region {region}"


def _in_words(name: str, wrong: str, command: str = REPAIR) -> DiagnosisCause:
    """A cause that the words of failed batches and runs tell."""
    remedy = next(each.remedy for each in failures.CAUSES if each.name == name)
    return DiagnosisCause(
        name, IntegrationFacts, wrong, Certainty.LIKELY, remedy, command, evidence.said(name), NO_SUCCESS
    )


NO_SUCCESS = ("no_recent_success",)
KEY = ("key", "dead_letters", "transient", *NO_SUCCESS)

CAUSES = (
    # The domain
    DiagnosisCause(
        "domain_missing",
        DomainFacts,
        "The domain does not exist.",
        Certainty.CERTAIN,
        "Create it again; the profiles that were in it are lost.",
        UP,
        evidence.domain_missing,
        ("integration_missing", "connector_profile", *KEY),
    ),
    DiagnosisCause(
        "key_missing",
        DomainFacts,
        "The domain's KMS key does not exist.",
        Certainty.CERTAIN,
        "Nothing can read the profiles any more: give the domain another key and load history again.",
        "",
        evidence.key_missing,
        KEY,
    ),
    DiagnosisCause(
        "key_disabled",
        DomainFacts,
        "The domain's KMS key is disabled.",
        Certainty.CERTAIN,
        "Enable the key; then load again what failed meanwhile.",
        "aws kms enable-key --key-id {key_id} --region {region}",
        evidence.key_in_state("Disabled"),
        KEY,
    ),
    DiagnosisCause(
        "key_pending_deletion",
        DomainFacts,
        "The domain's KMS key is scheduled for deletion: with it every profile becomes unreadable.",
        Certainty.CERTAIN,
        "Cancel the deletion and enable the key.",
        "aws kms cancel-key-deletion --key-id {key_id} --region {region} && "
        "aws kms enable-key --key-id {key_id} --region {region}",
        evidence.key_in_state("PendingDeletion"),
        KEY,
    ),
    DiagnosisCause(
        "key_access",
        DomainFacts,
        "The policy of the domain's KMS key keeps Customer Profiles out.",
        Certainty.LIKELY,
        "Put the key's policy back; `pulumi up` does for a key of this library.",
        UP,
        evidence.key_refuses,
        KEY,
    ),
    DiagnosisCause(
        "queue_missing",
        DomainFacts,
        "The domain's dead-letter queue does not exist: what cannot be ingested is lost.",
        Certainty.CERTAIN,
        "Create the queue again under the same name, with its policy.",
        UP,
        evidence.queue_missing,
    ),
    DiagnosisCause(
        "queue_policy",
        DomainFacts,
        "The dead-letter queue's policy keeps Customer Profiles out: what cannot be ingested is lost.",
        Certainty.LIKELY,
        "Put the queue's policy back; `pulumi up` does for a queue of this library.",
        UP,
        evidence.queue_refuses,
    ),
    DiagnosisCause(
        "queue_key",
        DomainFacts,
        "Customer Profiles cannot use the key of the dead-letter queue: what cannot be ingested is lost.",
        Certainty.LIKELY,
        "Enable the key and let profile.amazonaws.com do kms:GenerateDataKey and kms:Decrypt with it.",
        UP,
        evidence.queue_key_refuses,
    ),
    DiagnosisCause(
        "dead_letters",
        DomainFacts,
        "Objects could not be ingested and wait in the dead-letter queue.",
        Certainty.CERTAIN,
        "See which errors they have, remove the cause, and put them again.",
        "customer-profiles dead-letters triage",
        evidence.letters_wait,
    ),
    DiagnosisCause(
        "association_without_prefix",
        DomainFacts,
        "Agents of a Connect instance may be refused: the domain's name does not begin with amazon-connect-.",
        Certainty.POSSIBLE,
        "Associate the instance anew in the Connect console (Customer profiles, Update permissions), or use a domain "
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
        evidence.role_missing,
        ("permission", "transient", *NO_SUCCESS),
    ),
    DiagnosisCause(
        "role_trust",
        IntegrationFacts,
        "Customer Profiles may not assume the execution role.",
        Certainty.LIKELY,
        "Put the role's trust policy back.",
        UP,
        evidence.role_not_assumable,
        ("permission", "transient", *NO_SUCCESS),
    ),
    DiagnosisCause(
        "role_permissions",
        IntegrationFacts,
        "The execution role lacks permissions that loading history takes.",
        Certainty.CERTAIN,
        "Put the role's policy back, or allow what is missing.",
        UP,
        evidence.role_lacks,
        # What it may not do with a key reads like a key that cannot be used.
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
        "run_too_long",
        IntegrationFacts,
        "A run took longer than the 48 hours that AppFlow allows.",
        Certainty.LIKELY,
        failures.OVER_LIMIT.remedy,
        REPAIR,
        evidence.run_too_long,
        NO_SUCCESS,
    ),
    _in_words("too_many_records", "A batch or run has more records than the source gives out in one run."),
    _in_words("credentials", "The source refuses the credentials of the connector profile."),
    _in_words("connector_profile", "The connection of the connector profile is gone.", ""),
    _in_words("key", "Customer Profiles or AppFlow cannot use the KMS key."),
    _in_words("permission", "Somebody refuses access: AWS to the execution role, or the source to its user."),
    _in_words("field", "A field or object is not there at the source, or in the domain."),
    _in_words("quota", "A quota of flows or integrations is used up."),
    _in_words("transient", "Batches or runs failed for no reason that would last."),
    # The continuous integration
    DiagnosisCause(
        "integration_missing",
        IntegrationFacts,
        "The continuous integration is missing: changes at the source do not arrive.",
        Certainty.CERTAIN,
        "Establish it again, from the last successful pull on.",
        REESTABLISH,
        evidence.integration_missing,
    ),
    DiagnosisCause(
        "flow_expired",
        IntegrationFacts,
        "The flow has expired: it was not integrated within 14 days, or AppFlow has retired it.",
        Certainty.CERTAIN,
        "Make the flow again; `pulumi up` replaces an expired flow of `ExternalApplication`.",
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
        "Integrate it; `pulumi up` does with a flow of `ExternalApplication`.",
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
        "Remove what the runs failed from, then establish the integration again.",
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
        "Establish the integration again: it pulls from where the stopped flow had got to.",
        REESTABLISH,
        evidence.flow_suspended,
        foreign_command=START,
    ),
    DiagnosisCause(
        "no_recent_success",
        IntegrationFacts,
        "The flow is active, but has had no successful run for several periods of its schedule.",
        Certainty.LIKELY,
        "If the AppFlow console shows no run that waits, establish the integration again.",
        REESTABLISH,
        evidence.no_recent_success,
    ),
)
"""In this order findings are shown: the cause before its consequences."""
