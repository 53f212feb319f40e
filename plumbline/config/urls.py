"""Every address, by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("plumbline.standards.urls")),
    path("", include("plumbline.access.urls")),
    path("missing/", include("plumbline.missing.urls")),
    path("inspections/", include("plumbline.inspections.urls")),
    path("people/", include("plumbline.people.urls")),
    path("", include("plumbline.web.urls")),
]

handler400 = "plumbline.web.errors.bad_request"
handler403 = "plumbline.web.errors.refused"
handler404 = "plumbline.web.errors.not_found"
handler500 = "plumbline.web.errors.failed"
