"""Only what the pages of web themselves name, so that these tests stand without the rooms above."""

from django.urls import include, path

urlpatterns = [path("", include("plumbline.web.urls")), path("", include("plumbline.access.urls"))]
