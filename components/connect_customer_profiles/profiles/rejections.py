"""Why an object becomes a dead letter, in AWS's words.

https://docs.aws.amazon.com/connect/latest/adminguide/enable-customer-profiles.html
"""

MISSING_KEY = "The UNIQUE key or PROFILE key does not exist in the profile object"
AMBIGUOUS = "All keys of this object are binding to more than one profiles"
CROWDED = "Too many objects ingested on the profile per second"
NO_KEY = (
    "Customer Profiles cannot ingest the object due to the EncryptionKey does not exist in the region, "
    "the EncryptionKey does not have a grant for Customer Profiles to use, "
    "or the EncryptionKey does not have the GenerateDataKey permission"
)
UNAVAILABLE_KEY = "KMS key is invalid"
INVALID_KEY = "Customer Profiles cannot ingest the object due to invalid KMS key"
"""Of the last two AWS does not say which fault of a key has which words."""

NO_PROFILE = "The object matches no profile and the object type does not allow to create one"
"""AWS documents the case (`additional-properties-object-types`), not the words."""

AMBIGUOUS_OBJECT = "A key of this object is binding to more than one {}"
"""As for `AMBIGUOUS`: a standard object other than the profile, such as an asset (`standard-objects`)."""

FULL_PROFILE = "The profile holds as many objects as it can"
"""AWS documents the limit (`customer-profiles-data-limits`), not what happens where nothing can be evicted."""

INVALID_OBJECT = "Object is not a JSON object"


def too_large(limit: int) -> str:
    """An object, or all objects of a profile, above a limit in bytes."""
    return f"Your data contains profile object larger than {limit} bytes"
