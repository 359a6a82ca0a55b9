"""The standard objects that fields may fill, and the keys that every domain has from the start.

https://docs.aws.amazon.com/connect/latest/adminguide/standard-objects.html, with a page for each object's fields:
`standard-profile-definition`, `standard-asset-definition`, `standard-order-definition`, `standard-case-definition`,
`standard-air-preference-object-fields` and so on.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

PROFILE = "_profile"
TIMESTAMP = "SourceLastUpdatedTimestamp"
"""A field of every standard object: when the record last changed at its source."""

ATTRIBUTES = "Attributes"

ADDRESS = frozenset(
    "Address1 Address2 Address3 Address4 City Country County PostalCode Province State".split()  # noqa: SIM905
)


class StandardObject(NamedTuple):
    """One kind of standard object.

    Attributes:
        identifier: the standard identifier of keys that find such an object; None where keys do not.
        id_field: the field that AWS assigns.
        fields: the fields that a target may name; None where no page lists them.
        parts: the parts of those fields that have some.
    """

    identifier: str | None
    id_field: str
    fields: frozenset[str] | None = None
    parts: Mapping[str, frozenset[str]] | None = None
    reserved: frozenset[str] = frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset((*text.split(), ATTRIBUTES, TIMESTAMP))


_PROFILE = StandardObject(
    "PROFILE",
    "ProfileId",
    _words(
        "AccountNumber AdditionalInformation PartyType PartyTypeString BusinessName FirstName MiddleName LastName "
        "BirthDate Gender GenderString PhoneNumber MobilePhoneNumber HomePhoneNumber BusinessPhoneNumber EmailAddress "
        "PersonalEmailAddress BusinessEmailAddress Address ShippingAddress MailingAddress BillingAddress ProfileType "
        "EngagementPreferences"
    ),
    dict.fromkeys(("Address", "ShippingAddress", "MailingAddress", "BillingAddress"), ADDRESS),
    reserved=frozenset(("ImportIds", "FoundByItems")),
)
_ASSET = _words(
    "AssetName SerialNumber ModelNumber ModelName ProductSKU PurchaseDate UsageEndDate Status Price Quantity "
    "Description AdditionalInformation DataSource"
)
_CASE = _words(
    "Title Summary Status Reason CreatedBy CreatedDate UpdatedDate ClosedDate AdditionalInformation DataSource"
)
_ORDER = _words(
    "CustomerEmail CustomerPhone CreatedDate UpdatedDate ProcessedDate ClosedDate CancelledDate CancelReason Name "
    "AdditionalInformation Gateway Status StatusCode StatusUrl CreditCardNumber CreditCardCompany FulfillmentStatus "
    "TotalPrice TotalTax TotalDiscounts TotalItemsPrice TotalShippingPrice TotalTipReceived Currency TotalWeight "
    "BillingAddress ShippingAddress OrderItems"
)
_AIR_PREFERENCE = _words(
    "Name CreatedDate CreatedBy UpdatedDate UpdatedBy StartDate EndDate Status ReferenceId ReferenceType TravelType "
    "Transfer ArrivalAirport ArrivalTerminal DepartureAirport DepartureTerminal HomeAirport CheckInChannel "
    "CheckInChannelDevice Language Seat Journey Accessibility Insurance Interest Loyalty Dining MediaEntertainment "
    "PaymentForm PetInfo SpecialRequest TicketDistribution Marketing Medical Baggage ContactDetail "
    "ContactDetailAddress ContactDetailCommunication"
)
_HOTEL_PREFERENCE = _words(
    "Name CreatedDate CreatedBy UpdatedDate UpdatedBy StartDate EndDate Status Smoking CleaningTime CheckInType "
    "CheckOutType ReferenceId ReferenceType Location Bedding Tour ContactDetail ContactDetailAddress "
    "ContactDetailCommunication Language CarRental Accessibility Interest Loyalty Dining MediaEntertainment "
    "PaymentForm PetInfo SpecialRequest Marketing Medical Baggage"
)
_AIR_BOOKING = _words(
    "ContextId PreferenceRef BookingName PassengerIndex TravellerId GroupBooking NumberOfPassengers NumberOfAdults "
    "NumberOfChildren ProcessedDate CreatedDate CreatedBy UpdatedDate UpdatedBy Status PriorityStatus "
    "ReservationStatus MarketingCode MarketingName TravelAgent TravelAgency TravelCorpNumber Booker "
    "AdditionalInformation Email PhoneNumber CancelledDate Diplomat Child Disabled Oxygen PetOnly CancellationCharge "
    "Refundable Inventory Loyalty Channel Payment BillingAddress Price PaymentStatus"
)
_AIR_SEGMENT = _words(
    "BookingRef SegmentName PassengerIndex SegmentIndex SeatSelection NumberOfPassengers NumberOfLegs Tier Origin "
    "OriginCountryCode Dest DestCountryCode ProcessedDate CreatedDate CreatedBy UpdatedDate UpdatedBy Status "
    "FlightNumber Carrier CarrierType IsInternational IsEticket IsArmed LapInfant Pet PrisonerOrGuard Child Married "
    "CheckinEligible InEligibleReason UnEscortedMinor PremiumAccess MissingData CurrentClassOfService "
    "BookedClassOfService CodeShare ReverseCodeShare MarketCarrierCode OpCarrierCode InConnection OutConnection "
    "MilesToEarn Duration DurationTimeUnit Distance DistanceUnit SellType GoShow Incapacitated Upgraded Downgraded "
    "BaggageInsurance MaxAllowedBaggage BaggageQuantity BaggageFee Arrival Departure Seat Priority Doc Baggage Pets "
    "OtherServices"
)
_HOTEL_RESERVATION = _words(
    "ConfirmationNumber PreferenceRef Status TripType BrandCode HotelCode PhoneNumber EmailAddress GroupId ContextId "
    "ProcessedDate CreatedDate CreatedBy UpdatedDate UpdatedBy AgentId Reserver SameDayRate Refundable "
    "CancellationCharge TransactionId AmountPerNight AdditionalNote NumberOfNights NumberOfGuests "
    "TotalAmountBeforeTax TotalAmountAfterTax Checkout Loyalty Room CheckIn Payment Currency Cancellation Channel "
    "RatePlan Guests Services"
)
_LOYALTY = _words(
    "ProgramId MembershipId ProgramName Group Channel CreatedDate EnrollmentDate CreatedBy UpdatedDate LastUpdatedBy "
    "UpgradeDate RenewalDate AdditionalInformation EmailAddress EmailAddressVerified PhoneNumber PhoneNumberVerified "
    "Status Tier Points PointExpirations Payment PaymentInformation BillingAddress"
)
_LOYALTY_TRANSACTION = _words(
    "TransactionName TransactionType ProgramRef MembershipRef PromotionRef CreatedDate TransactionDate Industry "
    "Location CreatedBy UpdatedDate UpdatedBy Status AccrualType Category Channel ProductId Amount OriginValue "
    "OriginValueCurrency OriginValueOffset PointsEarned PointOffset QualifyingPointsEarned TierBefore TierAfter Brand "
    "Description AdditionalInformation PaymentMethod PointTransfer"
)
_LOYALTY_PROMOTION = _words(
    "PromotionName PromotionType ProgramType ProgramRef PartnerId PartnerNumber Tier StartDate EnrolledDate EndDate "
    "Amount Period Status CreatedDate CreatedBy UpdatedDate UpdatedBy CampaignRef AdditionalInformation TriggerLimit "
    "Usage Rules Incentive"
)

STANDARD_OBJECTS: Mapping[str, StandardObject] = {
    PROFILE: _PROFILE,
    "_asset": StandardObject("ASSET", "AssetId", _ASSET),
    "_case": StandardObject("CASE", "CaseId", _CASE),
    "_order": StandardObject("ORDER", "OrderId", _ORDER),
    # Filled by templates of marketing tools, without a key of its own.
    "_communicationRecord": StandardObject(None, "CommunicationRecordId"),
    "_airPreference": StandardObject("AIR_PREFERENCE", "PreferenceId", _AIR_PREFERENCE),
    "_hotelPreference": StandardObject("HOTEL_PREFERENCE", "PreferenceId", _HOTEL_PREFERENCE),
    "_airBooking": StandardObject("AIR_BOOKING", "BookingId", _AIR_BOOKING),
    "_airSegment": StandardObject("AIR_SEGMENT", "SegmentId", _AIR_SEGMENT),
    "_hotelReservation": StandardObject("HOTEL_RESERVATION", "ReservationId", _HOTEL_RESERVATION),
    "_hotelStayRevenue": StandardObject("HOTEL_STAY_REVENUE", "StayRevenueId"),
    "_loyalty": StandardObject("LOYALTY", "LoyaltyId", _LOYALTY),
    "_loyaltyTransaction": StandardObject("LOYALTY_TRANSACTION", "TransactionId", _LOYALTY_TRANSACTION),
    "_loyaltyPromotion": StandardObject("LOYALTY_PROMOTION", "PromotionId", _LOYALTY_PROMOTION),
    "_device": StandardObject("DEVICE", "DeviceId"),
    "_webAnalytics": StandardObject("WEB_ANALYTICS", "EventId"),
}

STANDARD_KEYS: Mapping[str, tuple[str, ...]] = {
    "_phone": ("PhoneNumber", "MobilePhoneNumber", "HomePhoneNumber", "BusinessPhoneNumber"),
    "_email": ("EmailAddress", "PersonalEmailAddress", "BusinessEmailAddress"),
    "_account": ("AccountNumber",),
    "_fullName": ("FirstName", "MiddleName", "LastName"),
}
"""The keys by which every profile can be found, with the fields whose values they have; `_fullName` has all three
values in one (https://docs.aws.amazon.com/connect/latest/adminguide/standard-profile-definition.html)."""

RESERVED_KEYS = ("_profileId", "_assetId", "_caseId", "_orderId")
"""Keys that name a standard object itself: they are looked up only
(https://docs.aws.amazon.com/connect/latest/adminguide/standard-identifiers.html)."""

PREDEFINED_KEYS = frozenset(
    (
        *STANDARD_KEYS,
        *RESERVED_KEYS,
        # https://docs.aws.amazon.com/customerprofiles/latest/APIReference/API_SearchProfiles.html
        *("_ctrContactId", "_marketoLeadId", "_salesforceAccountId", "_salesforceContactId", "_salesforceAssetId"),
        *("_zendeskUserId", "_zendeskExternalId", "_zendeskTicketId", "_serviceNowSystemId", "_serviceNowTaskId"),
        *("_serviceNowIncidentId", "_segmentUserId", "_shopifyCustomerId", "_shopifyOrderId"),
        # The indexes of the standard objects, each on the object's own page.
        *("_assetName", "_serialNumber", "_airPreferenceId", "_airReferenceId", "_airBookingId", "_airPreferenceRef"),
        *("_airSegmentId", "_airBookingRef", "_hotelPreferenceId", "_hotelReferenceId", "_hotelReservationId"),
        *("_hotelPreferenceRef", "_loyaltyId", "_loyaltyMembershipId", "_loyaltyTransactionId", "_loyaltyPromotionId"),
    )
)
"""The keys that begin with an underscore: an object type may use no other such name
(https://docs.aws.amazon.com/connect/latest/adminguide/mapping-key-definitions.html)."""

_PLACE = r"_[a-zA-Z]+\..+"
_EVENT = r"Events\.[^.]+\.Attributes\..+"


def target_problem(target: str) -> str | None:
    """What is wrong with the target of a field, as the end of a sentence; None if it is valid.

    https://docs.aws.amazon.com/connect/latest/adminguide/mapping-field-definitions.html
    """
    if not re.fullmatch(_PLACE, target):
        return "must be a place in a standard object such as _profile.EmailAddress, of at most 1000 characters"
    problem = _missing(target)
    return f"does not exist: {problem}" if problem else None


def _missing(target: str) -> str | None:
    name, _, path = target.partition(".")
    found = STANDARD_OBJECTS.get(name)
    if found is None:
        return f"there is no standard object '{name}'; there are {', '.join(STANDARD_OBJECTS)}"
    first, _, rest = path.partition(".")
    member = first.partition("[")[0]
    if member == found.id_field or member in found.reserved:
        return f"{name}.{member} is assigned by the service; put your own ID under {name}.{ATTRIBUTES}"
    if name == "_communicationRecord" and member != ATTRIBUTES and member != TIMESTAMP:
        return None if re.fullmatch(_EVENT, path) else f"{name} takes {name}.Events.<event>.Attributes.<name>"
    if found.fields is not None and member not in found.fields:
        return f"{name} has no field '{member}'; {_hint(name, member, found.fields)}"
    if member == ATTRIBUTES:
        return None if rest else f"{name}.{ATTRIBUTES} needs a name, such as {name}.{ATTRIBUTES}.Tier"
    if name == PROFILE and member in (found.parts or {}):
        return _part_problem(f"{name}.{member}", rest, (found.parts or {})[member])
    if name == PROFILE and rest and member != "EngagementPreferences":
        return f"{name}.{member} has no parts"
    return None


def _part_problem(place: str, part: str, parts: frozenset[str]) -> str | None:
    return None if part in parts else f"{place} has no part '{part}'; it has {', '.join(sorted(parts))}"


def _hint(name: str, member: str, fields: frozenset[str]) -> str:
    spelled = {field.lower(): field for field in fields}.get(member.lower())
    return f"AWS spells it {name}.{spelled}" if spelled else f"use {name}.{ATTRIBUTES}.{member or '<name>'}"
