// Every component, with an Output for every argument that may be one, of resources that the same `pulumi up` creates.

import * as profiles from "@pulumi/connect-customer-profiles";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const first = new profiles.EncryptionKey("first", { domainName: "amazon-connect-first", deletionProtection: false });

/** A value that is not known before the first key exists. */
function later<T>(value: T): pulumi.Output<T> {
    return first.keyArn.apply(() => value) as pulumi.Output<T>;
}

const name = later("amazon-connect-later");
const account = first.keyArn.apply((arn) => arn.split(":")[4]);
const tags = later({ team: "care" });
const boundary = later(config.require("boundary"));
const nothing = later('{"Version": "2012-10-17", "Statement": []}');

const key = new profiles.EncryptionKey("key", {
    domainName: name,
    alias: later("alias/later"),
    sourcePolicyDocuments: [nothing],
    administrators: [pulumi.interpolate`arn:aws:iam::${account}:root`],
    deletionWindowInDays: later(7),
    deletionProtection: false,
    tags,
});
const queue = new profiles.DeadLetterQueue("queue", {
    domainName: name,
    queueName: later("later-letters"),
    deletionProtection: false,
    kmsKeyArn: key.keyArn,
    sourcePolicyDocuments: [nothing],
    messageRetentionSeconds: later(86400),
    visibilityTimeoutSeconds: later(600),
    tags,
});
const domain = new profiles.ProfilesDomain("domain", {
    domainName: name,
    kmsKeyArn: key.keyArn,
    defaultExpirationDays: later(30),
    deadLetterQueueUrl: queue.queueUrl,
    matching: later({ enabled: false }),
    ruleBasedMatching: later({ enabled: false }),
    deletionProtection: false,
    tags,
});
new profiles.InstanceAssociation("instance", {
    domainName: domain.domainName,
    instanceArn: pulumi.interpolate`arn:aws:connect:us-east-1:${account}:instance/11111111-2222-3333-4444-555555555555`,
    templateId: later(profiles.types.enums.ContactRecordTemplate.CTR_NoInferred),
    tags,
});
new profiles.ObjectMapping("template", {
    domainName: domain.domainName,
    objectTypeName: later("Leads"),
    templateId: later("Marketo-leads"),
    deletionProtection: false,
});
new profiles.ObjectMapping("guests", {
    domainName: domain.domainName,
    objectTypeName: later("Guests"),
    fields: {
        email: {
            source: later("_source.email"),
            target: later("_profile.EmailAddress"),
            contentType: later("EMAIL_ADDRESS" as const),
        },
        sourceLastUpdatedTimestamp: { source: later("_source.updated") },
    },
    keys: {
        _email: {
            fieldNames: [later("email")],
            standardIdentifiers: [later("PROFILE" as const), later("UNIQUE" as const)],
        },
    },
    description: later("Guests of the hotels"),
    expirationDays: later(30),
    allowProfileCreation: later(true),
    kmsKeyArn: key.keyArn,
    sourceLastUpdatedTimestampFormat: later("EPOCHMILLI"),
    deletionProtection: false,
    tags,
});
const role = new profiles.ExecutionRole("role", {
    domainName: name,
    kmsKeyArn: key.keyArn,
    connectorProfileNames: [later("salesforce")],
    roleName: later("later-ingestion"),
    permissionsBoundaryArn: boundary,
    tags,
});
const readable = new profiles.SourceBucketPolicy("readable", {
    bucketName: later(config.require("bucket")),
    bucketPrefixes: [later("customers")],
    domainName: name,
    objectTypeNames: [later("Salesforce-Contact")],
    onlyOwnFlows: later(true),
    flowNames: [later("older-flow")],
    sourcePolicyDocuments: [nothing],
});
new profiles.IntegrationWorkflow("customers", {
    domainName: domain.domainName,
    connector: {
        type: later("S3" as const),
        bucketName: readable.bucketName,
        bucketPrefix: later("customers"),
    },
    importStartDate: later("2025-01-31"),
    kmsKeyArn: key.keyArn,
    objectTypeName: later("Salesforce-Contact"),
    fields: [later("Id"), later("Email")],
});
const contacts = new profiles.IntegrationWorkflow("contacts", {
    domainName: domain.domainName,
    connector: {
        type: later("Salesforce" as const),
        connectorProfileName: later("salesforce"),
        object: later("Contact"),
        enableDynamicFieldUpdate: later(true),
        includeDeletedRecords: later(false),
    },
    importStartDate: later("2025-01-31"),
    kmsKeyArn: key.keyArn,
    executionRoleArn: role.roleArn,
    objectTypeName: later("Salesforce-Contact"),
    fields: [later("Id"), later("Email")],
    tasks: [{ type: later("Mask" as const), field: later("Email"), first: later(3) }],
    incrementalField: later("LastModifiedDate"),
    schedule: later("rate(2hours)"),
    batch: { days: later(60) },
    bulk: later("always" as const),
    wait: { minutes: later(1) },
    resubmitLimit: later(1),
    reEstablish: later("first"),
    flowLimit: later(2000),
    beside: later(false),
    onDelete: later("delete" as const),
    tags,
});
new profiles.AgentAccess("agents", {
    instanceArn: later(config.require("instanceArn")),
    securityProfileName: later("Later agents"),
    basePermissions: [later("BasicAgentAccess")],
    tags,
});
new profiles.ApplicationAccess("callers", {
    domainName: domain.domainName,
    kmsKeyArn: key.keyArn,
    policyName: later("later-callers"),
    tags,
});
const connection = new profiles.ConnectorProfile("connection", {
    connectorProfileName: later("later-servicenow"),
    connectorType: later("ServiceNow" as const),
    instanceUrl: later("https://later.service-now.com"),
    credentials: {
        kind: config.get("kind") === "jwt" ? "jwt" : later("basic" as const),
        username: later("loader"),
        password: pulumi.all([config.requireSecret("password"), first.keyArn]).apply(([password]) => password),
    },
    kmsKeyArn: key.keyArn,
    privateLink: later(false),
    sandbox: later(false),
});
new profiles.ExternalApplication("users", {
    domainName: domain.domainName,
    objectTypeName: later("Servicenow-sys_user"),
    source: {
        type: later("ServiceNow" as const),
        connectorProfileName: connection.connectorProfileName,
        object: later("sys_user"),
    },
    tasks: [{ type: later("Map_all" as const) }],
    flowName: later("later-users"),
    schedule: later("rate(1hours)"),
    incrementalField: later("sys_updated_on"),
    kmsKeyArn: key.keyArn,
    activate: later(true),
    tags,
});
const monitoring = new profiles.IngestionMonitoring("monitoring", {
    domainName: domain.domainName,
    objectTypeNames: [later("Salesforce-Contact")],
    onlyOwnFlows: later(false),
    queueName: later("later-letters"),
    dashboardName: later("later-dashboard"),
    failureQueueName: later("later-watched-failures"),
    flowNames: [contacts.flowName],
    notify: [later("oncall@example.com")],
    kmsKeyArn: key.keyArn,
    formerKmsKeyArns: [first.keyArn],
    topicKeyPolicyDocuments: [nothing],
    thresholds: {
        deadLetters: later(10),
        oldestDeadLetterSeconds: later(3600),
        scheduleMinutes: later(120),
        missedPeriods: later(2),
    },
    tags,
});
new profiles.BackfillSupervisor("supervisor", {
    domainName: domain.domainName,
    integrations: { contacts: contacts.supervision },
    kmsKeyArn: key.keyArn,
    executionRoleArn: role.roleArn,
    topicArn: monitoring.topicArn,
    periodMinutes: later(30),
    functionName: later("later-supervisor"),
    roleName: later("later-supervisor"),
    permissionsBoundaryArn: boundary,
    logRetentionDays: later(30),
    logKmsKeyArn: key.keyArn,
    tags,
});
new profiles.DeadLetterRedrive("redrive", {
    domainName: domain.domainName,
    queueUrl: queue.queueUrl,
    deletionProtection: false,
    queueArn: queue.queueArn,
    queueVisibilityTimeoutSeconds: queue.visibilityTimeoutSeconds,
    queueKmsKeyArn: key.keyArn,
    kmsKeyArn: key.keyArn,
    maxReceiveCount: later(3),
    failureQueueName: later("later-failures"),
    functionName: later("later-redrive"),
    roleName: later("later-redrive"),
    permissionsBoundaryArn: boundary,
    logRetentionDays: later(30),
    logKmsKeyArn: key.keyArn,
    tags,
});

