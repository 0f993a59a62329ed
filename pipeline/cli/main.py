"""The command line: ``storyboard``. Flags to calls; nothing is worked out here.

Exit codes: 0 done; 1 something the user can put right, in one plain message; 2 wrong usage; 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from pipeline.cli import data, models, plan, render


class OneMessageGroup(TyperGroup):
    """Turns what the user can put right into one message on stderr; anything else keeps its traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as interrupt:
            hint = str(interrupt) or "stopped"
            print(f"\n{hint}", file=sys.stderr)
            sys.exit(130)
        except BrokenPipeError:
            # The reader of our output has gone (`storyboard show BOARD | head`): nothing is wrong.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        except Exception as error:
            from storyboard.errors import StoryboardError

            if isinstance(error, StoryboardError):
                print(f"storyboard: {error}", file=sys.stderr)
                sys.exit(1)
            raise


app = typer.Typer(
    name="storyboard",
    cls=OneMessageGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="From a story to a film.\n\n"
    "\b\n"
    "storyboard render story.txt              a film, and the board it was made from\n"
    "storyboard plan story.txt                only the board: YAML to read and edit\n"
    "storyboard render story.board            what changed since, and the film anew\n"
    "storyboard retake story.board s02        another try at one scene",
)

app.command("render")(render.render)
app.command("plan")(plan.plan)
app.command("retake")(render.retake)
app.command("check")(plan.check)
app.command("show")(plan.show)
app.command("sheet")(render.sheet)
app.command("clean")(render.clean)
app.command("models")(models.models)
app.add_typer(data.data_app, name="data")
app.command("train")(data.train)
app.command("evaluate")(data.evaluate)


def main() -> None:
    """Entry point of the console script."""
    app()


if __name__ == "__main__":
    main()
