"""A board's process ends when it holds too much memory: its own, not what the process that started it once held."""

from contextlib import suppress
from pathlib import Path

from scrapy.extensions.memusage import MemoryUsage

_STATUS = Path("/proc/self/status")


class Memory(MemoryUsage):
    """Scrapy's extension, which goes by `ru_maxrss`: on Linux that begins with the peak of the parent process.

    So each board of a large parent would be ended as soon as it began. The peak of this program alone is read from
    /proc; where there is none (macOS), Scrapy's own figure is taken.
    """

    def get_virtual_size(self) -> int:
        """The most memory that this process has held, in bytes."""
        with suppress(OSError, ValueError, StopIteration):
            lines = _STATUS.read_text(encoding="ascii", errors="replace").splitlines()
            return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) * 1024
        return int(super().get_virtual_size())
