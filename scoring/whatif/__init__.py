"""Another snapshot by a set of changes, and what would be lost."""
