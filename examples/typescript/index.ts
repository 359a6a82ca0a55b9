import * as profiles from "@pulumi/connect-customer-profiles";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const domainName = config.get("domainName") ?? "amazon-connect-customers-dev";
const connectorProfileName = config.get("connectorProfileName") ?? "salesforce";
const deletionProtection = config.getBoolean("deletionProtection") ?? true;
const tags = { team: "care" };

const key = new profiles.EncryptionKey("key", { domainName, deletionProtection, tags });
const deadLetters = new profiles.DeadLetterQueue("dead-letters", { domainName, deletionProtection, tags });
const domain = new profiles.ProfilesDomain("domain", {
    domainName,
    kmsKeyArn: key.keyArn,
    deadLetterQueueUrl: deadLetters.queueUrl,
    deletionProtection,
    tags,
});
const role = new profiles.ExecutionRole("execution-role", {
    domainName,
    kmsKeyArn: key.keyArn,
    connectorProfileNames: [connectorProfileName],
    tags,
});
const contacts = new profiles.IntegrationWorkflow("contacts", {
    domainName: domain.domainName,
    kmsKeyArn: key.keyArn,
    executionRoleArn: role.roleArn,
    connector: { type: "Salesforce", connectorProfileName, object: "Contact" },
    importStartDate: config.get("importStartDate") ?? "2023-01-31",
    schedule: config.get("schedule") ?? "rate(1hours)",
    tags,
});

export const queueUrl = deadLetters.queueUrl;
export const { mode, status, recordsProcessed, flowName } = contacts;
const name = domain.domainName;
export { name as domainName };
