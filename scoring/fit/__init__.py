"""Whether strategy, capability and culture go together."""
