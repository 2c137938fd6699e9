"""SPE: rules about the time a step takes."""
