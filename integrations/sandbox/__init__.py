"""The systems behind us as local servers: for a first run without accounts anywhere, and for tests."""
