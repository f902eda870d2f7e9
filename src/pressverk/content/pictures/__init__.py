"""Pictures as an edition needs them: found inside the newsroom, no larger than needed, in sRGB.

Nothing but what is seen leaves here: no position, no camera, no script, no address.
Pillow and lxml are loaded only when a picture isn't in the cache.
"""
