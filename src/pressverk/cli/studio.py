"""The command that serves the studio."""

import click

from pressverk.cli.console import Number, require_libraries, root_here, say
from pressverk.cli.preview import has_screen
from pressverk.i18n import _
from pressverk.studio.options import PORT, StudioOptions
from pressverk.studio.server import base_address, new_address, serve


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
@click.option("--no-browser", is_flag=True, help=_("Print the link; open no browser."))
def studio(*, port: int, no_browser: bool) -> None:
    """Serve the studio."""
    root = root_here()
    require_libraries()

    def opened(options: StudioOptions) -> None:
        address = new_address(options)
        say(_("The studio is open at {address}", address=base_address(options)))
        say(_("To log in, once: {address}", address=address))
        say(_("To close it, press Ctrl+C."))
        if not no_browser and has_screen():
            click.launch(address)

    serve(StudioOptions(root=root, port=port), opened)
