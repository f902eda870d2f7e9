"""Pictures as an edition needs them: found inside the newsroom, no larger than needed, in sRGB.

Nothing but what is seen leaves here: no position, no camera, no script, no address.
Pillow and lxml are loaded only when a picture isn't in the cache.
"""

from pressverk.content.pictures.lookup import find_picture
from pressverk.content.pictures.picture import Picture, advise_resolution
from pressverk.content.pictures.prepare import prepare_picture

__all__ = ["Picture", "advise_resolution", "find_picture", "prepare_picture"]
