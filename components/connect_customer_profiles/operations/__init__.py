"""Day two: the command `customer-profiles`, and the functions behind it. Nothing here loads Pulumi."""
