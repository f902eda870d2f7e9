"""Layout: a publication and a layout's templates become a document."""
