"""The commands, by what they are about; `api.cli` puts them together."""
