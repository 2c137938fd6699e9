"""Plain records: frozen dataclasses with fields only, the data every other package passes on."""
