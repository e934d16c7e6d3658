"""Every column once: the rows, their Arrow schemas, their checks, and the models of the TOML files."""
