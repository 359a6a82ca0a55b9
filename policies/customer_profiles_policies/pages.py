"""The AWS pages that the rules follow."""

_ADMIN = "https://docs.aws.amazon.com/connect/latest/adminguide"
ENABLE = f"{_ADMIN}/enable-customer-profiles.html"
CONFUSED_DEPUTY = f"{_ADMIN}/cross-service-confused-deputy-prevention.html"
BULK = f"{_ADMIN}/integrate-customer-profiles-appflow.html"
STANDARD_IDENTIFIERS = f"{_ADMIN}/standard-identifiers.html"
KEY_DEFINITIONS = f"{_ADMIN}/mapping-key-definitions.html"
FIELD_DEFINITIONS = f"{_ADMIN}/mapping-field-definitions.html"
DATA_LIMITS = f"{_ADMIN}/customer-profiles-data-limits.html"
MAPPING_REQUIREMENTS = f"{_ADMIN}/object-type-mapping-requirements.html"
MAPPING_PROPERTIES = f"{_ADMIN}/additional-properties-object-types.html"
SERVICE_ROLE = f"{_ADMIN}/connect-slr.html"
LIMITS = f"{_ADMIN}/amazon-connect-service-limits.html"
ENCRYPTION = f"{_ADMIN}/encryption-at-rest.html"
CREATE_DOMAIN = "https://docs.aws.amazon.com/customerprofiles/latest/APIReference/API_CreateDomain.html"
FLOW_DEFINITION = "https://docs.aws.amazon.com/customerprofiles/latest/APIReference/API_FlowDefinition.html"
PUT_INTEGRATION = "https://docs.aws.amazon.com/customerprofiles/latest/APIReference/API_PutIntegration.html"
DELETE_DOMAIN = "https://docs.aws.amazon.com/customerprofiles/latest/APIReference/API_DeleteDomain.html"
APPFLOW_QUOTAS = "https://docs.aws.amazon.com/appflow/latest/userguide/service-quotas.html"
SQS_KEYS = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html"
SQS_ENCRYPTION = (
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html"
)
SQS_BEST_PRACTICE = (
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html"
)
SQS_DEAD_LETTERS = (
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html"
)
KMS_ROTATION = "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html"
KMS_DELETION = "https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html"
KMS_POLICY = "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html"
KMS_SPEC = "https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html"
IAM_TRUST = "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"
