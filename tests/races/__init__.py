"""Many real clients at real server processes, all at the same moment."""
