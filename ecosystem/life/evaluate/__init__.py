"""How a partnership fares: measures against targets, trend, what made the difference, reviews."""
