"""Alike in what they can do: measures beside those of ``scoring.overlap``."""
