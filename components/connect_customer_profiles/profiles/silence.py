"""Questions that AWS's pages leave open, as options: both answers to each can be chosen.

The defaults follow the newest page; where no page says anything, they are the answer that does the least harm in a
rehearsal.
"""

from typing import Literal, NamedTuple


class Silence(NamedTuple):
    """Answers to questions that the documentation leaves open.

    Attributes:
        structures: what an accessor to an object or a list reads: its JSON, or nothing.
        blank_is_empty: whether a Handlebars text of spaces only counts as empty.
        escapes_html: whether `{{…}}` writes `&`, `<`, `>` and quotes as HTML, as Handlebars does by default.
        incomplete_keys: whether a key some of whose fields are empty is used. "If every field that makes up a UNIQUE
            or PROFILE key is empty, the object is rejected" (`mapping-field-definitions`, 2026), "all the fields that
            make up the UNIQUE keys are required" (`standard-identifiers`, 2025).
        all_ambiguous: what becomes of an object each of whose PROFILE keys fits several profiles. The dead-letter
            message for it (`enable-customer-profiles`), or a new profile (`profile-matching`).
        key_order: in which order PROFILE keys are tried: as defined, or by name.
        replaced_object: whether an object that is ingested again and now fits another profile moves there.
        replaced_keys: whether a profile can still be found by the keys of an object that was replaced.
        manual_priority: the `SourcePriority` from which on an object type outranks what was set by hand: any (0), or
            one of that number or lower.
        inferred_fields: whether a new profile takes email and phone of typed fields that have another target, too.
        phone_country_code: the country code that a phone number may have or lack; "" where none is implied. AWS says
            `+1 (206) 345-7890` is `2063457890`.
        number_keys: whether NUMBER values are compared as numbers or as written.
        full_profile: what becomes of an object when its profile is full and nothing can be evicted for it.
        search_values: whether the values of a search are alternatives, or the parts of one key.
    """

    structures: Literal["json", "empty"] = "json"
    blank_is_empty: bool = True
    escapes_html: bool = False
    incomplete_keys: Literal["used", "refused"] = "used"
    all_ambiguous: Literal["dead_letter", "new_profile"] = "dead_letter"
    key_order: Literal["definition", "name"] = "definition"
    replaced_object: Literal["moves", "stays"] = "moves"
    replaced_keys: Literal["kept", "removed"] = "kept"
    manual_priority: int = 0
    inferred_fields: Literal["always", "untargeted"] = "always"
    phone_country_code: str = "1"
    number_keys: Literal["numeric", "exact"] = "numeric"
    full_profile: Literal["accepted", "refused"] = "accepted"
    search_values: Literal["any", "parts"] = "any"


DOCUMENTED = Silence()
"""The defaults."""
