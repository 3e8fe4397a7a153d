"""Plan and identify: the questions before a partnership, one module per group of the facade."""
