package main

import (
	profiles "example.com/pulumi-connect-customer-profiles/sdk/go/connect-customer-profiles"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(program)
}

func program(ctx *pulumi.Context) error {
	settings := config.New(ctx, "")
	domainName := pulumi.String(or(settings.Get("domainName"), "amazon-connect-customers-dev"))
	connectorProfileName := or(settings.Get("connectorProfileName"), "salesforce")
	deletionProtection := settings.Get("deletionProtection") != "false"
	tags := pulumi.StringMap{"team": pulumi.String("care")}

	key, err := profiles.NewEncryptionKey(ctx, "key", &profiles.EncryptionKeyArgs{
		DomainName:         domainName,
		DeletionProtection: &deletionProtection,
		Tags:               tags,
	})
	if err != nil {
		return err
	}
	deadLetters, err := profiles.NewDeadLetterQueue(ctx, "dead-letters", &profiles.DeadLetterQueueArgs{
		DomainName:         domainName,
		DeletionProtection: &deletionProtection,
		Tags:               tags,
	})
	if err != nil {
		return err
	}
	domain, err := profiles.NewProfilesDomain(ctx, "domain", &profiles.ProfilesDomainArgs{
		DomainName:         domainName,
		KmsKeyArn:          key.KeyArn,
		DeadLetterQueueUrl: deadLetters.QueueUrl,
		DeletionProtection: &deletionProtection,
		Tags:               tags,
	})
	if err != nil {
		return err
	}
	role, err := profiles.NewExecutionRole(ctx, "execution-role", &profiles.ExecutionRoleArgs{
		DomainName:            domainName,
		KmsKeyArn:             key.KeyArn,
		ConnectorProfileNames: pulumi.StringArray{pulumi.String(connectorProfileName)},
		Tags:                  tags,
	})
	if err != nil {
		return err
	}
	contacts, err := profiles.NewIntegrationWorkflow(ctx, "contacts", &profiles.IntegrationWorkflowArgs{
		DomainName:       domain.DomainName,
		KmsKeyArn:        key.KeyArn,
		ExecutionRoleArn: role.RoleArn,
		Connector: profiles.ConnectorArgs{
			Type:                 profiles.ConnectorTypeSalesforce,
			ConnectorProfileName: pulumi.String(connectorProfileName),
			Object:               pulumi.String("Contact"),
		},
		ImportStartDate: pulumi.String(or(settings.Get("importStartDate"), "2023-01-31")),
		Schedule:        pulumi.String(or(settings.Get("schedule"), "rate(1hours)")),
		Tags:            tags,
	})
	if err != nil {
		return err
	}

	ctx.Export("domainName", domain.DomainName)
	ctx.Export("queueUrl", deadLetters.QueueUrl)
	ctx.Export("mode", contacts.Mode)
	ctx.Export("status", contacts.Status)
	ctx.Export("recordsProcessed", contacts.RecordsProcessed)
	ctx.Export("flowName", contacts.FlowName)
	return nil
}

// or gives a setting's default.
func or(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}
