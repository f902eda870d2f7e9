"""The web application: a second face of the library beside the command line."""
