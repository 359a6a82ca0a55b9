"""What a rehearsal advises about records that are refused."""

from connect_customer_profiles.profiles import rejections
from connect_customer_profiles.profiles.outcome import QUOTAS
from connect_customer_profiles.rehearsal.remedies import remedy

from tests.unit.rehearsal.worlds import CONTACTS, rehearsed


def test_a_full_profile_is_not_mended_by_a_smaller_object() -> None:
    defined = rehearsed({"people": CONTACTS}, {"people": "Id,Email\n"}).sources[0].intake.object_type
    assert remedy(rejections.too_large(QUOTAS.object_bytes), defined, identified=True) == (
        "Have the flow leave out fields until objects are below the limit."
    )
    assert remedy(rejections.too_large(QUOTAS.profile_bytes), defined, identified=True) == (
        "Choose keys that bring fewer objects into one profile, or have the flow leave out fields."
    )
