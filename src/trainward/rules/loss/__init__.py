"""LOS: rules about the loss that is trained on."""
