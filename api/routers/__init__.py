"""One file per noun; a route translates and nothing more."""
