"""A report as text, JSON, Markdown and one HTML page: pure functions of the record."""
