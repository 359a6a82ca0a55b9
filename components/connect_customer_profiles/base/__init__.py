"""What components are built from: checked arguments, account and Region, and helpers for their children."""
