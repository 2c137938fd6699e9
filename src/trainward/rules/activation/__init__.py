"""ACT: rules about what the modules put out."""
