"""DetectProfileObjectType. How AWS detects a type is documented nowhere: here it is what `suggest-mapping` suggests."""

import io
import json
from typing import Any

from connect_customer_profiles.profiles.record import decoded
from connect_customer_profiles.rehearsal.sample import Options, Sample, SampleError
from connect_customer_profiles.rehearsal.suggesting import suggested

from ..state import Context
from .lookup import bad_request, domain_of


def detect_profile_object_type(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """An object type for a few objects; none where nothing in them identifies an object."""
    domain_of(context.region, parameters["DomainName"])
    lines = [json.dumps(_object(text)) for text in parameters["Objects"]]
    content = "\n".join(lines).encode()
    try:
        found = suggested("Detected", Sample("objects", lambda: io.BytesIO(content), Options(form="jsonl")))
    except SampleError:
        return {"DetectedProfileObjectTypes": []}
    arguments = found.arguments
    form = arguments.get("source_last_updated_timestamp_format")
    detected = {
        "Fields": {name: _capital(each) for name, each in arguments["fields"].items()},
        "Keys": {name: [_capital(each)] for name, each in arguments["keys"].items()},
        **({"SourceLastUpdatedTimestampFormat": form} if form else {}),
    }
    return {"DetectedProfileObjectTypes": [detected]}


def _object(text: str) -> dict[str, Any]:
    found = decoded(text)
    if found is None:
        raise bad_request("Objects must be JSON objects")
    return found


def _capital(settings: dict[str, Any]) -> dict[str, Any]:
    return {"".join(part.capitalize() for part in name.split("_")): value for name, value in settings.items()}
