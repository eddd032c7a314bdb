"""Who stands on the certificates of a demo enterprise's rights."""

from __future__ import annotations

import random
from datetime import date

from registry.cli.demo.identity import Identity
from registry.intellectual_property.owners import OWNER_MARK

_SHARED, _STRANGE = 0.03, 0.006
_PARTNERS = ("宁波大学", "浙江大学宁波研究院", "宁波工程学院", "中国科学院宁波材料技术与工程研究所")


def owners_of(identity: Identity, granted_on: date | None, source: random.Random) -> str:
    """The owners by the certificate: the firm as it was called on the day, now and then with a partner or only one.

    "" before there is a certificate.
    """
    draw, partner = source.random(), source.choice(_PARTNERS)
    if granted_on is None:
        return ""
    begun = [segment for segment in identity.history if segment.valid_from <= granted_on]
    name = (begun[-1] if begun else identity.history[0]).facts.name
    if draw < _STRANGE:
        return partner
    return OWNER_MARK.join((name, partner)) if draw < _STRANGE + _SHARED else name
