"""Files that are either whole or not there: written under another name, synced, then renamed."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from storyboard.errors import OutputError

PARTIAL = ".partial-"
"""Beginning of the names of files and folders that are being written. Left over, they are worth nothing."""

_UMASK = os.umask(0)
"""Temporary files are made for their owner alone; what they become is as readable as any other file."""
os.umask(_UMASK)

_REASONS = {
    errno.ENOSPC: "no space left on the disk; make room, or write elsewhere",
    errno.EDQUOT: "the disk quota is used up; make room, or write elsewhere",
    errno.EACCES: "no permission; choose a folder that you may write to",
    errno.EPERM: "no permission; choose a folder that you may write to",
    errno.EROFS: "that disk is read-only; choose another folder",
    errno.EFBIG: "the file is larger than this disk or account allows; write elsewhere",
    errno.ENOENT: "no such folder; make it first",
    errno.ENOTDIR: "a part of that path is a file, not a folder",
    errno.EISDIR: "that is a folder; name a file",
    errno.ENAMETOOLONG: "that name is too long for the disk; choose a shorter one",
}


def output_error(path: Path, error: OSError) -> OutputError:
    """Return ``error`` as one plain message: what could not be written, where, and what to do."""
    reason = _REASONS.get(error.errno or 0, f"{error.strerror or error}")
    return OutputError(f"{path}: cannot be written: {reason}")


@contextlib.contextmanager
def writing_errors(path: Path) -> Iterator[None]:
    """Turn every ``OSError`` inside into an ``OutputError`` that names ``path``."""
    try:
        yield
    except OSError as error:
        raise output_error(path, error) from error


@contextlib.contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Give a temporary name beside ``path``; on leaving it becomes ``path``, or is removed after a failure.

    Raises:
        OutputError: It cannot be written.
    """
    with writing_errors(path):
        handle, name = tempfile.mkstemp(prefix=PARTIAL, suffix=path.suffix, dir=path.parent)
        os.close(handle)
    partial = Path(name)
    try:
        with writing_errors(path):
            yield partial
            partial.chmod(0o666 & ~_UMASK)
            sync(partial)
            partial.replace(path)
            sync(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise


def write_file(path: Path, content: bytes | str) -> None:
    """Write ``path`` whole or not at all.

    Raises:
        OutputError: It cannot be written.
    """
    with new_file(path) as partial:
        partial.write_bytes(content.encode() if isinstance(content, str) else content)


def write_folder(path: Path, files: dict[str, bytes]) -> None:
    """Put a folder with ``files`` in place of ``path``, whole or not at all.

    Raises:
        OutputError: It cannot be written.
    """
    partial = None
    try:
        with writing_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = Path(tempfile.mkdtemp(prefix=PARTIAL, dir=path.parent))
            for name, content in files.items():
                (partial / name).write_bytes(content)
                sync(partial / name)
            sync(partial)
            partial.chmod(0o777 & ~_UMASK)
            if path.exists():  # Damaged; a folder that is not empty cannot be replaced in one step.
                shutil.rmtree(path)
            partial.rename(path)
            sync(path.parent)
    except BaseException:
        if partial is not None:
            shutil.rmtree(partial, ignore_errors=True)
        raise


def remove_partials(folder: Path) -> None:
    """Remove what interrupted writes left in ``folder``. Only for the holder of the board's lock."""
    for left in folder.glob(PARTIAL + "*"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                left.unlink()


def check_writable(path: Path) -> None:
    """Try, before any work is done for it, whether the file ``path`` can be written.

    Raises:
        OutputError: It cannot, and why.
    """
    with writing_errors(path):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "is a directory")
        if path.exists() and not path.is_file():
            raise OutputError(f"{path}: is a device or pipe and no file; name a file ending in .mp4")
        if path.exists() and not os.access(path, os.W_OK):
            raise OutputError(f"{path}: is write-protected; choose another name, or allow writing to it")
        handle, name = tempfile.mkstemp(prefix=PARTIAL, suffix=path.suffix, dir=path.parent)
        os.close(handle)
        Path(name).unlink()


def sync(path: Path) -> None:
    """Wait until ``path``, a file or a folder, is on the disk itself."""
    if path.is_dir() and os.name == "nt":
        return  # Windows has no handle for folders to sync.
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
