"""DAT: rules about the batches that enter the model."""
