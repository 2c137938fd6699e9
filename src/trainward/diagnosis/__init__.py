"""What findings mean: the catalogue of causes, and how they are ranked."""
