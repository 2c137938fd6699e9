"""The live source: PyTorch's global hooks and a few narrow wrappers around the loop of the user's own script."""
