"""Documents whose field names are somebody's data."""

import io

import pytest
from connect_customer_profiles.rehearsal.sample import Sample, SampleError
from connect_customer_profiles.rehearsal.suggesting import suggested

from tests.unit.rehearsal.worlds import CONTACTS, report

RECORDS = [{"Id": "1", "Email": "a@x.com", "Shoe": 38, "silva@example.com": True}]


@pytest.mark.parametrize(("personal", "name"), [(False, "s***@***.com"), (True, "silva@example.com")])
def test_an_address_that_names_a_field_is_masked(personal: bool, name: str) -> None:
    [people] = report({"people": CONTACTS}, {"people": RECORDS}, personal=personal).sources
    assert people.unread == ("Shoe", name)


def test_a_document_has_no_header_that_could_be_missing() -> None:
    sample = Sample("people.jsonl", lambda: io.BytesIO(b'{"Id": "1", "silva@example.com": true}\n'))
    with pytest.raises(SampleError) as caught:
        suggested("people", sample)
    assert str(caught.value) == "people.jsonl: names of its fields are values: name the fields"
