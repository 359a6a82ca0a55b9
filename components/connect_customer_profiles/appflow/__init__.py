"""AppFlow's own shapes: connector profiles, and flows made in AppFlow. Pure: nothing here imports pulumi or boto3."""
