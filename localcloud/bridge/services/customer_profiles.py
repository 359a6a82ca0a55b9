"""Amazon Connect Customer Profiles: domains, and single profiles."""

# ruff: noqa: ARG002, S105 - the base class names the arguments, and a type token is no secret

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..kind import Changes, Kind, State
from ..spelling import essential, from_api, to_api

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.model import Shape

NOT_FOUND = frozenset({"ResourceNotFoundException"})

# botocore model, `MatchingRequest$JobSchedule`: what the service puts in where none is given.
USUAL_SCHEDULE = {"dayOfTheWeek": "SATURDAY", "time": "00:00"}

TEXTS = {"deadLetterQueueUrl": "DeadLetterQueueUrl", "defaultEncryptionKey": "DefaultEncryptionKey"}
BLOCKS = {"matching": "Matching", "ruleBasedMatching": "RuleBasedMatching"}


class Domain(Kind):
    """A domain; its id is its name."""

    token = "aws:customerprofiles/domain:Domain"
    service = "customer-profiles"
    required = frozenset({"domainName", "defaultExpirationDays"})
    optional = frozenset({*TEXTS, *BLOCKS})
    replaces = frozenset({"domainName"})
    computed = frozenset({"arn"})
    tagged = True
    gone = NOT_FOUND

    def address(self, identifier: str, known: State, account: Callable[[], str]) -> str:
        return f"{account()}:domains/{identifier}"

    def same(self, key: str, old: Any, new: Any) -> bool:
        if key in BLOCKS:
            return bool(_chosen(old) == _chosen(new))
        return super().same(key, old, new)

    def create(self, client: Any, inputs: State) -> str:
        request = {name: inputs[key] for key, name in TEXTS.items() if inputs.get(key)}
        tags = {"Tags": inputs["tags"]} if inputs.get("tags") else {}
        client.create_domain(
            DomainName=inputs["domainName"],
            DefaultExpirationDays=inputs["defaultExpirationDays"],
            **request,
            **_blocks(client, "CreateDomain", inputs, BLOCKS),
            **tags,
        )
        return str(inputs["domainName"])

    def read(self, client: Any, identifier: str) -> State | None:
        name = identifier.rpartition("/")[2]
        found = client.get_domain(DomainName=name)
        shape = _shape(client, "GetDomain", output=True)
        return {
            "arn": f"arn:{client.meta.partition}:profile:{client.meta.region_name}:{identifier}",
            "defaultExpirationDays": found["DefaultExpirationDays"],
            "domainName": name,
            "tags": found.get("Tags", {}),
            **{key: found.get(member) or None for key, member in TEXTS.items()},
            **{key: from_api(shape.members[name], found[name]) for key, name in BLOCKS.items() if found.get(name)},
        }

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        new = changes.new
        # An empty text removes key or queue. As with the real provider, a block that is no longer given stays.
        request = {name: new.get(key, "") for key, name in TEXTS.items() if key in changes.names}
        if changes.any("defaultExpirationDays"):
            request["DefaultExpirationDays"] = new["defaultExpirationDays"]
        request |= _blocks(client, "UpdateDomain", new, BLOCKS.keys() & changes.names)
        if request:
            client.update_domain(DomainName=identifier, **request)
        changes.tag(
            lambda tags: client.tag_resource(resourceArn=changes.old["arn"], tags=tags),
            lambda names: client.untag_resource(resourceArn=changes.old["arn"], tagKeys=names),
        )

    def delete(self, client: Any, identifier: str, state: State) -> None:
        client.delete_domain(DomainName=identifier)


ADDRESSES = {
    "address": "Address",
    "billingAddress": "BillingAddress",
    "mailingAddress": "MailingAddress",
    "shippingAddress": "ShippingAddress",
}
PLAIN = (
    "accountNumber",
    "additionalInformation",
    "birthDate",
    "businessEmailAddress",
    "businessName",
    "businessPhoneNumber",
    "emailAddress",
    "firstName",
    "genderString",
    "homePhoneNumber",
    "lastName",
    "middleName",
    "mobilePhoneNumber",
    "partyTypeString",
    "personalEmailAddress",
    "phoneNumber",
)


class Profile(Kind):
    """A profile; its id is the profile id, and it is imported as `<domain>/<profile id>`.

    As in the real provider another domain is no replacement, and Customer Profiles refuses the update.
    """

    token = "aws:customerprofiles/profile:Profile"
    service = "customer-profiles"
    required = frozenset({"domainName"})
    optional = frozenset({*PLAIN, *ADDRESSES, "attributes"})
    gone = NOT_FOUND

    def address(self, identifier: str, known: State, account: Callable[[], str]) -> str:
        if "/" in identifier:
            return identifier
        if "domainName" not in known:
            raise ValueError(f"{identifier} is no import ID of a profile, which is <domain>/<profile id>")
        return f"{known['domainName']}/{identifier}"

    def identified(self, identifier: str, state: State) -> str:
        return identifier.rpartition("/")[2]

    def same(self, key: str, old: Any, new: Any) -> bool:
        return bool(essential(old or {}) == essential(new or {}))

    def create(self, client: Any, inputs: State) -> str:
        given = {key: value for key, value in inputs.items() if key in self.optional | {"domainName"}}
        return str(client.create_profile(**to_api(_shape(client, "CreateProfile"), given))["ProfileId"])

    def read(self, client: Any, identifier: str) -> State | None:
        domain, _, profile_id = identifier.partition("/")
        found = client.search_profiles(DomainName=domain, KeyName="_profileId", Values=[profile_id])["Items"]
        if not found:
            return None
        shape = _shape(client, "SearchProfiles", output=True).members["Items"].member
        told = from_api(shape, found[0])
        return {"domainName": domain, **{key: told.get(key) for key in self.optional}}

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        shape, old, new = _shape(client, "UpdateProfile"), changes.old, changes.new
        request = to_api(shape, {key: new.get(key, "") for key in PLAIN if key in changes.names})
        for key in changes.names & {*ADDRESSES, "attributes"}:
            # An empty text removes a value; one that is not mentioned stays.
            nested = {**dict.fromkeys(old.get(key) or {}, ""), **(new.get(key) or {})}
            request |= to_api(shape, {key: nested})
        client.update_profile(DomainName=new["domainName"], ProfileId=identifier, **request)

    def delete(self, client: Any, identifier: str, state: State) -> None:
        client.delete_profile(DomainName=state["domainName"], ProfileId=identifier)


def _shape(client: Any, operation: str, *, output: bool = False) -> Shape:
    model = client.meta.service_model.operation_model(operation)
    return model.output_shape if output else model.input_shape


def _blocks(client: Any, operation: str, inputs: State, keys: Any) -> dict[str, Any]:
    members = _shape(client, operation).members
    given = {key: _settable(inputs[key]) for key in keys if inputs.get(key)}
    return {BLOCKS[key]: to_api(members[BLOCKS[key]], value) for key, value in given.items()}


def _settable(block: dict[str, Any]) -> dict[str, Any]:
    """A block without what only the service sets: whether the rules are in effect yet."""
    return {key: value for key, value in block.items() if key != "status"}


def _chosen(block: Any) -> Any:
    """What somebody chose of a block."""
    chosen = essential(_settable(block or {}))
    if chosen.get("jobSchedule") == USUAL_SCHEDULE:
        del chosen["jobSchedule"]
    return chosen
