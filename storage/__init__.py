"""The one room that opens, writes and replaces files of the output folder, local or at a URL."""
