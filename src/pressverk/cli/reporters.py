"""Findings as text for people, JSON for programs and SARIF for code hosts."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

import pressverk
from pressverk.model import Edit, Finding, Severity
from pressverk.newsroom.handbook import help_command

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
SARIF_LEVELS = {Severity.ERROR: "error", Severity.ADVICE: "note"}


def as_json(findings: Iterable[Finding]) -> str:
    """Return *findings* as a JSON object with a list ``findings``."""
    rows = [
        {
            "file": finding.place.file,
            "line": finding.place.line,
            "column": finding.place.column,
            "page": finding.place.page,
            "severity": finding.severity,
            "rule": finding.rule,
            "message": finding.message,
            "more": help_command(finding.rule) or None,
            "edits": [asdict(edit) for edit in finding.edits],
        }
        for finding in findings
    ]
    return json.dumps({"findings": rows}, ensure_ascii=False, indent=2)


def as_sarif(findings: Sequence[Finding]) -> str:
    """Return *findings* as a SARIF 2.1.0 log (OASIS) of one run."""
    rules = sorted({finding.rule for finding in findings})
    driver = {
        "name": "pressverk",
        "version": pressverk.__version__,
        "rules": [_rule(rule) for rule in rules],
    }
    results = [_result(finding, rules.index(finding.rule)) for finding in findings]
    log = {
        "$schema": SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2)


def _result(finding: Finding, rule_index: int) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": SARIF_LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": _location(finding)}],
    }
    if finding.edits:
        changes = [_replacement(edit) for edit in finding.edits]
        change = {"artifactLocation": {"uri": finding.place.file}, "replacements": changes}
        result["fixes"] = [{"artifactChanges": [change]}]
    return result


def _replacement(edit: Edit) -> dict[str, object]:
    """Return *edit* as SARIF has it: the region that goes, its end excluded, and what comes."""
    _before, _newline, last = edit.written.rpartition("\n")
    lines = edit.written.count("\n")
    region = {
        "startLine": edit.line,
        "startColumn": edit.column,
        "endLine": edit.line + lines,
        "endColumn": len(last) + 1 if lines else edit.column + len(edit.written),
    }
    return {"deletedRegion": region, "insertedContent": {"text": edit.replacement}}


def _rule(rule: str) -> dict[str, object]:
    command = help_command(rule)
    return {"id": rule, "help": {"text": command}} if command else {"id": rule}


def _location(finding: Finding) -> dict[str, object]:
    place = finding.place
    location: dict[str, object] = {"artifactLocation": {"uri": place.file}}
    if place.line is not None:
        region = {"startLine": place.line}
        if place.column is not None:
            region["startColumn"] = place.column
        location["region"] = region
    return location
