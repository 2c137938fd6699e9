"""Runs on disk: one folder a run, with its readings and facts in `run.db`."""
