"""The emulated services. Whatever else is called is moto's: `moto_services`."""

from .appflow.service import APPFLOW
from .cloudcontrol.service import CLOUD_CONTROL
from .connect.service import CONNECT
from .customer_profiles.service import CUSTOMER_PROFILES

SERVICES = (CLOUD_CONTROL, CUSTOMER_PROFILES, APPFLOW, CONNECT)
"""In the order in which a Region is brought up to date: requests of Cloud Control, then workflows, then flows."""

BY_SIGNING_NAME = {name: service for service in SERVICES for name in service.signing_names}
