"""Regional reports as frozen releases, their discussion, and cards of good practice."""

from reports.models.discussion import Comment, FigureTicket
from reports.models.practices import PracticeCard
from reports.models.releases import Release, ReleaseFile

__all__ = ["Comment", "FigureTicket", "PracticeCard", "Release", "ReleaseFile"]
