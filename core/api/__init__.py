"""The edge for machines: what every endpoint shares."""
