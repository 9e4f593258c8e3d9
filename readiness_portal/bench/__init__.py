"""Measurements of the portal on a region of a given size."""
