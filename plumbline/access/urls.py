from django.urls import path

from plumbline.access import views

app_name = "access"
urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views.SignOut.as_view(), name="sign-out"),
    path("purpose/", views.state_purpose, name="purpose"),
    path("break-glass/<int:pk>/", views.break_glass, name="break-glass"),
]
