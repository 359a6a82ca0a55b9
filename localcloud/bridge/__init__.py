"""The classic `aws` provider for the local cloud: the resource types of one table, performed through boto3."""
