from django.urls import path

from plumbline.retention import views

app_name = "retention"
urlpatterns = [
    path("", views.reviews, name="list"),
    path("<int:pk>/", views.review, name="review"),
    path("<int:pk>/record/", views.record, name="record"),
    path("<int:pk>/approve/", views.approve, name="approve"),
    path("<int:pk>/stop/", views.stop, name="stop"),
    path("<int:pk>/dispose/", views.dispose, name="dispose"),
    path("holds/", views.holds, name="holds"),
    path("holds/<int:pk>/", views.hold, name="hold"),
    path("holds/<int:pk>/lift/", views.lift, name="lift-hold"),
    path("hold-reviews/<int:pk>/", views.hold_review, name="hold-review"),
    path("people/<int:pk>/hold/", views.set_hold, name="set-hold"),
    path("periods/", views.periods, name="periods"),
    path("periods/<slug:key>/confirm/", views.confirm, name="confirm"),
    path("disposed/", views.disposed, name="disposed"),
]
