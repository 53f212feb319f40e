"""Tables of the kernel."""

from plumbline.kernel.records import Record
from plumbline.kernel.workdays import CalendarDay

__all__ = ["CalendarDay", "Record"]
