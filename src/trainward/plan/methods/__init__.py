"""Optimisation methods: one a file, each the pair of a run with it and one without."""
