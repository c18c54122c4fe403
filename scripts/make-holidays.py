#!/usr/bin/env python3
"""Makes tests/fixtures/holidays-2020-2040.csv, what our holiday rules are held to.

Run it from anywhere, once, or again to move to a newer version of the package:

    python3 -m venv .venv
    .venv/bin/pip install holidays==0.109
    .venv/bin/python scripts/make-holidays.py

The package is needed by nothing else: the file is committed, the tests read the file.
"""

import sys
from pathlib import Path

import holidays

VERSION = "0.109"
YEARS = range(2020, 2041)
FILE = Path(__file__).resolve().parent.parent / "tests" / "fixtures" / "holidays-2020-2040.csv"

# Our region code -> (subdivision of France, own country code).
#
# The package knows an overseas territory twice: as a subdivision of France and as a country of
# its own. The subdivision is what we follow. In 0.109 both give the same days for these years;
# should a later version differ, this script stops.
#
# Alsace-Moselle is two subdivisions, "57" (Moselle) and "6AE" (Alsace), with the same days; the
# name "Alsace-Moselle" is deprecated. Numbers, not aliases, because aliases are missing ("GF").
REGIONS = {
    "metropole": (None, None),
    "alsace-moselle": ("57", None),
    "guadeloupe": ("971", "GP"),
    "martinique": ("972", "MQ"),
    "guyane": ("973", "GF"),
    "reunion": ("974", "RE"),
    "mayotte": ("976", "YT"),
    "saint-barthelemy": ("BL", "BL"),
    "saint-martin": ("MF", "MF"),
    "saint-pierre-et-miquelon": ("PM", "PM"),
    "nouvelle-caledonie": ("NC", "NC"),
    "polynesie-francaise": ("PF", "PF"),
    "wallis-et-futuna": ("WF", "WF"),
}


def days(country, subdivision=None):
    """The days of the default category, "public": the one that holds the days of custom."""
    return set(holidays.country_holidays(country, subdiv=subdivision, years=YEARS))


def differing():
    """Where two names of the same place give different days."""
    twins = [(("FR", "57"), ("FR", "6AE"))]
    twins += [(("FR", subdiv), (country,)) for subdiv, country in REGIONS.values() if country]
    for one, other in twins:
        if difference := days(*one) ^ days(*other):
            yield f"{one} and {other} differ on {', '.join(map(str, sorted(difference)))}"


def main():
    if holidays.__version__ != VERSION:
        sys.exit(f"holidays {VERSION} is needed, this is {holidays.__version__}")
    if differences := list(differing()):
        sys.exit("\n".join(differences))

    lines = sorted(
        f"{region},{day.isoformat()}"
        for region, (subdivision, _) in REGIONS.items()
        for day in days("FR", subdivision)
    )
    source = f"# made by scripts/make-holidays.py from PyPI holidays {VERSION} (MIT)"
    FILE.write_text("\n".join([source, *lines]) + "\n", encoding="utf-8", newline="\n")
    print(f"{len(lines)} days written to {FILE}")


if __name__ == "__main__":
    main()