// Another Region, by explicit providers: their packages are not needed for that.
class Elsewhere extends pulumi.ProviderResource {
    constructor(kind: string) {
        super(kind, `${kind}-elsewhere`, { region: "eu-central-1" });
    }
}

const elsewhere = { providers: [new Elsewhere("aws"), new Elsewhere("aws-native")] };
const common = { domainName: "amazon-connect-elsewhere", deletionProtection: false };
const keyThere = new profiles.EncryptionKey("key-elsewhere", common, elsewhere);
const queueThere = new profiles.DeadLetterQueue("queue-elsewhere", common, elsewhere);
const domainThere = new profiles.ProfilesDomain(
    "domain-elsewhere",
    { ...common, kmsKeyArn: keyThere.keyArn, deadLetterQueueUrl: queueThere.queueUrl },
    elsewhere,
);
const roleThere = new profiles.ExecutionRole(
    "role-elsewhere",
    { domainName: common.domainName, kmsKeyArn: keyThere.keyArn, connectorProfileNames: ["salesforce"] },
    elsewhere,
);
new profiles.IntegrationWorkflow(
    "integration-elsewhere",
    {
        domainName: domainThere.domainName,
        kmsKeyArn: keyThere.keyArn,
        executionRoleArn: roleThere.roleArn,
        connector: { type: "Salesforce", connectorProfileName: "salesforce", object: "Contact" },
        importStartDate: "2025-01-31",
    },
    elsewhere,
);

export const domainArn = domain.domainArn;
export const roleArn = role.roleArn;
export const queueUrl = queue.queueUrl;
