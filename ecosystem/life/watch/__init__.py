"""Who has to be told, and why? Rules over all partnerships, the alerts that they raise, and how those climb."""
