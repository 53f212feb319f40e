from django.urls import path

from plumbline.web import views

app_name = "web"
urlpatterns = [
    path("gallery/", views.gallery, name="gallery"),
]
