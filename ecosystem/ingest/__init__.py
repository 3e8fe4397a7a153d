"""From files and frames to validated batches."""
