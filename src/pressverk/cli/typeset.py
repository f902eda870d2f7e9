"""The command that typesets other HTML."""

import sys
from pathlib import Path

import click

from pressverk.build import pipeline
from pressverk.cli.console import print_findings, require_libraries
from pressverk.i18n import _
from pressverk.model import Severity


@click.command(
    help=_(
        "Typeset any HTML file.\n\n"
        "SOURCE becomes the PDF file TARGET, tagged and validated. It can use files in its own "
        "folder only."
    )
)
@click.argument(
    "source",
    metavar=_("SOURCE"),
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.argument("target", metavar=_("TARGET"), type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help=_("Write the PDF even if it fails validation."))
def typeset(source: Path, target: Path, *, force: bool) -> None:
    """Typeset an HTML file."""
    if target.exists() and target.samefile(source):
        raise click.BadParameter(
            _("is the source itself; name another file"), param_hint=_("TARGET")
        )
    require_libraries()
    findings = pipeline.typeset_file(source, target, force=force)
    print_findings(findings)
    failed = any(finding.severity is Severity.ERROR for finding in findings)
    sys.exit(1 if failed else 0)
