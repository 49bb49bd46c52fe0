"""Every scheduler of the family, one a file, behind one protocol."""

from awarelr.core.schedule import Schedule, ScheduleState
from awarelr.schedules.aware import Aware

__all__ = ["Aware", "Schedule", "ScheduleState"]
