"""The command that serves the studio."""

import sys
from pathlib import Path

import click

from pressverk.build.pool import warm_up
from pressverk.cli.console import Number, has_screen, require_libraries, root_here, say
from pressverk.i18n import _
from pressverk.newsroom.config import read_newsroom
from pressverk.studio.options import PORT, StudioOptions, options_of


@click.command(
    help=_(
        "Write, look, listen, approve and send in a browser.\n\n"
        "Serves the newsroom on this machine until Ctrl+C, and opens the browser by a link that "
        "works once."
    )
)
@click.option(
    "--port",
    type=Number(min=0, max=65_535),
    default=PORT,
    show_default=True,
    metavar=_("N"),
    help=_("The port to serve on; 0 for any that is free."),
)
@click.option(
    "--units",
    type=click.Path(file_okay=False, path_type=Path),
    metavar=_("DIR"),
    help=_("Write a systemd service of the system to DIR; serve nothing."),
)
@click.option("--no-browser", is_flag=True, help=_("Print the link; open no browser."))
def studio(*, port: int, units: Path | None, no_browser: bool) -> None:
    """Serve the studio."""
    root = root_here()
    if not units:
        warm_up()  # while the server's modules are imported
    from pressverk.delivery.timer.studio import SERVICE, write_studio_units  # noqa: PLC0415
    from pressverk.studio.server import base_address, new_address, serve  # noqa: PLC0415

    options = options_of(read_newsroom(root), port)
    if units:
        for path in write_studio_units(units, root, options.port, Path(sys.argv[0])):
            say(str(path))
        say(f"systemctl enable --now {SERVICE}")
        return
    require_libraries()

    def opened(options: StudioOptions) -> None:
        say(_("The studio is open at {address}", address=base_address(options)))
        if options.login:
            return
        address = new_address(options)
        say(_("To log in, once: {address}", address=address))
        say(_("To close it, press Ctrl+C."))
        if not no_browser and has_screen():
            click.launch(address)

    serve(options, opened)
