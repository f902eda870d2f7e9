"""A newsroom that sends, where the test stands. All its addresses are reserved names."""

import re
from pathlib import Path

from sample_newsroom import ARTICLE, NEWSROOM_TOML

from pressverk.delivery.ledger.queries import campaigns, deliveries
from pressverk.delivery.ledger.store import ledger_path, open_ledger

SOURCE = Path("articles/pris/index.md")
MAIL = """
[mail]
from_address = "press@exempel.se"
unsubscribe = "av@exempel.se"
approval = {approval}
[mail.smtp]
host = "localhost"
port = {port}
security = "none"
auth = "none"
[mail.pace]
per_minute = 6000
"""


def mail_table(port: int, *, approval: bool) -> str:
    """Return the tables of newsroom.toml for mail through *port* of this machine."""
    return MAIL.format(port=port, approval=str(approval).lower())


def set_mail(port: int, *, approval: bool = False, more: str = "") -> None:
    table = mail_table(port, approval=approval)
    Path("newsroom.toml").write_text(NEWSROOM_TOML + table + more, encoding="utf-8")


def write_list(name: str, *addresses: str, more: str = "") -> None:
    lines = "".join(f"{address},Exempel,2026-01-01,\n" for address in addresses)
    folder = Path("contacts")
    folder.mkdir(exist_ok=True)
    text = "email,source,added,opted_out\n" + lines + more
    (folder / f"{name}.csv").write_text(text, encoding="utf-8")


def change_article(**keys: str) -> None:
    """Change keys of the front matter, or add them."""
    text = SOURCE.read_text(encoding="utf-8")
    for key, value in keys.items():
        line = f"{key}: {value}\n"
        text, count = re.subn(rf"(?m)^{key}: .*\n", line, text)
        if not count:
            text = text.replace("layout: press-release\n", f"layout: press-release\n{line}")
    SOURCE.write_text(text, encoding="utf-8")


def states() -> dict[int, dict[str, str]]:
    """Return the states of all deliveries, by campaign and recipient."""
    with open_ledger(ledger_path(Path.cwd())) as ledger:
        return {
            each.id: {one.recipient: str(one.state) for one in deliveries(ledger, each.id)}
            for each in campaigns(ledger)
        }


assert "layout: press-release\n" in ARTICLE
