"""Day two: the command `customer-profiles` and the functions behind it. Only `lambda_code` imports Pulumi."""
