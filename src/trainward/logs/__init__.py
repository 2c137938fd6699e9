"""Lines of a log to facts, and facts to what they speak for: pure, whatever wrote the log."""
