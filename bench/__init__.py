"""Measurements: speed (`make bench`) and accuracy (`make accuracy`), each beside a peer or a baseline."""
