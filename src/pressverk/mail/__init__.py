"""An edition as email: one message to each recipient, and the same bytes every time."""

from pressverk.mail.letter import Letter, attachment_name, compose_letter
from pressverk.mail.messages import address_all, address_letter, message_id_of, size_advice, size_of
from pressverk.mail.rehearsal import preview, summary, write_messages
from pressverk.mail.signing import sign

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
