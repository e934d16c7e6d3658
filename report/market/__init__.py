"""The market in figures: what a snapshot's tables say of it, each figure with its cases and its interval."""
