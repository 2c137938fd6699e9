"""What watching costs: measured side by side in one run, with the command that prints it."""
