"""Bulk ingestion: planning (pure), the AWS calls, and the life cycle that Pulumi drives."""
