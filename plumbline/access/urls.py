from django.urls import path

from plumbline.access import views

app_name = "access"
urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-in/provider/", views.provider_start, name="provider"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("purpose/", views.state_purpose, name="purpose"),
    path("account/", views.account, name="account"),
    path("account/second-factor/", views.enrol, name="enrol"),
    path("account/password/", views.change_password, name="password"),
    path("account/sign-out-everywhere/", views.end_sessions, name="end-sessions"),
    path("account/stay/", views.stay, name="stay"),
    path("account/kept/", views.kept, name="kept"),
    path("break-glass/<int:pk>/", views.break_glass, name="break-glass"),
]
