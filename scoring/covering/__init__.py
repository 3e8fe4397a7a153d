"""Who covers what is needed, alone and together."""
