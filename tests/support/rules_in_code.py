"""The names of rules that the program can tell, read from its source.

A rule is a text given to a parameter or field called ``rule``, as default, keyword or by position.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

RULE = re.compile(r"[a-z]+(-[a-z0-9]+)*")


def rules_in(folder: Path) -> frozenset[str]:
    """Return the rules in all modules under *folder*."""
    modules = [ast.parse(file.read_text("utf-8")) for file in sorted(folder.rglob("*.py"))]
    nodes = [node for module in modules for node in ast.walk(module)]
    positions = _positions(nodes)
    found = {text for node in nodes for value in _values(node, positions) for text in _texts(value)}
    return frozenset(filter(RULE.fullmatch, found))


def _positions(nodes: list[ast.AST]) -> dict[str, set[int]]:
    """Return at which position functions and classes, by their name, take a rule."""
    positions: dict[str, set[int]] = defaultdict(set)
    for node in nodes:
        if isinstance(node, ast.FunctionDef):
            names = [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
            names = names[names[:1] == ["self"] :]
        elif isinstance(node, ast.ClassDef):
            fields = [each.target for each in node.body if isinstance(each, ast.AnnAssign)]
            names = [each.id for each in fields if isinstance(each, ast.Name)]
        else:
            continue
        if "rule" in names:
            positions[node.name].add(names.index("rule"))
    return positions


def _values(node: ast.AST, positions: dict[str, set[int]]) -> Iterator[ast.expr | None]:
    """Yield the values that *node* gives to a rule."""
    if isinstance(node, ast.Call):
        yield from (each.value for each in node.keywords if each.arg == "rule")
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        yield from (node.args[at] for at in positions.get(name, ()) if at < len(node.args))
    elif isinstance(node, ast.FunctionDef):
        given = (*node.args.posonlyargs, *node.args.args)
        defaults = zip(given[::-1], node.args.defaults[::-1], strict=False)
        by_name = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
        yield from (value for each, value in (*defaults, *by_name) if each.arg == "rule")
    elif isinstance(node, ast.AnnAssign | ast.Assign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(isinstance(each, ast.Name) and each.id == "rule" for each in targets):
            yield node.value


def _texts(value: ast.expr | None) -> Iterator[str]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from _texts(value.body)
        yield from _texts(value.orelse)
