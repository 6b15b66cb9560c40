"""The methods that bots call."""
