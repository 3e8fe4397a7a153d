"""Answers as tables for people, by the kind of question."""
