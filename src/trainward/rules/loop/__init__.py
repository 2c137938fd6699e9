"""LOO: rules about the training loop, its schedules and its modes."""
