"""The Customer Profiles calls about the data of a domain: object types, objects, profiles.

https://docs.aws.amazon.com/customerprofiles/latest/APIReference/API_Operations.html
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypedDict

from .answers import ObjectType, ObjectTypeField, ObjectTypeKey, Profile, ProfileObject
from .call import PATIENT, Calls, Throttled

SERVICE = "customer-profiles"

ONCE = Throttled(attempts=1)
SHORTLY = Throttled(attempts=5, pause=0.2)


class DetectedObjectType(TypedDict, total=False):
    """What AWS suggests for objects, from DetectProfileObjectType."""

    Fields: Mapping[str, ObjectTypeField]
    Keys: Mapping[str, list[ObjectTypeKey]]
    SourceLastUpdatedTimestampFormat: str


class ProfileObjects(Calls):
    """Objects and the profiles that they make."""

    def get_object_type(self, domain: str, object_type: str, *, patiently: bool = False) -> ObjectType | None:
        """An object type, or None. Gives up soon, unless `patiently`: most who ask can do without."""
        request: dict[str, Any] = {"DomainName": domain, "ObjectTypeName": object_type}
        throttled = PATIENT if patiently else SHORTLY
        return self._found(SERVICE, "GetProfileObjectType", repeatable=patiently, throttled=throttled, **request)

    def detect_object_type(self, domain: str, objects: Sequence[str]) -> DetectedObjectType | None:
        """What AWS makes of up to five objects as JSON, or None."""
        request: dict[str, Any] = {"DomainName": domain, "Objects": list(objects)}
        answer = self._call(SERVICE, "DetectProfileObjectType", **request)
        found: Sequence[DetectedObjectType] = answer.get("DetectedProfileObjectTypes") or ()
        return found[0] if found else None

    def put_object(self, domain: str, object_type: str, body: str) -> None:
        """Ingest an object with one call, which the caller paces. Ingesting the same object twice stores it once."""
        request: dict[str, Any] = {"DomainName": domain, "ObjectTypeName": object_type, "Object": body}
        self._call(SERVICE, "PutProfileObject", repeatable=False, throttled=ONCE, **request)

    def profile_objects(self, domain: str, object_type: str, profile_id: str) -> Iterator[ProfileObject]:
        """The objects of one type behind a profile, page by page."""
        request: dict[str, Any] = {"DomainName": domain, "ObjectTypeName": object_type, "ProfileId": profile_id}
        return self._pages(SERVICE, "ListProfileObjects", "Items", **request)

    def search_profiles(self, domain: str, key: str, value: str) -> Iterator[Profile]:
        """The profiles with a value of a key, page by page."""
        request: dict[str, Any] = {"DomainName": domain, "KeyName": key, "Values": [value]}
        return self._pages(SERVICE, "SearchProfiles", "Items", **request)
