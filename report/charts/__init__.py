"""Figures as pictures: SVG and HTML that keep their text size at every width, without any script."""
