"""Instruments: pure functions that draw a history, one figure a file."""
