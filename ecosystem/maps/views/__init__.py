"""From a question to a scene: one module for each view."""
