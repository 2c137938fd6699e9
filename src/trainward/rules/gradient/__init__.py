"""GRA: rules about the gradients."""
