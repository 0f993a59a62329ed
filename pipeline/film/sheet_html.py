"""The storyboard page as one HTML file with its pictures inside, made to be read and printed."""

from __future__ import annotations

import base64
import io
from html import escape

from PIL import Image

from pipeline.film.page import Panel, SheetPage, SheetScene, SheetShot

_STYLE = """
@page { size: A4; margin: 14mm 12mm }
:root { --ink: #22211f; --soft: #6f6a62; --line: #d9d3c7; --paper: #faf8f3 }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 1240px; padding: 40px 32px 64px; background: var(--paper);
       color: var(--ink); font: 15px/1.45 Georgia, "DejaVu Serif", "Times New Roman", serif }
h1 { margin: 0; font-size: 34px; font-weight: normal }
header p { margin: 4px 0 28px; color: var(--soft); font: 13px/1.4 system-ui, "DejaVu Sans", sans-serif }
main { display: grid; grid-template-columns: repeat(2, 1fr); gap: 28px }
article { background: white; border: 1px solid var(--line); border-radius: 6px; padding: 16px;
          break-inside: avoid }
.head { display: flex; align-items: baseline; gap: 10px; margin-bottom: 10px }
.number { flex: none; width: 26px; height: 26px; border-radius: 13px; background: var(--ink); color: white;
          font: bold 13px/26px system-ui, "DejaVu Sans", sans-serif; text-align: center }
h2 { flex: 1; margin: 0; font-size: 18px; font-weight: normal }
.time, .note, .setting { color: var(--soft); font: 12px/1.4 system-ui, "DejaVu Sans", sans-serif }
.setting { margin: -6px 0 10px 36px }
.row { display: grid; grid-template-columns: repeat(3, 1fr); gap: 6px }
.row img, .row .empty { display: block; width: 100%; border-radius: 3px }
.row .empty { border: 1px dashed var(--line); color: var(--soft); display: grid; place-items: center;
              font: 12px system-ui, "DejaVu Sans", sans-serif }
figure { margin: 0 }
.caption { margin: 6px 0 12px }
.caption .note { float: right; margin-left: 10px }
.story { margin: 0; padding-top: 10px; border-top: 1px solid var(--line); color: var(--soft);
         font-style: italic }
.takes { margin-top: 12px; padding-top: 10px; border-top: 1px solid var(--line) }
.takes .row { grid-template-columns: repeat(4, 1fr) }
@media screen and (max-width: 800px) { main { grid-template-columns: 1fr } }
@media print { body { padding: 0; background: white; font-size: 8pt; line-height: 1.3 } main { gap: 4mm }
               * { print-color-adjust: exact; -webkit-print-color-adjust: exact }
               article { padding: 2.5mm } .head { margin-bottom: 2mm } .setting { margin: -1.5mm 0 2mm 36px }
               .row { gap: 1mm } .caption { margin: 1mm 0 2mm } .story, .takes { padding-top: 1.5mm }
               .time, .note, .setting { font-size: 6.5pt } .takes { margin-top: 2mm }
               h1 { font-size: 20pt } h2 { font-size: 10pt } header p { margin: 1mm 0 4mm; font-size: 8pt } }
"""


def sheet_html(page: SheetPage) -> str:
    """Return the page as HTML. It needs no other file, so that it can be sent by mail."""
    ratio = f"{page.aspect.numerator} / {page.aspect.denominator}"
    cards = "\n".join(_card(scene, ratio) for scene in page.scenes)
    return (f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escape(page.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
            f"<header><h1>{escape(page.title)}</h1><p>{escape(page.facts)}</p></header>\n"
            f"<main>\n{cards}\n</main>\n</body>\n</html>\n")


def _card(scene: SheetScene, ratio: str) -> str:
    parts = [f'<div class="head"><span class="number">{scene.number}</span><h2>{escape(scene.title)}</h2>'
             f'<span class="time">{escape(scene.time)}</span></div>']
    if scene.setting:
        parts.append(f'<p class="setting">{escape(scene.setting)}</p>')
    parts += [_row(shot, ratio) for shot in scene.shots]
    if scene.text:
        parts.append(f'<p class="story">{escape(scene.text)}</p>')
    if scene.takes:
        takes = "".join(f'<figure>{_panel(take, ratio)}<figcaption class="note">{escape(take.label)}'
                        f"</figcaption></figure>" for take in scene.takes)
        parts.append(f'<div class="takes"><div class="row">{takes}</div></div>')
    return f'<article id="{escape(scene.id)}">\n' + "\n".join(parts) + "\n</article>"


def _row(shot: SheetShot, ratio: str) -> str:
    panels = "".join(_panel(panel, ratio) for panel in shot.panels)
    return (f'<div class="row">{panels}</div>\n<p class="caption">'
            f'<span class="note">{escape(shot.framing)}</span>{escape(shot.caption)}</p>')


def _panel(panel: Panel, ratio: str) -> str:
    if panel.frame is None:
        return f'<div class="empty" style="aspect-ratio: {ratio}">not rendered</div>'
    data = io.BytesIO()
    Image.fromarray(panel.frame).save(data, format="JPEG", quality=88)
    return f'<img alt="" src="data:image/jpeg;base64,{base64.b64encode(data.getvalue()).decode()}">'
