"""What may go wrong: bands, supply, culture."""
