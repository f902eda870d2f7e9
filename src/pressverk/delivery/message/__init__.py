"""An edition as email: one message to each recipient, and the same bytes every time."""

from pressverk.delivery.message.compose import (
    Letter,
    address_all,
    address_letter,
    attachment_name,
    compose_letter,
    message_id_of,
    size_advice,
    size_of,
)
from pressverk.delivery.message.preview import preview, summary, write_messages
from pressverk.delivery.message.signing import sign

__all__ = [
    "Letter",
    "address_all",
    "address_letter",
    "attachment_name",
    "compose_letter",
    "message_id_of",
    "preview",
    "sign",
    "size_advice",
    "size_of",
    "summary",
    "write_messages",
]
