"""Rewrite a source archive with one time and no owners: `even_times.py ARCHIVE`.

setuptools writes the times and owners of the machine into it; SOURCE_DATE_EPOCH (s) replaces them.
"""

import gzip
import os
import sys
import tarfile
from pathlib import Path


def rewrite(archive: Path, time: int) -> None:
    """Replace *archive* by one whose members are sorted and all have the same *time* (s)."""
    part = archive.with_suffix(".part")
    with (
        tarfile.open(archive) as source,
        part.open("wb") as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=time) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as target,
    ):
        for member in sorted(source.getmembers(), key=lambda each: each.name):
            member.mtime, member.uid, member.gid = time, 0, 0
            member.uname = member.gname = ""
            target.addfile(member, source.extractfile(member) if member.isreg() else None)
    part.replace(archive)


if __name__ == "__main__":
    rewrite(Path(sys.argv[1]), int(os.environ["SOURCE_DATE_EPOCH"]))
