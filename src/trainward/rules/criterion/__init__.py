"""CRI: rules about the loss function and what enters it."""
