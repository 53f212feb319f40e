from django.urls import path

from plumbline.people import views

app_name = "people"
urlpatterns = [
    path("", views.children, name="children"),
    path("add/", views.add, name="add"),
    path("<int:pk>/", views.child, name="child"),
    path("<int:pk>/amend/", views.amend, name="amend"),
    path("<int:pk>/unborn/", views.add_unborn, name="add-unborn"),
    path("<int:pk>/birth/", views.record_birth, name="birth"),
    path("<int:pk>/aliases/add/", views.add_alias, name="add-alias"),
    path("<int:pk>/addresses/add/", views.add_address, name="add-address"),
    path("<int:pk>/relationships/add/", views.add_relationship, name="add-relationship"),
    path("relationships/<int:pk>/end/", views.end_relationship, name="end-relationship"),
    path("<int:pk>/care/begin/", views.begin_care, name="begin-care"),
    path("<int:pk>/care/end/", views.end_care, name="end-care"),
    path("<int:pk>/markers/add/", views.set_marker, name="set-marker"),
    path("markers/<int:pk>/review/", views.review_marker, name="review-marker"),
    path("markers/<int:pk>/remove/", views.remove_marker, name="remove-marker"),
    path("<int:pk>/merge/", views.merge, name="merge"),
    path("merges/", views.merges, name="merges"),
    path("merges/<int:pk>/undo/", views.undo_merge, name="undo-merge"),
    path("<int:pk>/voice/", views.record_voice, name="record-voice"),
]
