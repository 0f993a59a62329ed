"""Words at which a scene may begin or end: steps in time, comings and goings."""

from __future__ import annotations

import re

from storyboard.story.wordlists import words

TIME_TURN = re.compile(
    r"""["'“‘(]?\s*(?:(?:and|but|so|then|now)[,\s]+){0,2}
    (?: (?:early\s+|late\s+)?(?:the\s+)?(?:next|following|same)\s+(?:day|morning|night|evening|afternoon|
      week|year|spring|summer|autumn|winter)
    | (?:one|some|that|another)\s+(?:\w+\s+)?(?:day|morning|night|evening|afternoon)
    | (?:at|by|about|towards?|before|after)\s+(?:dawn|daybreak|sunrise|noon|midday|sunset|dusk|nightfall|
      night|midnight)
    | in\s+the\s+(?:morning|evening|afternoon|night|meantime|meanwhile)
    | (?:on|in)\s+the\s+(?:\w+\s+){0,2}(?:day|morning|evening|night|winter|summer|spring|autumn)
    | (?:soon|shortly|long|some\s+time|a\s+little\s+while|not\s+long)\s+after(?:wards?)?
    | (?:a\s+few|two|three|many|several|some)\s+(?:minutes|hours|days|weeks|months|years)\s+
      (?:later|after\w*|passed)
    | when\s+(?:the\s+)?(?:morning|evening|night|day|winter|summer|spring|autumn|dawn)
    | (?:at\s+last|at\s+length|meanwhile|meantime|presently|finally|afterwards?|later|once\s+upon\s+a\s+time|
      once)\b
    | it\s+(?:happened|chanced|came\s+to\s+pass)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""Openings of a sentence that step forward in time."""
TIME_WORDS = words("""
morning evening night afternoon day dawn daybreak sunrise sunset noon midnight midday dusk twilight hour
minute week month year spring summer autumn winter season century monday tuesday wednesday thursday
friday saturday sunday january february march april may june july august september october november
december christmas easter yesterday tomorrow today tonight breakfast dinner supper luncheon tea o'clock
past later after before since until next following soon meanwhile meantime afterwards presently
""")
ARRIVING = words("come arrive enter return reach approach appear visit land awake wake rise")
LEAVING = words("""
go leave depart retire sleep quit ride drive hurry disappear vanish follow run walk die bid withdraw
""")
PLACE_CASES = words("""
in at on upon by near outside inside within beyond beside across under over along through
""")
UNTOLD = words("god heaven lord man people one thing mr mrs miss sir")
"""Words for people that say nothing of who is there."""
