"""Imported by the warm process: it reads the models of these services, so that no other process has to."""

import botocore.session

from tests.api_models import share_loader

share_loader()
for service in ("appflow", "customer-profiles", "iam", "kms", "sqs", "sts"):
    botocore.session.get_session().create_client(
        service, region_name="us-east-1", aws_access_key_id="none", aws_secret_access_key="none"
    )
