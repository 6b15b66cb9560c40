"""Where staff work: server-rendered pages in Swedish, live updates, and an API for other systems."""

from bot.desk.passwords import Passwords, make_password
from bot.desk.routes import routes
from bot.desk.visit import Desk

__all__ = ["Desk", "Passwords", "make_password", "routes"]
