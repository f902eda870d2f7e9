"""What the letters in tests are made from. All names and addresses are sample data."""

import datetime as dt
from collections.abc import Callable

from pressverk.delivery.message.compose import MessageTemplate
from pressverk.model import MailSettings, SmtpSettings

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
KEY = bytes(32)
NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
SETTINGS = MailSettings(
    from_address="press@exempel.se",
    from_name="Exempelstad, presstjänsten",
    reply_to="svar@exempel.se",
    unsubscribe="av@exempel.se",
    unsubscribe_url=None,
    web_url=None,
    approval=True,
    per_minute=60,
    per_domain={},
    smtp=SmtpSettings(host="localhost", port=25, security="none", auth="none", username=None),
    dkim=None,
)
Compose = Callable[..., MessageTemplate]
