import base64
import hashlib
import sys
from collections.abc import Callable
from dataclasses import replace

import dkim
import pytest
from cryptography.hazmat.primitives import serialization as as_bytes
from cryptography.hazmat.primitives.asymmetric import rsa
from sample_message import SETTINGS, Compose

from pressverk.delivery.message.compose import address_message
from pressverk.delivery.message.headers import sign
from pressverk.errors import MailError
from pressverk.model import DkimSettings, Message, Recipient

DKIM = DkimSettings(selector="press", domain="exempel.se")
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
RECORD = b"v=DKIM1; k=rsa; p=" + base64.b64encode(
    KEY.public_key().public_bytes(as_bytes.Encoding.DER, as_bytes.PublicFormat.SubjectPublicKeyInfo)
)


def pem(kind: as_bytes.PrivateFormat = as_bytes.PrivateFormat.TraditionalOpenSSL) -> str:
    return KEY.private_bytes(as_bytes.Encoding.PEM, kind, as_bytes.NoEncryption()).decode()


def verifies(data: bytes) -> bool:
    asked = []

    def answer(name: bytes, timeout: int = 5) -> bytes:  # noqa: ARG001 - as dkimpy calls it
        asked.append(name)
        return RECORD

    found = bool(dkim.verify(data, dnsfunc=answer))
    assert asked == [b"press._domainkey.exempel.se."]
    return found


@pytest.fixture
def message(composed: Compose, recipient: Recipient) -> Message:
    template = composed(settings=replace(SETTINGS, unsubscribe_url="https://exempel.se/{address}"))
    return address_message(template, recipient)


@pytest.mark.parametrize(
    "kind", [as_bytes.PrivateFormat.TraditionalOpenSSL, as_bytes.PrivateFormat.PKCS8]
)
def test_a_signed_message_verifies(message: Message, kind: as_bytes.PrivateFormat) -> None:
    signed = sign(message, DKIM, pem(kind))
    assert signed.body is message.body
    assert signed.head.endswith(message.head)
    assert verifies(signed.head + signed.body)
    assert max(map(len, signed.head.split(b"\r\n"))) <= 100


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"Ett pris", b"Ett pirs", 1),
        lambda data: data.replace(b"Kommunen har", b"Kommunen hade", 1),
        lambda data: data.replace(b"redaktion@", b"redaktor@", 1),
        lambda data: data.replace(b"JVBERi", b"JVBERj", 1),
        lambda data: data.replace(b"One-Click", b"Two-Click", 1),
        lambda data: data.replace(b"\r\nFrom:", b"\r\nFrom: x@example.com\r\nFrom:", 1),
        lambda data: b"Subject: Ett annat pris\r\n" + data,
    ],
)
def test_any_change_breaks_the_signature(
    message: Message, change: Callable[[bytes], bytes]
) -> None:
    signed = sign(message, DKIM, pem())
    data = signed.head + signed.body
    assert change(data) != data
    assert not verifies(change(data))


def test_the_hash_is_that_of_the_signed_bytes(message: Message) -> None:
    signed = sign(message, DKIM, pem())
    assert signed.sha256 == hashlib.sha256(signed.head + signed.body).hexdigest()


# Names, for keys are made anew by each worker.
@pytest.mark.parametrize(
    "key",
    ["", "hemligt", pem().replace("\n", "", 3)],
    ids=["none", "a word", "damaged"],
)
def test_a_key_that_is_none_is_reported_without_showing_it(message: Message, key: str) -> None:
    with pytest.raises(MailError, match="the key for selector 'press' can't be used") as caught:
        sign(message, DKIM, key)
    assert not key or key not in str(caught.value)


def test_the_missing_extra_is_named(message: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dkim", None)
    with pytest.raises(MailError, match=r"pip install 'pressverk\[dkim\]'"):
        sign(message, DKIM, pem())
