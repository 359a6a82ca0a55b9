"""All calls to AWS that this library makes, on one object. Each service has a file of its own, each call its method."""

from .appflow import AppFlow
from .buckets import S3
from .cloudwatch import CloudWatch
from .connect import Connect
from .customer_profiles import CustomerProfiles
from .event_rules import Events
from .iam import Iam
from .kms import Kms
from .lambda_functions import Functions
from .logs import Logs
from .profile_objects import ProfileObjects
from .sns import Sns
from .sqs import Sqs


class AwsClient(
    CustomerProfiles, ProfileObjects, AppFlow, Sqs, Kms, Iam, Connect, CloudWatch, Events, Functions, Logs, S3, Sns
):
    """The calls in one account and Region; see `call.Calls`."""
