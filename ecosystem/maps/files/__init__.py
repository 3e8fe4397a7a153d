"""From a scene to a file: one module for each format."""
