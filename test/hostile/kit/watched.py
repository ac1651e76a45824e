"""What the kernel says of the server's process."""
import os
from pathlib import Path

MIB = 1 << 20
PAGE = os.sysconf("SC_PAGE_SIZE")


class Ended(Exception):
    """The process is not there any more."""


class Watched:
    def __init__(self, pid):
        self.pid = pid

    def resident(self):
        """Bytes of its memory that are in use (RSS)."""
        if not self.alive():
            raise Ended("the server's process has ended")
        return int(Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE

    def descriptors(self):
        if not self.alive():
            raise Ended("the server's process has ended")
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def alive(self):
        try:
            return Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
        except FileNotFoundError:
            return False
