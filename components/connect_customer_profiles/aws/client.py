"""All calls to AWS that this library makes, on one object. Each service has a file of its own, each call its method."""

from .appflow import AppFlow
from .connect import Connect
from .customer_profiles import CustomerProfiles
from .iam import Iam
from .kms import Kms
from .profile_objects import ProfileObjects
from .sqs import Sqs


class AwsClient(CustomerProfiles, ProfileObjects, AppFlow, Sqs, Kms, Iam, Connect):
    """The calls in one account and Region; see `call.Calls`."""
