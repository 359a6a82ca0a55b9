"""What a message of SQS may hold. Pure.

API reference, `SendMessage` and `MessageAttributeValue`.
"""

import base64
import re
from collections.abc import Mapping
from typing import Any

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Attributes = Mapping[str, Mapping[str, Any]]
"""Message attributes by name, as the API has them."""


def forbidden_character(body: str, attributes: Attributes) -> str | None:
    """The first character in body and attribute values that no message may have, lone surrogates included."""
    texts = (body, *(str(each.get("StringValue", "")) for each in attributes.values()))
    return next((found[0] for text in texts if (found := _FORBIDDEN.search(text))), None)


def contents_error(character: str) -> str:
    """What SQS says of such a character."""
    return (
        f"Invalid binary character '#x{ord(character):X}' was found in the message body, the set of allowed characters "
        "is #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF"
    )


def message_bytes(body: str, attributes: Attributes) -> int:
    """How much of the limit a message uses: its body, and name, type and value of every attribute."""
    return _bytes(body) + sum(
        _bytes(name) + _bytes(str(each.get("DataType", ""))) + _value_bytes(each) for name, each in attributes.items()
    )


def _value_bytes(attribute: Mapping[str, Any]) -> int:
    if attribute.get("BinaryValue"):
        value = attribute["BinaryValue"]
        return len(value if isinstance(value, bytes) else base64.b64decode(value))
    return _bytes(str(attribute.get("StringValue", "")))


def _bytes(text: str) -> int:
    return len(text.encode(errors="surrogatepass"))
