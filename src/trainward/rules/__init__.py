"""Rules: one named, documented test of a history each, with its page beside it."""
