"""The one configuration that every pydantic model of cartui shares."""

from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value: immutable, and strict about fields it does not know."""

    # What checks a value is made when the first one is: making it for all of them took a tenth of a start.
    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=False, defer_build=True)


def make_all_checks(model: type[Frozen] = Frozen) -> None:
    """Make what checks every model that is loaded, so that the first value of none has to wait for it."""
    for below in model.__subclasses__():
        below.model_rebuild()
        make_all_checks(below)


EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(9000, 1, 1, tzinfo=UTC)
"""Between these, days can be counted on and shown on the clocks of every zone."""


def _in_utc(moment: datetime) -> datetime:
    """Turn an aware time into UTC; raises ``ValueError`` where that is in no year that there is."""
    if moment.tzinfo is UTC:
        return moment
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("is too far away") from None


def within_reach(moment: datetime) -> datetime:
    """The time, if any calendar shows it; raises ``ValueError`` for one before 1900 or after 8999."""
    if not EARLIEST <= moment < LATEST:
        raise ValueError("is too far away: times are from 1900 to 8999")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A point in time, aware, in UTC."""

GivenMoment = Annotated[Moment, AfterValidator(within_reach)]
"""One that somebody gives; what was stored once is read as a :data:`Moment`, whenever it is."""
