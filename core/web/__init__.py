"""The edge for people: what every page shares."""
