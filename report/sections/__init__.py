"""The sections of the page, one a file, with its head and footer."""
