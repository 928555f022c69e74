"""What the library knows of a member: every place, and all of it as files for its owner."""
