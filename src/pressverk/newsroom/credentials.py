"""Passwords and keys: from the environment or the system's keyring, never from our files."""

import os

from pressverk.errors import DeliveryError
from pressverk.i18n import _, reason_of
from pressverk.model import Finding, Place

SERVICE = "pressverk"
MAIL_PASSWORD = "PRESSVERK_MAIL_PASSWORD"  # noqa: S105 - the name of a variable
SIGNING_KEY = "PRESSVERK_DKIM_KEY"
LOGIN_SECRET = "PRESSVERK_LOGIN_SECRET"  # noqa: S105 - as above


def mail_secret(username: str, host: str) -> str | None:
    """Return the password or token of *username* at *host*, None if there is none.

    The environment takes precedence: a scheduled run may have no unlocked keyring.

    Raises:
        DeliveryError: if there is a keyring that can't be opened.
    """
    return _secret(MAIL_PASSWORD, f"{username}@{host}")


def signing_key(selector: str, domain: str) -> str | None:
    """Return the private key (PEM) that mail is signed with, None if there is none.

    Raises:
        DeliveryError: if there is a keyring that can't be opened.
    """
    return _secret(SIGNING_KEY, f"{selector}._domainkey.{domain}")


def login_secret(client_id: str, issuer: str) -> str | None:
    """Return the secret that the studio has with its provider of logins, None when there is none.

    Raises:
        DeliveryError: when the keyring is there and can't be opened.
    """
    return _secret(LOGIN_SECRET, f"{client_id}@{issuer}")


def _secret(variable: str, account: str) -> str | None:
    if secret := os.environ.get(variable):
        return secret
    import keyring  # noqa: PLC0415 - it looks for what the system has, which takes long
    from keyring.errors import KeyringError, NoKeyringError  # noqa: PLC0415 - with keyring

    try:
        return keyring.get_password(SERVICE, account)
    except NoKeyringError:
        return None
    except KeyringError as error:
        raise _locked(error, variable) from error


def keep_mail_secret(username: str, host: str, secret: str) -> None:
    """Store the password or token of *username* at *host* in the keyring.

    Raises:
        DeliveryError: if there is no keyring, or it can't be opened.
    """
    import keyring  # noqa: PLC0415 - as above
    from keyring.errors import KeyringError  # noqa: PLC0415 - with keyring

    try:
        keyring.set_password(SERVICE, f"{username}@{host}", secret)
    except KeyringError as error:
        raise _locked(error, MAIL_PASSWORD) from error


def _locked(error: Exception, variable: str) -> DeliveryError:
    message = _(
        "can't be opened ({reason}); open it, or give the password in {variable}",
        reason=reason_of(error),
        variable=variable,
    )
    return DeliveryError([Finding(place=Place(file="keyring"), message=message, rule="keyring")])
