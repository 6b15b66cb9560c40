"""``/control``: users, groups, faults and what came of it all, for tests in other processes and for the page."""

from starlette.routing import BaseRoute, Mount

from integrations.sandbox.telegram.control.affairs import Affairs
from integrations.sandbox.telegram.control.people import People
from integrations.sandbox.telegram.control.rooms import Rooms
from integrations.sandbox.telegram.world import World


def control_routes(world: World) -> list[BaseRoute]:
    """The whole control API."""
    routes = [*People(world).routes(), *Rooms(world).routes(), *Affairs(world).routes()]
    return [Mount("/control", routes=routes)]
