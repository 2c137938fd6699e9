"""Signals: pure functions from tensors to the numbers that tell a run's health; no function here waits for a device."""
