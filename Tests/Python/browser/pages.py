"""Every page there is, with the role that it is looked at as."""

import re

USER = "/admin/users/operator"
"""Of the user with this login; the page's own address has their id."""

ADMIN = [
    "/admin",
    "/admin/routes",
    "/admin/routes/new",
    "/admin/routes/*5003",
    "/admin/routes/*5003/test",
    "/admin/routes/new?copy=*5003",
    "/admin/departments",
    "/admin/departments/new",
    "/admin/departments/support",
    "/admin/operators",
    "/admin/operators/new",
    "/admin/operators/101",
    "/admin/operators/import",
    "/admin/sources",
    "/admin/sources/new",
    "/admin/sources/new?mapping=generic",
    "/admin/sources/crm",
    "/admin/sources/crm/test",
    "/admin/webhooks",
    "/admin/webhooks/new",
    "/admin/webhooks/crm",
    "/admin/subscriptions",
    "/admin/subscriptions/new",
    "/admin/sounds",
    "/admin/voices",
    "/admin/tokens",
    "/admin/users",
    "/admin/users/new",
    USER,
    "/admin/audit",
    "/admin/search?q=101",
    "/admin/search?q=nothing-like-it",
]
SUPERVISOR = [
    "/supervisor",
    "/supervisor/history",
    "/supervisor/history?period=month&state=unavailable",
    "/supervisor/listening",
    "/supervisor/listening?period=month&mode=listen",
    "/supervisor/missed",
    "/supervisor/missed?settled=yes",
    "/supervisor/tv",
    "/supervisor/screens",
    "/supervisor/statistics",
    "/supervisor/statistics?period=month",
]
OPERATOR = ["/panel"]
MISSING = "/nothing-here"
PUBLIC = ["/login", MISSING]

ALL = (
    [(None, path) for path in PUBLIC]
    + [("operator", path) for path in OPERATOR]
    + [("supervisor", path) for path in SUPERVISOR]
    + [("admin", path) for path in ADMIN]
)


def name(path):
    """As part of a file's name."""
    return re.sub(r"\W+", "-", path).strip("-") or "first"
