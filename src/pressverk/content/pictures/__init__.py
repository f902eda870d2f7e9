"""Pictures as an edition needs them: found inside the newsroom, no larger than needed, in sRGB.

Prepared pictures have no metadata, scripts or external addresses. Pillow and lxml are loaded only
when a picture isn't in the cache.
"""
