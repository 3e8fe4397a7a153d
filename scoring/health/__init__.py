"""How does a partnership fare: attainment of targets, trend, control charts, causes, lessons of closed cases."""
