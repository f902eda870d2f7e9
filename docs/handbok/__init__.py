"""The Swedish handbook, a newsroom whose report it is."""
