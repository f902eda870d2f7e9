"""What the Containerfile promises; tests/install/try_container builds it and runs what it holds."""

import json
import re

from repository import ROOT

TEXT = (ROOT / "Containerfile").read_text("utf-8")
JOINED = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", TEXT, flags=re.MULTILINE))
LINES = [line.split(maxsplit=1) for line in JOINED.splitlines() if line.strip()]
FINAL = LINES[max(at for at, line in enumerate(LINES) if line[0] == "FROM") :]


def last(instruction: str) -> str:
    return next(rest for name, rest in reversed(FINAL) if name == instruction)


def test_each_line_is_an_instruction() -> None:
    known = {"ARG", "FROM", "RUN", "COPY", "ENV", "USER", "WORKDIR", "VOLUME", "EXPOSE"}
    known |= {"HEALTHCHECK", "ENTRYPOINT", "CMD"}
    assert {line[0] for line in LINES} <= known
    assert LINES[0][0] == "ARG"


def test_it_runs_without_root_on_a_volume() -> None:
    assert last("USER") == "pressverk"
    names = [name for name, _rest in FINAL]
    assert "RUN" not in names[names.index("USER") :]
    assert last("WORKDIR") == last("VOLUME") == "/newsroom"
    assert f"useradd --uid 1000 --no-create-home --home-dir /newsroom {last('USER')}" in JOINED


def test_the_studio_is_served_and_asked_for_its_health() -> None:
    assert json.loads(last("ENTRYPOINT")) == ["pressverk"]
    command, port = json.loads(last("CMD")), last("EXPOSE")
    assert command[0] == "studio"
    assert command[command.index("--port") + 1] == port
    check = json.loads(last("HEALTHCHECK").removeprefix("CMD "))
    assert f"http://127.0.0.1:{port}/health" in check[-1]
    compile(check[-1], "HEALTHCHECK", "exec")


def test_nothing_that_was_downloaded_is_left_in_it() -> None:
    for name, rest in LINES:
        if name == "RUN" and "apt-get install" in rest:
            assert "--no-install-recommends" in rest
    [installs] = [rest for name, rest in FINAL if name == "RUN"]
    assert "rm -rf /var/lib/apt/lists/*" in installs
    assert "--no-cache-dir" in JOINED
    assert "pip install" not in " ".join(rest for _name, rest in FINAL)
    assert "PYTHONDONTWRITEBYTECODE=1" in last("ENV")  # its root may be read only
