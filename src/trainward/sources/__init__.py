"""Sources: what reads the world and yields readings."""
