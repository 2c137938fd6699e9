"""VAL: rules about the loss on held-out data beside the one trained on."""
