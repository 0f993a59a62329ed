"""A reporter that remembers what was said, for tests of rendering."""

import threading

from pipeline.reporting import Reporter


class Listener(Reporter):
    """Remembers what was said."""

    def __init__(self):
        self.lines, self.waits, self.notices, self.warnings = [], [], [], []
        self.steps, self.done, self.estimates = [], [], []
        self.threads = set()

    def waiting(self, message):
        self.waits.append(message)

    def planned(self, plan):
        self.lines = plan.lines()

    def estimated(self, seconds):
        self.estimates.append(seconds)

    def notice(self, message):
        self.notices.append(message)

    def warning(self, message, scene=None):
        self.warnings.append(message)

    def step(self, scene, done, total):
        self.threads.add(threading.current_thread())
        self.steps.append((scene, done, total))

    def scene_done(self, scene, take):
        self.threads.add(threading.current_thread())
        self.done.append(scene)
