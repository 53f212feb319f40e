"""Tables of the kernel."""

from plumbline.kernel.records import Record
from plumbline.kernel.workdays import CalendarDay
from plumbline.kernel.worker import Job

__all__ = ["CalendarDay", "Job", "Record"]
