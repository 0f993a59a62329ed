"""Keep the libraries' own words off the user's terminal while they work; storyboard says what matters
itself."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

LIBRARIES = r"(diffusers|transformers|torch|huggingface_hub|accelerate|tokenizers|jax)(\.|$)"


@contextmanager
def quiet_libraries() -> Iterator[None]:
    """Silence loggers, progress bars and warnings of the model libraries, and of them alone.

    Errors still pass. The libraries' settings are as before afterwards, so that a program around ours keeps
    its own.
    """
    with warnings.catch_warnings():
        # transformers and diffusers warn of their own future on import and on load; a user can do nothing
        # about it.
        for category in (FutureWarning, DeprecationWarning, UserWarning, ImportWarning):
            warnings.filterwarnings("ignore", category=category, module=LIBRARIES)
        # Compiled modules name no module that a filter could match.
        warnings.filterwarnings("ignore", message=r".*(SwigPy|swigvarlink).*", category=DeprecationWarning)
        from diffusers.utils import logging as diffusers_logging
        from transformers.utils import logging as transformers_logging

        before = diffusers_logging.get_verbosity(), transformers_logging.get_verbosity()
        bars = diffusers_logging.is_progress_bar_enabled(), transformers_logging.is_progress_bar_enabled()
        diffusers_logging.set_verbosity_error()
        transformers_logging.set_verbosity_error()
        diffusers_logging.disable_progress_bar()
        transformers_logging.disable_progress_bar()
        try:
            yield
        finally:
            diffusers_logging.set_verbosity(before[0])
            transformers_logging.set_verbosity(before[1])
            if bars[0]:
                diffusers_logging.enable_progress_bar()
            if bars[1]:
                transformers_logging.enable_progress_bar()
