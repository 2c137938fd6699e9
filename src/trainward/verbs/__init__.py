"""What a user can ask for; the only place where the stages meet."""
