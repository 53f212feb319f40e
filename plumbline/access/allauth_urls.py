"""Addresses under the names by which allauth leads from page to page. What is not here (signing up, e-mail addresses,
resetting a password by e-mail) cannot be reached."""

from django.urls import path

from plumbline.access import views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-in/second-step/", views.SecondStep.as_view(), name="mfa_authenticate"),
    path("sign-in/passkey/", views.PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path("sign-in/provider/back/", views.provider_back, name="openid_connect_callback"),
    path("account/confirm/", views.ConfirmPassword.as_view(), name="account_reauthenticate"),
    path("account/confirm/code/", views.ConfirmCode.as_view(), name="mfa_reauthenticate"),
    path("account/confirm/passkey/", views.ConfirmPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("account/", views.account, name="mfa_index"),
    path("account/", views.account, name="mfa_list_webauthn"),
    path("account/app/add/", views.AddApp.as_view(), name="mfa_activate_totp"),
    path("account/app/remove/", views.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("account/passkeys/add/", views.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/remove/", views.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("account/recovery-codes/", views.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new/", views.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
]
