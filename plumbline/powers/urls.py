from django.urls import path

from plumbline.powers import views

app_name = "powers"
urlpatterns = [
    path("", views.protections, name="list"),
    path("take/", views.take, name="take"),
    path("take/child/", views.add_child, name="add-child"),
    path("<int:pk>/", views.protection, name="protection"),
    path("<int:pk>/sheet/", views.sheet, name="sheet"),
    path("<int:pk>/amend/", views.amend, name="amend"),
    path("<int:pk>/designate/", views.designate, name="designate"),
    path("<int:pk>/tell/", views.tell, name="tell"),
    path("<int:pk>/hear/", views.hear, name="hear"),
    path("<int:pk>/accommodate/", views.accommodate, name="accommodate"),
    path("<int:pk>/decide/", views.decide, name="decide"),
    path("<int:pk>/end/", views.end, name="end"),
    path("<int:pk>/hand-over/", views.hand_over, name="hand-over"),
    path("stays/<int:pk>/", views.stay, name="stay"),
    path("stays/<int:pk>/next/", views.stay_next, name="stay-next"),
]
