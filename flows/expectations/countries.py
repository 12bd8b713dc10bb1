"""Codes of countries: ISO 3166-1 alpha-2, the 249 officially assigned ones; and which one a name means."""

from __future__ import annotations

import csv
import unicodedata
from functools import lru_cache
from importlib import resources

from flows.readers._country_codes import TWO_LETTERS

_CODES = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
    GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO
    JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR
    MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO
    RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV
    TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
COUNTRIES = frozenset(_CODES.split())

# What people write, beside the names of ``country_names.csv``, and the code that the standard has.
OFTEN_WRITTEN = {
    "UK": "GB", "EL": "GR", "JA": "JP", "SW": "SE", "EN": "GB", "Great Britain": "GB", "England": "GB", "Scotland": "GB",
    "U.S.": "US", "United States of America": "US", "America": "US", "Korea": "KR", "Republic of Korea": "KR", "Holland": "NL",
    "Turkey": "TR", "Czech Republic": "CZ", "Viet Nam": "VN", "Nippon": "JP", "日本国": "JP", "米国": "US", "アメリカ": "US",
    "英国": "GB", "韓国": "KR",
}  # fmt: skip


def code_of(written: str) -> str:
    """ "JP" for "Japan", "日本", "JPN" or "jp"; "" where no country is known by what is written."""
    return _codes().get(_letters(written), "")


@lru_cache(maxsize=1)
def country_names() -> dict[str, tuple[str, str]]:
    """Each code with the country's name in English and in Japanese."""
    text = resources.files("flows.expectations").joinpath("country_names.csv").read_text(encoding="utf-8")
    return {code: (english, japanese) for code, english, japanese in list(csv.reader(text.splitlines()))[2:]}


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    known = {_letters(name): code for code, names in country_names().items() for name in names}
    known |= {_letters(three): two for three, two in TWO_LETTERS.items()}
    return known | {_letters(code): code for code in COUNTRIES} | {_letters(name): code for name, code in OFTEN_WRITTEN.items()}


def _letters(name: str) -> str:
    """The letters alone, without accents and case; full-width ones are plain."""
    parts = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(one for one in parts if one.isalnum())
    return letters.removeprefix("the") if letters != "the" else letters
