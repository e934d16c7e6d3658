"""One file a board or ATS, named like its spider; what several share stands in `_*.py`."""
