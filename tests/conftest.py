"""What every test may use: a real store and a real browser."""

pytest_plugins = ["tests.valkey", "tests.browser", "tests.engine"]
