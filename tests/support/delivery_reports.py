"""Delivery reports (RFC 3464) as mail servers send them."""

REPORT = """\
From: MAILER-DAEMON@mx.example.com
To: press@exempel.se
Subject: Undelivered Mail Returned to Sender
Message-ID: <{report_id}@mx.example.com>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It didn't work.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 no such
 user

--b
Content-Type: {kind}

Subject: Ett pris
Message-ID: {message_id}

--b--
"""


def report(message_id: str, recipient: str = "a@example.com", **others: str) -> bytes:
    """Return a report on *recipient* of the message *message_id*; *others* are fields of it."""
    usual = {
        "action": "failed",
        "status": "5.1.1",
        "kind": "message/rfc822",
        "report_id": "r1",
    }
    return REPORT.format(message_id=message_id, recipient=recipient, **(usual | others)).encode()
