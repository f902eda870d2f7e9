"""docs/accessibility.md has a row for each rule of meaning, with its severity."""

import ast
import re
from collections.abc import Iterator

from repository import ROOT

ROW = re.compile(r"^\| `([a-z-]+)` \| (error|advice) \|", re.MULTILINE)


def written() -> Iterator[tuple[str, str]]:
    """Yield the rule and severity of each observation that the sources make."""
    for path in (ROOT / "src" / "pressverk" / "accessibility" / "checks").glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call):
                given = [*call.args, *(keyword.value for keyword in call.keywords)]
                named = [k.value for k in call.keywords if k.arg == "rule"] or call.args[:1]
                severity = [part.attr for part in given if isinstance(part, ast.Attribute)]
                is_one = getattr(call.func, "id", "") in {"Observation", "_observation"}
                if is_one and isinstance(named[0], ast.Constant):
                    last = [each for each in severity if each in {"ERROR", "ADVICE"}]
                    yield str(named[0].value), (last or ["ADVICE"])[0].lower()


def test_every_rule_of_meaning_is_documented_with_its_severity() -> None:
    documented = set(ROW.findall((ROOT / "docs" / "accessibility.md").read_text("utf-8")))
    assert documented == {*written(), ("low-contrast", "error")}
