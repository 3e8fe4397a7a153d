"""How a partnership ends or becomes another one: triggers, the buffer, the plan of exit, types through time."""
