"""How each cause shows in a log: a folder a family, and for each cause its signs (TOML) and its page (Markdown)."""
