"""The names of rules that the program can tell, read from its source.

A rule is a text given to a parameter, field or variable called ``rule``, as default, keyword or by
position, or returned first of several values.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

RULE = re.compile(r"[a-z]+(-[a-z0-9]+)*")
NO_RULES = frozenset({"article"})  # given to methods of the same name that take no rule
PAIRED = re.compile(r"[a-z]+(-[a-z0-9]+)+")  # a rule that is returned before its message


def rules_in(folder: Path) -> frozenset[str]:
    """Return the rules in all modules under *folder*."""
    modules = [ast.parse(file.read_text("utf-8")) for file in sorted(folder.rglob("*.py"))]
    nodes = [node for module in modules for node in ast.walk(module)]
    positions = _positions(nodes)
    constants = _constants(modules)
    values = [value for node in nodes for value in _values(node, positions)]
    values += [
        constants[each.id] for each in values if isinstance(each, ast.Name) and each.id in constants
    ]
    found = {text for value in values for text in _texts(value)}
    return frozenset(filter(RULE.fullmatch, found)) - NO_RULES


def _constants(modules: list[ast.Module]) -> dict[str, ast.expr]:
    """Return the values of names that are set once and for all at the top of modules."""
    return {
        target.id: node.value
        for module in modules
        for node in module.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id.isupper()
    }


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
        for target in targets:
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = zip(target.elts, node.value.elts, strict=False)
                yield from (value for each, value in pairs if getattr(each, "id", "") == "rule")
    elif (
        isinstance(node, ast.Return)
        and isinstance(node.value, ast.Tuple)
        and len(node.value.elts) > 1
    ):
        first, second, *_others = node.value.elts
        if PAIRED.fullmatch("".join(_texts(first))) and not isinstance(second, ast.Constant):
            yield first


def _texts(value: ast.expr | None) -> Iterator[str]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from _texts(value.body)
        yield from _texts(value.orelse)
