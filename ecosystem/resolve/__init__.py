"""Which records are one organisation, and which names mean it."""
