"""Carries ``configs/`` inside the wheel; everything else is in ``pyproject.toml``."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithConfigs(build_py):
    """Copy ``configs/`` to ``pipeline/configs`` in the build, where ``pipeline.configuration`` looks."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            shutil.copytree(Path(__file__).parent / "configs", Path(self.build_lib) / "pipeline" / "configs",
                            dirs_exist_ok=True)


setup(cmdclass={"build_py": BuildWithConfigs})
