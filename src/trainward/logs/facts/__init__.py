"""What several lines of a log show together, one kind of fact a module."""
