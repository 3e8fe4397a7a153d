"""Handlers of pages, one module for each topic."""
