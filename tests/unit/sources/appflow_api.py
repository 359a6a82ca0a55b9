"""The AppFlow API as botocore knows it."""

from datetime import UTC, datetime

from botocore.loaders import Loader
from botocore.model import ServiceModel, StructureShape

MODEL = ServiceModel(Loader().load_service_model("appflow", "service-2"), "appflow")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def shape(name: str) -> StructureShape:
    """A structure of the model."""
    found = MODEL.shape_for(name)
    assert isinstance(found, StructureShape)
    return found


def enumeration(name: str) -> set[str]:
    """The values of an enumeration of the model."""
    return set(MODEL.shape_for(name).metadata["enum"])
