"""What PutProfileObjectType takes and refuses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from .shorthand import ADMIN, API

ID = {"id": "_source.id"}
EMAIL = {"email": "_source.email > _profile.EmailAddress : EMAIL_ADDRESS"}
BOTH = "id: PROFILE UNIQUE"
LINKED = {"ticketId": "id: UNIQUE", "_email": "email: PROFILE"}


@dataclass(frozen=True)
class Definition:
    """One rule.

    Attributes:
        rule: the rule, in a few words.
        page: where AWS says it.
        refused: a part of the refusal; None where the definition is fine.
    """

    rule: str
    page: str
    refused: str | None
    fields: Mapping[str, str] = field(default_factory=lambda: {**ID, **EMAIL})
    keys: Mapping[str, str | Sequence[str]] = field(default_factory=lambda: dict(LINKED))
    creation: bool = True
    timestamp_format: str | None = None
    name: str = "Ticket"


FIELDS = f"{ADMIN}/mapping-field-definitions.html"
KEYS = f"{ADMIN}/mapping-key-definitions.html"
IDENTIFIERS = f"{ADMIN}/standard-identifiers.html"
OBJECTS = f"{ADMIN}/standard-objects.html"
LIMITS = f"{ADMIN}/customer-profiles-data-limits.html"
QUOTAS = f"{ADMIN}/amazon-connect-service-limits.html"
SUBMIT = f"{ADMIN}/examples-object-type-mappings.html#before-you-submit"
REQUIREMENTS = f"{ADMIN}/object-type-mapping-requirements.html"


def _field(rule: str, refused: str | None, page: str = FIELDS, **given: str) -> Definition:
    return Definition(rule, page, refused, {**ID, **given}, {"guest": BOTH})


def _source(rule: str, source: str, refused: str | None = None) -> Definition:
    return _field(rule, refused, x=source)


def _target(rule: str, target: str, refused: str | None = None, page: str = FIELDS) -> Definition:
    return _field(rule, refused, page, x=f"_source.x > {target}")


def _keys(rule: str, refused: str | None, page: str = IDENTIFIERS, **given: str) -> Definition:
    return Definition(rule, page, refused, {**ID, **EMAIL}, given)


DEFINITIONS = (
    # --- names and numbers
    Definition(
        "a key that does everything is enough", f"{ADMIN}/examples-object-type-mappings.html", None, ID, {"g": BOTH}
    ),
    Definition(
        "names of own types begin with a letter", REQUIREMENTS, "the name '_Ticket' begins with _", name="_Ticket"
    ),
    _field("field names begin with a letter", "the field name '1st' must begin with a letter", **{"1st": "_source.a"}),
    _field("field names do not begin with _", "the field name '_a' must begin with a letter", _a="_source.a"),
    _field("field names may have digits, _ . and -", None, **{"a1_b.c-d": "_source.a"}),
    _field("no field is called Tags", "a field cannot be called 'Tags'", Tags="_source.tags"),
    _field("no field is called tags", "a field cannot be called 'tags'", tags="_source.tags"),
    _field("250 fields are fine", None, LIMITS, **{f"f{n}": f"_source.f{n}" for n in range(249)}),
    _field("251 fields are not", "251 fields: ", LIMITS, **{f"f{n}": f"_source.f{n}" for n in range(250)}),
    _keys("key names begin with a letter", "the key name '1st' must begin with a letter", KEYS, **{"1st": BOTH}),
    _keys("no key is called Tags", "a key cannot be called 'Tags'", KEYS, Tags=BOTH),
    _keys("no key is called tags", "a key cannot be called 'tags'", KEYS, tags=BOTH),
    _keys("keys with _ are AWS's own", "key '_guestId' begins with _ but is not one of AWS's own", KEYS, _guestId=BOTH),
    _keys("_phone is AWS's own", None, KEYS, g=BOTH, _phone="email:"),
    _keys("_fullName is AWS's own", None, f"{ADMIN}/standard-profile-definition.html", g=BOTH, _fullName="email:"),
    _keys("_account is AWS's own", None, f"{ADMIN}/standard-profile-definition.html", _account=BOTH),
    _keys("_ctrContactId is AWS's own", None, f"{API}/API_SearchProfiles.html", _ctrContactId=BOTH),
    _keys("_salesforceContactId is AWS's own", None, f"{API}/API_SearchProfiles.html", _salesforceContactId=BOTH),
    _keys("_serialNumber is AWS's own", None, f"{ADMIN}/standard-asset-definition.html", _serialNumber=BOTH),
    _keys(
        "_loyaltyMembershipId is AWS's own",
        None,
        f"{ADMIN}/standard-loyalty-object-fields.html",
        _loyaltyMembershipId=BOTH,
    ),
    _keys("a key has a field", "a key needs at least one field", KEYS, g=BOTH, empty=": PROFILE"),
    _keys(
        "a key's fields are defined",
        "key 'g' uses 'phone', which is not a mapped field",
        KEYS,
        g="phone: PROFILE UNIQUE",
    ),
    Definition(
        "a key's fields have no dots",
        f"{API}/API_ObjectTypeKey.html",
        "key 'g' uses 'a.b': ",
        {"a.b": "_source.a"},
        {"g": "a.b: PROFILE UNIQUE"},
    ),
    _keys("ten keys are fine", None, QUOTAS, g=BOTH, **{f"k{n}": "email:" for n in range(9)}),
    _keys("eleven keys are not", "11 keys: ", QUOTAS, g=BOTH, **{f"k{n}": "email:" for n in range(10)}),
    Definition("each definition of a key counts", KEYS, "11 keys: ", keys={"g": BOTH, "more": ["email:"] * 10}),
    Definition(
        "a key may have several definitions", KEYS, None, keys={"g": BOTH, "more": ["email: PROFILE", "id, email:"]}
    ),
    # --- sources
    _source("a member", "_source.x"),
    _source("a nested member", "_source.Address.City"),
    _source("a position of a list", "_source.phones[0].number"),
    _source("a name in brackets", "_source['first name']"),
    _source("only _source", "_profile.x", "must read a field of the source such as _source.email"),
    _source("a path that ends", "_source.", "has '.', which is not a path"),
    _source("an empty step", "_source.a..b", "has '..b', which is not a path"),
    _source("_source alone", "_source", "must read a field of the source such as _source.email"),
    _source("one value", "{{_source.FirstName}}"),
    _source("several values and constants", "{{_source.FirstName}}-{{_source.LastName}}!"),
    _source("nested values", "{{_source.Address.City}}"),
    _source("a condition", "{{#if _source.MiddleName}}{{_source.MiddleName}} {{/if}}{{_source.LastName}}"),
    _source("a condition with else", "{{#if _source.a}}yes{{else}}no{{/if}}"),
    _source("a list", "{{#each _source.items}}{{this.sku}},{{/each}}"),
    _source("the other way round", "{{#unless _source.OptOut}}in{{/unless}}"),
    _source("a context", "{{#with _source.Address}}{{City}} {{State}}{{/with}}"),
    _source("without extra spaces", "{{#removeExtraSpace}}{{_source.a}} {{_source.b}}{{/removeExtraSpace}}"),
    _source("braces that are not closed", "{{_source.a", "has braces that are not closed"),
    _source("braces closed too often", "{{_source.a}}}}", "has braces that are not closed"),
    _source("a block that is not closed", "{{#if _source.a}}x", "does not close {{#if}}"),
    _source("a block closed by another", "{{#if _source.a}}x{{/each}}", "closes {{#if}} with {{/each}}"),
    _source("an end without a beginning", "{{_source.a}}{{/if}}", "has {{/if}} without a block"),
    _source("an expression of nothing", "{{ }}", "has an expression without a field"),
    _source(
        "a helper that does not exist", "{{uppercase _source.a}}", "uses the helper 'uppercase', which does not exist"
    ),
    _source("a block that does not exist", "{{#trim}}{{_source.a}}{{/trim}}", "uses the helper 'trim', which does not"),
    _source("partials are not documented", "{{> card}}", "uses {{> card}}, which AWS does not document"),
    _source("values of something else", "{{name}}", "reads 'name': only _source can be read"),
    # --- targets
    _target("a field of the profile", "_profile.BusinessName"),
    _target("a part of an address", "_profile.ShippingAddress.PostalCode"),
    _target("an attribute", "_profile.Attributes.LoyaltyTier"),
    _target("a field that does not exist", "_profile.Surname", "_profile has no field 'Surname'", SUBMIT),
    _target(
        "spelling counts",
        "_profile.firstName",
        "_profile has no field 'firstName'; AWS spells it _profile.FirstName",
        SUBMIT,
    ),
    _target("a part that does not exist", "_profile.Address.Zip", "_profile.Address has no part 'Zip'", SUBMIT),
    _target("an address has parts", "_profile.Address", "_profile.Address has no part ''", SUBMIT),
    _target("a text has no parts", "_profile.FirstName.First", "_profile.FirstName has no parts", SUBMIT),
    _target("an attribute has a name", "_profile.Attributes", "_profile.Attributes needs a name", SUBMIT),
    _target("an object that does not exist", "_contact.Name", "there is no standard object '_contact'"),
    _target("the profile's id is AWS's", "_profile.ProfileId", "_profile.ProfileId is assigned by the service"),
    _target("import ids are AWS's", "_profile.ImportIds", "_profile.ImportIds is assigned by the service"),
    _target("what found it is AWS's", "_profile.FoundByItems[]", "_profile.FoundByItems is assigned by the service"),
    _target("an asset's id is AWS's", "_asset.AssetId", "_asset.AssetId is assigned by the service", OBJECTS),
    _target("a case's id is AWS's", "_case.CaseId", "_case.CaseId is assigned by the service", OBJECTS),
    _target("an order's id is AWS's", "_order.OrderId", "_order.OrderId is assigned by the service", OBJECTS),
    _target("a loyalty's id is AWS's", "_loyalty.LoyaltyId", "_loyalty.LoyaltyId is assigned by the service", OBJECTS),
    _target("a device's id is AWS's", "_device.DeviceId", "_device.DeviceId is assigned by the service", OBJECTS),
    _target(
        "an asset has its fields",
        "_asset.Colour",
        "_asset has no field 'Colour'",
        f"{ADMIN}/standard-asset-definition.html",
    ),
    _target(
        "a case has its fields",
        "_case.Severity",
        "_case has no field 'Severity'",
        f"{ADMIN}/standard-case-definition.html",
    ),
    _target(
        "an order has its fields",
        "_order.Total",
        "_order has no field 'Total'",
        f"{ADMIN}/standard-order-definition.html",
    ),
    _target("an event of a communication", "_communicationRecord.Events.EmailOpen.Attributes.Subject", None, OBJECTS),
    _target("a communication is its events", "_communicationRecord.Subject", "_communicationRecord takes", OBJECTS),
    _field(
        "one gender",
        "fields fill both _profile.Gender and _profile.GenderString",
        g="_source.g > _profile.Gender",
        s="_source.g > _profile.GenderString",
    ),
    _field(
        "one party type",
        "fields fill both _profile.PartyType and _profile.PartyTypeString",
        g="_source.g > _profile.PartyType",
        s="_source.g > _profile.PartyTypeString",
    ),
    # --- the time of the last change
    _field(
        "the timestamp's target needs a format",
        "the field 'changed' fills _profile.SourceLastUpdatedTimestamp",
        changed="_source.at > _profile.SourceLastUpdatedTimestamp",
    ),
    _field("its name does not", None, sourceLastUpdatedTimestamp="_source.at"),
    Definition(
        "nor does that of another object",
        FIELDS,
        None,
        {**ID, "at": "_source.at > _asset.SourceLastUpdatedTimestamp"},
        {"g": "id: PROFILE UNIQUE ASSET"},
    ),
    *(
        Definition(
            f"the format {each}",
            FIELDS,
            refused,
            {**ID, "at": "_source.at > _profile.SourceLastUpdatedTimestamp"},
            {"g": BOTH},
            timestamp_format=each,
        )
        for each, refused in (
            ("EpochMilli", None),
            ("EPOCHMILLI", None),
            ("yyyy-MM-dd'T'HH:mm:ss'Z'", None),
            ("yyyy-MM-dd'T", "the format yyyy-MM-dd'T has a quote that is not closed"),
            ("%Y-%m-%dT", "the format %Y-%m-%dT has T, which SimpleDateFormat does not know"),
        )
    ),
    # --- standard identifiers
    _keys("some key is UNIQUE", "exactly one key must be UNIQUE, not 0", _email="email: PROFILE"),
    _keys("no two are", "exactly one key must be UNIQUE, not 2 (a, b)", a=BOTH, b="email: UNIQUE"),
    _keys("some key is PROFILE", "at least one key must be PROFILE", g="id: UNIQUE"),
    _keys(
        "ASSET cannot replace it",
        "at least one key must be PROFILE: nothing ties the objects to profiles, and ASSET",
        OBJECTS,
        g="id: UNIQUE ASSET",
    ),
    _keys("nor can CASE", "at least one key must be PROFILE", OBJECTS, g="id: UNIQUE CASE"),
    _keys("nor can ORDER", "at least one key must be PROFILE", OBJECTS, g="id: UNIQUE ORDER"),
    _keys("nor can LOYALTY", "at least one key must be PROFILE", OBJECTS, g="id: UNIQUE LOYALTY"),
    _keys("all on one key", None, g="id: UNIQUE PROFILE ASSET"),
    _keys(
        "UNIQUE is kept",
        "key 'g' cannot be UNIQUE and LOOKUP_ONLY",
        g="id: UNIQUE LOOKUP_ONLY",
        _email="email: PROFILE",
    ),
    _keys("always", "key 'g' cannot be UNIQUE and NEW_ONLY", g="id: UNIQUE NEW_ONLY", _email="email: PROFILE"),
    _keys(
        "a PROFILE key is kept",
        "key '_email' is PROFILE and LOOKUP_ONLY",
        g="id: UNIQUE",
        _email="email: PROFILE LOOKUP_ONLY",
    ),
    _keys("always, too", "key '_email' is PROFILE and NEW_ONLY", g="id: UNIQUE", _email="email: PROFILE NEW_ONLY"),
    _keys(
        "both do not help",
        "key '_email' is PROFILE and LOOKUP_ONLY",
        g="id: UNIQUE",
        _email="email: PROFILE LOOKUP_ONLY",
        mail="email: PROFILE NEW_ONLY SECONDARY",
    ),
    _keys("another one helps", None, g=BOTH, _email="email: PROFILE LOOKUP_ONLY"),
    _keys("a SECONDARY one helps", None, g="id: UNIQUE", a="id: PROFILE SECONDARY", _email="email: PROFILE NEW_ONLY"),
    replace(
        _keys(
            "without new profiles none is needed",
            None,
            SUBMIT,
            g="id: UNIQUE",
            _email="email: PROFILE LOOKUP_ONLY",
        ),
        creation=False,
    ),
    replace(_keys("nor for NEW_ONLY", None, SUBMIT, g="id: UNIQUE", _email="email: PROFILE NEW_ONLY"), creation=False),
    _keys("_profileId is exempt", None, SUBMIT, g="id: UNIQUE", _profileId="email: PROFILE LOOKUP_ONLY"),
    _keys(
        "_profileId is looked up only",
        "key '_profileId' is reserved: it must be LOOKUP_ONLY",
        g="id: UNIQUE",
        _profileId="email: PROFILE",
    ),
    _keys("so is _assetId", "key '_assetId' is reserved", g=BOTH, _assetId="email: ASSET"),
    _keys("so is _caseId", "key '_caseId' is reserved", g=BOTH, _caseId="email: CASE"),
    _keys("so is _orderId", "key '_orderId' is reserved", g=BOTH, _orderId="email:"),
    _keys("_orderId, looked up only", None, g=BOTH, _orderId="email: ORDER LOOKUP_ONLY"),
    _keys(
        "SECONDARY is PROFILE, too",
        "key '_email' is SECONDARY: it must be PROFILE as well",
        g=BOTH,
        _email="email: SECONDARY",
    ),
    _keys("a key for searches only", None, f"{ADMIN}/examples-object-type-mappings.html", g=BOTH, _email="email:"),
    *(
        Definition(
            f"{name} has a key",
            IDENTIFIERS,
            f"fields fill {name}, so a key must be {identifier}",
            {**ID, "x": f"_source.x > {name}.Attributes.X"},
            {"g": BOTH},
        )
        for name, identifier in (
            ("_asset", "ASSET"),
            ("_case", "CASE"),
            ("_order", "ORDER"),
            ("_airPreference", "AIR_PREFERENCE"),
            ("_hotelPreference", "HOTEL_PREFERENCE"),
            ("_airBooking", "AIR_BOOKING"),
            ("_airSegment", "AIR_SEGMENT"),
            ("_hotelReservation", "HOTEL_RESERVATION"),
            ("_hotelStayRevenue", "HOTEL_STAY_REVENUE"),
            ("_loyalty", "LOYALTY"),
            ("_loyaltyTransaction", "LOYALTY_TRANSACTION"),
            ("_loyaltyPromotion", "LOYALTY_PROMOTION"),
            ("_device", "DEVICE"),
            ("_webAnalytics", "WEB_ANALYTICS"),
        )
    ),
    Definition(
        "the asset's key is enough",
        IDENTIFIERS,
        None,
        {**ID, "x": "_source.x > _asset.SerialNumber"},
        {"g": BOTH, "serial": "x: ASSET"},
    ),
    Definition(
        "an identifier without a target",
        f"{ADMIN}/examples-object-type-mappings.html",
        None,
        {**ID, "x": "_source.x"},
        {"g": BOTH, "serial": "x: ASSET"},
    ),
)
