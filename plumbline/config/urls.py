"""Every address, by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("plumbline.standards.urls")),
    path("", include("plumbline.access.urls")),
    path("", include("plumbline.access.allauth_urls")),
    path("referrals/", include("plumbline.referrals.urls")),
    path("incidents/", include("plumbline.incidents.urls")),
    path("missing/", include("plumbline.missing.urls")),
    path("powers/", include("plumbline.powers.urls")),
    path("investigations/", include("plumbline.investigations.urls")),
    path("people/", include("plumbline.people.urls")),
    path("custody/", include("plumbline.custody.urls")),
    path("oversight/", include("plumbline.oversight.urls")),
    path("retention/", include("plumbline.retention.urls")),
    path("inspections/", include("plumbline.inspections.urls")),
    path("briefing/", include("plumbline.briefing.urls")),
    path("watch/", include("plumbline.watch.urls")),
    path("", include("plumbline.web.urls")),
]

handler400 = "plumbline.web.errors.bad_request"
handler403 = "plumbline.web.errors.refused"
handler404 = "plumbline.web.errors.not_found"
handler500 = "plumbline.web.errors.failed"
