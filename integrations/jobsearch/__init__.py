"""Job adverts from JobTech's JobSearch: a few links for one occupation and one municipality."""

from integrations.jobsearch.adverts import Advert, Adverts, JobSearch

__all__ = ["Advert", "Adverts", "JobSearch"]
