"""Drawings of an ecosystem: a scene computed once, and renderers that only draw it."""
