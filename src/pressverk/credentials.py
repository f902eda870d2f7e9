"""Passwords and keys: from the environment or the system's keyring, never from a file of ours."""

import os

from pressverk.errors import DeliveryError
from pressverk.model import Finding, Place
from pressverk.translation import _

SERVICE = "pressverk"
MAIL_PASSWORD = "PRESSVERK_MAIL_PASSWORD"  # noqa: S105 - the name of a variable


def mail_secret(username: str, host: str) -> str | None:
    """Return the password or token of *username* at *host*, None when nobody knows it.

    The environment goes before the keyring: a scheduled sending may have no keyring open.

    Raises:
        DeliveryError: when the keyring is there and can't be opened.
    """
    if secret := os.environ.get(MAIL_PASSWORD):
        return secret
    import keyring  # noqa: PLC0415 - it looks for what the system has, which takes long
    from keyring.errors import KeyringError, NoKeyringError  # noqa: PLC0415 - with keyring

    try:
        return keyring.get_password(SERVICE, f"{username}@{host}")
    except NoKeyringError:
        return None
    except KeyringError as error:
        raise _locked(error) from error


def keep_mail_secret(username: str, host: str, secret: str) -> None:
    """Keep the password or token of *username* at *host* in the keyring.

    Raises:
        DeliveryError: when there is no keyring, or it can't be opened.
    """
    import keyring  # noqa: PLC0415 - as above
    from keyring.errors import KeyringError  # noqa: PLC0415 - with keyring

    try:
        keyring.set_password(SERVICE, f"{username}@{host}", secret)
    except KeyringError as error:
        raise _locked(error) from error


def _locked(error: Exception) -> DeliveryError:
    message = _(
        "can't be opened ({reason}); open it, or give the password in {variable}",
        reason=error,
        variable=MAIL_PASSWORD,
    )
    return DeliveryError([Finding(place=Place(file="keyring"), message=message, rule="keyring")])
