"""The command `customer-profiles`: options and output, a file for each sub-command."""

PROGRAM = "customer-profiles"
