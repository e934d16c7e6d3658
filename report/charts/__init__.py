"""Figures as pictures: SVG and HTML that keeps its text size at every width, without any script."""
