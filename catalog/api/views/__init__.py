"""The catalogue's endpoints."""
