"""Where organisations stand in the network of ties: measures beside those of ``scoring.structure``."""
