"""What lies across the industry border: advantage, proximity, complexity, novelty."""
