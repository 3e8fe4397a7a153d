"""Pure scoring: arrays in, arrays and explanations out. No files, clocks, HTTP or stores."""
