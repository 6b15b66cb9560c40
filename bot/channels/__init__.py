"""Where people write: one package for each channel, each an implementation of ``bot.ports.Channel``."""
