"""From a model to a machine room and back: pure arithmetic, with constants fitted on published runs."""
