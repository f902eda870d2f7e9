"""Whoever imports a module of ours for one function keeps the process as it was."""

import json
import subprocess
import sys

# Imported by the server that workers are forked from, so that they find all of it warm.
MEANT_TO = "pressverk.build.preload"

SCRIPT = """
import asyncio, decimal, gc, gettext, importlib, json, locale, logging, os, pkgutil, signal, socket
import sys, threading
import pressverk

def state():
    return {{
        "collector": (gc.isenabled(), gc.get_threshold(), gc.get_freeze_count()),
        "decimals": str(decimal.getcontext()),
        "domain": (gettext.textdomain(), gettext.bindtextdomain("pressverk")),
        "environment": dict(os.environ),
        "folder": os.getcwd(),
        "hooks": list(map(str, (sys.excepthook, sys.unraisablehook, threading.excepthook))),
        "limits": (sys.getrecursionlimit(), sys.get_int_max_str_digits(), threading.stack_size()),
        "locale": locale.setlocale(locale.LC_ALL),
        "logging": (logging.root.level, len(logging.root.handlers), logging.root.manager.disable),
        "signals": [str(signal.getsignal(each)) for each in sorted(signal.valid_signals())],
        "sockets": socket.getdefaulttimeout(),
        "threads": threading.active_count(),
    }}

names = [each.name for each in pkgutil.walk_packages(pressverk.__path__, "pressverk.")]
changed, before = [], state()
for name in names:
    if name != {meant!r}:
        importlib.import_module(name)
        after = state()
        changed += [f"{{name}}: {{key}}" for key in after if after[key] != before[key]]
        before = after
print(json.dumps([len(names), changed]))
"""


def test_importing_any_module_changes_nothing_in_the_process() -> None:
    script = SCRIPT.format(meant=MEANT_TO)
    printed = subprocess.check_output([sys.executable, "-c", script], text=True)
    count, changed = json.loads(printed)
    assert count > 400
    assert changed == []
