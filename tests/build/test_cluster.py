"""A cluster makes the editions that this machine makes, whatever happens to its workers."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from certificates import certified
from dask_cluster import Cluster, dask_cluster
from process_groups import processes_left
from report import INDEX, write_data, write_report
from repository import ROOT
from sample_newsroom import ARTICLE, article

from pressverk.build import cluster, manifest, pipeline, remote
from pressverk.build.cluster import cluster_at
from pressverk.build.pool import JobError
from pressverk.errors import ClusterError
from pressverk.model import Document, Limits, Pdf, Resource
from pressverk.newsroom.paths import find_articles

PROGRAM = """
import sys
from pressverk.build import cluster
from pressverk.cli.main import main
cluster.CONNECTING, cluster.DESERTED = 20, 2
main(["build", "-j", "1", *sys.argv[1:]])
"""


def build(root: Path, address: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    with start(root, address, **environment) as process:
        output, errors = process.communicate(timeout=120)
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


def start(root: Path, address: str, **environment: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "--scheduler", address],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
        start_new_session=True,
    )


@pytest.fixture
def many(root: Path) -> list[str]:
    names = [f"a{number:02}" for number in range(16)]
    for name in names:
        article(root / "articles" / name, ARTICLE.replace("Ett pris", f"Pris {name}"))
    return [*names, "pris"]


@pytest.fixture
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with dask_cluster(tmp_path_factory.mktemp("dask")) as found:
        yield found


def editions(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (root / "output").iterdir()}


def test_the_editions_are_those_of_this_machine_though_a_worker_is_killed(
    root: Path, tmp_path: Path, many: list[str], workers: Cluster
) -> None:
    write_data(root)
    chart = "```chart\nid: fig\nkind: bar\ndata: pupils\nx: year\ny: pupils\ncaption: Pupils\n```"
    write_report(root, chart, index=INDEX)
    alone = tmp_path / "alone"
    shutil.copytree(root, alone)
    assert not any(each.failed for each in pipeline.build(alone, find_articles(alone), jobs=1))
    with start(root, workers.address) as process:
        assert process.stdout is not None
        for _line in range(4):
            assert process.stdout.readline()
        workers.workers[0].kill()
        output, errors = process.communicate(timeout=120)
    assert process.returncode == 0
    assert "error" not in errors
    assert len(output.splitlines()) >= len(many) - 4
    assert editions(root) == editions(alone)


def test_a_killed_build_leaves_whole_editions_and_the_next_goes_on(
    root: Path, many: list[str], workers: Cluster
) -> None:
    with start(root, workers.address) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()
        process.communicate()
    assert processes_left(process.pid) == []
    records = [record for name in many if (record := manifest.load(root, name))]
    assert 0 < len(records) < len(many)
    assert all(manifest.are_whole(record, root) for record in records)
    assert f"built: {len(many) - len(records)}" in f"built: {_built(build(root, workers.address))}"
    assert len(editions(root)) == 2 * len(many)


def _built(done: "subprocess.CompletedProcess[str]") -> int:
    return sum(line.startswith("output/") for line in done.stdout.splitlines())


def test_errors_of_a_document_are_reported_as_on_this_machine(root: Path, workers: Cluster) -> None:
    layout = root / "layouts" / "press-release"
    layout.mkdir(parents=True)
    shipped = (ROOT / "layouts" / "press-release" / "print.css").read_text("utf-8")
    (layout / "print.css").write_text(f"{shipped}\np {{ position: relative; left: 90cm }}\n")
    (alone,) = pipeline.build(root, find_articles(root), jobs=1)
    assert alone.failed
    done = build(root, workers.address)
    assert done.returncode == 1
    assert all(finding.message in done.stderr for finding in alone.findings)


def test_a_lost_cluster_is_reported_and_what_was_built_is_kept(
    root: Path, many: list[str], workers: Cluster
) -> None:
    with start(root, workers.address) as process:
        assert process.stdout is not None
        process.stdout.readline()
        for worker in workers.workers:
            worker.kill()
        _output, errors = process.communicate(timeout=120)
    assert process.returncode == 1
    assert f"error {workers.address}: the cluster is gone" in errors
    assert "Traceback" not in errors
    records = [record for name in many if (record := manifest.load(root, name))]
    assert all(manifest.are_whole(record, root) for record in records)
    assert not list(root.rglob("*.part"))


def test_no_scheduler_is_reported(root: Path) -> None:
    done = build(root, "tcp://127.0.0.1:9")
    assert done.returncode == 1
    assert "error tcp://127.0.0.1:9: no scheduler can be reached there" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_worker_of_another_version_is_named(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("dask")
    (folder / "sitecustomize.py").write_text("import pressverk\npressverk.__version__ = '0.0.9'\n")
    with dask_cluster(folder, workers=0) as found:
        found.add_worker(PYTHONPATH=str(folder))
        done = build(root, found.address)
    assert done.returncode == 1
    assert "would make other editions: pressverk 0.0.9 (" in done.stderr
    assert not (root / "output").exists()


def test_without_dask_its_installation_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(ClusterError, match=r"pip install 'pressverk\[cluster\]'"),
        cluster_at("tcp://127.0.0.1:9", Limits()),
    ):
        pass


def test_a_pdf_that_came_otherwise_than_it_was_made_is_refused() -> None:
    pdf = Pdf(data=b"%PDF-1.7", page_count=1)
    reply = remote.Reply(answer=pdf, sha256=remote.digest_of(pdf))
    client = cluster.Cluster(None, "tcp://127.0.0.1:9", Limits())
    assert client._checked(reply) is pdf
    spoiled = remote.Reply(answer=Pdf(data=b"%PDF-1.8", page_count=1), sha256=reply.sha256)
    with pytest.raises(JobError):
        client._checked(spoiled)


def test_a_cluster_is_spoken_to_by_certificates(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("dask")
    certified(folder, "127.0.0.1")
    pem = str(folder / "127.0.0.1.pem")
    options = ["--tls-ca-file", pem, "--tls-cert", pem, "--tls-key", pem]
    tls = "DASK_DISTRIBUTED__COMM__TLS__"
    trusted = {f"{tls}CA_FILE": pem, f"{tls}CLIENT__CERT": pem, f"{tls}CLIENT__KEY": pem}
    with dask_cluster(folder, workers=1, options=options, protocol="tls") as found:
        assert found.address.startswith("tls://")
        assert "no scheduler can be reached" in build(root, found.address).stderr
        assert build(root, found.address, **trusted).returncode == 0
    assert len(editions(root)) == 2


def test_a_worker_keeps_fonts_in_files_and_hands_over_pictures() -> None:
    kinds = {"font": "font/otf", "picture": "image/jpeg"}
    document = Document(
        address="https://newsroom.invalid/x",
        html="",
        resources={
            name: Resource(media_type=kind, sha256=f"hash-of-{name}")
            for name, kind in kinds.items()
        },
    )
    contents = {f"hash-of-{name}": name.encode() for name in kinds}
    resources = remote._unpacked(document, contents).resources
    font, picture = resources["font"], resources["picture"]
    assert font.data is None
    assert font.path is not None
    assert font.path.read_bytes() == b"font"
    assert (picture.data, picture.path) == (b"picture", None)
