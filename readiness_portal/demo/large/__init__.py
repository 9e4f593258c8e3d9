"""A region of any size, for measurements: written in bulk, usable like any other."""
