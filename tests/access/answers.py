"""What routes answer that follow no common rule: by method, or by method and actor."""

from tests.access.actors import SIGNED_IN
from tests.access.audiences import BUSINESS, NDRC, UNSEEN

NO_MINING = {"GET": 403, "POST": 403}
NOT_THERE = {("POST", actor): 404 for actor in UNSEEN | NDRC}
# Whoever does no business sees no filing.
UNSEEN_FILING = {("POST", actor): 404 for actor in UNSEEN | NDRC | (SIGNED_IN - BUSINESS)}
# Jiangxi's and Fujian's people have no such month to begin; it is there, or ready, in the others' provinces.
BEGUN = {("POST", "fujian_industry"): 404}
PIECE = {"pk": "licence-{pk}"}
LICENCE = {"slug": "licence"}
# A form that comes back as it was sent: empty.
UNFILLED = {"POST": 200}
PAGE_ONLY = {"GET": 200, "*": 405}
GET_ONLY = {"GET": 200, "HEAD": 200, "*": 405}
FORM_VIEW = {"GET": 200, "HEAD": 200, "POST": 200, "PUT": 200, "OPTIONS": 200, "*": 405}
