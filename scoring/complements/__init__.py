"""What one would add to another: measures beside those of ``scoring.complementarity``."""
