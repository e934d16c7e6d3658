"""The one room that writes, replaces and removes files: of the output, local or at a URL, and of the project."""
