from django.urls import path

from plumbline.standards import views

app_name = "standards"
urlpatterns = [
    path("", views.my_duties, name="my-duties"),
    path("below/", views.below, name="below"),
    path("standards/", views.catalogue, name="catalogue"),
    path("standards/<str:key>/", views.standard, name="standard"),
    path("standards/<str:key>/duties/", views.duties, name="duties"),
    path("standards/<str:key>/limits/", views.limits, name="limits"),
    path("standards/<str:key>/limits/<int:pk>/withdraw/", views.put_limits_back, name="limits-withdraw"),
    path("duties/<int:pk>/waive/", views.waive, name="waive"),
    path("duties/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("force/", views.force, name="force"),
]
