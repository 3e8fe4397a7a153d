"""The mapping files that ship with the package, one for each known set of open data."""
