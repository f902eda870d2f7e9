"""The web application over the same library as the command line: write, see, hear, send."""
