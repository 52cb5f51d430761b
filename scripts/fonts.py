"""One fontconfig file that puts the wheel's Chinese fonts in reach of WeasyPrint and Chromium, without root."""

from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

from scripts.project import BUILD, FONTS, VENV

# Font names that documents use, each with its substitutes, the best first. Fandol is used where Debian's
# texlive-lang-chinese is installed; Noto follows it because Fandol lacks rare characters of names.
STAND_INS = {
    "FangSong": ("FandolFang R", "FandolFang", "Noto Serif SC"),
    "仿宋": ("FandolFang R", "FandolFang", "Noto Serif SC"),
    "KaiTi": ("FandolKai", "Noto Serif SC"),
    "楷体": ("FandolKai", "Noto Serif SC"),
    "SimSun": ("Noto Serif SC",),
    "宋体": ("Noto Serif SC",),
    "SimHei": ("Noto Sans SC",),
    "黑体": ("Noto Sans SC",),
    "serif": ("Noto Serif SC",),
    "sans-serif": ("Noto Sans SC",),
}


def configuration(folders: Iterable[Path], cache: Path) -> str:
    """The text of fonts.conf: the system's fonts as they are, ours beside them, the names documents use."""
    lines = [
        '<?xml version="1.0"?>',
        '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
        "<fontconfig>",
        '  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>',
        *(f"  <dir>{escape(str(folder))}</dir>" for folder in folders),
        f"  <cachedir>{escape(str(cache))}</cachedir>",
    ]
    for name, preferred in STAND_INS.items():
        families = "".join(f"<family>{family}</family>" for family in preferred)
        lines.append(f'  <alias binding="same"><family>{name}</family><accept>{families}</accept></alias>')
    return "\n".join([*lines, "</fontconfig>", ""])


def write_configuration() -> None:
    """Write fonts.conf when it is not what it should be."""
    wheel = sorted(VENV.glob("lib/python3*/site-packages/pylopdf_fonts_zh_cn"))
    system = [
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        Path("/usr/share/texmf/fonts/opentype/public"),
    ]
    fandol = Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol")
    text = configuration([*wheel, *system, fandol], BUILD / "fonts" / "cache")
    if FONTS.is_file() and FONTS.read_text(encoding="utf-8") == text:
        return
    (FONTS.parent / "cache").mkdir(parents=True, exist_ok=True)
    FONTS.write_text(text, encoding="utf-8")
