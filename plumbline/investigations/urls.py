from django.urls import path

from plumbline.investigations import views

app_name = "investigations"
urlpatterns = [
    path("", views.investigations, name="list"),
    path("open/", views.open_one, name="open"),
    path("<int:pk>/", views.investigation, name="investigation"),
    path("<int:pk>/sheet/", views.sheet, name="sheet"),
    path("<int:pk>/crime/", views.crime, name="crime"),
    path("<int:pk>/no-crime/", views.no_crime, name="no-crime"),
    path("<int:pk>/allocate/", views.allocate, name="allocate"),
    path("<int:pk>/review/", views.review, name="review"),
    path("<int:pk>/child/", views.name_child, name="name-child"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/reopen/", views.reopen, name="reopen"),
    path("children/<int:pk>/", views.child, name="child"),
    path("children/<int:pk>/hear/", views.hear, name="hear"),
    path("reviews/<int:pk>/", views.reviewed, name="reviewed"),
    path("reviews/<int:pk>/next/", views.review_next, name="review-next"),
]
